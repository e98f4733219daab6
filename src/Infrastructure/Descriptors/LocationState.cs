using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A document that is in the catalog, with the row that keeps it.</summary>
/// <param name="Kept">True when the last look did not confirm it: this is the last good version.</param>
internal sealed record HeldDocument(CatalogEntity Entity, string File, string Key, string Hash, string Json, bool Kept);

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

    /// <summary>As what <see cref="Reading"/> was read; when trust has changed since, its files are read anew.</summary>
    public LocationTarget? ReadAs { get; set; }

    /// <summary>Row ids by document key; what the database holds.</summary>
    public Dictionary<string, (long Id, string Hash)> Rows { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<HeldDocument> Documents { get; set; } = [];

    public IReadOnlyList<EntityError> Errors { get; set; } = [];

    /// <summary>Names that another source claimed first. They follow from all sources together, so they are found anew with each snapshot and not stored.</summary>
    public IReadOnlyList<EntityError> LostClaims { get; set; } = [];

    public DateTimeOffset? LastSuccessAt { get; set; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DateTimeOffset? NextRunAt { get; set; }

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
