using Portal.Application.Deployments;

namespace Portal.Application.Releases;

/// <summary>What one look at a workload says about its rollouts.</summary>
/// <param name="Subject">Which workload, and whose.</param>
/// <param name="Revisions">Those that can be told, oldest first; the last one is what the workload asks for now. Empty when it is gone.</param>
/// <param name="State">How far the last one is; null when that cannot be told yet.</param>
/// <param name="Reason">Why it is not further.</param>
/// <param name="IsBroken">Pods of it have a critical problem.</param>
/// <param name="Desired">Replicas asked for.</param>
/// <param name="Digest">Of the image that runs, or null.</param>
/// <param name="At">When it was seen.</param>
internal sealed record RolloutSeen(WorkloadSubject Subject, IReadOnlyList<RevisionSeen> Revisions, RolloutState? State, string? Reason, bool IsBroken, int Desired, string? Digest, DateTimeOffset At)
{
    /// <summary>Since when this process has been watching the cluster.</summary>
    public required DateTimeOffset WatchedSince { get; init; }

    /// <summary>This process has not heard of the workload before.</summary>
    public bool IsFirstLook { get; init; }

    /// <summary>It belongs to another service than at the look before.</summary>
    public bool IsRematched { get; init; }

    /// <summary>When the workload was made.</summary>
    public DateTimeOffset? WorkloadCreatedAt { get; init; }

    /// <summary>It has been deleted.</summary>
    public bool IsGone { get; init; }
}

/// <summary>Where a workload is and whose it is.</summary>
internal sealed record WorkloadSubject(string Cluster, string Environment, string? Region, string Namespace, string Kind, string Name, string Uid, string? Service, string? Owner)
{
    public static WorkloadSubject Of(WorkloadEntry entry, string? owner)
        => new(entry.Row.Cluster, entry.Row.Environment, entry.Row.Region, entry.Row.Namespace, entry.Row.Kind, entry.Row.Name, entry.Observed.Metadata.Uid, entry.Row.Service, owner);
}

/// <summary>One revision of a workload.</summary>
/// <param name="Number">Grows with every rollout; null where the kind has none.</param>
/// <param name="Hash">Of its template; null when nothing tells.</param>
/// <param name="Generation">Of the workload, at this look.</param>
/// <param name="BeganAt">When its rollout began, as far as the objects tell.</param>
/// <param name="IsExact">That moment is the rollout's own and not a guess from its pods.</param>
/// <param name="WasThereBefore">The cluster says that it is an earlier one, brought back.</param>
internal sealed record RevisionSeen(long? Number, string? Hash, long Generation, PodTemplate Template, DateTimeOffset? BeganAt, bool IsExact, bool WasThereBefore)
{
    /// <summary>Annotations by which its release is described: those of its ReplicaSet, else of the workload.</summary>
    public ObservedMeta Described { get; init; } = new();
}
