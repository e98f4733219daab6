using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>
/// Keeps recent changes in the database, beside what watches: those that no other table holds, in one transaction for all that waits, and from when to when somebody was watching. At the start it reads
/// them back. What could not be written waits in memory. One caller at a time.
/// </summary>
public sealed partial class ChangeStore(RecentChanges memory, IDeploymentPictures pictures, IPortalDbFactory databases, TimeProvider clock)
{
    private const int AtOnce = 500;

    // Numbers of rows are given before they are written: one that is written later may have the lower number.
    private const int LookedAtAgain = 200;
    private static readonly TimeSpan SameWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    private readonly Guid _me = Guid.CreateVersion7(clock.GetUtcNow());
    private DateTimeOffset _beatAt = DateTimeOffset.MinValue;
    private long _last;

    /// <summary>What is known from before this process has been read.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>When a process of the portal was watching last before this one; null when none ever was, or before <see cref="LoadAsync"/>.</summary>
    public DateTimeOffset? WatchedUntil { get; private set; }

    /// <summary>Reads what is known from before this process; once.</summary>
    /// <remarks>Throws what the database throws.</remarks>
    public async Task LoadAsync(CancellationToken ct)
    {
        if (IsLoaded)
        {
            return;
        }

        await using var db = databases.Create();
        WatchedUntil = await LastSeen(db, _me).FirstOrDefaultAsync(ct) is { } seen ? (seen < memory.StartedAt ? seen : memory.StartedAt) : null;
        await TakeBaselinesAsync(db, ct);
        await FollowAsync(db, ct);
        IsLoaded = true;
    }

