using System.Text.RegularExpressions;
using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Containers that cannot be created and pods that do not come so far: missing ConfigMaps, Secrets, keys, volumes, network.</summary>
internal static partial class StartFindings
{
    private static readonly TimeSpan CreatingGrace = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EventGrace = TimeSpan.FromSeconds(30);
    private static readonly string[] Roots = ["FailedCreatePodSandBox", "FailedMount", "FailedAttachVolume", "FailedMapVolume"];

    public static Finding CannotCreate(PodFacts facts, ContainerStatus container, bool init, ContainerWaiting waiting)
    {
        var said = facts.Newest(e => e.Reason is "FailedPostStartHook")?.Message ?? facts.Newest(e => e.Reason == "Failed")?.Message;
        var (words, next) = Cause(facts, waiting.Message ?? said ?? "") ?? (waiting.Reason switch
        {
            "PostStartHookError" => ($"its postStart hook fails{Colon(waiting.Message)}", $"Run the command of lifecycle.postStart by hand in the image; the container is killed when it fails: {facts.Kubectl($"describe pod {facts.Pod.Metadata.Name}")}."),
            "CreateContainerError" => ($"the container runtime refuses it{Colon(waiting.Message)}", $"Look at the node {facts.Pod.Spec.NodeName}: its container runtime is slow, or holds an old container of the same name. {facts.Kubectl($"describe pod {facts.Pod.Metadata.Name}")} shows the events."),
            _ => (Sentence(waiting.Message ?? "no reason is given"), $"Compare command, args and mounts of the container with its image: {facts.Kubectl($"describe pod {facts.Pod.Metadata.Name}")}."),
        });
        return new(waiting.Reason!, container.Name, (pods, _) => $"{ContainerFindings.Called(container, init)} cannot be started{InPods(pods)}: {words}.",
            facts.NotReadySince ?? facts.Pod.Status.StartTime, Evidence($"state: waiting, {waiting.Reason}{Colon(waiting.Message)}", said is null || said.Contains(waiting.Message ?? said, StringComparison.Ordinal) ? null : $"event: {said}"), next,
            facts.Pod.Metadata.Name, container.RestartCount);
    }

    /// <summary>The runtime could not execute the command, again and again.</summary>
    public static Finding CannotRun(PodFacts facts, ContainerStatus container, bool init, ContainerTerminated last)
    {
        var text = last.Message ?? "";
        var file = Executable().Match(text) is { Success: true } match ? match.Groups["a"].Value : null;
        var missing = text.Contains("no such file", StringComparison.OrdinalIgnoreCase) || text.Contains("not found", StringComparison.OrdinalIgnoreCase);
        var words = file is null ? Sentence(text) : missing ? $"{file} was not found in the image" : $"{file} cannot be executed{Colon(text)}";
        return new("RunContainerError", container.Name, (pods, restarts) => $"{ContainerFindings.Called(container, init)} cannot be started{InPods(pods)}: {words}, {Count(restarts, "attempt")}.",
            facts.NotReadySince ?? last.FinishedAt, Evidence($"last state: {last.Reason}, exit code {last.ExitCode}{Colon(text)}"),
            "Compare command and args of the container with what is in the image; a missing interpreter or a wrong processor shows in the same place.", facts.Pod.Metadata.Name, container.RestartCount);
    }

    /// <summary>The pod has a node and is not created there.</summary>
    public static Finding? NotCreated(PodFacts facts)
    {
        var pod = facts.Pod;
        var created = pod.Status.Condition("PodScheduled") is { Status: "True", LastTransitionTime: { } bound } ? bound : pod.Metadata.CreationTimestamp ?? facts.Now;
        if (pod.Status.Phase != "Pending" || pod.Spec.NodeName is null || (pod.Status.ContainerStatuses ?? []).Any(c => c.State?.Waiting?.Reason is "PodInitializing") && (pod.Status.InitContainerStatuses ?? []).Any(c => c.State?.Running is not null))
        {
            return null;
        }

        // Of several events the one that names a cause, not the summary that waiting timed out.
        var cause = facts.Newest(e => Roots.Contains(e.Reason) && e.Message?.Contains("timed out waiting", StringComparison.Ordinal) != true) ?? facts.Newest(e => Roots.Contains(e.Reason)) ?? facts.Newest(e => e.Type == "Warning" && e.Reason is not "FailedScheduling");
        var age = facts.Now - created;
        if (age < (cause is null ? CreatingGrace : EventGrace))
        {
            return null;
        }

        var code = cause?.Reason ?? "ContainerCreating";
        var named = cause?.Message is { } message ? Volume(facts, cause.Reason!, message) : null;
        var words = named?.Words ?? (cause?.Message is { } m ? Sentence(m) : "no event tells why");
        return new(code, named?.Words ?? "pod", (pods, _) => $"{Pods(pods, "has", "have")} been starting on {(pods == 1 ? pod.Spec.NodeName : "their nodes")} for {Span(age)}: {words}.", created,
            Evidence("phase: Pending", cause is null ? null : $"event: {cause.Reason}: {cause.Message}"), named?.NextStep ?? $"Read the events: {facts.Kubectl($"describe pod {pod.Metadata.Name}")}. Without any, look at the kubelet of node {pod.Spec.NodeName}.", pod.Metadata.Name, 0);
    }

