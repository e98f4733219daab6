using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Logs;

/// <summary>What comes before any log is read: is there such a pod, may the caller, which container, and the line in the audit trail.</summary>
internal sealed class PodLogReader(IWorkloadLookup lookup, GonePods gone, IAccess access, ICurrentUser user, IAuditTrail audit, LogViews views)
{
    public async Task<Result<ContainerAddress>> AdmitAsync(string cluster, string @namespace, string pod, string? container)
    {
        if (lookup.Pod(cluster, @namespace, pod) is not { } found)
        {
            return PodErrors.Unknown(lookup, gone, cluster, @namespace, pod);
        }

        if (PodLogAccess.Denied(access, user.Actor!, found) is { } denied)
        {
            return new Forbidden("access.denied", denied);
        }

        var chosen = PodLogAccess.Container(found, container);
        if (chosen.Failure is { } wrong)
        {
            return wrong;
        }

        if (views.Begins(user.Actor!.Ref, found.Pod.Metadata.Uid))
        {
            audit.Begin("deployments.pod.log_read", $"{found.Cluster.Name}/{@namespace}/Pod/{pod}");
            await audit.CompleteAsync(null, CancellationToken.None);
        }

        return new ContainerAddress(found.Cluster.Name, @namespace, pod, chosen.Value);
    }
}
