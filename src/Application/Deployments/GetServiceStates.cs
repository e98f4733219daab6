using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Version in production and state of some services, for lists.</summary>
/// <param name="Refs">Full refs.</param>
public sealed record GetServiceStates(IReadOnlyList<string> Refs) : IQuery<ServiceStates>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Items">One for each ref, in their order.</param>
/// <param name="HasClusters">False: no cluster is followed, so nothing can be said of any service.</param>
public sealed record ServiceStates(IReadOnlyList<ServiceState> Items, bool HasClusters);

/// <param name="Version">What runs in production; several when its clusters differ; null when nothing does.</param>
/// <param name="State">Of the worst deployment anywhere, lower case; null when it is deployed nowhere that is watched.</param>
public sealed record ServiceState(string? Version, string? State);

internal sealed class GetServiceStatesHandler(IDeploymentPictures pictures) : IQueryHandler<GetServiceStates, ServiceStates>
{
    private static readonly ServiceState Nowhere = new(null, null);

    public Task<Result<ServiceStates>> Handle(GetServiceStates query, CancellationToken cancellationToken)
        => Task.FromResult<Result<ServiceStates>>(new ServiceStates([.. query.Refs.Select(StateOf)], pictures.Clusters.Count > 0));

    private ServiceState StateOf(string reference)
    {
        var rows = pictures.OfService(reference);
        if (rows.Count == 0)
        {
            return Nowhere;
        }

        var versions = rows.Where(d => d.Environment == "production" && (d.Batch is null || rows.All(r => r.Batch is not null))).Select(d => d.Version).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new(versions.Count == 0 ? null : string.Join(", ", versions), HealthRules.OfService(rows).ToString().ToLowerInvariant());
    }
}
