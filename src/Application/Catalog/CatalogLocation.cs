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

    /// <summary>When it was removed; it can be restored for <see cref="Tombstones.Kept"/> after that.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Ref of who removed it.</summary>
    public string? RemovedBy { get; set; }

    public int Version { get; set; }
}

/// <summary>What is removed stays for a while, so that a removal can be taken back.</summary>
public static class Tombstones
{
    /// <summary>How long a removal can be undone.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(30);
}
