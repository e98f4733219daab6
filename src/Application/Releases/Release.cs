namespace Portal.Application.Releases;

/// <summary>How a rollout ended.</summary>
public enum ReleaseOutcome
{
    /// <summary>It is under way.</summary>
    Progressing,

    /// <summary>Every replica that was asked for runs it, or ran it once.</summary>
    Succeeded,

    /// <summary>It made no progress within its deadline and has not recovered.</summary>
    Failed,

    /// <summary>Another rollout began before it was through.</summary>
    Superseded,

    /// <summary>An earlier release was put back in its place.</summary>
    RolledBack,

    /// <summary>The portal did not watch it, and the cluster does not tell any more.</summary>
    Unknown,
}

/// <summary>What kind of rollout it was.</summary>
public enum ReleaseTrigger
{
    /// <summary>A template that was not there before.</summary>
    Rollout,

    /// <summary>A template, or an image, of an earlier release.</summary>
    Rollback,

    /// <summary>The same template with a new moment of restart.</summary>
    Restart,
}

/// <summary>How the portal knows of it.</summary>
public enum ReleaseOrigin
{
    /// <summary>The portal watched when it began.</summary>
    Observed,

    /// <summary>Read afterwards from ReplicaSets or pods that were still there; its end is not known.</summary>
    Reconstructed,

    /// <summary>What ran when the portal first looked. It counts as no deployment, because when it was rolled out is not known.</summary>
    FirstSeen,
}

/// <summary>One rollout of one workload: a row of the ledger. Written once, however many replicas of the portal watch. Moments are UTC.</summary>
public sealed class Release
{
    public const int NameMaxLength = 253;
    public const int ShortMaxLength = 63;
    public const int RefMaxLength = 400;
    public const int TextMaxLength = 512;
    public const int ReasonMaxLength = 1000;
    public const int HashMaxLength = 64;

    public long Id { get; init; }

    /// <summary>Full ref, lower case; null while nobody is known to own the workload. It stays what it was when the workload moves on.</summary>
    public string? Service { get; set; }

    /// <summary>Ref of the service's owner at the time.</summary>
    public string? Owner { get; set; }

    public required string Cluster { get; init; }

    public required string Environment { get; init; }

    public string? Region { get; init; }

    public required string Namespace { get; init; }

    public required string Kind { get; init; }

    public required string Workload { get; init; }

    public required string WorkloadUid { get; init; }

    /// <summary>
    /// Counts the rollouts of a workload: the revision of a Deployment, the template generation of a DaemonSet; else one more than the row before.
    /// With cluster and uid it is the key. See docs/decisions/0016.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>pod-template-hash or controller-revision-hash.</summary>
    public string? RevisionHash { get; set; }

    /// <summary>Generation of the workload at which it was seen first; what is told of an earlier one is old news.</summary>
    public long Generation { get; init; }

    public required string Version { get; init; }

    public required string Image { get; init; }

    public string? Digest { get; set; }

    /// <summary>Key of the <see cref="ReleaseTemplate"/>.</summary>
    public required string TemplateId { get; init; }

    /// <summary>Moment of a requested restart, as the template has it.</summary>
    public string? RestartMark { get; init; }

    public long? PreviousId { get; set; }

    /// <summary>The release it took the place of; null for the first of a workload.</summary>
    public Release? Previous { get; set; }

    public string? PreviousVersion { get; set; }

    public string? PreviousImage { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Monday of the week it began in, as days since 1970-01-01.</summary>
    public int Week { get; init; }

    /// <summary>When its outcome was decided; null while it is under way, or when nobody watched.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>When it missed its deadline; stays when it recovers.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    public ReleaseOutcome Outcome { get; set; }

    /// <summary>The outcome in words, where there is something to say.</summary>
    public string? OutcomeReason { get; set; }

    public ReleaseTrigger Trigger { get; init; }

    public ReleaseOrigin Origin { get; set; }

    /// <summary>kubernetes.io/change-cause.</summary>
    public string? ChangeCause { get; init; }

    public string? Deployer { get; init; }

    /// <summary>Commit of the source, where a label or annotation names it.</summary>
    public string? Commit { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Monday of the week, as days since 1970-01-01.</summary>
    public static int WeekOf(DateTimeOffset at)
    {
        var date = DateOnly.FromDateTime(at.UtcDateTime);
        var days = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return days - (((int)date.DayOfWeek + 6) % 7);
    }

    /// <summary>The day of <see cref="Week"/>.</summary>
    public static DateOnly DayOf(int week) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(week);
}

/// <summary>What a release's template says, once for all releases that say the same.</summary>
public sealed class ReleaseTemplate
{
    public const int IdLength = 32;

    /// <summary>Start of the SHA-256 of the text.</summary>
    public required string Id { get; init; }

    /// <summary>Lines of "field, tab, value", see <see cref="Deployments.TemplateFacts.Lines"/>.</summary>
    public required string Text { get; init; }
}
