namespace Portal.Application.Deployments;

/// <summary>Every code that a problem or note can carry. The user documentation explains each; a test compares the two.</summary>
public static class ProblemCodes
{
    public static IReadOnlyList<string> All { get; } =
    [
        "BackoffLimitExceeded", "BadSchedule", "ClaimLost", "ClaimPending", "ContainerCreating", "CrashLoopBackOff", "CreateContainerConfigError", "CreateContainerError", "DeadlineExceeded", "DiskPressure",
        "DisruptionNotAllowed", "ErrImageNeverPull", "Evicted", "FailedAttachVolume", "FailedCreate", "FailedCreatePodSandBox", "FailedGetResourceMetric", "FailedGetScale", "FailedMount", "ImageInspectError",
        "ImagePullBackOff", "Init:CrashLoopBackOff", "InvalidImageName", "LivenessProbeFailed", "MemoryPressure", "MissedSchedule", "NamespaceTerminating", "NoEndpoints", "NodeGone", "NodeNotReady", "NodeShutdown",
        "NotReady", "OOMKilled", "PIDPressure", "Pending", "PostStartHookError", "Preempted", "ProgressDeadlineExceeded", "RegistryUnavailable", "RunContainerError", "ScaledToZero", "SelectsNothing",
        "StartupProbeFailed", "Suspended", "Terminating", "TooManyReplicas", "UnexpectedAdmissionError", "Unschedulable", "VersionSkew",
    ];
}
