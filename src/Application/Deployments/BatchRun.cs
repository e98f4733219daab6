using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>What a Job or CronJob did last and does next.</summary>
/// <param name="Schedule">As written; null for a Job.</param>
/// <param name="TimeZone">As written; null means the controller's zone, which is UTC nearly everywhere.</param>
/// <param name="Suspended">Held back on purpose.</param>
/// <param name="LastJob">Name of the Job of the last run; null when none is kept.</param>
/// <param name="LastRunAt">When it started.</param>
/// <param name="LastEndedAt">When it ended; null while it runs.</param>
/// <param name="LastResult">running, succeeded, failed, suspended, or null when there was no run.</param>
/// <param name="LastSucceededAt">When a run last succeeded, as far as is known.</param>
/// <param name="FailedInARow">Runs that failed since one succeeded, of those whose Jobs are kept.</param>
/// <param name="NextRunAt">By the schedule; null when suspended, or when the schedule cannot be read.</param>
public sealed record BatchRun(string? Schedule, string? TimeZone, bool Suspended, string? LastJob, DateTimeOffset? LastRunAt, DateTimeOffset? LastEndedAt, string? LastResult, DateTimeOffset? LastSucceededAt, int FailedInARow, DateTimeOffset? NextRunAt)
{
    /// <summary>The last run in a word or three.</summary>
    [JsonIgnore]
    public string Words => LastResult ?? (Suspended ? "suspended" : "no run yet");

    internal static BatchRun? Of(WorkloadFacts facts, DateTimeOffset now)
    {
        var (spec, status) = (facts.Workload.Spec, facts.Workload.Status);
        switch (facts.Kind)
        {
            case "Job":
                return new(null, null, spec.Suspend, facts.Workload.Metadata.Name, status.StartTime, EndOf(facts.Workload), ResultOf(facts.Workload), status.CompletionTime, ResultOf(facts.Workload) == "failed" ? 1 : 0, null);
            case "CronJob":
                var runs = facts.Around.Jobs;
                var last = runs.Count > 0 ? runs[0] : null;
                var next = !spec.Suspend && CronSchedule.TryParse(spec.Schedule, spec.TimeZone, out var schedule, out _) ? schedule.Next(now) : null;
                return new(spec.Schedule, spec.TimeZone, spec.Suspend, last?.Metadata.Name, last?.Status.StartTime ?? last?.Metadata.CreationTimestamp ?? status.LastScheduleTime, last is null ? null : EndOf(last), last is null ? null : ResultOf(last),
                    runs.Where(j => ResultOf(j) == "succeeded").Select(EndOf).Append(status.LastSuccessfulTime).Max(), runs.Where(j => ResultOf(j) is "failed" or "succeeded").TakeWhile(j => ResultOf(j) == "failed").Count(), next);
            default:
                return null;
        }
    }

    internal static string ResultOf(ObservedWorkload job)
        => job.Status.Condition("Complete") is { Status: "True" } || job.Status.CompletionTime is not null ? "succeeded"
            : job.Status.Condition("Failed") is { Status: "True" } ? "failed"
            : job.Spec.Suspend ? "suspended" : "running";

    private static DateTimeOffset? EndOf(ObservedWorkload job)
        => job.Status.CompletionTime ?? (job.Status.Conditions?.FirstOrDefault(c => c is { Type: "Failed" or "Complete", Status: "True" })?.LastTransitionTime);
}
