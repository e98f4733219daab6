using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>One cluster with its workloads: how fresh, what may not be read, what nobody has claimed.</summary>
public sealed record GetCluster(string Name) : IQuery<ClusterDetail>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Unmatched">Workloads that no rule gives to a service, worst first.</param>
/// <param name="Troubled">Workloads with problems, worst first.</param>
/// <param name="ByHealth">Number of workloads by health.</param>
public sealed record ClusterDetail(ClusterStatus Cluster, IReadOnlyList<Deployment> Unmatched, IReadOnlyList<Deployment> Troubled, IReadOnlyDictionary<Health, int> ByHealth);

internal sealed class GetClusterHandler(IDeploymentPictures pictures) : IQueryHandler<GetCluster, ClusterDetail>
{
    public Task<Result<ClusterDetail>> Handle(GetCluster request, CancellationToken cancellationToken)
    {
        if (pictures.Clusters.FirstOrDefault(c => string.Equals(c.Name, request.Name, StringComparison.OrdinalIgnoreCase)) is not { } cluster)
        {
            return Task.FromResult<Result<ClusterDetail>>(DeploymentErrors.UnknownCluster(request.Name, pictures.Clusters));
        }

        var all = pictures.Deployments.Where(d => d.Cluster == cluster.Name).OrderByDescending(d => d.Health).ToList();
        return Task.FromResult<Result<ClusterDetail>>(new ClusterDetail(cluster, [.. all.Where(d => !d.IsDeclared)], [.. all.Where(d => d.Problems.Count > 0)],
            all.GroupBy(d => d.Health).ToDictionary(g => g.Key, g => g.Count())));
    }
}
