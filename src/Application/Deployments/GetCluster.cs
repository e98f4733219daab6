using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>One cluster with its workloads: how fresh, what may not be read, which namespaces, what nobody has claimed.</summary>
public sealed record GetCluster(string Name) : IQuery<ClusterDetail>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Unmatched">Workloads that no rule gives to a service, worst first.</param>
/// <param name="Troubled">Workloads with problems, worst first.</param>
/// <param name="ByHealth">Number of workloads by health.</param>
/// <param name="Namespaces">By name.</param>
/// <param name="Kinds">What is watched, as RBAC rules spell it, and whether it may be read.</param>
public sealed record ClusterDetail(ClusterStatus Cluster, IReadOnlyList<Deployment> Unmatched, IReadOnlyList<Deployment> Troubled, IReadOnlyDictionary<Health, int> ByHealth, IReadOnlyList<NamespaceRow> Namespaces, IReadOnlyList<WatchedResource> Kinds)
{
    /// <summary>Nodes, autoscalers, budgets, claims, Ingresses and findings.</summary>
    public ClusterPanels Panels { get; init; } = ClusterPanels.Unknown;
}

/// <param name="Resource">For instance deployments.</param>
public sealed record WatchedResource(string Resource, bool Readable);

/// <summary>One namespace in numbers.</summary>
/// <param name="Teams">Names of the teams that own what runs there.</param>
/// <param name="Unowned">Workloads without a declared service.</param>
/// <param name="Requested">What the asked-for pods of all workloads that say so request together.</param>
/// <param name="Unsaid">Workloads of which a container requests no cpu or no memory: the sums do not hold them.</param>
public sealed record NamespaceRow(string Name, Health Worst, int Workloads, int Ready, int Desired, bool PodsUnknown, int Problems, IReadOnlyList<string> Teams, int Unowned, ResourceSum Requested, int Unsaid);

internal sealed class GetClusterHandler(IDeploymentPictures pictures, IWorkloadLookup lookup, ICatalog catalog, TimeProvider clock) : IQueryHandler<GetCluster, ClusterDetail>
{
    public Task<Result<ClusterDetail>> Handle(GetCluster request, CancellationToken cancellationToken)
    {
        if (lookup.Cluster(request.Name) is not { } cluster)
        {
            return Task.FromResult<Result<ClusterDetail>>(DeploymentErrors.UnknownCluster(request.Name, pictures.Clusters));
        }

        var entries = lookup.Workloads(cluster.Name).ToList();
        var all = entries.Select(e => e.Row).OrderByDescending(d => d.Health).ThenBy(d => d.Namespace, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal).ToList();
        var owners = new OwnerNames(catalog.Current);
        return Task.FromResult<Result<ClusterDetail>>(new ClusterDetail(cluster, [.. all.Where(d => !d.IsDeclared)], [.. all.Where(d => d.Problems.Count > 0)],
            all.GroupBy(d => d.Health).ToDictionary(g => g.Key, g => g.Count()),
            [.. entries.GroupBy(e => e.Row.Namespace, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => NamespaceNumbers.Of(g.Key, [.. g], owners))],
            [.. Enum.GetValues<ObservedKind>().Select(PluralOf).Order(StringComparer.Ordinal).Select(r => new WatchedResource(r, !cluster.Forbidden.Contains(r)))])
        {
            Panels = ClusterPanelReader.Of(cluster, pictures.PictureOf(cluster.Name) ?? ClusterPicture.Empty, entries, clock.GetUtcNow()),
        });
    }

    // As RBAC rules spell them, which is also how a cluster's status names those that may not be read.
    private static string PluralOf(ObservedKind kind) => kind switch
    {
        ObservedKind.Autoscaler => "horizontalpodautoscalers",
        ObservedKind.DisruptionBudget => "poddisruptionbudgets",
        ObservedKind.VolumeClaim => "persistentvolumeclaims",
        ObservedKind.Ingress => "ingresses",
        _ => kind.ToString().ToLowerInvariant() + "s",
    };
}

/// <summary>Adds up what runs in a namespace. Pure.</summary>
internal static class NamespaceNumbers
{
    public static NamespaceRow Of(string name, IReadOnlyList<WorkloadEntry> entries, OwnerNames owners)
    {
        var (cpu, bytes, unsaid) = (0L, 0L, 0);
        foreach (var entry in entries)
        {
            var each = ResourceSum.Of(entry.Observed.Template.Spec);
            unsaid += each.MilliCpu is null || each.Bytes is null ? 1 : 0;
            cpu += (each.MilliCpu ?? 0) * entry.Row.Desired;
            bytes += (each.Bytes ?? 0) * entry.Row.Desired;
        }

        var rows = entries.Select(e => e.Row).ToList();
        return new(name, rows.Count == 0 ? Health.Idle : rows.MaxBy(r => r.Health == Health.Idle ? -1 : (int)r.Health)!.Health, rows.Count, rows.Sum(r => r.Ready), rows.Sum(r => r.Desired), rows.Exists(r => r.PodsUnknown), rows.Sum(r => r.Problems.Count),
            [.. rows.Select(owners.Of).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], rows.Count(r => !r.IsDeclared), new(cpu, bytes), unsaid);
    }
}

/// <summary>Names of the teams that own workloads, as people know them.</summary>
internal sealed class OwnerNames(CatalogGraph catalog)
{
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);

    /// <returns>Null when no declared service, or none with an owner, has the workload.</returns>
    public string? Of(Deployment row)
    {
        if (row is not { IsDeclared: true, Service: { } service })
        {
            return null;
        }

        if (!_names.TryGetValue(service, out var name))
        {
            var owner = EntityRef.TryParse(service, out var reference) ? catalog.Find(reference)?.Owner : null;
            _names[service] = name = owner is { } group ? catalog.Find(group)?.DisplayName ?? group.Name : null;
        }

        return name;
    }
}
