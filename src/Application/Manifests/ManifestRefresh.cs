using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Versions;

namespace Portal.Application.Manifests;

/// <summary>Reads the manifests of services from their repositories into memory. Runs beside requests, never in one.</summary>
public sealed class ManifestRefresh(ICatalog catalog, IDeploymentPictures pictures, IManifestRepositories repositories, ManifestStore store, IDescriptorReader yaml, TimeProvider clock)
{
    /// <summary>A repository is asked no more often, unless somebody says "check now".</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private const int LongestPath = 120;

    /// <summary>Services to be looked at: declared components that run in a watched cluster and whose time has come.</summary>
    public IReadOnlyList<CatalogEntity> Due()
    {
        var now = clock.GetUtcNow();
        var running = pictures.Deployments.Where(d => d.IsDeclared).Select(d => d.Service!).ToHashSet(StringComparer.Ordinal);
        List<CatalogEntity> all = [.. catalog.Current.Entities.Where(e => e.Ref.Kind == "component" && running.Contains(e.Ref.ToString()) && EntityRepositories.Of(e).Any())];
        store.Keep(all.Select(e => e.Ref.ToString()).ToHashSet(StringComparer.Ordinal));
        return [.. all.Where(e => store.TakeWish(e.Ref.ToString()) || store.Of(e.Ref) is not { } known || now - known.LookedAt >= Every || known.Stamp != StampOf(e))];
    }

    /// <returns>Whether a page would show something else than before.</returns>
    public async Task<bool> RefreshAsync(CatalogEntity service, CancellationToken ct)
    {
        var before = store.Of(service.Ref);
        var stamp = StampOf(service);
        if (before is { Failure: null, Commit: { } commit } && before.Stamp == stamp && await repositories.HeadAsync(service, ct) == commit)
        {
            var now = clock.GetUtcNow();
            store.Put(before with { LookedAt = now, ReadAt = now });
            return false;
        }

        var opened = await repositories.OpenAsync(service, ct);
        var read = opened.IsSuccess ? await ReadAsync(service, opened.Value, stamp, ct) : Failed(service, before, opened.Failure!.Message, stamp);
        store.Put(read);
        return before is null || before.Commit != read.Commit || before.Failure != read.Failure || before.Stamp != read.Stamp;
    }

    private ServiceManifests Failed(CatalogEntity service, ServiceManifests? before, string message, string stamp)
        => (before ?? new(service.Ref.ToString(), null, null, default, null, null, new Dictionary<string, GitManifests>())) with { LookedAt = clock.GetUtcNow(), Failure = message, Stamp = stamp };

    private async Task<ServiceManifests> ReadAsync(CatalogEntity service, RepositoryFiles files, string stamp, CancellationToken ct)
    {
        Dictionary<string, GitManifests> found = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, GitManifests> byPath = new(StringComparer.Ordinal);
        foreach (var environment in pictures.Clusters.Select(c => c.Environment).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            var (path, looked) = ManifestPaths.Of(service, environment, files);
            if (path is null)
            {
                var isLeftOut = ManifestPaths.IsLeftOut(service, environment);
                found[environment] = GitManifests.None(environment, null, isLeftOut ? $"The annotation {ManifestPaths.Annotation} names no path for {environment}."
                    : $"{files.Repository} has no manifests for {environment}: looked for {Cut(string.Join(", ", looked))}. Name the path in the annotation {ManifestPaths.Annotation}: {environment}=path.") with
                { IsLeftOut = isLeftOut };
            }
            else
            {
                found[environment] = byPath.TryGetValue(path, out var same) ? same with { Environment = environment } : byPath[path] = await RenderAsync(environment, path, files, ct);
            }
        }

        var now = clock.GetUtcNow();
        return new(service.Ref.ToString(), files.Repository, files.Commit, now, now, null, found) { PageOf = files.PageOf, Stamp = stamp };
    }

    private async Task<GitManifests> RenderAsync(string environment, string path, RepositoryFiles files, CancellationToken ct)
    {
        try
        {
            var rendered = await new ManifestRenderer(files, yaml).RenderAsync(path, ct);
            return ManifestReading.Of(environment, path, rendered, await files.ChangedAtAsync(rendered.Files, ct));
        }
        catch (ManifestException ex)
        {
            return GitManifests.None(environment, path, ex.Mistake.ToString());
        }
    }

    private string StampOf(CatalogEntity service)
        => $"{service.Annotations.GetValueOrDefault(ManifestPaths.Annotation)}\n{string.Join(',', EntityRepositories.Of(service))}\n{string.Join(',', pictures.Clusters.Select(c => c.Environment).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))}";

    private static string Cut(string text) => text.Length <= LongestPath ? text : text[..LongestPath] + "...";
}
