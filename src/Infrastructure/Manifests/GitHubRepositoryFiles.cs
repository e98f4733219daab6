using System.Text;
using Octokit;
using Portal.Application.Common;
using Portal.Application.Manifests;
using Portal.Infrastructure.GitHub;

namespace Portal.Infrastructure.Manifests;

/// <summary>The files of a repository on GitHub at a commit. Trees and files never change under their hash, so each is asked for once.</summary>
internal sealed class GitHubRepositoryFiles(IGitHubClient github, GitObjects objects, string owner, string name, string commit, RepositoryTree tree)
    : RepositoryFiles($"{owner}/{name}", commit, tree.Files.Where(f => f.Value.Mode.StartsWith("100", StringComparison.Ordinal)).Select(f => f.Key).ToHashSet(StringComparer.Ordinal))
{
    private const int MostBytes = 1 << 20;
    private const int MostFolders = 5;

    private readonly string _commit = commit;

    public override async Task<Result<string>> ReadAsync(string path, CancellationToken ct)
    {
        var file = tree.Files[path];
        if (file.Size > MostBytes)
        {
            return new Unavailable("manifests.too_large", $"{path} is larger than 1 MB; no manifest is. Take it out of the folder.");
        }

        try
        {
            return Encoding.UTF8.GetString(await objects.BlobAsync(github, owner, name, file, ct));
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return new Unavailable("manifests.github", CatalogFailures.InWords(ex, Repository).Message);
        }
    }

    public override async Task<DateTimeOffset?> ChangedAtAsync(IReadOnlyCollection<string> paths, CancellationToken ct)
    {
        DateTimeOffset? newest = null;
        try
        {
            foreach (var folder in paths.Select(p => p.LastIndexOf('/') is >= 0 and var slash ? p[..slash] : "").Distinct(StringComparer.Ordinal).Take(MostFolders))
            {
                var asked = new Dictionary<string, string> { ["sha"] = _commit, ["path"] = folder, ["per_page"] = "1" };
                var last = (await github.Connection.Get<IReadOnlyList<GitHubCommit>>(new Uri($"repos/{Uri.EscapeDataString(owner)}/{Uri.EscapeDataString(name)}/commits", UriKind.Relative), asked).WaitAsync(ct)).Body;
                var at = last is [var one, ..] ? one.Commit?.Committer?.Date : null;
                newest = newest is null || at > newest ? at ?? newest : newest;
            }
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return null; // only a reason in words depends on it
        }

        return newest?.ToUniversalTime();
    }
}
