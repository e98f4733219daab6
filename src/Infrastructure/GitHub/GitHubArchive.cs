using Octokit;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.GitHub;

/// <summary>GitHub's own archive: readable, nobody can push; the words are kept by the portal, since GitHub shows its own.</summary>
internal sealed class GitHubArchive(GitHubClients clients) : IRepositoryArchive
{
    public Task<Result<bool>> IsArchivedAsync(RepoUrl repository, CancellationToken ct)
        => AskAsync<bool>(repository, async github => (await github.Repository.Get(repository.Owner, repository.Repo).WaitAsync(ct)).Archived, ct);

    public Task<Result<Done>> ArchiveAsync(RepoUrl repository, string words, CancellationToken ct) => SetAsync(repository, archived: true, ct);

    public Task<Result<Done>> RestoreAsync(RepoUrl repository, CancellationToken ct) => SetAsync(repository, archived: false, ct);

    private Task<Result<Done>> SetAsync(RepoUrl repository, bool archived, CancellationToken ct) => AskAsync<Done>(
        repository,
        async github =>
        {
            // An archived repository refuses every change but this one, so what is so already is left alone.
            if ((await github.Repository.Get(repository.Owner, repository.Repo).WaitAsync(ct)).Archived != archived)
            {
                await github.Repository.Edit(repository.Owner, repository.Repo, new RepositoryUpdate { Name = repository.Repo, Archived = archived }).WaitAsync(ct);
            }

            return Done.Value;
        },
        ct);

    private async Task<Result<T>> AskAsync<T>(RepoUrl repository, Func<IGitHubClient, Task<T>> ask, CancellationToken ct)
    {
        if (clients.Options.Problem is { } problem)
        {
            return new Unavailable("github.not_configured", problem);
        }

        try
        {
            return await ask(clients.Create());
        }
        catch (NotFoundException)
        {
            return new NotFound("github.no_repository", $"GitHub has no {repository.Owner}/{repository.Repo}, or the portal's token may not change it.");
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Failure(ex);
        }
    }
}
