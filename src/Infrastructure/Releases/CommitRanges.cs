using System.Collections.Concurrent;
using Octokit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Releases;
using Portal.Application.Versions;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.GitHub;
using Portal.Infrastructure.Versions;

namespace Portal.Infrastructure.Releases;

/// <summary>
/// Finds the commits between two versions: on GitHub by its comparison, in any other repository that the catalog is read from by git. Asks no repository outside these, whatever an
/// annotation says.
/// </summary>
internal sealed class CommitRanges(CatalogIngest ingest, RepositoryVersionStore store, GitHubClients clients, CatalogOptions options) : ICommitRanges
{
    private const int MostKept = 500;

    private readonly ConcurrentDictionary<string, CommitRange> _kept = new(StringComparer.Ordinal);
    private readonly GitHistory _git = new(options);

    /// <inheritdoc />
    public async Task<Result<CommitRange>> BetweenAsync(CatalogEntity service, SourcePoint from, SourcePoint to, CancellationToken ct)
    {
        var named = EntityRepositories.Of(service).Distinct(StringComparer.Ordinal).ToList();
        if (named.Count == 0)
        {
            return new NotFound("releases.no_repository", $"{service.Ref} names no source repository. Add the annotation github.com/project-slug or backstage.io/source-location to its descriptor.");
        }

        Failure? why = null;
        foreach (var key in named)
        {
            var kept = $"{key} {service.Ref.Name} {from} {to}";
            if (_kept.TryGetValue(kept, out var known))
            {
                return known;
            }

            var answer = await ReadAsync(key, service.Ref.Name, from, to, ct);
            if (answer is not { } told)
            {
                continue;
            }

            if (told.IsSuccess)
            {
                if (_kept.Count >= MostKept)
                {
                    _kept.Clear();
                }

                _kept[kept] = told.Value;
                return told;
            }

            why ??= told.Failure;
        }

        return why is null
            ? new Unavailable("releases.repository_unread", $"The portal reads no repository of {service.Ref}: {string.Join(", ", named)} is neither in the GitHub organisation it is connected to nor a git location of the catalog.")
            : Result<CommitRange>.Fail(why);
    }

    /// <summary>Names that a tag of a version has by habit; the first that exists counts.</summary>
    internal static IReadOnlyList<string> TagsOf(string version, string name)
    {
        var bare = version.StartsWith('v') && version.Length > 1 && char.IsAsciiDigit(version[1]) ? version[1..] : version;
        return [.. new[] { version, $"v{bare}", bare, $"{name}-v{bare}", $"{name}-{bare}", $"{name}/v{bare}", $"{name}@{bare}", $"release-{bare}" }.Distinct(StringComparer.Ordinal)];
    }

    private async Task<Result<CommitRange>?> ReadAsync(string key, string name, SourcePoint from, SourcePoint to, CancellationToken ct)
    {
        var there = store.OnServer(key) ?? key;
        if (clients.Options.ReadProblem is null && RepositoryName.Parse("https://" + there) is { } repository && repository.Host.Equals(clients.Options.Host, StringComparison.OrdinalIgnoreCase)
            && repository.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase))
        {
            return await OnGitHubAsync(repository, name, from, to, ct);
        }

        foreach (var location in ingest.Snapshot().Where(l => l.Target.Type == "git"))
        {
            if (GitTarget.Parse(location.Target.Target, out _) is { } target && RepositoryName.KeyOf(target.Repository) == key)
            {
                return await _git.BetweenAsync(target.Repository, name, from, to, ct);
            }
        }

        return null;
    }

    private async Task<Result<CommitRange>> OnGitHubAsync(RepositoryName repository, string name, SourcePoint from, SourcePoint to, CancellationToken ct)
    {
        try
        {
            var github = clients.CreateForCatalog();
            var tags = from.Commit is not null && to.Commit is not null ? []
                : (await github.Repository.GetAllTags(repository.Owner, repository.Name, new ApiOptions { PageSize = 100, PageCount = 3 }).WaitAsync(ct)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
            if ((from.Commit ?? TagsOf(from.Version, name).FirstOrDefault(tags.Contains)) is not { } start)
            {
                return GitHistory.NoTag(from.Version, repository.Key);
            }

            if ((to.Commit ?? TagsOf(to.Version, name).FirstOrDefault(tags.Contains)) is not { } end)
            {
                return GitHistory.NoTag(to.Version, repository.Key);
            }

            var (total, commits, isBackwards) = await CompareAsync(github, repository, start, end, ct);
            var web = $"{clients.Options.Web}/{repository.Owner}/{repository.Name}";
            return new CommitRange(repository.Key, start, end,
                [.. commits.Select(c => new CommitLine(c.Sha, FirstLine(c.Commit?.Message), c.Commit?.Author?.Name, c.Commit?.Author?.Date, $"{web}/commit/{c.Sha}"))],
                total, isBackwards, $"{web}/compare/{Uri.EscapeDataString(isBackwards ? end : start)}...{Uri.EscapeDataString(isBackwards ? start : end)}");
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            var (message, fix) = CatalogFailures.InWords(ex, $"{repository.Owner}/{repository.Name}");
            return new Unavailable("releases.github", $"{message} {fix}");
        }
    }

    /// <returns>How many commits there are, the newest of them newest first, and whether the end lies before the start.</returns>
    private static async Task<(int Total, IReadOnlyList<GitHubCommit> Commits, bool IsBackwards)> CompareAsync(IGitHubClient github, RepositoryName repository, string start, string end, CancellationToken ct)
    {
        var first = await PageAsync(github, repository, start, end, 1, ct);
        var isBackwards = first is { AheadBy: 0, BehindBy: > 0 };
        if (isBackwards)
        {
            (start, end) = (end, start);
            first = await PageAsync(github, repository, start, end, 1, ct);
        }

        // The oldest come first, so the newest are on the last page, and where that one is not full on the one before it.
        var pages = (first.TotalCommits + GitHistory.MostCommits - 1) / GitHistory.MostCommits;
        List<GitHubCommit> commits = [];
        for (var page = pages; page >= 1 && commits.Count < GitHistory.MostCommits; page--)
        {
            commits.AddRange(((page == 1 ? first : await PageAsync(github, repository, start, end, page, ct)).Commits ?? []).Reverse());
        }

        return (first.TotalCommits, [.. commits.Take(GitHistory.MostCommits)], isBackwards);
    }

    private static async Task<CompareResult> PageAsync(IGitHubClient github, RepositoryName repository, string start, string end, int page, CancellationToken ct)
    {
        var path = new Uri($"repos/{repository.Owner}/{repository.Name}/compare/{Uri.EscapeDataString(start)}...{Uri.EscapeDataString(end)}", UriKind.Relative);
        Dictionary<string, string> parameters = new(StringComparer.Ordinal) { ["per_page"] = $"{GitHistory.MostCommits}", ["page"] = $"{page}" };
        return (await github.Connection.Get<CompareResult>(path, parameters).WaitAsync(ct)).Body;
    }

    private static string FirstLine(string? message) => message?.Split('\n', 2)[0].Trim() ?? "";
}
