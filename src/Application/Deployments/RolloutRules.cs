namespace Portal.Application.Deployments;

/// <summary>How many replicas there should be and are, and how far the newest revision has been rolled out.</summary>
/// <param name="Desired">Replicas asked for; of a Job the pods that must succeed.</param>
/// <param name="Ready">Replicas that answer, of any revision; of a Job the pods that succeeded.</param>
/// <param name="Updated">Replicas of the newest revision.</param>
/// <param name="State">One word.</param>
/// <param name="Reason">How far, or why not further; null when complete.</param>
internal readonly record struct RolloutView(int Desired, int Ready, int Updated, RolloutState State, string? Reason)
{
    /// <param name="ofNewest">Pods of the newest revision.</param>
    /// <param name="findings">What is wrong with single pods.</param>
    /// <remarks>Source: the rules that <c>kubectl rollout status</c> follows, plus: a workload whose controller says NewReplicaSetAvailable has finished its
    /// rollout, so a pod that fails later is a problem and not progress.</remarks>
    public static RolloutView Of(WorkloadFacts facts, IReadOnlyList<ObservedPod> ofNewest, IReadOnlyList<Finding> findings) => facts.Kind switch
    {
        "DaemonSet" => OfDaemonSet(facts, ofNewest, findings),
        "StatefulSet" => OfStatefulSet(facts, findings),
        "Job" => OfJob(facts.Workload),
        "CronJob" => OfCronJob(facts),
        _ => OfDeployment(facts.Workload, Held(ofNewest, findings)),
    };

    private static RolloutView OfDeployment(ObservedWorkload workload, string? held)
    {
        var (spec, status) = (workload.Spec, workload.Status);
        var desired = spec.Replicas ?? 1;
        RolloutView As(RolloutState state, string? reason) => new(desired, status.ReadyReplicas, status.UpdatedReplicas, state, reason);
        string With(string reason) => held is null ? reason : $"{reason} {held}.";

        var progressing = status.Condition("Progressing");
        if (spec.Paused)
        {
            return As(RolloutState.Paused, $"Paused with {status.UpdatedReplicas} of {desired} replicas on the new revision.");
        }

        if (Unseen(workload))
        {
            return As(RolloutState.Progressing, "The controller has not seen the newest change yet.");
        }

        if (progressing is { Status: "False", Reason: "ProgressDeadlineExceeded" })
        {
            return As(RolloutState.Stuck, progressing.Message ?? "The rollout made no progress within its deadline.");
        }

        if (status.UpdatedReplicas < desired)
        {
            return As(RolloutState.Progressing, With($"Scaling up the new revision: {status.UpdatedReplicas} of {desired} replicas are on it."));
        }

        if (status.Replicas > status.UpdatedReplicas)
        {
            // The controller removes old pods only as new ones become available.
            return status.AvailableReplicas < desired && held is not null
                ? As(RolloutState.Progressing, With($"Waiting for new pods to become available; {status.Replicas - status.UpdatedReplicas} old replicas are still to go."))
                : As(RolloutState.Progressing, $"Removing the old revision: {status.Replicas - status.UpdatedReplicas} old replicas are still to go.");
        }

        return status.AvailableReplicas < status.UpdatedReplicas && progressing is { Reason: not "NewReplicaSetAvailable" }
            ? As(RolloutState.Progressing, With($"Waiting for new pods to become available: {status.AvailableReplicas} of {status.UpdatedReplicas} are."))
            : As(RolloutState.Complete, null);
    }

    private static RolloutView OfStatefulSet(WorkloadFacts facts, IReadOnlyList<Finding> findings)
    {
        var (workload, status) = (facts.Workload, facts.Workload.Status);
        var desired = workload.Spec.Replicas ?? 1;
        var strategy = workload.Spec.UpdateStrategy;
        var partition = Math.Min(strategy?.RollingUpdate?.Partition ?? 0, desired);

        // Without a second revision updatedReplicas is left out by some versions.
        var same = status.UpdateRevision is null || status.CurrentRevision == status.UpdateRevision;
        var updated = same ? Math.Max(status.UpdatedReplicas, status.Replicas) : status.UpdatedReplicas;
        RolloutView As(RolloutState state, string? reason) => new(desired, status.ReadyReplicas, updated, state, reason);
        if (Unseen(workload))
        {
            return As(RolloutState.Progressing, "The controller has not seen the newest change yet.");
        }

        var old = facts.Pods.Where(p => !same && WorkloadReader.RevisionOf(facts.Kind, p) != status.UpdateRevision).Select(p => p.Metadata.Name).OrderBy(Ordinal).ToList();
        if (strategy?.Type == "OnDelete")
        {
            return same || updated >= desired ? As(RolloutState.Complete, null)
                : As(RolloutState.Progressing, $"{updated} of {desired} replicas are on the new revision; with the strategy OnDelete a pod takes it when somebody deletes the pod. Still old: {Some(old)}.");
        }

        if (same || updated >= desired - partition)
        {
            return As(RolloutState.Complete, null);
        }

        // One pod at a time, from the highest ordinal down: the first that is not ready holds up all below it.
        var blocking = facts.Pods.Where(p => !p.IsReady).OrderByDescending(p => Ordinal(p.Metadata.Name)).FirstOrDefault();
        var finding = findings.FirstOrDefault(f => f.Pod == blocking?.Metadata.Name && f.Serious);
        var kept = partition > 0 ? $" (partition {partition} keeps those below it)" : "";
        return finding is not null
            ? As(RolloutState.Stuck, $"{updated} of {desired} replicas are on the new revision{kept}. {finding.Pod} holds up the others: {finding.Code}: {finding.Say(1, finding.Restarts)}")
            : As(RolloutState.Progressing, $"{updated} of {desired} replicas are on the new revision{kept}{(blocking is null ? "" : $"; waiting for {blocking.Metadata.Name} to become ready")}.");
    }

    private static RolloutView OfDaemonSet(WorkloadFacts facts, IReadOnlyList<ObservedPod> ofNewest, IReadOnlyList<Finding> findings)
    {
        var status = facts.Workload.Status;
        RolloutView As(RolloutState state, string? reason) => new(status.DesiredNumberScheduled, status.NumberReady, status.UpdatedNumberScheduled, state, reason);
        var far = $"{status.UpdatedNumberScheduled} of {status.DesiredNumberScheduled} nodes run the new revision";
        if (Unseen(facts.Workload))
        {
            return As(RolloutState.Progressing, "The controller has not seen the newest change yet.");
        }

        if (status.UpdatedNumberScheduled >= status.DesiredNumberScheduled)
        {
            return As(RolloutState.Complete, null);
        }

        if (facts.Workload.Spec.UpdateStrategy?.Type == "OnDelete")
        {
            var names = ofNewest.Select(p => p.Metadata.Name).ToHashSet(StringComparer.Ordinal);
            return As(RolloutState.Progressing, $"{far}; with the strategy OnDelete a pod takes it when somebody deletes the pod. Still old: {Some([.. facts.Pods.Where(p => !names.Contains(p.Metadata.Name)).Select(p => p.Spec.NodeName ?? p.Metadata.Name)])}.");
        }

        var newest = ofNewest.Select(p => p.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var finding = findings.FirstOrDefault(f => f.Serious && newest.Contains(f.Pod));
        return finding is null ? As(RolloutState.Progressing, $"{far}.")
            : As(RolloutState.Stuck, $"{far}. {finding.Pod} on {facts.Pods.First(p => p.Metadata.Name == finding.Pod).Spec.NodeName ?? "no node"} holds up the others: {finding.Code}: {finding.Say(1, finding.Restarts)}");
    }

    private static RolloutView OfJob(ObservedWorkload job)
    {
        var (desired, succeeded) = (job.Spec.Completions ?? 1, job.Status.Succeeded);
        RolloutView As(RolloutState state, string? reason) => new(desired, state == RolloutState.Complete ? desired : succeeded, succeeded, state, reason);
        return BatchRun.ResultOf(job) switch
        {
            "succeeded" => As(RolloutState.Complete, null),
            "failed" => As(RolloutState.Stuck, $"Failed: {(job.Status.Condition("Failed")?.Message ?? "no reason is given").TrimEnd('.')}."),
            "suspended" => As(RolloutState.Paused, "Suspended on purpose."),
            _ => As(RolloutState.Progressing, $"Running: {succeeded} of {desired} pods have succeeded{(job.Status.Failed > 0 ? $", {job.Status.Failed} failed" : "")}."),
        };
    }

    private static RolloutView OfCronJob(WorkloadFacts facts)
    {
        var last = facts.Around.Jobs is [var newest, ..] ? newest : null;
        var run = last is null ? default : OfJob(last);
        return facts.Workload.Spec.Suspend ? run with { State = RolloutState.Paused, Reason = "Suspended on purpose: no run starts." }
            : last is not null && BatchRun.ResultOf(last) == "running" ? run with { Reason = $"{last.Metadata.Name} is running." }
            : run with { State = RolloutState.Complete, Reason = null };
    }

    /// <summary>What the new pods wait for, where it is known.</summary>
    private static string? Held(IReadOnlyList<ObservedPod> ofNewest, IReadOnlyList<Finding> findings)
    {
        var names = ofNewest.Select(p => p.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        return findings.Where(f => f.Serious && names.Contains(f.Pod)).GroupBy(f => f.Code, StringComparer.Ordinal).MaxBy(g => g.Count()) is { } most ? $"{most.First().Pod}: {most.Key}" : null;
    }

    private static int Ordinal(string pod) => int.TryParse(pod[(pod.LastIndexOf('-') + 1)..], out var ordinal) ? ordinal : int.MaxValue;

    private static string Some(List<string> names) => names.Count <= 5 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";

    private static bool Unseen(ObservedWorkload workload)
        => workload.Metadata.Generation is { } generation && (workload.Status.ObservedGeneration ?? 0) < generation;
}
