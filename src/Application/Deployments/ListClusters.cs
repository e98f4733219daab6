using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Every configured cluster with its freshness and what is wrong with the connection.</summary>
public sealed record ListClusters : IQuery<ClusterList>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Registered">Names of those that were added over the page or the API, and can be removed there.</param>
/// <param name="MayManage">The caller may add and remove clusters.</param>
public sealed record ClusterList(IReadOnlyList<ClusterStatus> Clusters, IReadOnlyCollection<string> Registered, bool MayManage);

internal sealed class ListClustersHandler(IDeploymentPictures pictures, IClusterRoster roster, IAccess access, ICurrentUser user) : IQueryHandler<ListClusters, ClusterList>
{
    public Task<Result<ClusterList>> Handle(ListClusters request, CancellationToken cancellationToken)
        => Task.FromResult<Result<ClusterList>>(new ClusterList(pictures.Clusters, roster.Registered, access.Decide(user.Actor!, new(Permissions.ClustersManage)).Allowed));
}
