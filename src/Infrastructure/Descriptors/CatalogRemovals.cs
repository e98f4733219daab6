using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Tombstones: what was removed, until it can no longer be brought back.</summary>
internal sealed class CatalogRemovals(IPortalDbFactory databases, TimeProvider clock, IKinds? kinds = null)
{
    private const int Batch = 1000;
    private const int MostShown = 1000;

    /// <summary>The row of history that says a document went.</summary>
    public static CatalogChange Gone(CatalogDocument row, string actor, DateTimeOffset now)
        => new() { DocumentId = row.Id, At = now, Ref = row.Ref, Kind = CatalogChange.Removed, LocationId = row.LocationId, File = row.File, Line = row.Line, Commit = row.Commit, Actor = actor };

    public static IQueryable<Tombstone> Removed(IPortalDb db, DateTimeOffset since, string? reference = null)
        => from d in db.Set<CatalogDocument>().AsNoTracking()
           join l in db.Set<CatalogLocation>() on d.LocationId equals l.Id
           where d.RemovedAt != null && d.RemovedAt >= since && (reference == null || d.Ref == reference)
           orderby d.RemovedAt descending, d.Ref
           select new Tombstone(d.Id, d.Ref, d.LocationId, l.Target, d.File, d.Commit, d.RemovedAt!.Value, l.RemovedAt != null);

    public static IQueryable<RemovedSource> RemovedSources(IPortalDb db, DateTimeOffset since)
        => db.Set<CatalogLocation>().AsNoTracking().Where(l => l.RemovedAt != null && l.RemovedAt >= since).OrderByDescending(l => l.RemovedAt)
            .Select(l => new RemovedSource(l.Id, l.Type, l.Target, l.RemovedAt!.Value, l.RemovedBy, db.Set<CatalogDocument>().Count(d => d.LocationId == l.Id && d.RemovedAt == l.RemovedAt)));

    /// <summary>All that can be brought back, newest first.</summary>
    public async Task<Removals> ListAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var since = clock.GetUtcNow() - Tombstones.Kept;
        var entities = await Removed(db, since).Take(MostShown).ToListAsync(ct);
        var locations = await RemovedSources(db, since).ToListAsync(ct);
        return new(
            [.. entities.Select(e => new RemovedEntity(e.Ref, e.LocationId, TargetMask.Mask(e.Target), e.File, e.Commit, e.RemovedAt, e.RemovedAt + Tombstones.Kept, e.LocationIsGone))],
            [.. locations.Select(l => new RemovedLocation(l.Id, l.Type, TargetMask.Mask(l.Target), l.RemovedAt, l.RemovedAt + Tombstones.Kept, l.RemovedBy, l.Entities))]);
    }

    /// <summary>The newest tombstone of a name, with the version it had; null when there is none that can still be brought back.</summary>
    public async Task<(Tombstone Tombstone, HeldDocument Document)?> FindAsync(string reference, CancellationToken ct)
    {
        await using var db = databases.Create();
        var since = clock.GetUtcNow() - Tombstones.Kept;
        if (await Removed(db, since, reference).FirstOrDefaultAsync(ct) is not { } tombstone)
        {
            return null;
        }

        var row = await db.Set<CatalogDocument>().AsNoTracking().FirstAsync(d => d.Id == tombstone.Id, ct);
        var version = await db.Set<CatalogChange>().AsNoTracking().Where(c => c.Id == row.ChangeId).Select(c => new { c.Json, c.Raw }).FirstOrDefaultAsync(ct);
        if (version?.Json is null)
        {
            return null;
        }

        var entity = EntityFactory.FromStored(version.Json, new EntitySource(row.File, row.Line, row.Commit, row.LastSeenAt, row.LocationId), version.Raw, kinds?.Current ?? KindRegistry.BuiltIn);
        return (tombstone, new(entity, row.File, row.Key, row.Hash, null, Kept: true));
    }

    /// <summary>Marks a location and all it holds as removed.</summary>
    public async Task RemoveAsync(string locationId, string by, CancellationToken ct)
    {
        await using var db = databases.Create();
        await db.InTransactionAsync(async token =>
        {
            db.Forget();
            var now = clock.GetUtcNow();
            foreach (var ids in (await db.Set<CatalogDocument>().Where(d => d.LocationId == locationId && d.RemovedAt == null).Select(d => d.Id).ToListAsync(token)).Chunk(Batch))
            {
                foreach (var row in await db.Set<CatalogDocument>().Where(d => ids.Contains(d.Id)).ToListAsync(token))
                {
                    (row.RemovedAt, row.RestoredAt, row.RestoredBy) = (now, null, null);
                    db.Set<CatalogChange>().Add(Gone(row, by, now));
                }

                await db.SaveAsync(token);
                db.Forget();
            }

            if (await db.Set<CatalogLocation>().FirstOrDefaultAsync(l => l.Id == locationId, token) is { } location)
            {
                (location.RemovedAt, location.RemovedBy) = (now, by);
                location.Version++;
            }

            return await db.SaveAsync(token);
        }, ct);
    }

    /// <summary>A removed location that can still be brought back, with the documents that went with it.</summary>
    public async Task<CatalogLocation?> ReviveAsync(string locationId, string by, CancellationToken ct)
    {
        await using var db = databases.Create();
        var since = clock.GetUtcNow() - Tombstones.Kept;
        CatalogLocation? revived = null;
        await db.InTransactionAsync(async token =>
        {
            db.Forget();
            revived = await db.Set<CatalogLocation>().FirstOrDefaultAsync(l => l.Id == locationId && l.RemovedAt != null && l.RemovedAt >= since, token);
            if (revived is null)
            {
                return SaveOutcome.Saved;
            }

            var removedAt = revived.RemovedAt;
            var now = clock.GetUtcNow();
            (revived.RemovedAt, revived.RemovedBy) = (null, null);
            revived.Version++;
            foreach (var row in await db.Set<CatalogDocument>().Where(d => d.LocationId == locationId && d.RemovedAt == removedAt).ToListAsync(token))
            {
                var version = await db.Set<CatalogChange>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == row.ChangeId, token);
                var change = new CatalogChange { DocumentId = row.Id, At = now, Ref = row.Ref, Kind = CatalogChange.Restored, LocationId = row.LocationId, File = row.File, Line = row.Line, Commit = row.Commit, Actor = by, Json = version?.Json, Raw = version?.Raw };
                db.Set<CatalogChange>().Add(change);
                row.RemovedAt = null;
                await db.SaveAsync(token);
                row.ChangeId = change.Id;
            }

            return await db.SaveAsync(token);
        }, ct);
        return revived;
    }

    /// <summary>Drops tombstones that are too old to be undone. History stays.</summary>
    public async Task PurgeAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var before = clock.GetUtcNow() - Tombstones.Kept;
        await db.Set<CatalogDocument>().Where(d => d.RemovedAt != null && d.RemovedAt < before).ExecuteDeleteAsync(ct);
        await db.Set<CatalogLocation>().Where(l => l.RemovedAt != null && l.RemovedAt < before).ExecuteDeleteAsync(ct);
    }
}

/// <summary>A document that was removed.</summary>
internal sealed record Tombstone(long Id, string Ref, string LocationId, string Target, string File, string? Commit, DateTimeOffset RemovedAt, bool LocationIsGone);

/// <summary>A location that was removed.</summary>
internal sealed record RemovedSource(string Id, string Type, string Target, DateTimeOffset RemovedAt, string? RemovedBy, int Entities);
