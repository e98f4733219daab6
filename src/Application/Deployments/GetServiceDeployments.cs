using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Where a service runs, in which version and state, with its pods.</summary>
public sealed record GetServiceDeployments(string Namespace, string Name, string Kind = "component") : IQuery<ServiceDeployments>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Service">Full ref.</param>
/// <param name="Health">Of the worst deployment; null when it is deployed nowhere.</param>
/// <param name="Deployments">Production first, then by cluster.</param>
/// <param name="Unheard">Clusters that are not live, so that "not deployed" is not said of what is only unknown.</param>
public sealed record ServiceDeployments(string Service, Health? Health, IReadOnlyList<ServiceDeployment> Deployments, IReadOnlyList<ClusterStatus> Unheard)
{
    /// <summary>Objects of clusters that are named like the service and lead nowhere.</summary>
    public IReadOnlyList<ClusterFinding> Nowhere { get; init; } = [];
}

public sealed record ServiceDeployment(Deployment Deployment, ClusterStatus Cluster, IReadOnlyList<PodSummary> Pods)
{
    /// <summary>Another cluster of production runs a newer version; its name, or null.</summary>
    public string? Behind { get; init; }
}

internal sealed class GetServiceDeploymentsHandler(IDeploymentPictures pictures, ICatalog catalog, TimeProvider clock) : IQueryHandler<GetServiceDeployments, ServiceDeployments>
{
    public Task<Result<ServiceDeployments>> Handle(GetServiceDeployments request, CancellationToken cancellationToken)
    {
        EntityRef reference = new(request.Kind, request.Namespace, request.Name);
        var service = reference.ToString();
        var clusters = pictures.Clusters.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var rows = pictures.OfService(service);
        if (rows.Count == 0 && catalog.Current.Find(reference) is null)
        {
            // "Deployed nowhere" would be said of a misspelt name too.
            return Task.FromResult<Result<ServiceDeployments>>(DeploymentErrors.NothingNamed(service));
        }

        var skew = VersionSkew.Of(rows, clock.GetUtcNow());
        List<ServiceDeployment> deployments = [.. rows.OrderBy(d => EnvironmentOrder.Of(d.Environment)).ThenBy(d => d.Cluster, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal)
            .Where(d => clusters.ContainsKey(d.Cluster))
            .Select(d => new ServiceDeployment(skew.GetValueOrDefault(d) is { } newer ? d with { Problems = [.. d.Problems, VersionSkew.Problem(d, newer)] } : d, clusters[d.Cluster], pictures.PodsOf(d.Cluster, d.Namespace, d.Kind, d.Name)) { Behind = skew.GetValueOrDefault(d)?.Cluster })];
        var nowhere = clusters.Keys.Order(StringComparer.Ordinal).SelectMany(c => pictures.PictureOf(c) is { } picture ? ClusterFindings.Of(c, picture, reference.Name) : []);
        return Task.FromResult<Result<ServiceDeployments>>(new ServiceDeployments(service, rows.Count == 0 ? null : HealthRules.OfService(rows), deployments,
            [.. clusters.Values.Where(c => c.State != ClusterState.Live).OrderBy(c => c.Name, StringComparer.Ordinal)])
        { Nowhere = [.. nowhere] });
    }
}
