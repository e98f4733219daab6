namespace Portal.Application.Deployments;

/// <summary>The two severities of a problem.</summary>
public static class Severity
{
    /// <summary>Fewer replicas answer than were asked for, because of it.</summary>
    public const string Critical = "critical";

    /// <summary>Nothing is lost yet, or only a spare.</summary>
    public const string Warning = "warning";
}

/// <summary>Collects what is wrong with the pods and the rollout of a workload, worst first.</summary>
internal static class WorkloadProblems
{
    private const int EvidencePods = 3;

    public static IReadOnlyList<Problem> Of(WorkloadFacts facts, RolloutView rollout, DateTimeOffset now)
    {
        List<Problem> problems = [];
        var findings = facts.Pods.SelectMany(pod => PodFindings.Of(pod, EventsOf(facts, pod), now));
        foreach (var group in findings.GroupBy(f => (f.Code, f.Subject)))
        {
            var all = group.OrderBy(f => f.Since ?? DateTimeOffset.MaxValue).ToList();
            problems.Add(new(group.Key.Code, SeverityOf(group.Key.Code, all, rollout), all[0].Say(all.Count, all.Sum(f => f.Restarts)), all[0].Since,
                [.. all.Take(EvidencePods).SelectMany(f => f.Evidence.Select(e => $"{f.Pod}: {e}"))], all[0].NextStep, [.. all.Select(f => f.Pod)]));
        }

        problems.AddRange(OfRollout(facts, rollout));
        return [.. problems.OrderBy(p => p.Severity == Severity.Critical ? 0 : 1).ThenBy(p => p.Code == "ProgressDeadlineExceeded" ? 1 : 0).ThenByDescending(p => p.Pods.Count).ThenBy(p => p.Code, StringComparer.Ordinal)];
    }

    private static string SeverityOf(string code, List<Finding> findings, RolloutView rollout)
    {
        if (!findings.Exists(f => f.Serious) || rollout.Ready >= rollout.Desired)
        {
            return Severity.Warning;
        }

        // A pod that crashes or cannot start stays broken until someone acts; one that is not ready or has no node often heals by itself.
        return code is "NotReady" or "Unschedulable" or "Pending" && rollout.Ready > 0 && rollout.Ready * 2 >= rollout.Desired ? Severity.Warning : Severity.Critical;
    }

    private static IEnumerable<Problem> OfRollout(WorkloadFacts facts, RolloutView rollout)
    {
        var name = $"{facts.Kind.ToLowerInvariant()}/{facts.Workload.Metadata.Name}";
        var ns = facts.Workload.Metadata.Namespace;
        var severity = rollout.Ready < rollout.Desired ? Severity.Critical : Severity.Warning;
        if (rollout.State == RolloutState.Stuck)
        {
            var condition = facts.Workload.Status.Condition("Progressing");
            yield return new("ProgressDeadlineExceeded", severity, $"The rollout is stuck at {rollout.Updated} of {rollout.Desired} replicas: the pods of the new revision do not become available.",
                condition?.LastTransitionTime, [$"Progressing is False: {rollout.Reason}"],
                $"Go back with kubectl -n {ns} rollout undo {name}, then look at the pods of the new revision.", []);
        }

        if (facts.Workload.Status.Condition("ReplicaFailure") is { Status: "True" } failure)
        {
            yield return new(failure.Reason ?? "ReplicaFailure", severity, $"Pods cannot be created: {failure.Message?.Trim().TrimEnd('.')}.", failure.LastTransitionTime,
                [$"ReplicaFailure is True: {failure.Message}"], "A quota, a limit range or an admission rule says no; the message names it.", []);
        }
    }

    private static IReadOnlyList<ObservedEvent> EventsOf(WorkloadFacts facts, ObservedPod pod)
        => facts.Events.Count == 0 ? [] : [.. facts.Events.Where(e => e.InvolvedObject.Uid == pod.Metadata.Uid || (e.InvolvedObject.Uid.Length == 0 && e.InvolvedObject.Name == pod.Metadata.Name))];
}
