using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.OnCall;

/// <summary>A rota of the database, parsed.</summary>
public sealed record StoredRota(Guid Id, string Name, string Owner, string InputJson, string? Origin, string ChangedBy, DateTimeOffset ChangedAt, int Version);

/// <summary>A feed as it is looked up.</summary>
public sealed record FeedEntry(Guid Id, string Hash, string Hint, string UserRef, string Subject, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>All that the database holds about on-call, as of one look.</summary>
public sealed record OnCallData(IReadOnlyList<StoredRota> Rotas, IReadOnlyList<RotaOverride> Overrides, IReadOnlyList<RotaSwap> Swaps, IReadOnlyList<FeedEntry> Feeds, LivenessReport? LastCheck)
{
    public static OnCallData Empty { get; } = new([], [], [], [], null);

    internal bool SameAs(OnCallData other)
        => Rotas.SequenceEqual(other.Rotas) && Overrides.SequenceEqual(other.Overrides) && Swaps.SequenceEqual(other.Swaps) && Feeds.SequenceEqual(other.Feeds) && LastCheck?.Id == other.LastCheck?.Id;
}

/// <summary>Keeps on-call in memory: read anew after a change and every few seconds. When the database does not answer, the last look stays, with its age.</summary>
public sealed class OnCallStore(IPortalDbFactory databases, TimeProvider clock) : IDisposable
{
    // Older overrides and swaps matter to history only, which reads the database.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(60);
    private const int Most = 20_000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private OnCallData _current = OnCallData.Empty;

    public OnCallData Current => Volatile.Read(ref _current);

    /// <summary>When the database was last read; null before the first time.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    public async Task ReloadAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct); // one at a time: a look that began earlier must not replace a later one
        try
        {
            var now = await ReadAsync(ct);
            if (!now.SameAs(Current))
            {
                Volatile.Write(ref _current, now);
            }

            ReadAt = clock.GetUtcNow();
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task<OnCallData> ReadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var since = clock.GetUtcNow() - Kept;
        var rotas = await db.Set<OnCallRota>().AsNoTracking().OrderBy(r => r.Name).Select(r => new StoredRota(r.Id, r.Name, r.Owner, r.InputJson, r.Origin, r.ChangedBy, r.ChangedAt, r.Version)).ToListAsync(ct);
        var overrides = await db.Set<OnCallOverride>().AsNoTracking().Where(o => o.UntilAt > since).OrderBy(o => o.FromAt).ThenBy(o => o.Id).Take(Most)
            .Select(o => new RotaOverride(o.Id, o.Rota, o.Person, o.FromAt, o.UntilAt, o.Reason, o.CreatedBy, o.CreatedAt)).ToListAsync(ct);
        var swaps = await db.Set<OnCallSwap>().AsNoTracking().Where(s => s.UntilAt > since).OrderBy(s => s.FromAt).ThenBy(s => s.Id).Take(Most)
            .Select(s => new RotaSwap(s.Id, s.Rota, s.Giver, s.Taker, s.FromAt, s.UntilAt, s.Reason, s.ProposedBy, s.ProposedAt, s.State, s.DecidedAt)).ToListAsync(ct);
        var feeds = await db.Set<OnCallFeed>().AsNoTracking().OrderBy(f => f.CreatedAt).Select(f => new FeedEntry(f.Id, f.Hash, f.Hint, f.UserRef, f.Subject, f.CreatedAt, f.RevokedAt)).ToListAsync(ct);
        var check = await db.Set<OnCallCheck>().AsNoTracking().OrderByDescending(c => c.StartedAt).FirstOrDefaultAsync(ct);
        return new(rotas, overrides, swaps, feeds, check is null ? null : LivenessReport.Of(check));
    }
}

/// <summary>How on-call writes JSON into the database.</summary>
internal static class OnCallJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
