namespace Portal.Application.Incidents;

/// <summary>A change that no other table holds, as it was heard; kept for a day, so that a restart forgets nothing. Releases are in the ledger.</summary>
public sealed class ChangeRecord
{
    public const int HashLength = 32;

    public long Id { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Of <see cref="SeenChange.Key"/>: by it the second replica finds what the first has written.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The <see cref="SeenChange"/> as JSON.</summary>
    public required string ChangeJson { get; init; }
}

/// <summary>From when to when a process of the portal was watching. Stretches without any are those whose changes nobody heard.</summary>
public sealed class WatchSpan
{
    public Guid Id { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Everything heard until then is written.</summary>
    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>What a cluster looked like last, as far as a difference is a change: by it the next process finds what changed while none was watching.</summary>
public sealed class WatchedCluster
{
    public Guid Id { get; init; }

    /// <summary>Unique.</summary>
    public required string Cluster { get; init; }

    /// <summary>When it began to look so.</summary>
    public DateTimeOffset SeenAt { get; set; }

    public required string Fingerprint { get; set; }

    /// <summary>A <see cref="ClusterFacts"/> as JSON.</summary>
    public required string FactsJson { get; set; }

    public int Version { get; set; }
}
