using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Discovery;

/// <summary>Declared against observed for one service.</summary>
/// <param name="Service">Ref of a component; the bare name is enough.</param>
public sealed record GetServiceDependencyDrift(string Service) : IQuery<ServiceDrift>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Rows">What needs a look first.</param>
/// <param name="UnknownHosts">Hosts it calls that are no entity.</param>
/// <param name="Seen">False when no workload of it is in a watched cluster: then nothing can be said.</param>
/// <param name="Hidden">Sources of configuration that the portal does not read.</param>
public sealed record ServiceDrift(string Service, IReadOnlyList<DriftRow> Rows, IReadOnlyList<UnknownHost> UnknownHosts, bool Seen, IReadOnlyList<string> LiveClusters, IReadOnlyList<string> SilentClusters, IReadOnlyList<string> Hidden);

internal sealed class GetServiceDependencyDriftHandler(ICatalog catalog, ObservedDependencies observed) : IQueryHandler<GetServiceDependencyDrift, ServiceDrift>
{
    public Task<Result<ServiceDrift>> Handle(GetServiceDependencyDrift query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Service, "component", EntityRef.DefaultNamespace, out var reference))
        {
            return Task.FromResult<Result<ServiceDrift>>(CatalogErrors.BadRef(query.Service));
        }

        var graph = catalog.Current;
        if (graph.Find(reference) is not { } service)
        {
            return Task.FromResult<Result<ServiceDrift>>(CatalogErrors.NoEntity(reference.ToString()));
        }

        var seen = observed.Services.GetValueOrDefault(reference.ToString());
        return Task.FromResult<Result<ServiceDrift>>(new ServiceDrift(
            reference.ToString(), DependencyDrift.Of(service, graph, seen), seen?.UnknownHosts ?? [], seen is not null, seen?.LiveClusters ?? [], seen?.SilentClusters ?? [], seen?.Hidden ?? []));
    }
}
