namespace Portal.Application.Scaffolding.Lineage;

public enum UpgradeState
{
    /// <summary>Its run has not opened anything yet.</summary>
    Requested,

    /// <summary>A pull request, or a branch where there are none, waits for somebody to merge it.</summary>
    Open,

    /// <summary>The default branch records the new version.</summary>
    Merged,

    /// <summary>The pull request was closed, or the branch deleted, without merging.</summary>
    Closed,

    /// <summary>The repository was at the new version already.</summary>
    Nothing,

    /// <summary>The run failed or was cancelled; its page says why.</summary>
    Failed,
}

/// <summary>One upgrade of one service. There is one run and at most one branch for it, however often somebody asks.</summary>
public sealed class TemplateUpgrade
{
    public const int BranchMaxLength = 200;
    public const int KeyMaxLength = 330;

    /// <summary>The run that opens it.</summary>
    public required string RunId { get; init; }

    /// <summary>The bulk it was asked in; null when it was asked alone.</summary>
    public string? Batch { get; init; }

    public required string Entity { get; init; }

    public required string Repository { get; init; }

    public required string Template { get; init; }

    public string? FromVersion { get; init; }

    public string? FromHash { get; init; }

    public string? ToVersion { get; init; }

    public required string ToHash { get; init; }

    public required string Branch { get; init; }

    public UpgradeState State { get; set; }

    /// <summary>Page of the pull request; null where there is none.</summary>
    public string? Url { get; set; }

    /// <summary>Files that somebody has to merge by hand.</summary>
    public int Conflicts { get; set; }

    /// <summary>Files that it changes.</summary>
    public int Changes { get; set; }

    public required string RequestedBy { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it was merged, closed or failed.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Entity and target while it is under way, null afterwards: unique, so that two people asking at once start one run.</summary>
    public string? ActiveKey { get; set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }

    public static string KeyOf(string entity, string hash) => $"{entity}|{hash}";

    /// <summary>Ends it, or opens it; a state that has ended holds no key any more.</summary>
    public void Become(UpgradeState state, DateTimeOffset now)
    {
        State = state;
        if (state is UpgradeState.Requested or UpgradeState.Open)
        {
            (EndedAt, ActiveKey) = (null, KeyOf(Entity, ToHash));
        }
        else
        {
            (EndedAt, ActiveKey) = (now, null);
        }

        Version++;
    }
}