    /// <summary>Writes all that waits, takes what other processes have written, and says that this one is watching.</summary>
    /// <returns>How many changes were written.</returns>
    /// <remarks>Throws what the database throws; nothing is lost then, and the next call tries again.</remarks>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var written = await WriteAsync(isLast: false, ct);
        await WriteFactsAsync(isLast: false, ct);
        await using var db = databases.Create();
        await FollowAsync(db, ct);
        return written;
    }

    /// <summary>Writes all that waits before the process ends.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        await WriteFactsAsync(isLast: true, ct);
        await WriteAsync(isLast: true, ct);
    }

    /// <summary>Deletes what is too old or too much. Doing it twice, or in two replicas, does no harm.</summary>
    /// <returns>How many rows were deleted.</returns>
    public async Task<int> PruneAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var oldest = clock.GetUtcNow() - RecentChanges.Kept;
        var spans = await SpansBefore(db, oldest).OrderByDescending(s => s.SeenAt).Select(s => (DateTimeOffset?)s.SeenAt).FirstOrDefaultAsync(ct);
        var deleted = await Before(db, oldest).ExecuteDeleteAsync(ct);

        // The last one is kept however old it is: the next process must know since when nobody was watching.
        deleted += spans is { } last ? await SpansBefore(db, last).ExecuteDeleteAsync(ct) : 0;
        if (await Surplus(db).FirstOrDefaultAsync(ct) is { } most)
        {
            deleted += await Before(db, most).ExecuteDeleteAsync(ct);
        }

        return deleted;
    }

    internal static IQueryable<WatchSpan> Others(IPortalDb db, Guid me) => db.Set<WatchSpan>().AsNoTracking().Where(s => s.Id != me);

    internal static IQueryable<DateTimeOffset?> LastSeen(IPortalDb db, Guid me) => Others(db, me).OrderByDescending(s => s.SeenAt).Select(s => (DateTimeOffset?)s.SeenAt);

    internal static IQueryable<ChangeRecord> Before(IPortalDb db, DateTimeOffset oldest) => db.Set<ChangeRecord>().Where(c => c.At < oldest);

    internal static IQueryable<WatchSpan> SpansBefore(IPortalDb db, DateTimeOffset oldest) => db.Set<WatchSpan>().Where(s => s.SeenAt < oldest);

    internal static IQueryable<DateTimeOffset?> Surplus(IPortalDb db)
        => db.Set<ChangeRecord>().AsNoTracking().OrderByDescending(c => c.At).Skip(RecentChanges.MostKept - 1).Take(1).Select(c => (DateTimeOffset?)c.At);

    internal static IQueryable<ChangeRecord> Newer(IPortalDb db, long than, DateTimeOffset oldest)
        => db.Set<ChangeRecord>().AsNoTracking().Where(c => c.Id > than && c.At >= oldest).OrderByDescending(c => c.Id).Take(RecentChanges.MostKept);

    internal static IQueryable<ChangeRecord> Same(IPortalDb db, string[] hashes, DateTimeOffset from) => db.Set<ChangeRecord>().AsNoTracking().Where(c => hashes.Contains(c.KeyHash) && c.At >= from);

    private async Task<int> WriteAsync(bool isLast, CancellationToken ct)
    {
        var written = 0;
        while (true)
        {
            var now = clock.GetUtcNow(); // before the look: what is heard later is not written yet
            var changes = memory.Unsaved(AtOnce);
            if (changes.Count == 0 && !isLast && now - _beatAt < Heartbeat)
            {
                return written;
            }

            await using var db = databases.Create();
            if (changes.Count > 0)
            {
                await StageAsync(db, changes, ct);
            }

            await BeatAsync(db, changes.Count < AtOnce ? now : null, ct);
            if (await db.SaveAsync(ct) != SaveOutcome.Saved)
            {
                throw new InvalidOperationException("Recent changes could not be written: another writer was first.");
            }

            memory.Saved(changes);
            (written, _beatAt) = (written + changes.Count, now);
            if (changes.Count < AtOnce)
            {
                return written;
            }
        }
    }

    private static async Task StageAsync(IPortalDb db, IReadOnlyList<SeenChange> changes, CancellationToken ct)
    {
        var hashes = changes.Select(HashOf).Distinct(StringComparer.Ordinal).ToArray();
        var known = (await Same(db, hashes, changes.Min(c => c.At) - SameWithin).Select(c => new { c.KeyHash, c.At }).ToListAsync(ct)).ToLookup(c => c.KeyHash, c => c.At, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var hash = HashOf(change);
            if (!known[hash].Any(at => (at - change.At).Duration() < SameWithin))
            {
                db.Set<ChangeRecord>().Add(new() { At = change.At, KeyHash = hash, ChangeJson = JsonSerializer.Serialize(change, Json) });
            }
        }
    }

    /// <param name="seenAt">Until when everything is written; null while more waits.</param>
    private async Task BeatAsync(IPortalDb db, DateTimeOffset? seenAt, CancellationToken ct)
    {
        if (await db.Set<WatchSpan>().FirstOrDefaultAsync(s => s.Id == _me, ct) is not { } span)
        {
            db.Set<WatchSpan>().Add(new() { Id = _me, StartedAt = memory.StartedAt, SeenAt = seenAt ?? memory.StartedAt });
        }
        else
        {
            span.SeenAt = seenAt ?? span.SeenAt;
        }
    }

    private async Task FollowAsync(IPortalDb db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var oldest = now - RecentChanges.Kept;
        if (await Newer(db, _last, oldest).AnyAsync(ct))
        {
            var rows = await Newer(db, _last - LookedAtAgain, oldest).ToListAsync(ct);
            memory.Take([.. rows.Select(Read).OfType<SeenChange>()]);
            _last = rows.Max(r => r.Id);
        }

        var spans = await Others(db, _me).Where(s => s.SeenAt >= oldest).Select(s => new { s.StartedAt, s.SeenAt }).ToListAsync(ct);
        memory.Cover(WatchCoverage.Of([.. spans.Select(s => (s.StartedAt, s.SeenAt)), (memory.StartedAt, now)], oldest, now));
    }

    private static SeenChange? Read(ChangeRecord row)
    {
        try
        {
            return JsonSerializer.Deserialize<SeenChange>(row.ChangeJson, Json);
        }
        catch (JsonException)
        {
            return null; // written by another version of the portal
        }
    }

    private static string HashOf(SeenChange change) => TemplateFacts.Hash(change.Key, ChangeRecord.HashLength);
}
