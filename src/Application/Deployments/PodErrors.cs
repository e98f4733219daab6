using Portal.Application.Common;

namespace Portal.Application.Deployments;

/// <summary>Why a pod cannot be shown.</summary>
public static class PodErrors
{
    public const string GoneCode = "deployments.pod_gone";

    /// <summary>The picture has no such pod: gone, never there, or not known at the moment.</summary>
    public static NotFound Unknown(IWorkloadLookup lookup, GonePods gone, string cluster, string @namespace, string name)
    {
        if (lookup.Cluster(cluster) is not { } known)
        {
            return DeploymentErrors.NotFollowed(cluster);
        }

        if (gone.Find(known.Name, @namespace, name) is { } pod)
        {
            return new(GoneCode, $"The pod {name} is gone: it was last seen in {known.Name} at {pod.LastSeen.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {pod.Phase}. It belonged to {pod.Workload.Title} in {@namespace}, whose pods have new names.");
        }

        return known switch
        {
            _ when known.Forbidden.Contains("pods") => new("deployments.pods_unknown", $"The portal may not list pods in {known.Name}, so whether there is a pod {@namespace}/{name} is unknown. See docs/operator/clusters.md, Rights."),
            { State: ClusterState.Syncing } => new("deployments.pods_unknown", $"{known.Name} has not been listed yet, so whether there is a pod {@namespace}/{name} is unknown. Try again in a moment."),
            _ => new("deployments.pod_unknown", $"There is no pod {@namespace}/{name} in {known.Name}{(known.State == ClusterState.Live ? "" : $", as of {known.AsOf?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")}. Pods that went while no portal was running are not remembered, nor those of more than 30 days ago."),
        };
    }
}
