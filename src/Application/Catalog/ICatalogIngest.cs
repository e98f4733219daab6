using Portal.Application.Common;

namespace Portal.Application.Catalog;

/// <summary>A source and how it fares.</summary>
/// <param name="Origin">"settings", "built-in", or the ref of who registered it.</param>
/// <param name="LastSuccessAt">When it was last read completely; null: never yet.</param>
/// <param name="LastAttemptAt">When it was last looked at.</param>
/// <param name="NextRunAt">When it is looked at next.</param>
/// <param name="Commit">What is checked out, for git.</param>
/// <param name="Entities">How many entities it contributes now.</param>
/// <param name="Errors">All that is wrong with it now: the source itself, targets, documents.</param>
public sealed record LocationStatus(
    string Id,
    string Type,
    string Target,
    string Origin,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSuccessAt,
    DateTimeOffset? LastAttemptAt,
    DateTimeOffset? NextRunAt,
    string? Commit,
    int Entities,
    IReadOnlyList<EntityError> Errors)
{
    /// <summary>What is worth knowing and nothing is wrong with: repositories left out, requests left.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long the last look took.</summary>
    public TimeSpan? LastDuration { get; init; }

    /// <summary>A removal that waits for somebody's word; null: none does.</summary>
    public PendingRemoval? Pending { get; init; }

    /// <summary>Whether it can be removed here; one from settings is removed there.</summary>
    public bool IsRemovable => Origin is not ("settings" or "built-in");
}

/// <summary>A location after its first look.</summary>
/// <param name="Refs">Full refs of the entities that it contributes, in the catalog by now.</param>
/// <param name="IsNew">False when it was registered before; it was then read again.</param>
public sealed record RegisteredLocation(LocationStatus Location, IReadOnlyList<string> Refs, bool IsNew);

/// <summary>Reads sources into the catalog.</summary>
public interface ICatalogIngest
{
    /// <summary>All sources, in the order in which the first of two claims wins.</summary>
    IReadOnlyList<LocationStatus> Locations { get; }

    /// <summary>Completes when every source has been looked at once since the start; one that does not answer is waited for at most half a minute.</summary>
    Task FirstPass { get; }

    /// <summary>Whether the catalog shows what is: from the start on where the database held entities, else once <see cref="FirstPass"/> has completed. What one quick source says before that is not the catalog.</summary>
    bool HasBeenRead { get; }

    /// <summary>
    /// Adds a source and reads it at once: when this returns, its entities are in the catalog. User and Group documents in it, and in what it leads to, are refused:
    /// they decide who holds which role. <see cref="RegisterTrustedAsync"/> takes them.
    /// </summary>
    /// <param name="type">file, directory, git, url or github-org.</param>
    /// <param name="target">Path or address.</param>
    /// <param name="origin">Ref of who registers it.</param>
    /// <returns>
    /// An unreadable source is registered all the same and carries its errors; only a malformed one is refused. One that takes longer than 20 s is answered with an error
    /// that says so, and goes on being read.
    /// </returns>
    Task<Result<RegisteredLocation>> RegisterAsync(string type, string target, string origin, CancellationToken ct);

    /// <summary>Like <see cref="RegisterAsync"/>, for someone who may manage the catalog: people and teams are read from it, too. A source known before becomes trusted.</summary>
    Task<Result<RegisteredLocation>> RegisterTrustedAsync(string type, string target, string origin, CancellationToken ct);

    /// <summary>Reads a source now.</summary>
    /// <param name="by">Ref of who asks: changes are put down to them where no commit names an author.</param>
    Task<Result<LocationStatus>> RefreshAsync(string id, string by, CancellationToken ct);

    /// <summary>
    /// Somebody says that a repository changed: every source that reads it is looked at soon, an organisation only at this repository. Returns at once; unknown ones are ignored.
    /// </summary>
    /// <param name="repositoryUrl">Any form of its address, for instance https://github.com/org/repo.</param>
    Task RefreshRepositoryAsync(string repositoryUrl, CancellationToken ct);

    /// <summary>Removes a source and its entities; <see cref="ICatalogDecisions.RestoreLocationAsync"/> brings them back for <see cref="Tombstones.Kept"/>.</summary>
    /// <param name="by">Ref of who removes it.</param>
    Task<Result<LocationStatus>> RemoveAsync(string id, string by, CancellationToken ct);
}

/// <summary>What can go wrong with catalog requests.</summary>
public static class CatalogErrors
{
    public static NotFound NoEntity(string reference) => new("catalog.no_entity", $"There is no {reference} in the catalog. Check kind, namespace and name, or search for it.");

    public static NotFound NoLocation(string id) => new("catalog.no_location", $"There is no location {id}. The list of locations shows the ids.");

    public static NotFound NoRemoval(string what) => new("catalog.no_removal", $"No removal of {what} can be taken back: it was not removed in the last {Tombstones.Kept.TotalDays:0} days, or it is there again.");

    public static NotFound NothingPending(string id) => new("catalog.nothing_pending", $"No removal waits at the location {id}. It may have been decided, or the source holds its entities again.");

    public static Conflict LocationGone(string reference, string location) => new("catalog.location_gone", $"{reference} came from {location}, which was removed. Restore that source, and it comes back with it.");

    public static NotFound NoClaim(string reference) => new("catalog.no_claim", $"This source does not claim {reference} any more. Look at the claims again.");

    public static Conflict FromSettings(string target) => new("catalog.location_from_settings", $"The location {TargetMask.Mask(target)} comes from the settings (Catalog:Locations). Remove it there.");

    public static Invalid BadRef(string text) => Invalid.Field("ref", $"'{text}' is no entity ref. Write kind:namespace/name.");
}
