using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>What a container's status tells: killed for memory, ends again and again, never starts.</summary>
internal static class ContainerFindings
{
    /// <summary>A crash, or a kill, longer ago than this is history when the container has been ready since.</summary>
    private static readonly TimeSpan RecentCrash = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RecentKill = TimeSpan.FromHours(24);
    private const int CrashesThatMakeALoop = 3;

    public static Finding? Of(PodFacts facts, ContainerStatus container, bool init)
    {
        var (waiting, last) = (container.State?.Waiting, container.State?.Terminated ?? container.LastState?.Terminated);
        if (last is { Reason: "OOMKilled" } && (!container.Ready || facts.Now - (last.FinishedAt ?? facts.Now) < RecentKill) && !(init && container.Ready))
        {
            return OutOfMemory(facts, container, init, last);
        }

        if (!init && ProbeFindings.Killed(facts, container, last) is { } killed)
        {
            return killed;
        }

        var looping = waiting?.Reason == "CrashLoopBackOff" || (!container.Ready && container.RestartCount >= CrashesThatMakeALoop && last is { ExitCode: not 0 } && facts.Now - (last.FinishedAt ?? facts.Now) < RecentCrash);
        if (looping)
        {
            return last is { Reason: "StartError" or "ContainerCannotRun" } ? StartFindings.CannotRun(facts, container, init, last) : CrashLoop(facts, container, init, last);
        }

        return waiting?.Reason switch
        {
            "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "RegistryUnavailable" or "ImageInspectError" or "SignatureValidationFailed" => ImageFindings.Of(facts, container, init, waiting),
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "PreCreateHookError" or "PreStartHookError" or "PostStartHookError" => StartFindings.CannotCreate(facts, container, init, waiting),
            _ => null,
        };
    }

    /// <summary>"Init container migrate".</summary>
    public static string Called(ContainerStatus container, bool init) => $"{(init ? "Init container" : "Container")} {container.Name}";

    private static Finding CrashLoop(PodFacts facts, ContainerStatus container, bool init, ContainerTerminated? last)
    {
        var exit = last is null ? "its exit code is not reported" : $"exit code {last.ExitCode} ({ExitCode.Words(last)})";
        var what = init ? "ends with an error, so the pod's own containers never start" : "starts and ends again and again";
        var read = $"Read what it wrote before it ended: {facts.Kubectl($"logs {facts.Pod.Metadata.Name} -c {container.Name} --previous")}.";
        return new(init ? "Init:CrashLoopBackOff" : "CrashLoopBackOff", $"{container.Name}/{last?.ExitCode}", (pods, restarts) => $"{Called(container, init)} {what}{InPods(pods)}: {exit}, {Count(restarts, "restart")}.",
            facts.NotReadySince ?? last?.FinishedAt,
            Evidence(
                container.State?.Waiting is { } w ? $"state: waiting, {w.Reason}{Colon(w.Message)}" : "state: between two starts",
                last is null ? null : $"last state: ended {At(last.FinishedAt)} with exit code {last.ExitCode}{Colon(last.Reason)}{Colon(last.Message)}{Lifetime(last)}"),
            $"{(last is null ? "" : ExitCode.NextStep(last.ExitCode) + " ")}{read} If it began with this version, go back to the previous one.",
            facts.Pod.Metadata.Name, container.RestartCount);
    }

    private static Finding OutOfMemory(PodFacts facts, ContainerStatus container, bool init, ContainerTerminated last)
    {
        var limit = (init ? facts.Pod.Spec.InitContainers : facts.Pod.Spec.Containers)?.FirstOrDefault(c => c.Name == container.Name)?.Resources?.Limits?.GetValueOrDefault("memory");
        var words = limit is null ? "It has no memory limit of its own: the node ran out." : $"Its limit is {limit}.";
        return new("OOMKilled", container.Name, (pods, restarts) => $"{Called(container, init)} was killed for using more memory than it may{InPods(pods)}, {Count(restarts, "restart")} so far. {words}",
            container.Ready ? last.FinishedAt : facts.NotReadySince ?? last.FinishedAt,
            Evidence(
                $"last state: OOMKilled {At(last.FinishedAt)}, exit code {last.ExitCode}{Lifetime(last)}",
                container.State?.Waiting is { } w ? $"state: waiting, {w.Reason}{Colon(w.Message)}" : null,
                limit is null ? "no memory limit in the pod" : $"resources.limits.memory: {limit}"),
            "If it began with this version, go back to the previous one. Otherwise raise resources.limits.memory above what it really uses, or find the leak.",
            facts.Pod.Metadata.Name, container.RestartCount, Serious: !container.Ready);
    }
}
