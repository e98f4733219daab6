namespace Portal.Application.Catalog;

/// <summary>A source of descriptors, as stored. The id follows from type and target, so registering twice is one row.</summary>
public sealed class CatalogLocation
{
    public const int IdMaxLength = 32;
    public const int TypeMaxLength = 16;
    public const int TargetMaxLength = 1024;
    public const int OriginMaxLength = 256;

    public required string Id { get; init; }

    /// <summary>file, directory, git, url or github-org.</summary>
    public required string Type { get; init; }

    public required string Target { get; init; }

    /// <summary>"settings", "built-in", or the ref of who registered it.</summary>
    public required string Origin { get; set; }

    /// <summary>Whether people and teams are read from it. False for what the scaffolder registers: whoever may edit such a file must not be able to give roles.</summary>
    public bool IsTrusted { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DateTimeOffset? LastSuccessAt { get; set; }

    public string? Commit { get; set; }

    /// <summary>JSON of the errors of the last look.</summary>
    public string? Errors { get; set; }

    public int Version { get; set; }
}

/// <summary>The last good version of one document, kept so that a restart serves the catalog before any source answers.</summary>
public sealed class CatalogDocument
{
    public const int RefMaxLength = 200;
    public const int FileMaxLength = 1024;
    public const int HashLength = 64;

    public long Id { get; init; }

    public required string LocationId { get; init; }

    public required string Ref { get; init; }

    /// <summary>The file, as people know it.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of file and ref; unique within a location, since a file name is too long for an index.</summary>
    public required string Key { get; init; }

    public int Line { get; init; }

    public string? Commit { get; init; }

    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>SHA-256 over everything that is stored here.</summary>
    public required string Hash { get; init; }

    /// <summary>The entity as JSON, placeholders filled in.</summary>
    public required string Json { get; init; }

    /// <summary>The text as read.</summary>
    public required string Raw { get; init; }
}

/// <summary>One change of the catalog: an entity came, changed or went.</summary>
public sealed class CatalogChange
{
    public const int KindMaxLength = 16;

    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Ref { get; init; }

    /// <summary>added, changed or removed.</summary>
    public required string Kind { get; init; }

    public required string LocationId { get; init; }

    public required string File { get; init; }

    public string? Commit { get; init; }

    /// <summary>Names of the fields that differ, comma-separated; for instance "spec.owner, metadata.tags".</summary>
    public string? Fields { get; init; }
}
