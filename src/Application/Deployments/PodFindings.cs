using System.Globalization;

namespace Portal.Application.Deployments;

/// <summary>One thing wrong with one pod.</summary>
/// <param name="Say">Makes the summary from the number of pods and the restarts of all of them.</param>
/// <param name="Serious">False for what does not take the pod out of service now.</param>
internal sealed record Finding(string Code, string Subject, Func<int, int, string> Say, DateTimeOffset? Since, IReadOnlyList<string> Evidence, string NextStep, string Pod, int Restarts, bool Serious = true);

/// <summary>Reads a pod's status and events and says what is wrong with it. Pure: the moment is a parameter.</summary>
internal static class PodFindings
{
    /// <summary>A crash, or a kill, longer ago than this is history when the container has been ready since.</summary>
    private static readonly TimeSpan RecentCrash = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RecentKill = TimeSpan.FromHours(24);
    private static readonly TimeSpan StartGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LostReadinessGrace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CreatingGrace = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TerminatingGrace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EvictedShownFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan SchedulingGrace = TimeSpan.FromSeconds(30);
    private const int CrashesThatMakeALoop = 3;

    public static IEnumerable<Finding> Of(ObservedPod pod, IReadOnlyList<ObservedEvent> events, DateTimeOffset now)
    {
        var meta = pod.Metadata;
        if (meta.DeletionTimestamp is { } deleting)
        {
            return now - deleting > TerminatingGrace ? [Terminating(pod, deleting)] : [];
        }

        if (pod.Status.Phase is "Succeeded")
        {
            return [];
        }

        if (pod.Status.Phase is "Failed")
        {
            return pod.Status.Reason == "Evicted" && now - (pod.Status.StartTime ?? now) < EvictedShownFor ? [Evicted(pod)] : [];
        }

        if (Unscheduled(pod, events, now) is { } unscheduled)
        {
            return [unscheduled];
        }

        var found = (pod.Status.InitContainerStatuses ?? []).Select(c => OfContainer(pod, c, "Init container", events, now))
            .Concat((pod.Status.ContainerStatuses ?? []).Select(c => OfContainer(pod, c, "Container", events, now))).OfType<Finding>().ToList();
        if (!found.Exists(f => f.Serious) && (NotReady(pod, events, now) ?? NotCreated(pod, events, now)) is { } waiting)
        {
            found.Add(waiting);
        }

        return found;
    }

    private static Finding? OfContainer(ObservedPod pod, ContainerStatus container, string word, IReadOnlyList<ObservedEvent> events, DateTimeOffset now)
    {
        var (waiting, last) = (container.State?.Waiting, container.State?.Terminated ?? container.LastState?.Terminated);
        if (last is { Reason: "OOMKilled" } && (!container.Ready || now - (last.FinishedAt ?? now) < RecentKill))
        {
            return OutOfMemory(pod, container, word, last);
        }

        var looping = waiting?.Reason == "CrashLoopBackOff" || (!container.Ready && container.RestartCount >= CrashesThatMakeALoop && last is { ExitCode: not 0 } && now - (last.FinishedAt ?? now) < RecentCrash);
        if (looping)
        {
            return CrashLoop(pod, container, word, last);
        }

        return waiting?.Reason switch
        {
            "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "RegistryUnavailable" or "ImageInspectError" => ImagePull(pod, container, word, waiting, events),
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "PreCreateHookError" or "PostStartHookError" => CannotCreate(pod, container, word, waiting),
            _ => null,
        };
    }

    private static Finding CrashLoop(ObservedPod pod, ContainerStatus container, string word, ContainerTerminated? last)
    {
        var exit = last is null ? "its exit code is not reported" : $"exit code {last.ExitCode}{ExitWords(last)}";
        return new("CrashLoopBackOff", container.Name, (pods, restarts) => $"{word} {container.Name} starts and ends again and again{InPods(pods)}: {exit}, {Times(restarts, "restart")}.",
            NotReadySince(pod) ?? last?.FinishedAt,
            Evidence(
                container.State?.Waiting is { } w ? $"state: waiting, {w.Reason}{Colon(w.Message)}" : "state: between two starts",
                last is null ? null : $"last state: ended {At(last.FinishedAt)} with exit code {last.ExitCode}{Colon(last.Reason)}{Colon(last.Message)}{Lifetime(last)}"),
            $"Read what it wrote before it ended: {Kubectl(pod, $"logs {pod.Metadata.Name} -c {container.Name} --previous")}. If it began with this version, go back to the previous one.",
            pod.Metadata.Name, container.RestartCount);
    }

