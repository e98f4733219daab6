using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Signals;

namespace Portal.Application.Incidents;

/// <summary>Writes what happens to the services of open incidents into their timelines: releases and other changes, turns of health, alerts, changes of the catalog. One caller at a time.</summary>
public sealed class IncidentRecorder(RecentChanges recent, IServiceSignals signals, IncidentBook book, IPortalDbFactory databases)
{
    // Somebody starts an incident when it hurts; what made it is older.
    private static readonly TimeSpan Before = ChangeRanking.DefaultWindow;

    private const string FromLedger = " ledger";
    private readonly Dictionary<long, Written> _written = [];

    /// <returns>How many lines were written.</returns>
    /// <remarks>Throws what the database throws; nothing is lost then, and the next call tries again.</remarks>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var written = 0;
        foreach (var incident in book.Current.Incidents.Where(i => i.IsOpen).ToList())
        {
            var known = await KnownAsync(incident.Id, ct);
            foreach (var entry in Seen(incident).Where(e => !known.Has(e)).OrderBy(e => e.At).ToList())
            {
                await using var db = databases.Create();
                db.Set<IncidentEntry>().Add(entry);

                // Another replica saw it too: then it is there.
                written += await db.SaveAsync(ct) == SaveOutcome.Saved ? 1 : 0;
                known.Add(entry);
            }

            written += await CodesAsync(incident, ct) ? 1 : 0;
        }

        foreach (var closed in _written.Keys.Where(id => book.Current.Find(id) is not { IsOpen: true }).ToList())
        {
            _written.Remove(closed);
        }

        if (written > 0)
        {
            await book.ReloadAsync(ct);
        }

        return written;
    }

    private async Task<Written> KnownAsync(long id, CancellationToken ct)
    {
        if (_written.TryGetValue(id, out var known))
        {
            return known;
        }

        await using var db = databases.Create();
        Written written = new();
        foreach (var entry in await db.Set<IncidentEntry>().AsNoTracking().Where(e => e.IncidentId == id).ToListAsync(ct))
        {
            written.Add(entry);
        }

        return _written[id] = written;
    }

    private IEnumerable<IncidentEntry> Seen(IncidentRow incident)
    {
        var (from, to) = (incident.StartedAt - Before, DateTimeOffset.MaxValue);
        foreach (var change in recent.Of([.. incident.Services], from, to))
        {
            var name = change.Name ?? change.Service;
            yield return Of(incident, change.At, "change", $"{name}{(change.Cluster is null ? "" : $" in {change.Cluster}")}: {change.Text}", change.Service, $"change {change.Key} {change.At.ToUnixTimeSeconds() / 600}");
        }

        foreach (var service in incident.Services)
        {
            foreach (var turn in recent.TurnsSince(service, from))
            {
                yield return Of(incident, turn.At, "health", turn.Text, service, $"health {turn.Cluster}/{turn.Namespace}/{turn.ObjectKind}/{turn.Name} {turn.IsIll} {string.Join(' ', turn.Codes)} {turn.At.ToUnixTimeSeconds() / 60}{(turn.IsFromLedger ? FromLedger : "")}");
            }

            foreach (var signal in signals.Of(service).Where(s => s.StartsAt >= from || s.EndsAt >= from))
            {
                yield return Of(incident, signal.StartsAt < from ? from : signal.StartsAt, "signal", $"{signal.Name} fires ({signal.Severity}, {signal.Source}): {signal.Summary}", service, $"signal {signal.Id}");
                if (signal.EndsAt is { } end)
                {
                    yield return Of(incident, end, "signal", $"{signal.Name} is over", service, $"signal {signal.Id} over");
                }
            }
        }
    }

    /// <summary>Codes that came later are kept too: by them the incident is found again.</summary>
    private async Task<bool> CodesAsync(IncidentRow incident, CancellationToken ct)
    {
        var all = incident.Codes.Union(incident.Services.SelectMany(s => recent.TurnsSince(s, incident.StartedAt - Before)).SelectMany(t => t.Codes), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (all.Count == incident.Codes.Count)
        {
            return false;
        }

        await using var db = databases.Create();
        if (await db.Set<Incident>().FirstOrDefaultAsync(i => i.Id == incident.Id, ct) is not { } row || IncidentCodes.Join(all) is var text && text == row.Codes)
        {
            return false;
        }

        row.Codes = text;
        row.Version++;
        return await db.SaveAsync(ct) == SaveOutcome.Saved;
    }

    private static IncidentEntry Of(IncidentRow incident, DateTimeOffset at, string kind, string text, string? service, string key)
        => new()
        {
            IncidentId = incident.Id,
            At = at,
            Kind = kind,
            Text = text.Length <= IncidentEntry.TextMaxLength ? text : text[..IncidentEntry.TextMaxLength],
            By = "system:portal",
            Service = service,
            Key = key.Length <= IncidentEntry.KeyMaxLength ? key : $"{kind} {Deployments.TemplateFacts.Hash(key, 32)}",
        };

    /// <summary>What a timeline has.</summary>
    private sealed class Written
    {
        // The ledger gives the moment from which a problem's own object has it, a process the moment at which it heard.
        private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);

        private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
        private readonly List<(string What, DateTimeOffset At, bool IsFromLedger)> _turns = [];

        public void Add(IncidentEntry entry)
        {
            if (_keys.Add(entry.Key) && entry.Kind == "health")
            {
                _turns.Add(Turn(entry));
            }
        }

        public bool Has(IncidentEntry entry) => _keys.Contains(entry.Key) || entry.Kind == "health" && Turn(entry) is var turn && _turns.Exists(t => IsSame(t, turn));

        private static bool IsSame((string What, DateTimeOffset At, bool IsFromLedger) one, (string What, DateTimeOffset At, bool IsFromLedger) other)
        {
            if (one.What != other.What || one.IsFromLedger == other.IsFromLedger)
            {
                return false;
            }

            var later = one.IsFromLedger ? other.At - one.At : one.At - other.At;
            return later >= -Before && later <= RecentChanges.Flapping;
        }

        /// <summary>The workload and whether it became ill or well.</summary>
        private static (string What, DateTimeOffset At, bool IsFromLedger) Turn(IncidentEntry entry)
            => (string.Join(' ', entry.Key.Split(' ').Take(3)), entry.At, entry.Key.EndsWith(FromLedger, StringComparison.Ordinal));
    }
}
