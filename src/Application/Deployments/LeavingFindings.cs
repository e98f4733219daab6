using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Pods that ended from outside, and pods that do not end though they were told to.</summary>
internal static class LeavingFindings
{
    private static readonly TimeSpan TerminatingGrace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShownFor = TimeSpan.FromHours(1);

    /// <remarks>deletionTimestamp is the moment by which the grace period is over, not the one of the request.</remarks>
    public static Finding? Terminating(PodFacts facts)
    {
        var (pod, since) = (facts.Pod, facts.Pod.Metadata.DeletionTimestamp!.Value);
        if (facts.Now - since <= TerminatingGrace)
        {
            return null;
        }

        var held = pod.Metadata.Finalizers is { Count: > 0 } finalizers ? string.Join(", ", finalizers) : null;
        var node = pod.Spec.NodeName is { } name ? facts.Node is { IsReady: false } ? $"its node {name} is not ready" : facts.Node is null && !facts.Around.NodesUnknown ? $"its node {name} is gone" : $"the kubelet of {name} has not ended it" : "it has no node";
        return new("Terminating", held ?? pod.Spec.NodeName ?? "pod", (pods, _) => $"{Pods(pods, "does", "do")} not end, though the time for it was over at {At(since)}: {(held is null ? node : $"finalizer {held} holds it")}.", since,
            Evidence($"deletionTimestamp: {At(since)}", held is null ? $"spec.nodeName: {pod.Spec.NodeName}" : $"metadata.finalizers: {held}"),
            held is not null ? $"Look at the controller that owns the finalizer; only when it is gone for good take the finalizer away: {facts.Kubectl($"edit pod {pod.Metadata.Name}")}."
                : $"Look at the node first: kubectl describe node {pod.Spec.NodeName}. When it is surely dead: {facts.Kubectl($"delete pod {pod.Metadata.Name} --grace-period=0 --force")}.",
            pod.Metadata.Name, 0, Serious: false);
    }

    /// <summary>A pod in phase Failed: evicted, preempted, shut down with its node, refused by the kubelet.</summary>
    public static Finding? Ended(PodFacts facts)
    {
        var status = facts.Pod.Status;
        var taken = status.Condition("DisruptionTarget") is { Status: "True" } target ? target : null;
        var at = facts.Newest(e => e.Reason is "Evicted" or "Preempted")?.At ?? taken?.LastTransitionTime ?? status.Condition("Ready")?.LastTransitionTime
            ?? (status.ContainerStatuses ?? []).Select(c => c.State?.Terminated?.FinishedAt).Max() ?? status.StartTime;
        if (facts.Now - (at ?? facts.Now) > ShownFor)
        {
            return null;
        }

        var message = status.Message ?? taken?.Message ?? "";
        if (Cause(status.Reason ?? "", taken?.Reason ?? "", message, facts.Pod.Spec.NodeName ?? "its node") is not var (code, words, next))
        {
            return null;
        }

        return new(code, words, (pods, _) => $"{Pods(pods, "was", "were")} {words}{Colon(message)}.", at, Evidence($"phase: Failed, reason: {status.Reason ?? taken?.Reason}{Colon(message)}", taken is null || taken.Message == message ? null : $"DisruptionTarget{Colon(taken.Reason)}{Colon(taken.Message)}"), next,
            facts.Pod.Metadata.Name, 0, Serious: false);
    }

    private static (string Code, string Words, string NextStep)? Cause(string reason, string target, string message, string node)
    {
        bool Says(params string[] marks) => marks.Any(m => message.Contains(m, StringComparison.OrdinalIgnoreCase));
        return (reason, target) switch
        {
            ("DeletionByTaintManager", _) or (_, "DeletionByTaintManager") => ("Evicted", "evicted because of a NoExecute taint of the node", $"Look who tainted {node}: kubectl describe node {node}. A toleration lets the pod stay, tolerationSeconds for a while."),
            ("Preempting" or "Preempted", _) or (_, "PreemptionByScheduler" or "PreemptionByKubeScheduler") => ("Preempted", "evicted to make room for a pod of higher priority", "Add nodes, or give the workload a priorityClassName that fits its worth."),
            ("Terminated" or "NodeShutdown" or "Shutdown", _) when Says("shutdown") => ("NodeShutdown", "ended because its node shut down", "Nothing, when the node was taken down on purpose: the pods are made anew elsewhere."),
            ("NodeLost", _) => ("NodeGone", "given up with its node", $"Look at the node: kubectl describe node {node}."),
            ("Evicted", _) when Says("exceeds the limit", "exceeds the total limit") => ("Evicted", "evicted for using more disk than its own limit", "Raise limits.ephemeral-storage or the sizeLimit of the emptyDir, or write less: logs to stdout, caches with a bound."),
            ("Evicted", _) when Says("memory") => ("Evicted", "evicted because the node was short of memory", "Set requests.memory close to real use: pods that use more than they request go first, and the scheduler fills nodes by requests."),
            ("Evicted", _) when Says("ephemeral-storage", "disk", "nodefs", "imagefs", "inodes") => ("Evicted", "evicted because the node was short of disk", $"Set requests.ephemeral-storage close to real use, and look what fills the disk of {node}: images, logs, emptyDir volumes."),
            ("Evicted", _) when Says("pid") => ("Evicted", "evicted because the node was short of process ids", "Look for a container that starts processes without end."),
            ("Evicted", _) => ("Evicted", "evicted", $"Look at the node: kubectl describe node {node}."),
            ("UnexpectedAdmissionError" or "NodeAffinity" or "NodeName" or "NodePorts", _) => (reason, $"refused by the kubelet of {node}", $"The node changed after the pod was assigned to it: kubectl describe node {node}. The pod is made anew; delete the failed one."),
            _ when reason.StartsWith("OutOf", StringComparison.Ordinal) => (reason, $"refused by the kubelet of {node}, which has too little {reason[5..]} left", $"Something other than the scheduler puts pods on {node}: kubectl describe node {node}."),
            _ => null,
        };
    }
}
