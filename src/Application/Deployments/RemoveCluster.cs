using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Stops following a cluster that was added over the page or the API, and forgets its credentials. The cluster itself is not touched.</summary>
public sealed record RemoveCluster(string Name) : ICommand<Done>
{
    public Demand Demand => new(Permissions.ClustersManage);

    public string AuditAction => "deployments.cluster.removed";

    public string AuditSubject => Name;
}

internal sealed class RemoveClusterHandler(IPortalDb db, IAuditTrail audit, IClusterRoster roster, IDeploymentPictures pictures) : ICommandHandler<RemoveCluster, Done>
{
    public async Task<Result<Done>> Handle(RemoveCluster request, CancellationToken cancellationToken)
    {
        var clusters = db.Set<RegisteredCluster>();
        if (await clusters.SingleOrDefaultAsync(c => c.Name == request.Name, cancellationToken) is not { } cluster)
        {
            return pictures.Clusters.Any(c => string.Equals(c.Name, request.Name, StringComparison.OrdinalIgnoreCase))
                ? DeploymentErrors.ClusterOfSettings(request.Name)
                : DeploymentErrors.UnknownCluster(request.Name, pictures.Clusters);
        }

        clusters.Remove(cluster);
        audit.Record(new { cluster.Name, cluster.Environment, cluster.Region, cluster.AddedBy }, null);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return DeploymentErrors.UnknownCluster(request.Name, pictures.Clusters);
        }

        await roster.ApplyAsync(cancellationToken);
        return Done.Value;
    }
}
