using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Keeps locations, documents and every change of them in the database.</summary>
internal sealed class CatalogRecords(IPortalDbFactory databases, TimeProvider clock, IKinds? kinds = null)
{
    /// <summary>Who a change is put down to that a scheduled look found, where no commit says better.</summary>
    public const string Portal = "system:portal";

    // Rows of one save: enough for few round trips, few enough for little memory.
    private const int Batch = 1000;
    private const int LoadBatch = 4000;

    // Raised when descriptors are read differently, so that files are read again after an upgrade although they are the same.
    private const string ReaderVersion = "1|";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IQueryable<CatalogLocation> AllLocations(IPortalDb db) => db.Set<CatalogLocation>().AsNoTracking().Where(l => l.RemovedAt == null).OrderBy(l => l.CreatedAt).ThenBy(l => l.Id);

    /// <summary>Documents that a location holds, each with its present version.</summary>
    public static IQueryable<StoredVersion> VersionsOf(IPortalDb db, string locationId)
        => from d in db.Set<CatalogDocument>().AsNoTracking()
           join c in db.Set<CatalogChange>() on d.ChangeId equals c.Id
           where d.LocationId == locationId && d.RemovedAt == null && c.Json != null
           orderby d.Id
           select new StoredVersion(d.Id, d.Key, d.Hash, d.ChangeId, d.File, d.Line, d.Commit, d.LastSeenAt, d.Stamp, d.RestoredBy, d.RestoredAt, c.Json!, c.Raw);

    public static IQueryable<StoredKey> KeysOf(IPortalDb db, string locationId)
        => db.Set<CatalogDocument>().AsNoTracking().Where(d => d.LocationId == locationId).Select(d => new StoredKey(d.Key, d.Id, d.Hash, d.ChangeId, d.RemovedAt != null, d.RestoredAt != null, d.Stamp));

    public static IQueryable<ChangeNumber> Since(IPortalDb db, long id) => db.Set<CatalogChange>().AsNoTracking().Where(c => c.Id > id).OrderBy(c => c.Id).Select(c => new ChangeNumber(c.Id, c.LocationId));

