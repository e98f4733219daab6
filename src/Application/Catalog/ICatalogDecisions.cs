using Portal.Application.Common;

namespace Portal.Application.Catalog;

/// <summary>A look that would take away an unusually large part of a source's entities: nothing goes before somebody says so.</summary>
/// <param name="Since">When the source stopped holding them.</param>
/// <param name="Of">How many entities the source had.</param>
/// <param name="Refs">What would go.</param>
public sealed record PendingRemoval(DateTimeOffset Since, int Of, IReadOnlyList<string> Refs)
{
    /// <summary>Share of the source's entities, from 0 to 1.</summary>
    public double Share => Of == 0 ? 0 : (double)Refs.Count / Of;
}

/// <summary>Something that was removed and can be brought back.</summary>
/// <param name="RemovedAt">When its source, or somebody, took it away.</param>
/// <param name="Until">Until then it can be restored.</param>
/// <param name="LocationIsGone">Its whole source was removed: it comes back with the source.</param>
public sealed record RemovedEntity(string Ref, string LocationId, string Location, string File, string? Commit, DateTimeOffset RemovedAt, DateTimeOffset Until, bool LocationIsGone);

/// <summary>A source that was removed and can be brought back.</summary>
public sealed record RemovedLocation(string Id, string Type, string Target, DateTimeOffset RemovedAt, DateTimeOffset Until, string? RemovedBy, int Entities);

/// <summary>What can be restored.</summary>
public sealed record Removals(IReadOnlyList<RemovedEntity> Entities, IReadOnlyList<RemovedLocation> Locations);

/// <summary>One source's claim to a name.</summary>
/// <param name="Key">Identifies the claim within its location.</param>
/// <param name="IsShown">Whether this is the one in the catalog.</param>
/// <param name="ChosenBy">Ref of who chose it; null: it came first.</param>
public sealed record EntityClaim(string LocationId, string Location, string Key, CatalogEntity Entity, bool IsShown, string? ChosenBy, DateTimeOffset? ChosenAt);

/// <summary>What people decide about the catalog: removals taken back or approved, claims to one name settled.</summary>
public interface ICatalogDecisions
{
    /// <summary>Decides about a removal that waits: the entities go, or they stay although their source does not hold them.</summary>
    /// <param name="by">Ref of who decides.</param>
    Task<Result<LocationStatus>> DecideRemovalAsync(string id, bool remove, string by, CancellationToken ct);

    /// <summary>What can be restored, newest first.</summary>
    Task<Removals> RemovalsAsync(CancellationToken ct);

    /// <summary>Brings a removed entity back as it was last; it stays until its source holds it again or somebody lets it go.</summary>
    Task<Result<LocationStatus>> RestoreAsync(string reference, string by, CancellationToken ct);

    /// <summary>Lets a restored entity go again.</summary>
    Task<Result<LocationStatus>> ReleaseAsync(string reference, string by, CancellationToken ct);

    /// <summary>Takes an entity out of the catalog although its sources hold it, until that is taken back. Done already is no failure.</summary>
    /// <param name="by">Ref of who decides.</param>
    Task<Result<Done>> RetireAsync(string reference, string by, CancellationToken ct);

    /// <summary>Takes that back: the entity is read from its source again, or comes back as it was last. Done already is no failure.</summary>
    Task<Result<Done>> UnretireAsync(string reference, string by, CancellationToken ct);

    /// <summary>Registers a removed source again, with all that it held.</summary>
    Task<Result<LocationStatus>> RestoreLocationAsync(string id, string by, CancellationToken ct);

    /// <summary>All claims to a name, the one that is shown first; empty when nobody claims it.</summary>
    IReadOnlyList<EntityClaim> ClaimsOf(EntityRef reference);

    /// <summary>Shows one of several claims from now on.</summary>
    /// <param name="key"><see cref="EntityClaim.Key"/>.</param>
    Task<Result<EntityClaim>> ChooseAsync(EntityRef reference, string locationId, string key, string by, CancellationToken ct);
}