    private static Finding OutOfMemory(ObservedPod pod, ContainerStatus container, string word, ContainerTerminated last)
    {
        var limit = pod.Spec.Containers?.FirstOrDefault(c => c.Name == container.Name)?.Resources?.Limits?.GetValueOrDefault("memory");
        var words = limit is null ? "It has no memory limit of its own: the node ran out." : $"Its limit is {limit}.";
        return new("OOMKilled", container.Name, (pods, restarts) => $"{word} {container.Name} was killed for using more memory than it may{InPods(pods)}, {Times(restarts, "restart")} so far. {words}",
            container.Ready ? last.FinishedAt : NotReadySince(pod) ?? last.FinishedAt,
            Evidence(
                $"last state: OOMKilled {At(last.FinishedAt)}, exit code {last.ExitCode}{Lifetime(last)}",
                container.State?.Waiting is { } w ? $"state: waiting, {w.Reason}{Colon(w.Message)}" : null,
                limit is null ? "no memory limit in the pod" : $"resources.limits.memory: {limit}"),
            "If it began with this version, go back to the previous one. Otherwise raise resources.limits.memory above what it really uses, or find the leak.",
            pod.Metadata.Name, container.RestartCount, Serious: !container.Ready);
    }

    private static Finding ImagePull(ObservedPod pod, ContainerStatus container, string word, ContainerWaiting waiting, IReadOnlyList<ObservedEvent> events)
    {
        var image = pod.Spec.Containers?.FirstOrDefault(c => c.Name == container.Name)?.Image ?? container.Image ?? "its image";
        var why = Newest(events, e => e.Reason == "Failed" && e.Message?.Contains("pull", StringComparison.OrdinalIgnoreCase) == true)?.Message;
        var text = why ?? waiting.Message ?? "";
        var next = text switch
        {
            _ when text.Contains("not found", StringComparison.OrdinalIgnoreCase) || text.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase) => "The registry does not have this image: look whether the pipeline pushed the tag, and whether the name is right.",
            _ when text.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) || text.Contains("denied", StringComparison.OrdinalIgnoreCase) || text.Contains("authentication", StringComparison.OrdinalIgnoreCase) => "The registry refuses the node: check imagePullSecrets of the pod and the registry's permissions.",
            _ => "Check that the tag exists in the registry, that the nodes can reach it, and that imagePullSecrets are right.",
        };

        // The kubelet alternates between ErrImagePull and ImagePullBackOff; one code keeps the problem from blinking.
        var code = waiting.Reason is "ErrImagePull" ? "ImagePullBackOff" : waiting.Reason!;
        return new(code, container.Name, (pods, _) => $"The image of {word.ToLowerInvariant()} {container.Name} cannot be pulled{InPods(pods)}: {image}.",
            NotReadySince(pod) ?? pod.Status.StartTime,
            Evidence($"state: waiting, {waiting.Reason}{Colon(waiting.Message)}", why is null ? null : $"event: {why}"),
            next, pod.Metadata.Name, container.RestartCount);
    }

    private static Finding CannotCreate(ObservedPod pod, ContainerStatus container, string word, ContainerWaiting waiting)
        => new(waiting.Reason!, container.Name, (pods, _) => $"{word} {container.Name} cannot be created{InPods(pods)}{Colon(waiting.Message)}.",
            NotReadySince(pod) ?? pod.Status.StartTime, Evidence($"state: waiting, {waiting.Reason}{Colon(waiting.Message)}"),
            waiting.Reason == "CreateContainerConfigError"
                ? "A ConfigMap, Secret or key that the pod names is missing in its namespace: create it, or correct the name."
                : $"Read the events: {Kubectl(pod, $"describe pod {pod.Metadata.Name}")}.",
            pod.Metadata.Name, container.RestartCount);

    private static Finding? Unscheduled(ObservedPod pod, IReadOnlyList<ObservedEvent> events, DateTimeOffset now)
    {
        if (pod.Status.Condition("PodScheduled") is { Status: "False", Reason: "Unschedulable" } condition)
        {
            var (cause, next) = SchedulingCause.Of(condition.Message ?? Newest(events, e => e.Reason == "FailedScheduling")?.Message ?? "");
            return new("Unschedulable", cause, (pods, _) => $"{(pods == 1 ? "A pod has" : $"{pods} pods have")} no node to run on: {cause}.", condition.LastTransitionTime ?? pod.Metadata.CreationTimestamp,
                Evidence($"PodScheduled is False{Colon(condition.Message)}"), next, pod.Metadata.Name, 0);
        }

        var created = pod.Metadata.CreationTimestamp ?? now;
        return pod.Spec.NodeName is null && pod.Status.Phase == "Pending" && now - created > SchedulingGrace
            ? new("Pending", "scheduler", (pods, _) => $"{(pods == 1 ? "A pod waits" : $"{pods} pods wait")} for a scheduler; none has looked at it.", created,
                Evidence("spec.nodeName is empty and the pod has no PodScheduled condition"), "Check that the cluster's scheduler runs and that spec.schedulerName is right.", pod.Metadata.Name, 0)
            : null;
    }

    private static Finding? NotReady(ObservedPod pod, IReadOnlyList<ObservedEvent> events, DateTimeOffset now)
    {
        var containers = pod.Status.ContainerStatuses ?? [];
        var unready = containers.FirstOrDefault(c => !c.Ready && c.State?.Running is not null);
        var started = containers.Select(c => c.State?.Running?.StartedAt).Max();
        if (pod.IsReady || pod.Status.Phase != "Running" || started is null || containers.Any(c => c.State?.Running is null))
        {
            return null;
        }

        var since = pod.Status.Condition("Ready")?.LastTransitionTime ?? started.Value;
        var lostIt = since - started.Value > TimeSpan.FromSeconds(5);
        if (now - since < (lostIt ? LostReadinessGrace : StartGrace))
        {
            return null;
        }

        var probe = Newest(events, e => e.Reason == "Unhealthy")?.Message;
        var gate = unready is null ? pod.Status.Condition("Ready")?.Message : null;
        var name = unready?.Name ?? "readiness gate";
        return new("NotReady", name, (pods, _) => $"{(pods == 1 ? "A pod runs" : $"{pods} pods run")} but {(pods == 1 ? "is" : "are")} not ready, so no traffic goes there: {(probe is null ? $"{name} does not pass its readiness probe" : Sentence(probe))}.",
            since, Evidence($"Ready is False since {At(since)}", probe is null ? null : $"event: {probe}", gate),
            $"Look at what the readiness probe asks, and at the log: {Kubectl(pod, $"logs {pod.Metadata.Name} --tail=100")}. A dependency that is down often shows here first.",
            pod.Metadata.Name, containers.Sum(c => c.RestartCount));
    }

    private static Finding? NotCreated(ObservedPod pod, IReadOnlyList<ObservedEvent> events, DateTimeOffset now)
    {
        var created = pod.Metadata.CreationTimestamp ?? now;
        if (pod.Status.Phase != "Pending" || pod.Spec.NodeName is null || now - created < CreatingGrace)
        {
            return null;
        }

        var cause = Newest(events, e => e.Type == "Warning");
        var code = cause?.Reason ?? "ContainerCreating";
        return new(code, "pod", (pods, _) => $"{(pods == 1 ? "A pod has" : $"{pods} pods have")} been starting since {At(created)}{(cause?.Message is { } m ? $": {Sentence(m)}" : "")}.", created,
            Evidence("phase: Pending", cause is null ? null : $"event: {cause.Reason}: {cause.Message}"), $"Read the events: {Kubectl(pod, $"describe pod {pod.Metadata.Name}")}.", pod.Metadata.Name, 0);
    }

    private static Finding Terminating(ObservedPod pod, DateTimeOffset since)
        => new("Terminating", "pod", (pods, _) => $"{(pods == 1 ? "A pod does" : $"{pods} pods do")} not end, though it was told to at {At(since)}.", since, Evidence($"deletionTimestamp: {At(since)}"),
            "Its node may be gone, or a finalizer waits. Look at the node first.", pod.Metadata.Name, 0, Serious: false);

    private static Finding Evicted(ObservedPod pod)
        => new("Evicted", "pod", (pods, _) => $"{(pods == 1 ? "A pod was" : $"{pods} pods were")} evicted{Colon(pod.Status.Message)}.", pod.Status.StartTime, Evidence($"reason: Evicted{Colon(pod.Status.Message)}"),
            "The node was short of memory or disk. Set requests close to real use, so that the scheduler knows.", pod.Metadata.Name, 0, Serious: false);

    private static DateTimeOffset? NotReadySince(ObservedPod pod) => pod.Status.Condition("Ready") is { Status: not "True", LastTransitionTime: { } since } ? since : null;

    private static ObservedEvent? Newest(IReadOnlyList<ObservedEvent> events, Func<ObservedEvent, bool> which) => events.Where(which).MaxBy(e => e.At);

    private static string Kubectl(ObservedPod pod, string rest) => $"kubectl -n {pod.Metadata.Namespace} {rest}";

    private static string[] Evidence(params string?[] lines) => [.. lines.OfType<string>()];

    private static string At(DateTimeOffset? at) => at is { } t ? t.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "at an unknown time";

    private static string Colon(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": {text.Trim().TrimEnd('.')}";

    private static string Sentence(string text) => text.Trim().TrimEnd('.');

    private static string InPods(int pods) => pods == 1 ? "" : $" in {pods} pods";

    private static string Times(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private static string Lifetime(ContainerTerminated last)
        => last is { StartedAt: { } from, FinishedAt: { } to } && to > from ? $", after {(to - from).TotalSeconds:0} s" : "";

    // 128 + n: ended by signal n.
    private static string ExitWords(ContainerTerminated last) => last.ExitCode switch
    {
        137 => " (killed: out of memory, or it did not stop in time)",
        139 => " (segmentation fault)",
        143 => " (asked to stop)",
        126 => " (the command cannot be executed)",
        127 => " (the command was not found)",
        0 => " (it ended without an error, though it should keep running)",
        _ => last.Reason is { Length: > 0 } reason ? $" ({reason})" : "",
    };
}

/// <summary>Why the scheduler finds no node, from its message.</summary>
/// <remarks>The message has the form "0/5 nodes are available: 3 Insufficient cpu, 2 node(s) had taint ...".</remarks>
internal static class SchedulingCause
{
    public static (string Cause, string NextStep) Of(string message)
    {
        List<string> causes = [];
        List<string> steps = [];
        Add("Insufficient cpu", "no node has enough CPU left", "Lower resources.requests.cpu, or add nodes.");
        Add("Insufficient memory", "no node has enough memory left", "Lower resources.requests.memory, or add nodes.");
        Add("Insufficient ephemeral-storage", "no node has enough disk left", "Lower the request for ephemeral storage, or add nodes.");
        Add("Too many pods", "the nodes hold as many pods as they may", "Add nodes.");
        Add("node affinity", "no node has the labels it asks for", "Correct nodeSelector or affinity, or label a node.");
        Add("node selector", "no node has the labels it asks for", "Correct nodeSelector or affinity, or label a node.");
        Add("taint", "the remaining nodes are tainted", "Add a toleration, or remove the taint.");
        Add("unschedulable", "nodes are cordoned", "Uncordon a node, or wait until maintenance ends.");
        Add("anti-affinity", "its anti-affinity rule excludes the nodes", "Add nodes, or prefer instead of require.");
        Add("topology spread", "its spread rule cannot be met", "Add nodes in the missing zone, or relax whenUnsatisfiable.");
        Add("PersistentVolumeClaim", "its volume claim is not bound", "Look at the PersistentVolumeClaim and its storage class.");
        Add("volume node affinity", "its volume is in another zone", "Add a node in the volume's zone.");
        Add("free ports", "the host port is taken on every node", "Drop hostPort, or add nodes.");
        return causes.Count > 0
            ? (string.Join(", ", causes), string.Join(" ", steps))
            : (message.Length > 0 ? message.Trim().TrimEnd('.') : "the scheduler gives no reason", "Read the scheduler's message above; it names what each node lacks.");

        void Add(string mark, string cause, string step)
        {
            if (message.Contains(mark, StringComparison.OrdinalIgnoreCase) && !causes.Contains(cause, StringComparer.Ordinal))
            {
                causes.Add(cause);
                steps.Add(step);
            }
        }
    }
}
