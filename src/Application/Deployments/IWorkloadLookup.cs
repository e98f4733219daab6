namespace Portal.Application.Deployments;

/// <summary>One workload of one cluster by its full name.</summary>
public readonly record struct WorkloadAddress(string Cluster, string Namespace, string Kind, string Name)
{
    public override string ToString() => $"{Cluster}/{Namespace}/{Kind}/{Name}";

    /// <summary>As people and kubectl say it: deployment/orders.</summary>
    public string Title => $"{Kind.ToLowerInvariant()}/{Name}";
}

/// <summary>Looks into the pictures of all clusters by name: what the pages of one workload, one pod, one namespace ask.</summary>
public interface IWorkloadLookup
{
    /// <summary>Null when there is no such cluster. The name may differ in case.</summary>
    ClusterStatus? Cluster(string name);

    /// <summary>Null when the picture has no such workload.</summary>
    WorkloadEntry? Workload(WorkloadAddress address);

    /// <summary>All workloads of a cluster, in no order.</summary>
    IEnumerable<WorkloadEntry> Workloads(string cluster);

    /// <summary>Null when the picture has no such pod.</summary>
    FoundPod? Pod(string cluster, string @namespace, string name);
}

/// <param name="Pod">As its cluster reports it.</param>
/// <param name="Workload">What it belongs to; null for a pod that no watched workload controls.</param>
public sealed record FoundPod(ClusterStatus Cluster, ObservedPod Pod, WorkloadEntry? Workload);