    /// <summary>Number of the newest change; 0 where there is none.</summary>
    public async Task<long> NewestChangeAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        return await db.Set<CatalogChange>().AsNoTracking().OrderByDescending(c => c.Id).Select(c => c.Id).FirstOrDefaultAsync(ct);
    }

    /// <summary>Changes with a higher number, whoever wrote them.</summary>
    public async Task<IReadOnlyList<ChangeNumber>> ChangesSinceAsync(long id, CancellationToken ct)
    {
        await using var db = databases.Create();
        return await Since(db, id).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<CatalogLocation>> LocationsAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        return await AllLocations(db).ToListAsync(ct); // ordered: it decides which claim came first
    }

    public async Task<Dictionary<string, CatalogChoice>> ChoicesAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        return await db.Set<CatalogChoice>().AsNoTracking().ToDictionaryAsync(c => c.Ref, StringComparer.Ordinal, ct);
    }

    /// <summary>Keeps which claim to a name is shown.</summary>
    /// <returns>All choices.</returns>
    public async Task<Dictionary<string, CatalogChoice>> ChooseAsync(string reference, string locationId, string key, string by, CancellationToken ct)
    {
        await using var db = databases.Create();
        var choice = await db.Set<CatalogChoice>().FirstOrDefaultAsync(c => c.Ref == reference, ct);
        if (choice is null)
        {
            choice = new() { Ref = reference, LocationId = locationId, Key = key, ChosenBy = by };
            db.Set<CatalogChoice>().Add(choice);
        }

        (choice.LocationId, choice.Key, choice.ChosenBy, choice.ChosenAt) = (locationId, key, by, clock.GetUtcNow());
        choice.Version++;
        await db.SaveAsync(ct); // whoever was faster has chosen, too: what counts is what is read now
        return await ChoicesAsync(ct);
    }

    /// <summary>Full refs that are kept out of the catalog.</summary>
    public async Task<HashSet<string>> RetiredAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        return [.. await db.Set<CatalogRetirement>().AsNoTracking().Select(r => r.Ref).ToListAsync(ct)];
    }

    public async Task RetireAsync(string reference, string by, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (!await db.Set<CatalogRetirement>().AnyAsync(r => r.Ref == reference, ct))
        {
            db.Set<CatalogRetirement>().Add(new() { Ref = reference, By = by, At = clock.GetUtcNow() });
            await db.SaveAsync(ct); // whoever was faster has retired it, too
        }
    }

    public async Task AllowAsync(string reference, CancellationToken ct)
    {
        await using var db = databases.Create();
        await db.Set<CatalogRetirement>().Where(r => r.Ref == reference).ExecuteDeleteAsync(ct);
    }

    /// <summary>Fills a state with what was stored for it, files that need not be read again included.</summary>
    public async Task LoadAsync(LocationState state, CatalogLocation? row, CancellationToken ct)
    {
        if (row is not null)
        {
            (state.CreatedAt, state.LastSuccessAt, state.LastAttemptAt, state.Commit, state.StoredAt) = (row.CreatedAt, row.LastSuccessAt, row.LastAttemptAt, row.Commit, row.LastAttemptAt);
            state.Errors = row.Errors is null ? [] : JsonSerializer.Deserialize<EntityError[]>(row.Errors, Json) ?? [];
        }

        await using var db = databases.Create();
        List<HeldDocument> documents = [];
        var texts = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var versions in VersionsOf(db, state.Target.Id).AsAsyncEnumerable().Chunked(LoadBatch, ct))
        {
            // A part at a time: all rows with their texts would be several times what is kept of them.
            var held = new HeldDocument[versions.Count];
            Parallel.For(0, versions.Count, new ParallelOptions { CancellationToken = ct }, i => held[i] = Held(versions[i], state.Target.Id, kinds?.Current, texts));
            documents.AddRange(held.Where(h => state.Target.MayHold(h.Entity)));
        }

        state.Documents = documents;
        await ReadKeysAsync(db, state, ct);
        if (row is not null && row.IsTrusted == state.Target.IsTrusted)
        {
            (state.Reading, state.ReadAs) = (Known(state) with { Kinds = kinds?.Current.Fingerprint ?? "" }, state.Target);
        }
    }

    /// <summary>Writes what differs between a state and its rows, a row of history for each, and the location's status; all or nothing.</summary>
    /// <param name="actor">Who the changes are put down to.</param>
    public async Task SaveAsync(LocationState state, string actor, CancellationToken ct)
    {
        // A second writer (another replica) may have been faster: what it wrote is taken over, once, and the rest is written again.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await using var db = databases.Create();
            if (await db.InTransactionAsync(token => WriteAsync(db, state, actor, token), ct) == SaveOutcome.Saved)
            {
                await ReadKeysAsync(db, state, ct);
                state.StoredAt = state.LastAttemptAt;
                state.Documents = [.. state.Documents.Select(d => d.Json is null ? d : d with { Json = null })];
                state.Reading = state.Reading?.Stored();
                return;
            }

            await using var again = databases.Create();
            await ReadKeysAsync(again, state, ct);
        }

        throw new InvalidOperationException($"The documents of {state.Target.Id} changed under every attempt to save them.");
    }

    private static async Task ReadKeysAsync(IPortalDb db, LocationState state, CancellationToken ct)
    {
        // What is held has most of these texts already: two copies of each are tens of megabytes in a large catalog.
        var held = new Dictionary<string, HeldDocument>(state.Documents.Count, StringComparer.Ordinal);
        foreach (var document in state.Documents)
        {
            held[document.Key] = document;
        }

        var rows = new Dictionary<string, StoredDocument>(held.Count, StringComparer.Ordinal);
        string? stamp = null;
        await foreach (var row in KeysOf(db, state.Target.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            var known = held.GetValueOrDefault(row.Key);
            stamp = row.Stamp == stamp ? stamp : row.Stamp;
            rows[known?.Key ?? row.Key] = new(row.Id, known?.Hash == row.Hash ? known.Hash : row.Hash, row.ChangeId, row.IsRemoved, row.IsRestored, stamp);
        }

        state.Rows = rows;
    }

    private static HeldDocument Held(StoredVersion version, string locationId, KindRegistry? kinds, ConcurrentDictionary<string, string> texts)
    {
        // Hundreds of documents share a file, its stamp and its commit.
        var (file, commit) = (texts.GetOrAdd(version.File, version.File), version.Commit is null ? null : texts.GetOrAdd(version.Commit, version.Commit));
        var source = new EntitySource(file, version.Line, commit, version.LastSeenAt, locationId);
        var entity = EntityFactory.FromStored(version.Json, source, version.Raw, kinds ?? KindRegistry.BuiltIn);

        // What a custom kind asks for may have changed while nobody looked: its documents are read again.
        var stamp = KindRegistry.BuiltIn.Knows(entity.Kind) && version.Stamp?.StartsWith(ReaderVersion, StringComparison.Ordinal) == true ? texts.GetOrAdd(version.Stamp[ReaderVersion.Length..], s => s) : null;
        var held = new HeldDocument(entity, file, version.Key, version.Hash, null, Kept: false, stamp);
        return version is { RestoredBy: { } by, RestoredAt: { } at } ? Merge.Restored(held, new(by, at)) with { Stamp = null } : held;
    }

    // Files all of whose documents are here and valid: at the next look their stamp says whether they must be read.
    private static SourceReading Known(LocationState state)
    {
        var files = state.Documents.Where(d => d.Restored is null).GroupBy(d => d.File, StringComparer.Ordinal).Where(f => f.All(d => d.Stamp is not null && d.Stamp == f.First().Stamp));
        return new(Reached: true, state.Commit, files.ToDictionary(f => f.Key, f => new FileReading(f.Key, f.First().Stamp, [.. f.Select((d, i) => new DocumentReading(i, d.Entity, d.Entity.Ref.ToString(), null, [], null))]) { Held = [.. f] }, StringComparer.Ordinal), [], []);
    }

    private static string? Errors(LocationState state)
        => state.Errors.Count == 0 ? null : JsonSerializer.Serialize(state.Errors.Take(200), Json);

    private static bool Differs(HeldDocument held, StoredDocument row)
        => row.Hash != held.Hash || row.IsRemoved || row.IsRestored != held.Restored is not null || row.Stamp != StampOf(held);

    private static string? StampOf(HeldDocument held) => held.Stamp is { Length: < CatalogDocument.StampMaxLength - 4 } stamp ? ReaderVersion + stamp : null;

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..length];

    private async Task<SaveOutcome> WriteAsync(IPortalDb db, LocationState state, string actor, CancellationToken ct)
    {
        db.Forget();
        await StageLocationAsync(db, state, ct);
        var outcome = await db.SaveAsync(ct);
        var now = clock.GetUtcNow();
        var current = state.Documents.Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in state.Rows.Where(r => !r.Value.IsRemoved && !current.Contains(r.Key)).Select(r => r.Value.Id).Chunk(Batch))
        {
            outcome = outcome == SaveOutcome.Saved ? await RemoveAsync(db, gone, actor, now, ct) : outcome;
        }

        var isNew = false;
        foreach (var changed in state.Documents.Where(d => !state.Rows.TryGetValue(d.Key, out var row) || Differs(d, row)).Chunk(Batch))
        {
            isNew = isNew || changed.Any(d => !state.Rows.ContainsKey(d.Key));
            outcome = outcome == SaveOutcome.Saved ? await WriteAsync(db, state, changed, actor, now, ct) : outcome;
        }

        if (isNew && outcome == SaveOutcome.Saved)
        {
            await db.Set<CatalogDocument>().Where(d => d.LocationId == state.Target.Id && d.ChangeId == 0)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.ChangeId, d => db.Set<CatalogChange>().Where(c => c.DocumentId == d.Id).Max(c => c.Id)), ct);
        }

        return outcome;
    }

    private static async Task StageLocationAsync(IPortalDb db, LocationState state, CancellationToken ct)
    {
        var location = await db.Set<CatalogLocation>().FirstOrDefaultAsync(l => l.Id == state.Target.Id, ct);
        if (location is null)
        {
            location = new() { Id = state.Target.Id, Type = state.Target.Type, Target = state.Target.Target, Origin = state.Origin, IsTrusted = state.Target.IsTrusted, CreatedAt = state.CreatedAt };
            db.Set<CatalogLocation>().Add(location);
        }

        (location.Origin, location.IsTrusted, location.LastAttemptAt, location.LastSuccessAt, location.Commit, location.Errors) = (state.Origin, state.Target.IsTrusted, state.LastAttemptAt, state.LastSuccessAt, state.Commit, Errors(state));
        (location.RemovedAt, location.RemovedBy) = (null, null);
        location.Version++;
    }

    private static async Task<SaveOutcome> WriteAsync(IPortalDb db, LocationState state, HeldDocument[] documents, string actor, DateTimeOffset now, CancellationToken ct)
    {
        var ids = documents.Where(d => state.Rows.ContainsKey(d.Key)).Select(d => state.Rows[d.Key].Id).ToArray();
        var rows = ids.Length == 0 ? [] : await db.Set<CatalogDocument>().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Key, StringComparer.Ordinal, ct);
        var versions = rows.Values.Select(r => r.ChangeId).ToArray();
        var before = versions.Length == 0 ? [] : await db.Set<CatalogChange>().AsNoTracking().Where(c => versions.Contains(c.Id)).Select(c => new { c.Id, c.Json }).ToDictionaryAsync(c => c.Id, c => c.Json, ct);
        List<(CatalogDocument Row, HeldDocument Held)> fresh = [];
        List<(CatalogDocument Row, CatalogChange Change)> changes = [];
        foreach (var held in documents)
        {
            if (rows.TryGetValue(held.Key, out var row))
            {
                if (Change(row, held, before.GetValueOrDefault(row.ChangeId), actor, now) is { } change)
                {
                    changes.Add((row, change));
                    db.Set<CatalogChange>().Add(change);
                }

                Update(row, held);
            }
            else if (held.Json is not null)
            {
                row = Row(held, state.Target.Id);
                fresh.Add((row, held));
                db.Set<CatalogDocument>().Add(row);
            }
            else
            {
                state.Reading = null; // its row has gone and its value is no longer at hand: the next look reads it again
            }
        }

        // New rows first, since a change names the number that its document has just got; and changed rows name the number of their change.
        if (await db.SaveAsync(ct) is not SaveOutcome.Saved and var refused)
        {
            return refused;
        }

        db.Set<CatalogChange>().AddRange(fresh.Select(f => ChangeOf(f.Row, f.Held, CatalogChange.Added, null, actor, now)));
        foreach (var (row, change) in changes)
        {
            row.ChangeId = change.Id;
        }

        var outcome = await db.SaveAsync(ct);
        db.Forget();
        return outcome;
    }

    private static async Task<SaveOutcome> RemoveAsync(IPortalDb db, long[] ids, string actor, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var row in await db.Set<CatalogDocument>().Where(d => ids.Contains(d.Id)).ToListAsync(ct))
        {
            (row.RemovedAt, row.RestoredAt, row.RestoredBy) = (now, null, null);
            db.Set<CatalogChange>().Add(CatalogRemovals.Gone(row, actor, now));
        }

        var outcome = await db.SaveAsync(ct);
        db.Forget();
        return outcome;
    }

    /// <summary>The row of history for what is about to be written over a row; null when nothing that people see differs.</summary>
    private static CatalogChange? Change(CatalogDocument row, HeldDocument held, string? before, string actor, DateTimeOffset now)
    {
        if (row.RemovedAt is not null)
        {
            var diff = before is null || held.Json is null || EntityDiff.Between(before, held.Json) is not { Count: > 0 } differences ? null : differences;
            return held.Json is null && before is null ? null : ChangeOf(row, held, held.Restored is null ? CatalogChange.Added : CatalogChange.Restored, diff, actor, now, before);
        }

        if (row.Hash == held.Hash || held.Json is null)
        {
            return null;
        }

        // The text alone may have changed: a comment, the order of fields. The change says so, because the raw text as of a moment must be right.
        var changes = before is null ? [] : EntityDiff.Between(before, held.Json);
        return ChangeOf(row, held, CatalogChange.Changed, changes, actor, now);
    }

    private static CatalogChange ChangeOf(CatalogDocument row, HeldDocument held, string kind, IReadOnlyList<FieldChange>? diff, string actor, DateTimeOffset now, string? json = null) => new()
    {
        DocumentId = row.Id,
        At = now,
        Ref = row.Ref,
        Kind = kind,
        LocationId = row.LocationId,
        File = row.File,
        Line = held.Entity.Sources[0].Line,
        Commit = held.Entity.Sources[0].Commit,
        Actor = Shorten(actor, CatalogChange.ActorMaxLength),
        Fields = diff is null ? null : diff.Count == 0 ? "text" : EntityDiff.Summary(diff),
        Diff = diff is { Count: > 0 } ? JsonSerializer.Serialize(diff, Json) : null,
        Json = held.Json ?? json,
        Raw = held.Entity.Raw,
    };

    private static void Update(CatalogDocument row, HeldDocument held)
    {
        var source = held.Entity.Sources[0];
        if (row.Hash != held.Hash || row.RemovedAt is not null)
        {
            (row.Line, row.Commit, row.LastSeenAt, row.Hash) = (source.Line, source.Commit, source.LastSeenAt, held.Hash);
        }

        (row.Stamp, row.RemovedAt, row.RestoredAt, row.RestoredBy) = (StampOf(held), null, held.Restored?.At, held.Restored?.By);
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
            Stamp = StampOf(held),
            RestoredAt = held.Restored?.At,
            RestoredBy = held.Restored?.By,
        };
    }
}

/// <summary>A document with its present version, as it is loaded.</summary>
internal sealed record StoredVersion(long Id, string Key, string Hash, long ChangeId, string File, int Line, string? Commit, DateTimeOffset LastSeenAt, string? Stamp, string? RestoredBy, DateTimeOffset? RestoredAt, string Json, string? Raw);

internal sealed record ChangeNumber(long Id, string LocationId);

/// <summary>What tells whether a document must be written.</summary>
internal sealed record StoredKey(string Key, long Id, string Hash, long ChangeId, bool IsRemoved, bool IsRestored, string? Stamp);
