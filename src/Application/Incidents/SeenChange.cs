using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <summary>What kind of thing changed.</summary>
public enum ChangeKind
{
    /// <summary>Pods are replaced by those of another template.</summary>
    Rollout,

    /// <summary>A template that had been there before was put back.</summary>
    Rollback,

    /// <summary>Pods are replaced by new ones of the same template.</summary>
    Restart,

    /// <summary>Another number of replicas is asked for.</summary>
    Scaling,

    /// <summary>Other bounds of a HorizontalPodAutoscaler, or one that came or went.</summary>
    Autoscaler,

    /// <summary>A rollout is held, or a CronJob suspended; or let go on.</summary>
    Held,

    /// <summary>A workload that was not there before.</summary>
    Created,

    /// <summary>A workload is gone.</summary>
    Deleted,

    /// <summary>A node stopped being ready, went away, was cordoned, or is short of something.</summary>
    Node,

    /// <summary>A Service selects other pods, or an Ingress leads elsewhere.</summary>
    Routing,

    /// <summary>A PodDisruptionBudget, a namespace's phase.</summary>
    Surroundings,

    /// <summary>The descriptor of an entity.</summary>
    Catalog,
}

/// <summary>Which parts of a template a rollout changed.</summary>
[Flags]
public enum ChangedParts
{
    None = 0,
    Image = 1,

    /// <summary>Variables of the environment whose value stands in the template.</summary>
    Environment = 2,

    /// <summary>ConfigMaps, checksums of configuration, other sources.</summary>
    Configuration = 4,

    /// <summary>Keys of Secrets.</summary>
    Secrets = 8,
    Limits = 16,
    Requests = 32,
    Probes = 64,
    Command = 128,
    Volumes = 256,
    Labels = 512,
}

/// <summary>One thing that changed in a cluster or in the catalog, as far as the portal has seen it. Moments are UTC.</summary>
/// <param name="At">When it began; the latest moment at which it may have where <see cref="Earliest"/> is set.</param>
/// <param name="Text">In words, without the subject: "1.4.1 to 1.4.2", "scaled from 3 to 0".</param>
public sealed record SeenChange(DateTimeOffset At, ChangeKind Kind, string Text)
{
    /// <summary>Grows with each change this process takes in.</summary>
    public long Number { get; init; }

    /// <summary>Set when nobody was watching: it began between this moment and <see cref="At"/>.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Equal for the same change heard twice, or by two replicas.</summary>
    public required string Key { get; init; }

    /// <summary>Full ref of the service it belongs to; null for a node, and for workloads that nobody owns.</summary>
    public string? Service { get; init; }

    public string? Cluster { get; init; }

    public string? Environment { get; init; }

    public string? Namespace { get; init; }

    /// <summary>Deployment, StatefulSet, ...; Node for a node.</summary>
    public string? ObjectKind { get; init; }

    /// <summary>Of the workload or the node; null for a catalog entity.</summary>
    public string? Name { get; init; }

    public ChangedParts Parts { get; init; }

    /// <summary>Fields that differ, the most telling first; at most twenty.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];

    public string? VersionBefore { get; init; }

    public string? VersionAfter { get; init; }

    /// <summary>pod-template-hash or controller-revision-hash of the new template, where it is known.</summary>
    public string? Revision { get; init; }

    public int? ReplicasBefore { get; init; }

    public int? ReplicasAfter { get; init; }

    /// <summary>Services with pods on the node at that moment.</summary>
    public IReadOnlyList<string> Touches { get; init; } = [];

    /// <summary>Who, where something tells.</summary>
    public string? By { get; init; }

    /// <summary>Row of the ledger, where it was read from there.</summary>
    public long? ReleaseId { get; init; }
}

/// <summary>That a workload became well or ill.</summary>
/// <param name="Codes">Problems it has at that moment; empty when it is well.</param>
public sealed record HealthTurn(DateTimeOffset At, long Number, string? Service, string Cluster, string Namespace, string ObjectKind, string Name, bool IsIll, IReadOnlyList<string> Codes, string Text)
{
    /// <summary>Read from the ledger: this process did not hear it.</summary>
    public bool IsFromLedger { get; init; }
}
