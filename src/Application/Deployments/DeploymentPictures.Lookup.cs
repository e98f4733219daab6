namespace Portal.Application.Deployments;

public sealed partial class DeploymentPictures : IWorkloadLookup
{
    ClusterStatus? IWorkloadLookup.Cluster(string name) => Current.Clusters.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    public WorkloadEntry? Workload(WorkloadAddress address)
    {
        lock (_gate)
        {
            return MemberOf(address.Cluster) is { } member
                && member.Rows.Values.FirstOrDefault(r => r.Row.Name == address.Name && r.Row.Namespace == address.Namespace && string.Equals(r.Row.Kind, address.Kind, StringComparison.OrdinalIgnoreCase)) is { } found
                    ? found with { Row = found.Row with { AsOf = member.Status!.AsOf } } : null;
        }
    }

    public IReadOnlyCollection<WorkloadEntry> Workloads(string cluster)
    {
        lock (_gate)
        {
            return MemberOf(cluster) is { } member ? [.. member.Rows.Values.Select(r => r with { Row = r.Row with { AsOf = member.Status!.AsOf } })] : [];
        }
    }

    public FoundPod? Pod(string cluster, string @namespace, string name)
    {
        lock (_gate)
        {
            if (MemberOf(cluster) is not { } member)
            {
                return null;
            }

            foreach (var entry in member.Rows.Values.Where(r => r.Row.Namespace == @namespace))
            {
                if (entry.ObservedPods.FirstOrDefault(p => p.Metadata.Name == name) is { } pod)
                {
                    return new(member.Status!, pod, entry with { Row = entry.Row with { AsOf = member.Status!.AsOf } });
                }
            }

            return member.Picture.LooseObserved.FirstOrDefault(p => p.Metadata.Name == name && p.Metadata.Namespace == @namespace) is { } loose ? new(member.Status!, loose, null) : null;
        }
    }

    private Member? MemberOf(string cluster)
        => _clusters.GetValueOrDefault(cluster) ?? _clusters.Values.FirstOrDefault(m => string.Equals(m.Status?.Name, cluster, StringComparison.OrdinalIgnoreCase));
}
