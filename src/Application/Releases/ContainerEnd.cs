namespace Portal.Application.Releases;

/// <summary>What became of the log of a run that ended.</summary>
public enum CrashLogState
{
    /// <summary>It will be read.</summary>
    Waiting,

    /// <summary>It is in the row.</summary>
    Kept,

    /// <summary>It is not; <see cref="ContainerEnd.LogNote"/> says why.</summary>
    Missing,
}

/// <summary>A container that was killed for memory or ended with an error. It outlives its pod by 90 days. Moments are UTC.</summary>
public sealed class ContainerEnd
{
    public const string OutOfMemory = "OOMKilled";
    public const int ImageMaxLength = 512;
    public const int MessageMaxLength = 1000;
    public const int LogMaxBytes = 16 * 1024;
    public const int LogMaxLines = 200;

    public long Id { get; init; }

    public string? Service { get; set; }

    /// <summary>Ref of the service's owner at the time.</summary>
    public string? Owner { get; set; }

    public required string Cluster { get; init; }

    public required string Environment { get; init; }

    public required string Namespace { get; init; }

    public required string Kind { get; init; }

    public required string Workload { get; init; }

    public required string Pod { get; init; }

    public required string PodUid { get; init; }

    public required string Container { get; init; }

    public required string Version { get; init; }

    public required string Image { get; init; }

    public int ExitCode { get; init; }

    /// <summary>As Kubernetes says it: OOMKilled, Error, ...</summary>
    public required string Reason { get; init; }

    /// <summary>The exit code in words.</summary>
    public required string Words { get; init; }

    public string? Message { get; init; }

    /// <summary>As written in the pod, for instance 512Mi; null when the container has none.</summary>
    public string? MemoryLimit { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset FinishedAt { get; init; }

    public int RestartCount { get; init; }

    public string? Node { get; init; }

    public CrashLogState LogState { get; set; }

    /// <summary>Why there is no log.</summary>
    public string? LogNote { get; set; }

    /// <summary>The last lines it wrote, obvious secrets masked; at most 200 lines and 16 KiB.</summary>
    public string? Log { get; set; }

    public DateTimeOffset RecordedAt { get; init; }
}
