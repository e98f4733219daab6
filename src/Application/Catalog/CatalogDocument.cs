namespace Portal.Application.Catalog;

/// <summary>
/// One document of a source. Its text and value stand in the change that brought its present version, so a restart serves the last good version
/// before any source answers, and no version is stored twice.
/// </summary>
public sealed class CatalogDocument
{
    public const int RefMaxLength = 200;
    public const int FileMaxLength = 1024;
    public const int HashLength = 64;
    public const int StampMaxLength = 64;

    public long Id { get; init; }

    public required string LocationId { get; init; }

    public required string Ref { get; init; }

    /// <summary>The file, as people know it.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of file and ref; unique within a location, since a file name is too long for an index.</summary>
    public required string Key { get; init; }

    public int Line { get; set; }

    public string? Commit { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>SHA-256 over text, value and line.</summary>
    public required string Hash { get; set; }

    /// <summary>What the file looked like (length and time) when it was read; null where the file must be read again after a restart.</summary>
    public string? Stamp { get; set; }

    /// <summary>The <see cref="CatalogChange"/> that holds the present version; 0 until it is written.</summary>
    public long ChangeId { get; set; }

    /// <summary>Set when its source no longer holds it: a tombstone, kept for <see cref="Tombstones.Kept"/>.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Set when somebody took the removal back; its source still does not hold it.</summary>
    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>Ref of who took the removal back.</summary>
    public string? RestoredBy { get; set; }
}

/// <summary>One change of the catalog: a document came, changed, went or came back. Rows are only ever added.</summary>
public sealed class CatalogChange
{
    public const int KindMaxLength = 16;
    public const int ActorMaxLength = 256;
    public const int FieldsMaxLength = 1000;

    public const string Added = "added";
    public const string Changed = "changed";
    public const string Removed = "removed";
    public const string Restored = "restored";

    public long Id { get; init; }

    /// <summary>The document; 0 in rows written before documents were numbered.</summary>
    public long DocumentId { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Ref { get; init; }

    /// <summary>added, changed, removed or restored.</summary>
    public required string Kind { get; init; }

    public required string LocationId { get; init; }

    public required string File { get; init; }

    public int Line { get; init; }

    public string? Commit { get; init; }

    /// <summary>Who: the commit's author, the ref of who asked for the look, or system:portal for what a scheduled look found.</summary>
    public string? Actor { get; init; }

    /// <summary>Names of the fields that differ, comma-separated; for instance "spec.owner, metadata.tags".</summary>
    public string? Fields { get; init; }

    /// <summary>JSON of <see cref="FieldChange"/>s: each field that differs with its value before and after.</summary>
    public string? Diff { get; init; }

    /// <summary>The entity as JSON, placeholders filled in; null when it went, and in rows written before versions were kept.</summary>
    public string? Json { get; init; }

    /// <summary>The text as read.</summary>
    public string? Raw { get; init; }
}

/// <summary>Which of several claims to a name is shown, as somebody chose.</summary>
public sealed class CatalogChoice
{
    public long Id { get; init; }

    /// <summary>The name claimed.</summary>
    public required string Ref { get; init; }

    /// <summary>The location whose claim is shown.</summary>
    public required string LocationId { get; set; }

    /// <summary><see cref="CatalogDocument.Key"/> of the claim.</summary>
    public required string Key { get; set; }

    public required string ChosenBy { get; set; }

    public DateTimeOffset ChosenAt { get; set; }

    public int Version { get; set; }
}
