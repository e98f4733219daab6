using Portal.Application.Common;
using Portal.Application.Deployments.Operations;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Logs;

/// <summary>May somebody read a pod's log? The team of its service and the platform may; a log can hold what no page shows.</summary>
internal static class PodLogAccess
{
    /// <returns>Why not, or null.</returns>
    public static string? Denied(IAccess access, Actor actor, FoundPod found)
    {
        var decision = found.Workload is { } entry
            ? WorkloadAccess.Decide(access, actor, Permissions.DeploymentsLogs, entry.Row)
            : access.Decide(actor, new(Permissions.DeploymentsLogs, Entity: $"{found.Cluster.Name}/{found.Pod.Metadata.Namespace}/Pod/{found.Pod.Metadata.Name}"));
        return decision.Allowed ? null : decision.Reason;
    }

    /// <summary>The container asked for, or the pod's main one.</summary>
    public static Result<string> Container(FoundPod found, string? asked)
    {
        List<string> names = [.. (found.Pod.Spec.Containers ?? []).Select(c => c.Name), .. (found.Pod.Status.InitContainerStatuses ?? []).Select(c => c.Name)];
        if (string.IsNullOrEmpty(asked))
        {
            return ImageName.MainContainer(new PodTemplate { Metadata = found.Pod.Metadata, Spec = found.Pod.Spec }, found.Workload?.Row.Name ?? "").Name;
        }

        return names.Contains(asked, StringComparer.Ordinal) ? asked
            : Invalid.Field("container", $"The pod {found.Pod.Metadata.Name} has no container '{asked}'. It has {string.Join(", ", names)}.");
    }
}
