using Portal.Application.Deployments;
using Portal.Application.Deployments.Logs;

namespace Portal.Application.Releases;

/// <summary>Finds the containers that ended badly between two looks at a workload. Pure.</summary>
internal static class EndReader
{
    public static IEnumerable<ContainerEnd> Read(WorkloadEntry? before, WorkloadEntry after, string? owner, DateTimeOffset at)
    {
        if (ReferenceEquals(before?.ObservedPods, after.ObservedPods))
        {
            yield break;
        }

        var known = before?.ObservedPods.ToDictionary(p => p.Metadata.Uid, StringComparer.Ordinal);
        foreach (var pod in after.ObservedPods)
        {
            var old = known?.GetValueOrDefault(pod.Metadata.Uid);
            if (ReferenceEquals(old, pod))
            {
                continue;
            }

            foreach (var container in Containers(pod))
            {
                if (Last(container) is { FinishedAt: { } finished } ended && IsBad(pod, ended) && (old is null || Containers(old).Where(c => c.Name == container.Name).All(c => Last(c)?.FinishedAt != finished)))
                {
                    yield return Row(after, pod, container, ended, finished, owner, at);
                }
            }
        }
    }

    /// <summary>Moment at which the last ended run of a container ended, and whether that is its present state.</summary>
    public static (DateTimeOffset? FinishedAt, bool IsPresent) LastEnd(ObservedPod pod, string container)
    {
        var status = Containers(pod).FirstOrDefault(c => c.Name == container);
        return (status is null ? null : Last(status)?.FinishedAt, status?.State?.Terminated is not null);
    }

    private static IEnumerable<ContainerStatus> Containers(ObservedPod pod) => (pod.Status.InitContainerStatuses ?? []).Concat(pod.Status.ContainerStatuses ?? []);

    private static ContainerTerminated? Last(ContainerStatus container) => container.State?.Terminated ?? container.LastState?.Terminated;

    // A pod that is deleted is asked to stop, and killed when it does not: that is no crash.
    private static bool IsBad(ObservedPod pod, ContainerTerminated ended)
        => ended.Reason == ContainerEnd.OutOfMemory || (ended.ExitCode != 0 && !(pod.Metadata.DeletionTimestamp is not null && ended.ExitCode is (137 or 143)));

    private static ContainerEnd Row(WorkloadEntry entry, ObservedPod pod, ContainerStatus container, ContainerTerminated ended, DateTimeOffset finished, string? owner, DateTimeOffset at)
    {
        var spec = pod.Spec.Containers?.FirstOrDefault(c => c.Name == container.Name);
        var image = spec?.Image ?? container.Image ?? "";
        return new()
        {
            Service = entry.Row.Service,
            Owner = owner,
            Cluster = entry.Row.Cluster,
            Environment = entry.Row.Environment,
            Namespace = entry.Row.Namespace,
            Kind = entry.Row.Kind,
            Workload = entry.Row.Name,
            Pod = pod.Metadata.Name,
            PodUid = pod.Metadata.Uid,
            Container = container.Name,
            Version = Cut(ImageName.VersionOf(new PodTemplate { Metadata = pod.Metadata, Spec = pod.Spec }, entry.Workload, ImageName.Parse(image)), Release.TextMaxLength)!,
            Image = Cut(image, ContainerEnd.ImageMaxLength)!,
            ExitCode = ended.ExitCode,
            Reason = Cut(string.IsNullOrEmpty(ended.Reason) ? "Error" : ended.Reason, Release.ShortMaxLength)!,
            Words = ExitWords.Of(ended.ExitCode, ended.Reason == ContainerEnd.OutOfMemory),
            Message = Cut(LogMask.Mask(ended.Message), ContainerEnd.MessageMaxLength),
            MemoryLimit = Cut(spec?.Resources?.Limits?.GetValueOrDefault("memory"), Release.ShortMaxLength),
            StartedAt = ended.StartedAt,
            FinishedAt = finished,
            RestartCount = container.RestartCount,
            Node = Cut(pod.Spec.NodeName, Release.NameMaxLength),
            LogState = CrashLogState.Waiting,
            RecordedAt = at,
        };
    }

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}

/// <summary>What an exit code says.</summary>
/// <remarks>Source: POSIX shells and container runtimes: 128 + n is "ended by signal n"; 126 and 127 come from the shell.</remarks>
internal static class ExitWords
{
    public static string Of(int code, bool outOfMemory) => code switch
    {
        _ when outOfMemory => "killed by the kernel: it used more memory than it may",
        0 => "ended without an error",
        126 => "the command cannot be executed",
        127 => "the command was not found",
        129 => "SIGHUP: hang-up",
        130 => "SIGINT: interrupted",
        131 => "SIGQUIT: quit",
        132 => "SIGILL: illegal instruction",
        134 => "SIGABRT: aborted itself",
        135 => "SIGBUS: bus error",
        136 => "SIGFPE: arithmetic error",
        137 => "SIGKILL: killed, for memory or because it did not stop in time",
        139 => "SIGSEGV: segmentation fault",
        141 => "SIGPIPE: wrote to a closed pipe",
        143 => "SIGTERM: asked to stop",
        > 128 and <= 192 => $"ended by signal {code - 128}",
        _ => "ended with an error",
    };
}
