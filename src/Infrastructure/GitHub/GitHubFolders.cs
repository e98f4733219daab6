using System.Text.RegularExpressions;
using Octokit;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Folders of repositories on the configured GitHub server, for templates: trees and blobs through the API, so that there is no archive to unpack. What GitHub:Organization does not keep private may be
/// read by every template; anything else only where the operator lists it, because whoever tries a template reads with the portal's rights.
/// </summary>
internal sealed partial class GitHubFolders(GitHubClients clients, FileStore store) : IRemoteSource
{
    private const int AtOnce = 6;
    private const string Link = "120000";

    private readonly GitObjects _objects = new(store);

    public IReadOnlyList<string> Hosts => clients.Options.ReadProblem is null ? [clients.Options.Host] : [];

    public bool Serves(RemotePlace place) => Uri.TryCreate(clients.Options.BaseUrl, UriKind.Absolute, out _) && place.Host.Equals(clients.Options.Host, StringComparison.OrdinalIgnoreCase);

    public Task<Result<string>> CommitAsync(RemotePlace place, bool listed, CancellationToken ct) => AskAsync<string>(
        place,
        async github =>
        {
            var repository = await github.Repository.Get(place.Owner, place.Repo).WaitAsync(ct);
            if (!$"{place.Owner}/{place.Repo}".Equals(repository.FullName, StringComparison.OrdinalIgnoreCase))
            {
                return new Conflict("scaffold.url_moved", $"{place.Repository} is {repository.FullName} now. Write its new address: who gets the old name could otherwise put files into services.");
            }

            if (!listed && Refusal(place, repository) is { } refusal)
            {
                return refusal;
            }

            var name = place.Reference ?? repository.DefaultBranch ?? "main";
            if (place.Reference is not null && CommitForm().IsMatch(name))
            {
                return name;
            }

            try
            {
                return (await github.Repository.Branch.Get(place.Owner, place.Repo, name).WaitAsync(ct)).Commit.Sha;
            }
            catch (NotFoundException) when (place.Reference is not null)
            {
                return await TagAsync(github, place, name, ct);
            }
        },
        ct);

    public Task<Result<IReadOnlyList<RemoteFile>>> ReadAsync(RemotePlace place, string commit, RemoteLimits limits, CancellationToken ct) => AskAsync<IReadOnlyList<RemoteFile>>(
        place,
        async github =>
        {
            var tree = await _objects.TreeAsync(github, place.Owner, place.Repo, commit, ct);
            var wanted = tree.Files.TryGetValue(place.Path, out var only)
                ? [(Path: place.Path[(place.Path.LastIndexOf('/') + 1)..], File: only)]
                : tree.Files.Where(f => place.Path.Length == 0 || f.Key.StartsWith(place.Path + "/", StringComparison.Ordinal)).Select(f => (Path: f.Key[(place.Path.Length == 0 ? 0 : place.Path.Length + 1)..], File: f.Value))
                    .OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
            if (RemoteRules.Refusal(place, commit, limits, [.. wanted.Select(w => (w.Path, w.File.Size, w.File.Mode == Link))]) is { } refusal)
            {
                return refusal;
            }

            var contents = new byte[wanted.Count][];
            await Parallel.ForEachAsync(Enumerable.Range(0, wanted.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, token) =>
                contents[i] = await _objects.BlobAsync(github, place.Owner, place.Repo, wanted[i].File, token));
            return Result<IReadOnlyList<RemoteFile>>.Of([.. wanted.Select((w, i) => new RemoteFile(w.Path, new(contents[i], w.File.Mode == "100755")))]);
        },
        ct);

    private Conflict? Refusal(RemotePlace place, Repository repository)
    {
        var own = clients.Options.Organization is { Length: > 0 } organization && organization.Equals(place.Owner, StringComparison.OrdinalIgnoreCase);
        return own && (!repository.Private || repository.Visibility == RepositoryVisibility.Internal) ? null
            : new("scaffold.url_not_listed", $"{place.Repository} {(own ? "is private" : "is not of the portal's organisation")}, so templates read it only where it is listed: whoever tries a template reads with the portal's rights. Add {place.Repository} to Scaffolding:Remote:Repositories.");
    }

    private static async Task<Result<string>> TagAsync(IGitHubClient github, RemotePlace place, string name, CancellationToken ct)
    {
        try
        {
            return (await github.Repository.Commit.Get(place.Owner, place.Repo, name).WaitAsync(ct)).Sha;
        }
        catch (Exception ex) when (ex is NotFoundException or ApiValidationException)
        {
            return new NotFound("scaffold.url_no_branch", $"{place.Repository} has no branch or tag {name}.");
        }
    }

    private async Task<Result<T>> AskAsync<T>(RemotePlace place, Func<IGitHubClient, Task<Result<T>>> ask, CancellationToken ct)
    {
        if (clients.Options.ReadProblem is { } problem)
        {
            return new Conflict("github.not_configured", problem);
        }

        try
        {
            return await ask(clients.Create());
        }
        catch (NotFoundException)
        {
            return new NotFound("scaffold.url_not_found", $"GitHub has no {place.Repository}, or the portal's token may not read it.");
        }
        catch (ApiException ex) when (ex.StatusCode == System.Net.HttpStatusCode.Conflict)
        {
            return new Conflict("github.empty", $"{place.Repository} has no commit yet.");
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Failure(ex);
        }
    }

    [GeneratedRegex(@"^[0-9a-f]{40}\z", RegexOptions.None, 2000)]
    private static partial Regex CommitForm();
}
