namespace Portal.Application.Scaffolding.Decommission;

/// <summary>A service that is being, or has been, taken out of service. Its run does the work; taking the run back restores the service.</summary>
public sealed class RetiredService
{
    public const int ReasonMaxLength = 1000;
    public const int UrlMaxLength = 1000;

    public required string RunId { get; init; }

    /// <summary>Ref of the entity.</summary>
    public required string Entity { get; init; }

    public required string Title { get; init; }

    public required string Reason { get; init; }

    /// <summary>Why it goes although something depends on it or still runs; null when nothing did.</summary>
    public string? OverrideReason { get; init; }

    /// <summary>The repository that is archived; null when the portal may not.</summary>
    public string? Repository { get; init; }

    /// <summary>The pull request that removes its manifests; null when there is none, or it has no page.</summary>
    public string? ManifestsUrl { get; set; }

    /// <summary>The team that may restore it.</summary>
    public string? OwnerGroup { get; init; }

    public required string RequestedBy { get; init; }

    public required string RequestedByName { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>The entity while it is not restored, null afterwards: unique, so that it is done once.</summary>
    public string? ActiveKey { get; set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }
}
