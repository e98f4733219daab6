namespace Portal.Application.Deployments;

/// <summary>One workload with everything the cluster says about it.</summary>
/// <param name="Kind">Deployment, StatefulSet, DaemonSet, CronJob or Job.</param>
/// <param name="Revisions">Its ReplicaSets; empty for other kinds.</param>
/// <param name="Pods">All pods, of any revision, those that are being deleted included.</param>
/// <param name="Events">Newest events of the workload, its ReplicaSets and its pods.</param>
/// <param name="PodsForbidden">The portal may not list pods there: what depends on them is unknown.</param>
internal sealed record WorkloadFacts(string Kind, ObservedWorkload Workload, IReadOnlyList<ObservedWorkload> Revisions, IReadOnlyList<ObservedPod> Pods, IReadOnlyList<ObservedEvent> Events, bool PodsForbidden = false)
{
    /// <summary>What it has to do with beside its own pods.</summary>
    public WorkloadSurroundings Around { get; init; } = WorkloadSurroundings.None;
}

/// <summary>Turns what a cluster reports about a workload into the row that people read. Pure.</summary>
internal static class WorkloadReader
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionLabel = "controller-revision-hash";

    public static Deployment Read(string cluster, string environment, string? region, WorkloadFacts facts, DateTimeOffset now)
    {
        var (workload, meta) = (facts.Workload, facts.Workload.Metadata);
        var main = ImageName.MainContainer(workload.Template, meta.Name);
        var image = ImageName.Parse(main.Image);
        var newest = NewestRevision(facts);
        var ofNewest = facts.Pods.Where(p => newest is null || RevisionOf(facts.Kind, p) == newest).ToList();
        var findings = WorkloadProblems.Findings(facts, now);
        var rollout = RolloutView.Of(facts, ofNewest, findings);
        var problems = WorkloadProblems.Of(facts, rollout, findings, ofNewest, now);
        return new Deployment
        {
            Cluster = cluster,
            Environment = environment,
            Region = region,
            Namespace = meta.Namespace,
            Kind = facts.Kind,
            Name = meta.Name,
            Version = ImageName.VersionOf(workload.Template, meta, image),
            Image = main.Image,
            Digest = image.Digest ?? ofNewest.SelectMany(p => p.Status.ContainerStatuses ?? []).Where(c => c.Name == main.Name).Select(c => ImageName.DigestOf(c.ImageId)).FirstOrDefault(d => d is not null),
            Desired = rollout.Desired,
            Ready = rollout.Ready,
            Updated = rollout.Updated,
            Restarts = facts.Pods.Sum(Restarts),
            Rollout = rollout.State,
            RolloutReason = StuckReason(facts, rollout, problems, ofNewest) ?? rollout.Reason,
            Notes = WorkloadProblems.Notes(facts, rollout, environment),
            Batch = BatchRun.Of(facts, now),
            Health = HealthOf(facts, rollout, problems),
            Problems = problems,
            Revisions = [.. Revisions(facts, newest)],
            VersionSince = VersionSince(facts, newest, ofNewest),
            CreatedAt = meta.CreationTimestamp,
            PodsUnknown = facts.PodsForbidden,
        };
    }

    /// <summary>A pod as lists show it.</summary>
    public static PodSummary Summary(string cluster, string kind, string workload, ObservedPod pod)
    {
        var containers = pod.Status.ContainerStatuses ?? [];
        return new(cluster, pod.Metadata.Namespace, pod.Metadata.Name, kind, workload, null, pod.Status.PodIp, pod.Spec.NodeName,
            ImageName.MainContainer(new PodTemplate { Spec = pod.Spec }, workload).Image, PhaseWord(pod), pod.IsReady, containers.Sum(c => c.RestartCount), pod.Status.StartTime ?? pod.Metadata.CreationTimestamp)
        {
            Revision = RevisionOf(kind, pod),
        };
    }

    internal static string RevisionOf(string kind, ObservedPod pod)
        => pod.Metadata.Labels?.GetValueOrDefault(kind == "Deployment" ? HashLabel : RevisionLabel) ?? "";

    /// <summary>Hash of the revision that the workload's template has now, or null when nothing tells.</summary>
    private static string? NewestRevision(WorkloadFacts facts) => facts.Kind switch
    {
        "Deployment" => facts.Revisions.MaxBy(RevisionNumber)?.Metadata.Labels?.GetValueOrDefault(HashLabel),
        "StatefulSet" => facts.Workload.Status.UpdateRevision,
        _ => facts.Pods.MaxBy(p => p.Metadata.CreationTimestamp) is { } pod ? RevisionOf(facts.Kind, pod) : null,
    };

    private static long RevisionNumber(ObservedWorkload replicaSet)
        => long.TryParse(replicaSet.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.Revision), out var number) ? number : 0;

    private static IEnumerable<RevisionPods> Revisions(WorkloadFacts facts, string? newest)
    {
        foreach (var group in facts.Pods.GroupBy(p => RevisionOf(facts.Kind, p), StringComparer.Ordinal).OrderByDescending(g => g.Key == newest).ThenByDescending(g => g.Max(p => p.Metadata.CreationTimestamp)))
        {
            var replicaSet = facts.Revisions.FirstOrDefault(r => r.Metadata.Labels?.GetValueOrDefault(HashLabel) == group.Key);
            var template = replicaSet?.Spec.Template ?? (group.Key == newest ? facts.Workload.Template : new PodTemplate { Metadata = group.First().Metadata, Spec = group.First().Spec });
            var version = ImageName.VersionOf(template, facts.Workload.Metadata, ImageName.Parse(ImageName.MainContainer(template, facts.Workload.Metadata.Name).Image));
            yield return new(group.Key, version, group.Count(), group.Count(p => p.IsReady), group.Sum(Restarts), group.Min(p => p.Status.StartTime ?? p.Metadata.CreationTimestamp))
            {
                Number = replicaSet is null ? null : RevisionNumber(replicaSet),
                Current = group.Key == newest,
            };
        }
    }

    private static DateTimeOffset? VersionSince(WorkloadFacts facts, string? newest, List<ObservedPod> ofNewest)
    {
        var replicaSet = facts.Revisions.FirstOrDefault(r => newest is not null && r.Metadata.Labels?.GetValueOrDefault(HashLabel) == newest);

        // A rollback revives an old ReplicaSet: then its pods tell when it came back, its own age does not.
        var revived = replicaSet?.Metadata.Annotations?.ContainsKey(KeptAnnotations.RevisionHistory) == true;
        var oldestPod = ofNewest.Min(p => p.Metadata.CreationTimestamp);
        return replicaSet is not null && !revived ? replicaSet.Metadata.CreationTimestamp : oldestPod ?? replicaSet?.Metadata.CreationTimestamp ?? facts.Workload.Metadata.CreationTimestamp;
    }

    /// <summary>What the rollout of a Deployment is stuck at; the controller itself says only that time is over.</summary>
    private static string? StuckReason(WorkloadFacts facts, RolloutView rollout, IReadOnlyList<Problem> problems, IReadOnlyList<ObservedPod> ofNewest)
        => facts.Kind == "Deployment" && rollout.State == RolloutState.Stuck && WorkloadProblems.Deepest(problems, ofNewest) is { } cause ? $"{cause} ({rollout.Updated} of {rollout.Desired} replicas are on the new revision.)" : null;

    private static Health HealthOf(WorkloadFacts facts, RolloutView rollout, IReadOnlyList<Problem> problems)
    {
        if (problems.Any(p => p.Severity == Severity.Critical))
        {
            return Health.Failing;
        }

        if (problems.Count > 0)
        {
            return Health.Degraded;
        }

        return facts.PodsForbidden ? Health.Unknown
            : rollout.Desired == 0 || (facts.Kind is "Job" or "CronJob" && rollout.State == RolloutState.Paused) ? Health.Idle
            : rollout.State is RolloutState.Progressing or RolloutState.Stuck || (rollout.Ready < rollout.Desired && facts.Kind != "CronJob") ? Health.Progressing
            : Health.Healthy;
    }

    private static int Restarts(ObservedPod pod) => (pod.Status.ContainerStatuses ?? []).Sum(c => c.RestartCount);

    private static string PhaseWord(ObservedPod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return "Terminating";
        }

        return (pod.Status.InitContainerStatuses ?? []).Concat(pod.Status.ContainerStatuses ?? []).Select(c => c.State?.Waiting?.Reason ?? c.State?.Terminated?.Reason).FirstOrDefault(r => r is not null and not "Completed")
            ?? pod.Status.Reason ?? pod.Status.Phase;
    }
}
