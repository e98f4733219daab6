using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Every configured cluster with its freshness and what is wrong with the connection.</summary>
public sealed record ListClusters : IQuery<ClusterList>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

public sealed record ClusterList(IReadOnlyList<ClusterStatus> Clusters);

internal sealed class ListClustersHandler(IDeploymentPictures pictures) : IQueryHandler<ListClusters, ClusterList>
{
    public Task<Result<ClusterList>> Handle(ListClusters request, CancellationToken cancellationToken)
        => Task.FromResult<Result<ClusterList>>(new ClusterList(pictures.Clusters));
}
