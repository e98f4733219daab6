using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Keeps locations and last good documents in the database.</summary>
internal sealed class CatalogRecords(IPortalDbFactory databases, TimeProvider clock, IKinds? kinds = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IQueryable<CatalogLocation> AllLocations(IPortalDb db) => db.Set<CatalogLocation>().AsNoTracking().OrderBy(l => l.CreatedAt).ThenBy(l => l.Id);

    public static IQueryable<CatalogDocument> DocumentsOf(IPortalDb db, string locationId) => db.Set<CatalogDocument>().AsNoTracking().Where(d => d.LocationId == locationId).OrderBy(d => d.Id);

    public static IQueryable<CatalogDocument> DocumentsWith(IPortalDb db, IReadOnlyCollection<long> ids) => db.Set<CatalogDocument>().AsNoTracking().Where(d => ids.Contains(d.Id));

    public async Task<IReadOnlyList<CatalogLocation>> LocationsAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        return await AllLocations(db).ToListAsync(ct); // ordered: it decides which claim came first
    }

    /// <summary>Fills a state with what was stored for it.</summary>
    public async Task LoadAsync(LocationState state, CatalogLocation? row, CancellationToken ct)
    {
        if (row is not null)
        {
            (state.CreatedAt, state.LastSuccessAt, state.LastAttemptAt, state.Commit, state.StoredAt) = (row.CreatedAt, row.LastSuccessAt, row.LastAttemptAt, row.Commit, row.LastAttemptAt);
            state.Errors = row.Errors is null ? [] : JsonSerializer.Deserialize<EntityError[]>(row.Errors, Json) ?? [];
        }

        await using var db = databases.Create();
        List<HeldDocument> held = [];
        foreach (var document in await DocumentsOf(db, state.Target.Id).ToListAsync(ct))
        {
            using var json = JsonDocument.Parse(document.Json);
            var source = new EntitySource(document.File, document.Line, document.Commit, document.LastSeenAt, document.LocationId);
            var entity = EntityFactory.Create(DescriptorNode.FromJson(json.RootElement), source, document.Raw, kinds?.Current);
            if (state.Target.MayHold(entity))
            {
                held.Add(new(entity, document.File, document.Key, document.Hash, document.Json, Kept: false));
            }

            state.Rows[document.Key] = (document.Id, document.Hash);
        }

        state.Documents = held;
    }

    /// <summary>Writes what differs between a state and its rows, a row of history for each, and the location's status; all or nothing.</summary>
    public async Task SaveAsync(LocationState state, CancellationToken ct)
    {
        // A second writer (another replica) may have been faster: what it wrote is taken over, once, and the rest is written again.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await using var db = databases.Create();
            var added = await StageAsync(db, state, ct);
            if (await db.SaveAsync(ct) == SaveOutcome.Saved)
            {
                var current = state.Documents.Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
                foreach (var gone in state.Rows.Keys.Where(k => !current.Contains(k)).ToList())
                {
                    state.Rows.Remove(gone);
                }

                foreach (var row in added)
                {
                    state.Rows[row.Key] = (row.Id, row.Hash);
                }

                state.StoredAt = state.LastAttemptAt;
                return;
            }

            await using var again = databases.Create();
            state.Rows.Clear();
            foreach (var row in await DocumentsOf(again, state.Target.Id).Select(d => new { d.Key, d.Id, d.Hash }).ToListAsync(ct))
            {
                state.Rows[row.Key] = (row.Id, row.Hash);
            }
        }

        throw new InvalidOperationException($"The documents of {state.Target.Id} changed under every attempt to save them.");
    }

    public async Task RemoveAsync(string locationId, CancellationToken ct)
    {
        await using var db = databases.Create();
        var now = clock.GetUtcNow();
        foreach (var row in await db.Set<CatalogDocument>().Where(d => d.LocationId == locationId).ToListAsync(ct))
        {
            db.Set<CatalogDocument>().Remove(row);
            db.Set<CatalogChange>().Add(new() { At = now, Ref = row.Ref, Kind = "removed", LocationId = locationId, File = row.File, Commit = row.Commit });
        }

        var location = await db.Set<CatalogLocation>().FirstOrDefaultAsync(l => l.Id == locationId, ct);
        if (location is not null)
        {
            db.Set<CatalogLocation>().Remove(location);
        }

        await db.SaveAsync(ct);
    }

    private static string? Errors(LocationState state)
        => state.Errors.Count == 0 ? null : JsonSerializer.Serialize(state.Errors.Take(200), Json);

    private async Task<List<CatalogDocument>> StageAsync(IPortalDb db, LocationState state, CancellationToken ct)
    {
        var location = await db.Set<CatalogLocation>().FirstOrDefaultAsync(l => l.Id == state.Target.Id, ct);
        if (location is null)
        {
            location = new() { Id = state.Target.Id, Type = state.Target.Type, Target = state.Target.Target, Origin = state.Origin, IsTrusted = state.Target.IsTrusted, CreatedAt = state.CreatedAt };
            db.Set<CatalogLocation>().Add(location);
        }

        (location.Origin, location.IsTrusted, location.LastAttemptAt, location.LastSuccessAt, location.Commit, location.Errors) = (state.Origin, state.Target.IsTrusted, state.LastAttemptAt, state.LastSuccessAt, state.Commit, Errors(state));
        location.Version++;

        var current = state.Documents.ToDictionary(d => d.Key, StringComparer.Ordinal);
        var stale = state.Rows.Where(r => !current.TryGetValue(r.Key, out var held) || held.Hash != r.Value.Hash).ToDictionary(r => r.Key, r => r.Value.Id, StringComparer.Ordinal);
        var old = new Dictionary<string, CatalogDocument>(StringComparer.Ordinal);
        foreach (var ids in stale.Values.Chunk(500))
        {
            foreach (var row in await DocumentsWith(db, ids).ToListAsync(ct))
            {
                old[row.Key] = row;
            }
        }

        var now = clock.GetUtcNow();
        foreach (var (key, row) in old)
        {
            db.Set<CatalogDocument>().Remove(row);
            if (!current.ContainsKey(key))
            {
                db.Set<CatalogChange>().Add(Change(row, "removed", null, now));
            }
        }

        List<CatalogDocument> added = [];
        foreach (var held in current.Values.Where(d => !state.Rows.TryGetValue(d.Key, out var row) || row.Hash != d.Hash))
        {
            var row = Row(held, state.Target.Id);
            added.Add(row);
            db.Set<CatalogDocument>().Add(row);
            var fields = old.TryGetValue(held.Key, out var before) ? Merge.ChangedFields(before.Json, held.Json) : null;
            if (fields is null || fields.Length > 0)
            {
                db.Set<CatalogChange>().Add(Change(row, fields is null ? "added" : "changed", fields, now));
            }
        }

        return added;
    }

    private static CatalogDocument Row(HeldDocument held, string locationId)
    {
        var source = held.Entity.Sources[0];
        return new()
        {
            LocationId = locationId,
            Ref = held.Entity.Ref.ToString(),
            File = Shorten(held.File, CatalogDocument.FileMaxLength),
            Key = held.Key,
            Line = source.Line,
            Commit = source.Commit,
            LastSeenAt = source.LastSeenAt,
            Hash = held.Hash,
            Json = held.Json,
            Raw = held.Entity.Raw ?? "",
        };
    }

    private static CatalogChange Change(CatalogDocument row, string kind, string? fields, DateTimeOffset at)
        => new() { At = at, Ref = row.Ref, Kind = kind, LocationId = row.LocationId, File = row.File, Commit = row.Commit, Fields = fields };

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..length];
}
