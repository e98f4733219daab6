using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Readiness, liveness and startup probes that fail.</summary>
/// <remarks>Source: the kubelet's event Unhealthy, whose message begins with the kind of the probe.</remarks>
internal static class ProbeFindings
{
    private static readonly TimeSpan StartGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LostReadinessGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RecentRestart = TimeSpan.FromMinutes(15);

    /// <summary>The kubelet restarted the container because a liveness or startup probe failed.</summary>
    public static Finding? Killed(PodFacts facts, ContainerStatus container, ContainerTerminated? last)
    {
        if (container.RestartCount == 0 || last is null)
        {
            return null;
        }

        var probe = facts.Newest(e => e.Reason == "Unhealthy" && (IsAbout(e, "Liveness") || IsAbout(e, "Startup")));
        if (probe is null || facts.Now - (probe.At ?? facts.Now) > RecentRestart || (container.Ready && facts.Now - (last.FinishedAt ?? facts.Now) > RecentRestart))
        {
            return null;
        }

        var startup = IsAbout(probe, "Startup");
        var kind = startup ? "startup" : "liveness";
        var said = Sentence(probe.Message!);
        return new(startup ? "StartupProbeFailed" : "LivenessProbeFailed", container.Name,
            (pods, restarts) => $"Container {container.Name} is restarted because its {kind} probe fails{InPods(pods)}, {Count(restarts, "restart")}: {Said(said)}.",
            facts.NotReadySince ?? last.FinishedAt,
            Evidence($"event: {probe.Message}{(probe.Count is > 1 and var times ? $" ({times} times)" : "")}", $"last state: ended {At(last.FinishedAt)} with exit code {last.ExitCode}{Lifetime(last)}"),
            startup
                ? "It needs longer to start than its startupProbe allows: failureThreshold times periodSeconds. Raise failureThreshold, or look in the log for what it waits for."
                : $"Ask the probe's address yourself: {facts.Kubectl($"get pod {facts.Pod.Metadata.Name} -o yaml")} shows livenessProbe. It must not depend on other systems, and timeoutSeconds must fit a busy moment.",
            facts.Pod.Metadata.Name, container.RestartCount, Serious: !container.Ready);
    }

    /// <summary>Runs, and takes no traffic.</summary>
    public static Finding? NotReady(PodFacts facts)
    {
        var pod = facts.Pod;
        var containers = pod.Status.ContainerStatuses ?? [];
        var unready = containers.FirstOrDefault(c => !c.Ready && c.State?.Running is not null);
        var started = containers.Select(c => c.State?.Running?.StartedAt).Max();
        if (pod.IsReady || pod.Status.Phase != "Running" || started is null || containers.Any(c => c.State?.Running is null))
        {
            return null;
        }

        // While the startup probe runs, the kubelet counts; it restarts the container when the time is over.
        if (unready is { Started: false, RestartCount: 0 } && facts.Newest(e => e.Reason == "Unhealthy" && IsAbout(e, "Readiness")) is null)
        {
            return null;
        }

        var since = pod.Status.Condition("Ready")?.LastTransitionTime ?? started.Value;
        var lostIt = since - started.Value > TimeSpan.FromSeconds(5);
        if (facts.Now - since < (lostIt ? LostReadinessGrace : StartGrace))
        {
            return null;
        }

        var probe = (facts.Newest(e => e.Reason == "Unhealthy" && IsAbout(e, "Readiness")) ?? facts.Newest(e => e.Reason == "Unhealthy"))?.Message;
        var gate = unready is null ? pod.Status.Condition("Ready")?.Message : null;
        var name = unready?.Name ?? "readiness gate";
        return new("NotReady", name, (pods, _) => $"{Pods(pods, "runs but is", "run but are")} not ready, so no traffic goes there: {(probe is null ? unready is null ? $"a readiness gate is not met{Colon(gate)}" : $"{name} does not pass its readiness probe" : $"the readiness probe of {name} fails: {Sentence(Said(probe))}")}.",
            since, Evidence($"Ready is False since {At(since)}", probe is null ? null : $"event: {probe}", gate),
            $"Look at what the readiness probe asks, and at the log: {facts.Kubectl($"logs {pod.Metadata.Name} --tail=100")}. A dependency that is down often shows here first.",
            pod.Metadata.Name, containers.Sum(c => c.RestartCount));
    }

    /// <summary>"Readiness probe failed: X" says X.</summary>
    private static string Said(string message) => message.IndexOf("probe failed: ", StringComparison.Ordinal) is var at and > 0 ? message[(at + 14)..] : message;

    private static bool IsAbout(ObservedEvent happened, string probe) => happened.Message?.StartsWith(probe + " probe", StringComparison.Ordinal) == true;
}
