using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Versions;

namespace Portal.Application.Manifests;

/// <summary>Compares what git says with what runs, for one service or for all. Everything it looks at is in memory. Thread-safe.</summary>
public sealed class ManifestDrifts(ManifestStore store, IDeploymentPictures pictures, ICatalog catalog)
{
    private readonly Lock _gate = new();
    private (long Store, long Pictures, long Catalog) _of = (-1, -1, -1);
    private IReadOnlyList<ManifestDrift> _all = [];

    /// <summary>Every service whose repository was looked at, by name. Kept until something changes.</summary>
    public IReadOnlyList<ManifestDrift> All
    {
        get
        {
            lock (_gate)
            {
                var now = (store.Version, pictures.Version, catalog.Current.Generation);
                if (_of != now)
                {
                    _all = [.. store.All.Select(m => catalog.Current.Find(EntityRef.Parse(m.Service))).OfType<CatalogEntity>().Select(Of).OrderBy(d => d.Service, StringComparer.Ordinal)];
                    _of = now;
                }

                return _all;
            }
        }
    }

    public ManifestDrift Of(CatalogEntity service)
    {
        var reference = service.Ref.ToString();
        var owner = service.Owner?.ToString();
        if (store.Of(service.Ref) is not { } manifests)
        {
            var why = !EntityRepositories.Of(service).Any() ? $"{service.Ref} names no source repository. Add the annotation github.com/project-slug or backstage.io/source-location to its descriptor."
                : pictures.OfService(reference).Count == 0 ? $"No watched cluster runs a workload of {service.Ref}, so there is nothing to compare."
                : "The repository has not been looked at yet; that is done within a minute of the start.";
            return new(reference, owner, null, null, null, null, why, []);
        }

        if (manifests.ReadAt is null)
        {
            return new(reference, owner, manifests.Repository, null, manifests.LookedAt, null, manifests.Failure, []);
        }

        var rows = pictures.OfService(reference);
        List<ClusterDrift> compared = [];
        foreach (var cluster in pictures.Clusters.OrderBy(c => EnvironmentOrder.Of(c.Environment)).ThenBy(c => c.Name, StringComparer.Ordinal))
        {
            if (manifests.ByEnvironment.TryGetValue(cluster.Environment, out var git) && rows.Any(r => r.Cluster == cluster.Name))
            {
                compared.Add(new ManifestComparison(service.Ref, manifests, git, cluster, pictures, IsShared(manifests, git)).Compare());
            }
        }

        var failure = manifests.Failure is { } failed ? $"{failed} What is shown is of the last look that succeeded." : null;
        return new(reference, owner, manifests.Repository, manifests.Commit, manifests.LookedAt, manifests.ReadAt, failure, compared)
        {
            NotRunning = [.. manifests.ByEnvironment.Values.Where(g => g is { Path: { } path, Problem: null } && path.Contains(g.Environment, StringComparison.OrdinalIgnoreCase) && !rows.Any(r => r.Environment.Equals(g.Environment, StringComparison.OrdinalIgnoreCase))).Select(g => g.Environment)],
        };
    }

    private bool IsShared(ServiceManifests manifests, GitManifests git)
        => store.All.Any(m => m.Service != manifests.Service && m.Repository == manifests.Repository && m.ByEnvironment.GetValueOrDefault(git.Environment)?.Path == git.Path);
}
