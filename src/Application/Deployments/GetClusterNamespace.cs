using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>The workloads of one namespace of one cluster, by service.</summary>
/// <param name="Page">From 1; services with their workloads stay together in the order, a page has up to 100 workloads.</param>
public sealed record GetClusterNamespace(string Cluster, string Namespace, int Page = 1) : IQuery<NamespaceDetail>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Numbers">Of the whole namespace, whatever the page.</param>
public sealed record NamespaceDetail(ClusterStatus Cluster, NamespaceRow Numbers, IReadOnlyList<NamespaceService> Services, int Page, bool HasMore)
{
    public const int PageSize = 100;
}

/// <param name="Service">Ref; null for workloads without one.</param>
/// <param name="Name">For people.</param>
public sealed record NamespaceService(string? Service, string Name, string? Owner, IReadOnlyList<NamespaceWorkload> Workloads);

/// <param name="Requested">What its asked-for pods request together.</param>
public sealed record NamespaceWorkload(Deployment Row, ResourceSum Requested);

internal sealed class GetClusterNamespaceHandler(IDeploymentPictures pictures, IWorkloadLookup lookup, ICatalog catalog) : IQueryHandler<GetClusterNamespace, NamespaceDetail>
{
    public Task<Result<NamespaceDetail>> Handle(GetClusterNamespace request, CancellationToken cancellationToken)
    {
        if (lookup.Cluster(request.Cluster) is not { } cluster)
        {
            return Task.FromResult<Result<NamespaceDetail>>(DeploymentErrors.UnknownCluster(request.Cluster, pictures.Clusters));
        }

        var entries = lookup.Workloads(cluster.Name).Where(e => e.Row.Namespace == request.Namespace).ToList();
        if (entries.Count == 0)
        {
            return Task.FromResult<Result<NamespaceDetail>>(new NotFound("deployments.namespace_unknown",
                $"No workload is known in the namespace {request.Namespace} of {cluster.Name}{(cluster.State == ClusterState.Live ? "" : $", which is {cluster.State.ToString().ToLowerInvariant()}")}. /clusters/{cluster.Name} lists its namespaces."));
        }

        var page = Math.Clamp(request.Page, 1, int.MaxValue / NamespaceDetail.PageSize);
        var owners = new OwnerNames(catalog.Current);
        var ordered = entries.OrderByDescending(e => e.Row.IsDeclared).ThenBy(e => e.Row.IsDeclared ? e.Row.Service : "", StringComparer.Ordinal).ThenBy(e => e.Row.Name, StringComparer.Ordinal).ThenBy(e => e.Row.Kind, StringComparer.Ordinal)
            .Skip((page - 1) * NamespaceDetail.PageSize).Take(NamespaceDetail.PageSize + 1).ToList();
        return Task.FromResult<Result<NamespaceDetail>>(new NamespaceDetail(cluster, NamespaceNumbers.Of(request.Namespace, entries, owners),
            [.. ordered.Take(NamespaceDetail.PageSize).GroupBy(e => e.Row.IsDeclared ? e.Row.Service : null, StringComparer.Ordinal).Select(g => ServiceOf(g.Key, [.. g], owners))],
            page, ordered.Count > NamespaceDetail.PageSize));
    }

    private NamespaceService ServiceOf(string? service, IReadOnlyList<WorkloadEntry> entries, OwnerNames owners)
    {
        var entity = EntityRef.TryParse(service, out var reference) ? catalog.Current.Find(reference) : null;
        return new(service, service is null ? "No service" : entity?.DisplayName ?? reference.Name, service is null ? null : owners.Of(entries[0].Row), [.. entries.Select(WorkloadOf)]);
    }

    private static NamespaceWorkload WorkloadOf(WorkloadEntry entry)
    {
        var each = ResourceSum.Of(entry.Observed.Template.Spec);
        return new(entry.Row, new(each.MilliCpu * entry.Row.Desired, each.Bytes * entry.Row.Desired));
    }
}
