using System.Globalization;

namespace Portal.Application.Deployments;

/// <summary>One thing wrong with one pod.</summary>
/// <param name="Subject">What several pods share when they have the same trouble: a container, a node, the kinds of what is lacking.</param>
/// <param name="Say">Makes the summary from the number of pods and the restarts of all of them.</param>
/// <param name="Serious">False for what does not take the pod out of service now.</param>
internal sealed record Finding(string Code, string Subject, Func<int, int, string> Say, DateTimeOffset? Since, IReadOnlyList<string> Evidence, string NextStep, string Pod, int Restarts, bool Serious = true);

/// <summary>A pod with what its finding is read from.</summary>
/// <param name="Events">Warning events of the pod.</param>
internal sealed record PodFacts(ObservedPod Pod, IReadOnlyList<ObservedEvent> Events, WorkloadSurroundings Around, DateTimeOffset Now)
{
    public ObservedNode? Node => Pod.Spec.NodeName is { } name ? Around.Nodes.GetValueOrDefault(name) : null;

    public DateTimeOffset? NotReadySince => Pod.Status.Condition("Ready") is { Status: not "True", LastTransitionTime: { } since } ? since : null;

    public ObservedEvent? Newest(Func<ObservedEvent, bool> which) => Events.Where(which).MaxBy(e => e.At);

    public string Kubectl(string rest) => $"kubectl -n {Pod.Metadata.Namespace} {rest}";
}

/// <summary>Words that findings share.</summary>
internal static class FindingText
{
    public static string[] Evidence(params string?[] lines) => [.. lines.OfType<string>()];

    public static string At(DateTimeOffset? at) => at is { } t ? t.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "at an unknown time";

    public static string Colon(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": {Sentence(text)}";

    public static string Sentence(string text) => text.Trim().TrimEnd('.');

    public static string InPods(int pods) => pods == 1 ? "" : $" in {pods} pods";

    public static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    /// <summary>"A pod has" or "3 pods have".</summary>
    public static string Pods(int pods, string one, string many) => pods == 1 ? $"A pod {one}" : $"{pods} pods {many}";

    /// <summary>A span in its largest unit, for sentences.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 2 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 2 } => $"{(int)span.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} days",
    };

    public static string Lifetime(ContainerTerminated last)
        => last is { StartedAt: { } from, FinishedAt: { } to } && to > from ? $", after {(to - from).TotalSeconds:0} s" : "";
}
