namespace Portal.Application.Deployments;

public sealed partial class DeploymentPictures : IWorkloadLookup
{
    public ClusterStatus? Cluster(string name) => Current.Clusters.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    public WorkloadEntry? Workload(WorkloadAddress address) => Cluster(address.Cluster) is { } cluster ? Find(cluster.Name, address.Namespace, address.Kind, address.Name) : null;

    public IEnumerable<WorkloadEntry> Workloads(string cluster) => Cluster(cluster) is { } known ? WorkloadsOf(known.Name) : [];

    public FoundPod? Pod(string cluster, string @namespace, string name)
    {
        if (Cluster(cluster) is not { } known)
        {
            return null;
        }

        foreach (var entry in WorkloadsOf(known.Name).Where(r => r.Row.Namespace == @namespace))
        {
            if (entry.ObservedPods.FirstOrDefault(p => p.Metadata.Name == name) is { } pod)
            {
                return new(known, pod, entry);
            }
        }

        return PictureOf(known.Name)?.LooseObserved.FirstOrDefault(p => p.Metadata.Name == name && p.Metadata.Namespace == @namespace) is { } loose ? new(known, loose, null) : null;
    }
}
