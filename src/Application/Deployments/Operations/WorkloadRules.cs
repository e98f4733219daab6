using Portal.Application.Common;

namespace Portal.Application.Deployments.Operations;

/// <summary>What makes no sense for a workload as it is, and how two moments of one differ. Pure.</summary>
internal static class WorkloadRules
{
    public static IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "DaemonSet"];

    private static readonly string[] Spelt = [.. Kinds, "CronJob", "Job"];

    /// <summary>The kind as Kubernetes spells it, from a URL's deployment, deployments or Deployment.</summary>
    public static string KindOf(string text) => Spelt.FirstOrDefault(k => string.Equals(k, text, StringComparison.OrdinalIgnoreCase) || string.Equals(k + "s", text, StringComparison.OrdinalIgnoreCase)) ?? text;

    /// <summary>Why the kind does not know the verb, or null.</summary>
    public static string? Unfit(WorkloadVerb verb, string kind) => (verb, kind) switch
    {
        (_, var k) when !Kinds.Contains(k, StringComparer.Ordinal) => "Only a Deployment, StatefulSet or DaemonSet can be acted on.",
        (WorkloadVerb.Scale, "DaemonSet") => "A DaemonSet runs one pod on each node that fits; it has no number of replicas.",
        (WorkloadVerb.Pause or WorkloadVerb.Resume, not "Deployment") => $"A {kind} has no rollout that can be paused; only a Deployment has.",
        _ => null,
    };

    /// <summary>Why the order is refused before it is sent, or null.</summary>
    public static Failure? Refuse(WorkloadOrder order, ObservedWorkload now) => order.Verb switch
    {
        WorkloadVerb.Restart when now.Spec.Paused => OperationErrors.Pointless($"{order.Workload.Title} is paused, so its pods would not be replaced. Resume it first."),
        WorkloadVerb.Rollback when now.Spec.Paused => OperationErrors.Pointless($"{order.Workload.Title} is paused, so the older revision would not be rolled out. Resume it first."),
        WorkloadVerb.Scale when now.Spec.Replicas == order.Replicas => OperationErrors.Pointless($"{order.Workload.Title} asks for {order.Replicas} replicas already."),
        WorkloadVerb.Pause when now.Spec.Paused => OperationErrors.Pointless($"{order.Workload.Title} is paused already."),
        WorkloadVerb.Resume when !now.Spec.Paused => OperationErrors.Pointless($"{order.Workload.Title} is not paused."),
        _ => null,
    };

    /// <summary>Differences in words; what it looks like now where nothing that is known differs.</summary>
    public static string Differences(ObservedWorkload before, ObservedWorkload now)
    {
        List<string> found = [];
        Compare("replicas", before.Spec.Replicas, now.Spec.Replicas);
        Compare("image", Images(before), Images(now));
        Compare("paused", before.Spec.Paused ? "yes" : "no", now.Spec.Paused ? "yes" : "no");
        Compare("restarted at", RestartedAt(before), RestartedAt(now));
        return found.Count > 0 ? $"{string.Join("; ", found)}." : $"{Now(now)}.";

        void Compare<T>(string what, T? was, T? becomes)
        {
            if (!EqualityComparer<T>.Default.Equals(was, becomes))
            {
                found.Add($"{what} was {(object?)was ?? "not set"}, is {(object?)becomes ?? "not set"}");
            }
        }
    }

    /// <summary>The workload in one line.</summary>
    public static string Now(ObservedWorkload now)
        => $"it is at generation {now.Metadata.Generation} now, with {(now.Spec.Replicas is { } replicas ? $"{replicas} replicas of " : "")}{Images(now)}{(now.Spec.Paused ? ", paused" : "")}";

    public static string Images(ObservedWorkload workload) => string.Join(", ", (workload.Spec.Template.Spec.Containers ?? []).Select(c => c.Image));

    public static string? RestartedAt(ObservedWorkload workload) => workload.Spec.Template.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.RestartedAt);
}
