using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A document that is in the catalog, with the row that keeps it.</summary>
/// <param name="Json">The entity as JSON while it waits to be stored; null once it is, since the row has it.</param>
/// <param name="Kept">True when the last look did not confirm it: this is the last good version.</param>
/// <param name="Stamp">Of its file, where the file need not be read again while it is the same.</param>
internal sealed record HeldDocument(CatalogEntity Entity, string File, string Key, string Hash, string? Json, bool Kept, string? Stamp = null)
{
    /// <summary>Who took its removal back: it stays although its source does not hold it.</summary>
    public Restoration? Restored { get; init; }
}

/// <summary>A removal that was taken back.</summary>
internal sealed record Restoration(string By, DateTimeOffset At);

/// <summary>What the database holds for a document.</summary>
/// <param name="IsRemoved">It is a tombstone.</param>
internal readonly record struct StoredDocument(long Id, string Hash, long ChangeId, bool IsRemoved, bool IsRestored, string? Stamp);

/// <summary>A location and what it holds; changed only while its gate is held, and replaced as a whole for readers.</summary>
internal sealed class LocationState(LocationTarget target, string origin, DateTimeOffset createdAt, int order) : IDisposable
{
    public LocationTarget Target { get; private set; } = target;

    public string Origin { get; private set; } = origin;

    public DateTimeOffset CreatedAt { get; set; } = createdAt;

    /// <summary>Lower wins when two sources claim one name.</summary>
    public int Order { get; } = order;

    /// <summary>One look at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public SourceReading? Reading { get; set; }

    /// <summary>Which state of the retired names the documents follow.</summary>
    public int RetiredVersion { get; set; }

    /// <summary>As what <see cref="Reading"/> was read; when trust has changed since, its files are read anew.</summary>
    public LocationTarget? ReadAs { get; set; }

    /// <summary>What the database holds, by document key; replaced as a whole.</summary>
    public IReadOnlyDictionary<string, StoredDocument> Rows { get; set; } = new Dictionary<string, StoredDocument>(StringComparer.Ordinal);

    public IReadOnlyList<HeldDocument> Documents { get; set; } = [];

    public IReadOnlyList<EntityError> Errors { get; set; } = [];

    /// <summary>Names that another source claimed first. They follow from all sources together, so they are found anew with each snapshot and not stored.</summary>
    public IReadOnlyList<EntityError> LostClaims { get; set; } = [];

    /// <summary>Documents whose removal waits for somebody's word.</summary>
    public PendingRemoval? Pending { get; set; }

    /// <summary>Keys of the documents whose removal was approved.</summary>
    public IReadOnlySet<string> Approved { get; set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether the last look reached the source, so that <see cref="Reading"/> is what it brought.</summary>
    public bool IsReached { get; set; }

    public DateTimeOffset? LastSuccessAt { get; set; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DateTimeOffset? NextRunAt { get; set; }

    /// <summary>How long the last look took.</summary>
    public TimeSpan? LastDuration { get; set; }

    /// <summary>When the status was last written; it is not written at every look that brings nothing new.</summary>
    public DateTimeOffset? StoredAt { get; set; }

    public string? Commit { get; set; }

    public bool Removed { get; set; }

    /// <summary>Whether it is being read right now.</summary>
    public bool IsBusy => Gate.CurrentCount == 0;

    public LocationStatus Status => new(
        Target.Id, Target.Type, GitTarget.WithoutSecret(Target.Target), Origin, CreatedAt, LastSuccessAt, LastAttemptAt, NextRunAt, Commit, Documents.Count, [.. Errors, .. LostClaims])
    {
        Notes = Reading?.Notes ?? [],
        LastDuration = LastDuration,
        Pending = Pending,
    };

    /// <summary>Someone who may manage the catalog vouches for it. Trust is only ever given by such a person, never taken by registering again.</summary>
    public void Trust(string origin)
    {
        if (!Target.IsTrusted)
        {
            (Target, Origin, StoredAt) = (Target with { IsTrusted = true }, origin, null);
        }
    }

    public void Dispose() => Gate.Dispose();
}
