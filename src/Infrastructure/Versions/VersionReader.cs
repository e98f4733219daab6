using Octokit;
using Portal.Application.Catalog;
using Portal.Application.Versions;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.GitHub;

namespace Portal.Infrastructure.Versions;

/// <summary>A repository to be asked for its releases and tags.</summary>
/// <param name="Key">As <see cref="RepositoryName.KeyOf"/> gives it.</param>
/// <param name="GitAddress">What git is given, when GitHub's API is not the way.</param>
internal sealed record VersionSource(string Key, RepositoryName? OnGitHub, string? GitAddress);

/// <summary>Asks one repository: GitHub by its API, conditionally and within the catalog's budget, any other by git ls-remote.</summary>
internal sealed class VersionReader(GitHubClients clients, CatalogOptions options, TimeProvider clock)
{
    private const int PageSize = 100;
    private const int TagPages = 3;

    private readonly GitCommand _git = new(options.GitTimeout);

    /// <returns>What was found, or why nothing could be.</returns>
    public async Task<(IReadOnlyList<RepositoryVersion>? Found, string? Problem)> ReadAsync(VersionSource source, CancellationToken ct)
        => source.OnGitHub is { } repository ? await OnGitHubAsync(source.Key, repository, ct) : await ByGitAsync(source.Key, source.GitAddress!, ct);

    private async Task<(IReadOnlyList<RepositoryVersion>? Found, string? Problem)> OnGitHubAsync(string key, RepositoryName repository, CancellationToken ct)
    {
        try
        {
            var github = clients.CreateForCatalog();
            var releases = await github.Repository.Release.GetAll(repository.Owner, repository.Name, new ApiOptions { PageSize = PageSize, PageCount = 1 }).WaitAsync(ct);
            var tags = await github.Repository.GetAllTags(repository.Owner, repository.Name, new ApiOptions { PageSize = PageSize, PageCount = TagPages }).WaitAsync(ct);
            var web = $"{clients.Options.Web}/{repository.Owner}/{repository.Name}";
            return (NewestVersions.Of(
                key,
                releases.Where(r => r.TagName is { Length: > 0 }).Select(r => new ReleaseInfo(r.TagName, r.Draft, r.Prerelease, r.PublishedAt, PageOf(web, r.TagName))),
                tags.Select(t => t.Name).Where(n => n is { Length: > 0 }),
                tag => PageOf(web, tag),
                clock.GetUtcNow()), null);
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return (null, CatalogFailures.InWords(ex, $"{repository.Owner}/{repository.Name}").Message);
        }
    }

    private static string PageOf(string web, string tag) => $"{web}/releases/tag/{string.Join('/', tag.Split('/').Select(Uri.EscapeDataString))}";

    private async Task<(IReadOnlyList<RepositoryVersion>? Found, string? Problem)> ByGitAsync(string key, string address, CancellationToken ct)
    {
        var answer = await _git.RunAsync(null, ["ls-remote", "--tags", "--refs", "--", address], ct);
        if (!answer.Ok)
        {
            return (null, answer.Complaint);
        }

        const string prefix = "refs/tags/";
        var tags = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).Where(p => p.Length == 2 && p[1].StartsWith(prefix, StringComparison.Ordinal)).Select(p => p[1][prefix.Length..]);
        return (NewestVersions.Of(key, [], tags, _ => null, clock.GetUtcNow()), null);
    }
}
