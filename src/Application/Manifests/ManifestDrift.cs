using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>What kind of difference it is.</summary>
public enum DriftKind
{
    /// <summary>A field has another value, or only one side has it.</summary>
    Field,

    /// <summary>Git has the object, the cluster does not.</summary>
    MissingInCluster,

    /// <summary>It runs in the cluster and is not in git.</summary>
    NotInGit,
}

/// <summary>How a comparison ended.</summary>
public enum DriftState
{
    /// <summary>Every field that is compared is equal.</summary>
    InStep,

    Differs,

    /// <summary>Nothing can be said; the reason is given.</summary>
    CannotTell,
}

/// <summary>One difference between git and a cluster.</summary>
/// <param name="Field">Path of the field; empty where a whole object is meant.</param>
/// <param name="Git">Null: git does not set it.</param>
/// <param name="Live">Null: the cluster does not have it.</param>
/// <param name="Words">The likely reason, and what to do.</param>
/// <param name="Since">Since when it has been so, as far as the ledger knows.</param>
public sealed record DriftItem(DriftKind Difference, string Kind, string? Namespace, string Name, string Field, string? Git, GitPlace? Place, string? Live, string Words, DateTimeOffset? Since = null)
{
    /// <summary>Page of the file at the commit that was compared, where the forge has one.</summary>
    public string? PageUrl { get; init; }
}

/// <summary>Git against one cluster.</summary>
/// <param name="Status">The cluster; while it is not live, its last picture is compared, with its age.</param>
/// <param name="Path">Where the manifests of its environment lie.</param>
/// <param name="Reason">Why nothing can be told; null otherwise.</param>
/// <param name="Compared">Number of fields that were compared.</param>
/// <param name="Notes">What was left out of the comparison, and why.</param>
/// <param name="GitChangedAt">When the manifests were last changed.</param>
public sealed record ClusterDrift(ClusterStatus Status, DriftState State, string? Path, string? Reason, int Compared, IReadOnlyList<DriftItem> Items, IReadOnlyList<string> Notes, DateTimeOffset? GitChangedAt);

/// <summary>Git against everything that runs of one service.</summary>
/// <param name="Service">Full ref.</param>
/// <param name="Owner">Ref of its owner.</param>
/// <param name="LookedAt">When the repository was last asked; null when it has not been yet.</param>
/// <param name="ReadAt">When it last answered.</param>
/// <param name="Reason">Why nothing is compared, or that what is compared is old; null when all is well.</param>
public sealed record ManifestDrift(
    string Service,
    string? Owner,
    string? Repository,
    string? Commit,
    DateTimeOffset? LookedAt,
    DateTimeOffset? ReadAt,
    string? Reason,
    IReadOnlyList<ClusterDrift> Clusters)
{
    /// <summary>Environments whose manifests git has, and in which nothing of the service runs.</summary>
    public IReadOnlyList<string> NotRunning { get; init; } = [];

    public string? ShortCommit => Commit is { Length: > 7 } ? Commit[..7] : Commit;

    public int Differences => Clusters.Sum(c => c.Items.Count);

    /// <summary>Differing if any cluster differs; in step only where every cluster could be compared.</summary>
    public DriftState State => Clusters.Any(c => c.State == DriftState.Differs) ? DriftState.Differs
        : Clusters.Count > 0 && Clusters.All(c => c.State == DriftState.InStep) ? DriftState.InStep : DriftState.CannotTell;
}
