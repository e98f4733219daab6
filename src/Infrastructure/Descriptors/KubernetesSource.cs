using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Discovery;

namespace Portal.Infrastructure.Descriptors;

/// <summary>
/// The location of type kubernetes: workloads that nobody declares, read like the descriptors of any other source. Silent until everything else has been read once, because
/// before that nothing is declared; and what is not heard now is kept, never deleted.
/// </summary>
internal sealed class KubernetesSource(IObservedEstate observed, DeploymentPictures pictures, ICatalog catalog, DiscoveryOptions options, TimeProvider clock)
{
    // Longest time a cluster's first list is waited for: what two clusters run would else be told by half, and told again.
    private static readonly TimeSpan FirstLists = TimeSpan.FromSeconds(30);

    private static readonly string[] NeededKinds = ["deployments", "statefulsets", "daemonsets"];

    private DateTimeOffset? _openedAt;

    /// <summary>The other sources have been read once: what nobody declares now is undeclared.</summary>
    public void Open() => _openedAt ??= clock.GetUtcNow();

    public SourceReading Read(LocationTarget location)
    {
        if (_openedAt is not { } opened || !pictures.ClaimsKnown || (clock.GetUtcNow() - opened < FirstLists && observed.Estate.Clusters.Values.Any(c => c.State == ClusterState.Syncing)))
        {
            return Reading([], [], all: true);
        }

        // Matched to the catalog as it is now: to an older one a service that was just declared would look undeclared.
        pictures.Rematch();
        var (graph, estate) = (catalog.Current, observed.Estate);
        var unheard = Unheard(estate);
        var incumbents = graph.Entities.SelectMany(e => e.Sources.Where(s => s.Location.StartsWith(Discovered.FilePrefix, StringComparison.Ordinal)).Select(s => (s.Location, Stands: Discovered.Is(e)))).ToList();
        var standing = incumbents.Where(i => i.Stands).Select(i => i.Location).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, FileReading> files = new(StringComparer.Ordinal);
        foreach (var service in WorkloadDiscovery.Of(estate, graph, options))
        {
            // While a cluster is not heard the evidence is not whole: what stands stays as it is.
            if (unheard.Count == 0 || !standing.Contains(service.Label))
            {
                files[service.Label] = service.LooksLike is null ? File(service, location) : new(service.Label, null, []);
            }
        }

        // Declared by now: the discovered entity gives way, whatever else cannot be heard.
        foreach (var label in incumbents.Where(i => !i.Stands).Select(i => i.Location).Concat(estate.Workloads.Where(w => w.Row.IsDeclared).Select(w => Discovered.FilePrefix + WorkloadDiscovery.From(w)).Where(standing.Contains)))
        {
            files.TryAdd(label, new(label, null, []));
        }

        return Reading(files, unheard, all: unheard.Count > 0);
    }

    private static SourceReading Reading(Dictionary<string, FileReading> files, IReadOnlyList<EntityError> errors, bool all)
        => new(Reached: true, null, files, errors, all ? [Discovered.FilePrefix] : []);

    private static List<EntityError> Unheard(ObservedEstate estate)
    {
        var seen = estate.Workloads.Select(w => w.Row.Cluster).ToHashSet(StringComparer.Ordinal);
        List<EntityError> errors = estate.Clusters.Count > 0 ? [] : [new("clusters", 0, 0, "No cluster is followed yet.", "Wait until the portal has listed them, or set Clusters__0__Name and Clusters__0__Kubeconfig.")];
        foreach (var cluster in estate.Clusters.Values)
        {
            // A cluster that was heard once keeps its last picture; only of one never heard since the start nothing is known.
            if (cluster.State != ClusterState.Live && !seen.Contains(cluster.Name))
            {
                errors.Add(new(cluster.Name, 0, 0, $"The cluster {cluster.Name} has not been heard since the portal started: what was discovered there stays as it was.", "See the cluster's page for the reason."));
            }
            else if (cluster.Forbidden.Intersect(NeededKinds, StringComparer.Ordinal).ToList() is { Count: > 0 } refused)
            {
                errors.Add(new(cluster.Name, 0, 0, $"The portal may not list {string.Join(", ", refused)} in {cluster.Name}: what was discovered there stays as it was.", "Grant get, list and watch (deploy/kubernetes/rbac.yaml)."));
            }
        }

        return errors;
    }

    private FileReading File(DiscoveredService service, LocationTarget location)
    {
        var entity = DiscoveredDescriptor.Entity(service);
        using var json = JsonDocument.Parse(entity.ToJsonString());
        var root = DescriptorNode.FromJson(json.RootElement);
        var source = new EntitySource(service.Label, 0, null, clock.GetUtcNow(), location.Id);
        var made = EntityFactory.Create(root, source, DiscoveredDescriptor.Text(entity));
        return new(service.Label, null, [new(0, made, made.Ref.ToString(), root.ToJsonText(), [], root)]);
    }
}
