namespace Portal.Application.Deployments.Operations;

/// <summary>Revisions of a Deployment, read from its ReplicaSets. Pure.</summary>
internal static class RevisionList
{
    private const string HashLabel = "pod-template-hash";

    public static IReadOnlyList<WorkloadRevision> Of(WorkloadEntry entry)
    {
        var revisions = entry.ReplicaSets.Select(r => (Number: NumberOf(r), ReplicaSet: r)).Where(r => r.Number > 0).OrderByDescending(r => r.Number).ToList();
        return [.. revisions.Select((r, at) => One(entry, r.Number, r.ReplicaSet, current: at == 0))];
    }

    private static WorkloadRevision One(WorkloadEntry entry, long number, ObservedWorkload replicaSet, bool current)
    {
        var template = replicaSet.Spec.Template;
        var hash = replicaSet.Metadata.Labels?.GetValueOrDefault(HashLabel);
        var pods = entry.ObservedPods.Where(p => hash is not null && p.Metadata.Labels?.GetValueOrDefault(HashLabel) == hash).ToList();
        return WorkloadRevision.Of(number, replicaSet.Metadata.Name, template, entry.Workload, replicaSet.Metadata.CreationTimestamp, current) with { Pods = pods.Count, Ready = pods.Count(p => p.IsReady) };
    }

    private static long NumberOf(ObservedWorkload replicaSet) => long.TryParse(replicaSet.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.Revision), out var number) ? number : 0;
}
