using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Manifests;
using Portal.Application.Versions;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.GitHub;
using Portal.Infrastructure.LocalGit;
using Portal.Infrastructure.Versions;

namespace Portal.Infrastructure.Manifests;

/// <summary>
/// Finds the repository of a service among those that the portal may read: mirrors that the settings name, the connected GitHub organisation, and git locations of the catalog. Asks no
/// repository outside these, whatever an annotation says.
/// </summary>
internal sealed class ManifestRepositories(CatalogIngest ingest, RepositoryVersionStore store, GitHubClients clients, FileStore files, CatalogOptions options, IOptionsMonitor<SourceControlOptions> sourceControl) : IManifestRepositories
{
    private readonly GitHeads _git = new(options);
    private readonly GitObjects _objects = new(files);

    public async Task<Result<RepositoryFiles>> OpenAsync(CatalogEntity service, CancellationToken ct)
    {
        if (Find(service) is not { } found)
        {
            return new Unavailable("manifests.repository_unread",
                $"The portal reads no repository of {service.Ref}: {string.Join(", ", EntityRepositories.Of(service).Distinct(StringComparer.Ordinal))} is neither in the GitHub organisation it is connected to, nor a git location of the catalog, nor a mirror (SourceControl:Mirrors).");
        }

        return found.GitHub is { } repository ? await OnGitHubAsync(repository, found.Home, ct) : await _git.OpenAsync(found.Address!, found.Shown, found.Home, ct);
    }

    public async Task<string?> HeadAsync(CatalogEntity service, CancellationToken ct)
    {
        if (Find(service) is not { } found)
        {
            return null;
        }

        try
        {
            return found.GitHub is { } repository ? await HeadOnGitHubAsync(repository, ct) : (await _git.HeadAsync(found.Address!, ct)).Commit;
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return null; // opening says why
        }
    }

    private (RepositoryName? GitHub, string? Address, string Shown, string Home)? Find(CatalogEntity service)
    {
        foreach (var key in EntityRepositories.Of(service).Distinct(StringComparer.Ordinal))
        {
            var home = HomeOf(service, key);
            if (sourceControl.CurrentValue.Mirrors.FirstOrDefault(m => RepositoryName.KeyOf(m.Repository.Contains("://", StringComparison.Ordinal) ? m.Repository : "https://" + m.Repository) == key) is { } mirror)
            {
                return (null, Path.GetFullPath(mirror.Path), key, home);
            }

            var there = store.OnServer(key) ?? key;
            if (clients.Options.ReadProblem is null && RepositoryName.Parse("https://" + there) is { } repository && repository.Host.Equals(clients.Options.Host, StringComparison.OrdinalIgnoreCase)
                && repository.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase))
            {
                return (repository, null, key, home);
            }

            foreach (var location in ingest.Snapshot().Where(l => l.Target.Type is "git" or "url"))
            {
                if ((location.Target.Type == "git" || GitTarget.IsWebForm(location.Target.Target)) && GitTarget.Parse(location.Target.Target, out _) is { } target && RepositoryName.KeyOf(target.Repository) == key)
                {
                    return (null, target.Repository, GitTarget.WithoutSecret(target.Repository), home);
                }
            }
        }

        return null;
    }

    /// <summary>Folder of the descriptor, when it lies in that repository.</summary>
    private static string HomeOf(CatalogEntity service, string key)
    {
        var label = service.Sources is [var source, ..] ? source.Location : "";
        return RepositoryName.OfLabel(label) is { } repository && RepositoryName.KeyOf(repository) == key && label.LastIndexOf('/') is var slash && slash > repository.Length + 2 ? label[(repository.Length + 2)..slash] : "";
    }

    private async Task<string?> HeadOnGitHubAsync(RepositoryName repository, CancellationToken ct)
    {
        var github = clients.CreateForCatalog();
        var about = await github.Repository.Get(repository.Owner, repository.Name).WaitAsync(ct);
        return string.IsNullOrEmpty(about.DefaultBranch) ? null : (await github.Repository.Branch.Get(repository.Owner, repository.Name, about.DefaultBranch).WaitAsync(ct))?.Commit?.Sha;
    }

    private async Task<Result<RepositoryFiles>> OnGitHubAsync(RepositoryName repository, string home, CancellationToken ct)
    {
        try
        {
            if (await HeadOnGitHubAsync(repository, ct) is not { } commit)
            {
                return new Unavailable("manifests.repository_unread", $"{repository.Owner}/{repository.Name} is empty: it has no commit yet.");
            }

            var github = clients.CreateForCatalog();
            var tree = await _objects.TreeAsync(github, repository.Owner, repository.Name, commit, ct);
            var web = $"{clients.Options.Web}/{repository.Owner}/{repository.Name}/blob/{commit}/";
            return new GitHubRepositoryFiles(github, _objects, repository.Owner, repository.Name, commit, tree)
            {
                Home = home,
                PageOf = place => web + string.Join('/', place.File.Split('/').Select(Uri.EscapeDataString)) + (place.Line > 0 ? $"#L{place.Line}" : ""),
            };
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return new Unavailable("manifests.github", CatalogFailures.InWords(ex, $"{repository.Owner}/{repository.Name}").Message);
        }
    }
}
