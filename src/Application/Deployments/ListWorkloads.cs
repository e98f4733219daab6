using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Workloads as the clusters have them, whether they belong to a service or not.</summary>
/// <param name="Matched">Only those with, or without, a service; null for all.</param>
public sealed record ListWorkloads(bool? Matched = null, string? Cluster = null, string? Namespace = null) : IQuery<DeploymentList>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

public sealed record DeploymentList(IReadOnlyList<Deployment> Items);

internal sealed class ListWorkloadsHandler(IDeploymentPictures pictures) : IQueryHandler<ListWorkloads, DeploymentList>
{
    public Task<Result<DeploymentList>> Handle(ListWorkloads request, CancellationToken cancellationToken)
        => Task.FromResult<Result<DeploymentList>>(new DeploymentList([.. pictures.Deployments
            .Where(d => request.Matched is null || request.Matched == d.IsDeclared)
            .Where(d => string.IsNullOrEmpty(request.Cluster) || string.Equals(d.Cluster, request.Cluster, StringComparison.OrdinalIgnoreCase))
            .Where(d => string.IsNullOrEmpty(request.Namespace) || d.Namespace == request.Namespace)]));
}
