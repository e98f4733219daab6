namespace Portal.Application.Deployments;

/// <summary>The severities of a problem, and that of a note.</summary>
public static class Severity
{
    /// <summary>Fewer replicas answer than were asked for, because of it.</summary>
    public const string Critical = "critical";

    /// <summary>Nothing is lost yet, or only a spare.</summary>
    public const string Warning = "warning";

    /// <summary>Worth knowing, and no problem.</summary>
    public const string Info = "info";
}

/// <summary>Collects what is wrong with the pods, the rollout and the surroundings of a workload, worst first.</summary>
internal static class WorkloadProblems
{
    private const int EvidencePods = 3;

    public static IReadOnlyList<Finding> Findings(WorkloadFacts facts, DateTimeOffset now)
    {
        var events = facts.Events.ToLookup(e => e.InvolvedObject.Uid.Length > 0 ? e.InvolvedObject.Uid : e.InvolvedObject.Name, StringComparer.Ordinal);
        if (facts.Events.Count == 0)
        {
            return [.. facts.Pods.Select(pod => PodFindings.Of(new(pod, [], facts.Around, now))).OfType<Finding>()];
        }

        var ofClaims = facts.Events.Where(e => e.InvolvedObject.Kind == "PersistentVolumeClaim").ToList();
        return [.. facts.Pods.Select(pod => PodFindings.Of(new(pod, [.. events[pod.Metadata.Uid], .. events[pod.Metadata.Name], .. ofClaims], facts.Around, now))).OfType<Finding>()];
    }

    public static IReadOnlyList<Problem> Of(WorkloadFacts facts, RolloutView rollout, IReadOnlyList<Finding> findings, IReadOnlyList<ObservedPod> ofNewest, DateTimeOffset now)
    {
        List<Problem> problems = [];

        // Pods of a Job or CronJob that ended badly are told with the Job.
        foreach (var group in findings.GroupBy(f => (f.Code, f.Subject)))
        {
            var all = group.OrderBy(f => f.Since ?? DateTimeOffset.MaxValue).ToList();
            var since = all[0].Since > now ? now : all[0].Since;
            problems.Add(new(group.Key.Code, SeverityOf(group.Key.Code, all, rollout), all[0].Say(all.Count, all.Sum(f => f.Restarts)), since,
                [.. all.Take(EvidencePods).SelectMany(f => f.Evidence.Select(e => $"{f.Pod}: {e}"))], all[0].NextStep, [.. all.Select(f => f.Pod)]));
        }

        if (CreationProblems.Of(facts, rollout, now) is { } refused)
        {
            problems.Add(refused);
        }

        problems.AddRange(BatchProblems.Of(facts, now));
        problems.AddRange(OfRollout(facts, rollout, problems, ofNewest));
        problems.AddRange(SurroundingProblems.Of(facts, rollout, problems, now));
        List<Problem> sorted = [.. problems.OrderBy(p => p.Severity == Severity.Critical ? 0 : 1).ThenBy(p => p.Code == "ProgressDeadlineExceeded" ? 1 : 0).ThenByDescending(p => p.Pods.Count).ThenBy(p => p.Code, StringComparer.Ordinal)];

        // That a Service leads nowhere follows from what is wrong with the pods.
        if (sorted is [{ Severity: Severity.Critical, Code: not "NoEndpoints" } worst, ..] && SurroundingProblems.Silent(facts, rollout) is { Count: > 0 } silent)
        {
            sorted[0] = worst with { Evidence = [.. worst.Evidence, $"therefore Service {string.Join(", ", silent)} has no ready pod behind it"] };
        }

        return sorted;
    }

    /// <summary>What is worth knowing and no trouble.</summary>
    public static IReadOnlyList<Problem> Notes(WorkloadFacts facts, RolloutView rollout, string environment)
    {
        var (meta, spec) = (facts.Workload.Metadata, facts.Workload.Spec);
        return facts.Kind switch
        {
            "Deployment" or "StatefulSet" when rollout.Desired == 0 && EnvironmentOrder.IsProduction(environment) =>
                [new("ScaledToZero", Severity.Info, "Zero replicas are asked for in production: it is idle on purpose.", null, ["spec.replicas: 0"], $"To bring it back: kubectl -n {meta.Namespace} scale {facts.Kind.ToLowerInvariant()}/{meta.Name} --replicas=1.", [])],
            "CronJob" or "Job" when spec.Suspend =>
                [new("Suspended", Severity.Info, facts.Kind == "CronJob" ? $"It is suspended: no run starts, though the schedule says {spec.Schedule}." : "It is suspended: no pod starts.", null, ["spec.suspend: true"], $"To let it run: kubectl -n {meta.Namespace} patch {facts.Kind.ToLowerInvariant()} {meta.Name} -p '{{\"spec\":{{\"suspend\":false}}}}'.", [])],
            _ => [],
        };
    }

    /// <summary>The deepest cause that is known of why the newest revision does not come up, in one sentence.</summary>
    public static string? Deepest(IReadOnlyList<Problem> problems, IReadOnlyList<ObservedPod> ofNewest)
    {
        var names = ofNewest.Select(p => p.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var cause = problems.Where(p => p.Code != "ProgressDeadlineExceeded").FirstOrDefault(p => p.Pods.Any(names.Contains)) ?? problems.FirstOrDefault(p => p.Code is "FailedCreate" or "NamespaceTerminating");
        return cause is null ? null : $"{cause.Code}: {cause.Summary}";
    }

    private static string SeverityOf(string code, List<Finding> findings, RolloutView rollout)
    {
        // What a lost node still lists as ready serves nobody.
        if (code == "NodeGone")
        {
            return Severity.Critical;
        }

        if (!findings.Exists(f => f.Serious) || rollout.Ready >= rollout.Desired)
        {
            return Severity.Warning;
        }

        // A pod that crashes or cannot start stays broken until someone acts; one that is not ready or has no node often heals by itself.
        return code is "NotReady" or "Unschedulable" or "Pending" && rollout.Ready > 0 && rollout.Ready * 2 >= rollout.Desired ? Severity.Warning : Severity.Critical;
    }

    private static IEnumerable<Problem> OfRollout(WorkloadFacts facts, RolloutView rollout, List<Problem> problems, IReadOnlyList<ObservedPod> ofNewest)
    {
        if (facts.Kind == "Deployment" && rollout.State == RolloutState.Stuck)
        {
            var meta = facts.Workload.Metadata;
            var condition = facts.Workload.Status.Condition("Progressing");
            var deepest = Deepest(problems, ofNewest);
            yield return new("ProgressDeadlineExceeded", rollout.Ready < rollout.Desired ? Severity.Critical : Severity.Warning,
                $"The rollout is stuck at {rollout.Updated} of {rollout.Desired} replicas: {(deepest is null ? "the pods of the new revision do not become available." : deepest)}",
                condition?.LastTransitionTime, [$"Progressing is False: {condition?.Message}"],
                $"Go back with kubectl -n {meta.Namespace} rollout undo deployment/{meta.Name}, then look at the pods of the new revision.", []);
        }
    }
}
