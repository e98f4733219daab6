using Octokit;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>GitHub as the place of new repositories.</summary>
internal sealed class GitHubSourceControl(GitHubClients clients) : ISourceControl
{
    public string Provider => "GitHub";

    public IReadOnlyList<string> Hosts => [clients.Options.Host];

    public string? DefaultOwner => clients.Options.Organization;

    public async Task<Result<bool>> ExistsAsync(RepoUrl repository, CancellationToken ct)
    {
        if (clients.Options.Problem is { } problem)
        {
            return new Unavailable("github.not_configured", problem);
        }

        if (!repository.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase))
        {
            return new Conflict("github.other_owner", $"Repositories are made in the organisation {clients.Options.Organization}, not in {repository.Owner}.");
        }

        try
        {
            await clients.Create().Repository.Get(repository.Owner, repository.Repo).WaitAsync(ct);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Failure(ex);
        }
    }
}
