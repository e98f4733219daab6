using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Jobs that failed, and CronJobs that fail or do not run.</summary>
internal static class BatchProblems
{
    /// <summary>The controller looks every ten seconds; a run may wait for the one before.</summary>
    private static readonly TimeSpan ScheduleGrace = TimeSpan.FromMinutes(5);

    public static IEnumerable<Problem> Of(WorkloadFacts facts, DateTimeOffset now) => facts.Kind switch
    {
        "Job" => OfJob(facts, facts.Workload, ""),
        "CronJob" => OfCronJob(facts, now),
        _ => [],
    };

    private static IEnumerable<Problem> OfJob(WorkloadFacts facts, ObservedWorkload job, string before, string severity = Severity.Critical)
    {
        if (job.Status.Condition("Failed") is not { Status: "True" } failed)
        {
            yield break;
        }

        var pods = facts.Pods.Where(p => p.Metadata.Controller?.Uid == job.Metadata.Uid && p.Status.Phase == "Failed").ToList();
        var ended = pods.SelectMany(p => (p.Status.InitContainerStatuses ?? []).Concat(p.Status.ContainerStatuses ?? []).Select(c => (Pod: p, c.Name, Last: c.State?.Terminated))).Where(c => c.Last is { ExitCode: not 0 }).OrderByDescending(c => c.Last!.FinishedAt).FirstOrDefault();
        var how = ended.Last is { } last ? $", the last pod with exit code {last.ExitCode} ({(last.Reason == "OOMKilled" ? "killed for using more memory than it may" : ExitCode.Words(last))})" : "";
        var why = failed.Reason switch
        {
            "BackoffLimitExceeded" => $"it failed {(job.Spec.BackoffLimit is { } limit ? $"more often than backoffLimit {limit} allows" : "too often")}",
            "DeadlineExceeded" => $"it ran longer than activeDeadlineSeconds{(job.Spec.ActiveDeadlineSeconds is { } seconds ? $", {seconds} s," : "")} allows",
            _ => Sentence(failed.Message ?? failed.Reason ?? "no reason is given"),
        };
        var ns = job.Metadata.Namespace;
        yield return new(failed.Reason ?? "JobFailed", severity, $"{before}Job {job.Metadata.Name} failed: {why}{how}.", failed.LastTransitionTime,
            [$"job {job.Metadata.Name}: Failed is True{Colon(failed.Reason)}{Colon(failed.Message)}", .. ended.Last is { } end ? Evidence($"{ended.Pod.Metadata.Name}: container {ended.Name} ended {At(end.FinishedAt)} with exit code {end.ExitCode}{Colon(end.Reason)}{Colon(end.Message)}") : []],
            (failed.Reason == "DeadlineExceeded" ? "Look what it waited for, and raise activeDeadlineSeconds if it needs longer: " : "Read what it wrote: ") + (ended.Last is null ? $"kubectl -n {ns} logs job/{job.Metadata.Name} --all-containers." : $"kubectl -n {ns} logs {ended.Pod.Metadata.Name} -c {ended.Name}.") + " A Job that failed is not tried again: delete it and make it anew.",
            [.. pods.Select(p => p.Metadata.Name)]);
    }

    private static IEnumerable<Problem> OfCronJob(WorkloadFacts facts, DateTimeOffset now)
    {
        var (spec, status, meta) = (facts.Workload.Spec, facts.Workload.Status, facts.Workload.Metadata);
        var run = BatchRun.Of(facts, now)!;
        if (run.FailedInARow > 0)
        {
            var failed = facts.Around.Jobs.First(j => BatchRun.ResultOf(j) == "failed");
            var words = run.FailedInARow == 1 ? "The last run failed. " : $"The last {run.FailedInARow} runs failed in a row. ";
            foreach (var problem in OfJob(facts, failed, words, run.FailedInARow > 1 ? Severity.Critical : Severity.Warning))
            {
                yield return problem with { Evidence = [.. problem.Evidence, $"last success: {(run.LastSucceededAt is { } ok ? At(ok) : "none is known")}"], NextStep = problem.NextStep[..problem.NextStep.IndexOf(" A Job that failed", StringComparison.Ordinal)] + $" Then run it once by hand: kubectl -n {meta.Namespace} create job {meta.Name}-again --from=cronjob/{meta.Name}." };
            }
        }

        if (spec.Suspend)
        {
            yield break;
        }

        if (!CronSchedule.TryParse(spec.Schedule, spec.TimeZone, out var schedule, out var error))
        {
            yield return new("BadSchedule", Severity.Critical, $"It never runs: {Sentence(error)}.", meta.CreationTimestamp, [$"spec.schedule: {spec.Schedule}", $"spec.timeZone: {spec.TimeZone ?? "not set"}"], $"Correct spec.schedule or spec.timeZone: kubectl -n {meta.Namespace} edit cronjob {meta.Name}.", []);
            yield break;
        }

        var busy = run.LastResult == "running" && spec.ConcurrencyPolicy == "Forbid";
        if (!busy && schedule.Next(status.LastScheduleTime ?? meta.CreationTimestamp ?? now) is { } due && now - due > ScheduleGrace)
        {
            var missed = 0;
            for (DateTimeOffset? at = due; at <= now && missed < 100; at = schedule.Next(at.Value))
            {
                missed++;
            }

            var said = facts.Events.Where(e => e.InvolvedObject.Kind == "CronJob").MaxBy(e => e.At);
            yield return new("MissedSchedule", Severity.Warning, $"It did not run at {At(due)}, as {spec.Schedule} says{(spec.TimeZone is { } zone ? $" in {zone}" : "")}{(missed > 1 ? $", nor {(missed >= 100 ? "at least 99" : $"{missed - 1}")} times since" : "")}.", due,
                Evidence($"spec.schedule: {spec.Schedule}", $"status.lastScheduleTime: {(status.LastScheduleTime is { } last ? At(last) : "never")}", said is null ? null : $"event: {said.Reason}: {said.Message}"),
                missed >= 100 && spec.StartingDeadlineSeconds is null ? $"After more than 100 missed runs the controller starts none: set startingDeadlineSeconds: kubectl -n {meta.Namespace} edit cronjob {meta.Name}."
                    : $"Look whether the cluster's CronJob controller runs, and for a quota: kubectl -n {meta.Namespace} describe cronjob {meta.Name}. The portal reads a schedule without a time zone as UTC.", []);
        }
    }
}