    private static (string Words, string NextStep)? Volume(PodFacts facts, string reason, string message)
    {
        if (reason == "FailedCreatePodSandBox")
        {
            return ($"its sandbox cannot be made{(message.Contains("network", StringComparison.OrdinalIgnoreCase) || message.Contains("cni", StringComparison.OrdinalIgnoreCase) ? ", the network plugin fails" : "")}: {Sentence(message[(message.LastIndexOf("desc = ", StringComparison.Ordinal) is var at and >= 0 ? at + 7 : 0)..])}",
                $"This is the cluster's, not the application's: look at the network plugin's pods on node {facts.Pod.Spec.NodeName}, and whether its addresses are used up.");
        }

        if (MultiAttach().Match(message) is { Success: true } attached)
        {
            return ($"volume {attached.Groups["a"].Value} is still attached to another node", "It can be on one node at a time. Wait until the old pod has ended; for a Deployment set strategy.type: Recreate, or use a StatefulSet.");
        }

        var volume = VolumeName().Match(message) is { Success: true } match ? $"volume {match.Groups["a"].Value}: " : "";
        return Cause(facts, message) is var (words, next) ? (volume + words, next) : null;
    }

    private static (string Words, string NextStep)? Cause(PodFacts facts, string text)
    {
        static string Kind(string word) => word.Equals("secret", StringComparison.OrdinalIgnoreCase) ? "Secret" : "ConfigMap";
        if (NotFound().Match(text) is { Success: true } missing)
        {
            var (kind, name) = (Kind(missing.Groups["a"].Value), missing.Groups["b"].Value);
            return ($"{kind} {name} does not exist in namespace {facts.Pod.Metadata.Namespace}", $"Create it, or correct the name: {facts.Kubectl($"get {kind.ToLowerInvariant()} {name}")}. Pods start by themselves once it is there.");
        }

        if (NoKey().Match(text) is { Success: true } key)
        {
            return ($"key {key.Groups["a"].Value} is missing in {Kind(key.Groups["b"].Value)} {key.Groups["c"].Value.Split('/')[^1]}", $"Add the key, or correct it in the pod: {facts.Kubectl($"describe {Kind(key.Groups["b"].Value).ToLowerInvariant()} {key.Groups["c"].Value.Split('/')[^1]}")} lists what there is.");
        }

        if (NoKeyInVolume().Match(text) is { Success: true } inVolume)
        {
            var kind = Kind(inVolume.Groups["a"].Value);
            return ($"key {inVolume.Groups["b"].Value} is missing in the {kind} it is mounted from", $"Add the key to the {kind.ToLowerInvariant()}, or take it out of the volume's items: {facts.Kubectl($"get pod {facts.Pod.Metadata.Name} -o yaml")} names it under volumes.");
        }

        return text.Contains("runAsNonRoot", StringComparison.Ordinal)
            ? ("the pod may not run as root and its image does", "Give the image a USER with a number, or set securityContext.runAsUser to one other than 0.")
            : null;
    }

    [GeneratedRegex("(?<a>configmap|secret) \"(?<b>[^\"]+)\" not found", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex NotFound();

    [GeneratedRegex("couldn't find key (?<a>\\S+) in (?<b>ConfigMap|Secret) (?<c>\\S+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex NoKey();

    [GeneratedRegex("references non-existent (?<a>secret|config) key: (?<b>\\S+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex NoKeyInVolume();

    [GeneratedRegex("for volume \"(?<a>[^\"]+)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex VolumeName();

    [GeneratedRegex("Multi-Attach error for volume \"(?<a>[^\"]+)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex MultiAttach();

    [GeneratedRegex("exec: \"(?<a>[^\"]+)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Executable();
}
