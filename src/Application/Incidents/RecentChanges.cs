using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>
/// What changed in the last day, and since when each workload is ill, in memory: an incident's page asks no database. Fed by the same notices as the ledger; at the start it is filled with releases from the
/// ledger and with everything else from <see cref="ChangeStore"/>. Bounded by age and by number. Thread-safe.
/// </summary>
public sealed partial class RecentChanges(TimeProvider clock, ILogger<RecentChanges> logger) : IWorkloadListener, ISurroundingsListener
{
    public const int MostKept = 20_000;

    /// <summary>How long a change is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>What comes back so soon is the same trouble.</summary>
    public static readonly TimeSpan Flapping = TimeSpan.FromMinutes(10);

    // The same rollout is told by the cluster and read from the ledger, with moments that differ by what the watch took.
    private static readonly TimeSpan SameWithin = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<SeenChange> _changes = [];
    private readonly Dictionary<string, List<SeenChange>> _byService = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _lastOfKey = new(StringComparer.Ordinal);
    private readonly LinkedList<HealthTurn> _turns = [];
    private readonly Dictionary<(string Cluster, string Uid), WorkloadEntry> _told = [];
    private readonly Dictionary<(string Cluster, string Uid), Illness> _ill = [];
    private readonly Dictionary<string, DateTimeOffset> _watchedSince = new(StringComparer.Ordinal);
    private CatalogGraph? _graph;
    private long _number;

    /// <summary>Changes of services, and of nodes that held their pods, newest first.</summary>
    /// <param name="services">Full refs.</param>
    public IReadOnlyList<SeenChange> Of(IReadOnlyCollection<string> services, DateTimeOffset from, DateTimeOffset to)
    {
        lock (_gate)
        {
            HashSet<SeenChange> found = new(ReferenceEqualityComparer.Instance);
            foreach (var service in services)
            {
                found.UnionWith(_byService.GetValueOrDefault(service, []).Where(c => c.At >= from && (c.Earliest ?? c.At) <= to));
            }

            return [.. found.OrderByDescending(c => c.At).ThenByDescending(c => c.Number)];
        }
    }

    /// <summary>When workloads of a service became ill or well, in the six hours up to a moment, oldest first.</summary>
    internal IReadOnlyList<HealthTurn> TurnsOf(string service, DateTimeOffset at)
    {
        lock (_gate)
        {
            return [.. _turns.Where(t => t.Service == service && t.At <= at && t.At > at.AddHours(-6))];
        }
    }

    /// <summary>When workloads of a service became ill or well since a moment, oldest first.</summary>
    public IReadOnlyList<HealthTurn> TurnsSince(string service, DateTimeOffset from)
    {
        lock (_gate)
        {
            return [.. _turns.Where(t => t.Service == service && t.At >= from)];
        }
    }

    /// <summary>Since when a workload is ill without ten good minutes in between; null while it is well.</summary>
    internal DateTimeOffset? IllSince(string cluster, string uid)
    {
        lock (_gate)
        {
            return _ill.GetValueOrDefault((cluster, uid)) is { Until: null } illness ? illness.Since : null;
        }
    }

    /// <inheritdoc />
    public void Changed(ClusterStatus cluster, IReadOnlyList<WorkloadChange> changes)
    {
        try
        {
            var now = clock.GetUtcNow();
            lock (_gate)
            {
                _watchedSince.TryAdd(cluster.Name, now);
                foreach (var change in changes)
                {
                    Take(cluster.Name, change, now);
                }

                Forget(now);
            }
        }
        catch (Exception ex)
        {
            // Live state must go on whatever happens here.
            Log.NotTaken(logger, ex, cluster.Name);
        }
    }

    /// <inheritdoc />
    public void SurroundingsChanged(ClusterStatus cluster, ClusterPicture before, ClusterPicture after)
    {
        try
        {
            var now = clock.GetUtcNow();
            lock (_gate)
            {
                foreach (var change in new AroundReader(cluster, now, uid => _told.GetValueOrDefault((cluster.Name, uid))).Read(before, after))
                {
                    Hear(change);
                }

                Forget(now);
            }
        }
        catch (Exception ex)
        {
            Log.NotTaken(logger, ex, cluster.Name);
        }
    }

    /// <summary>Takes the catalog as it is now; what differs from the one before is a change.</summary>
    /// <param name="unwatchedSince">Nobody looked at the sources since then; null while they are watched.</param>
    /// <returns>Whether there was one.</returns>
    public bool CatalogChanged(CatalogGraph graph, DateTimeOffset? unwatchedSince = null)
    {
        lock (_gate)
        {
            var known = _number;
            if (_graph is { } before && before.Generation != graph.Generation && before.Entities.Count > 0)
            {
                var now = clock.GetUtcNow();
                foreach (var change in CatalogReader.Read(before, graph, now))
                {
                    Hear(unwatchedSince is { } from && from < now ? UnwatchedReader.Between(change, from, now) : change);
                }
            }

            _graph = graph;
            return _number > known;
        }
    }

    private void Take(string cluster, WorkloadChange change, DateTimeOffset now)
    {
        if ((change.After ?? change.Before)?.Observed.Metadata.Uid is not { Length: > 0 } uid)
        {
            return;
        }

        var known = _told.GetValueOrDefault((cluster, uid));
        foreach (var seen in WorkloadReading.Read(known, change, now, _watchedSince[cluster]))
        {
            Hear(seen);
        }

        if (change.After is { } after)
        {
            _told[(cluster, uid)] = after;
            Feel(cluster, uid, after, known is null, now);
        }
        else
        {
            _told.Remove((cluster, uid));
            _ill.Remove((cluster, uid));
        }
    }

    /// <summary>Notes when a workload becomes ill or well.</summary>
    private void Feel(string cluster, string uid, WorkloadEntry after, bool isFirstLook, DateTimeOffset now)
    {
        var codes = Troubles.Of(after.Row).Select(p => p.Code).Distinct(StringComparer.Ordinal).ToList();
        var known = _ill.GetValueOrDefault((cluster, uid));
        if (codes.Count > 0)
        {
            if (known is null || known.Until is { } until && now - until > Flapping)
            {
                var since = isFirstLook ? Troubles.Of(after.Row).Min(p => p.Since) ?? now : now;
                _ill[(cluster, uid)] = new(since, null, codes);
                Turn(after, since, true, codes);
            }
            else if (known.Until is not null || !known.Codes.SequenceEqual(codes, StringComparer.Ordinal))
            {
                if (codes.Except(known.Codes, StringComparer.Ordinal).Any())
                {
                    Turn(after, now, true, codes);
                }

                _ill[(cluster, uid)] = known with { Until = null, Codes = codes };
            }
        }
        else if (known is { Until: null })
        {
            _ill[(cluster, uid)] = known with { Until = now, Codes = [] };
            Turn(after, now, false, []);
        }
    }

    private void Turn(WorkloadEntry entry, DateTimeOffset at, bool ill, IReadOnlyList<string> codes)
    {
        var row = entry.Row;
        var text = ill ? $"{row.Name} in {row.Cluster}: {string.Join(", ", codes)}, {row.ReadyWords} ready" : $"{row.Name} in {row.Cluster} is well again, {row.ReadyWords} ready";
        _turns.AddLast(new HealthTurn(at, ++_number, row.Service, row.Cluster, row.Namespace, row.Kind, row.Name, ill, codes, text));
    }

    /// <returns>The change as it is kept; null when it is known already.</returns>
    private SeenChange? Add(SeenChange change)
    {
        if (_lastOfKey.TryGetValue(change.Key, out var last) && (change.At - last).Duration() < SameWithin)
        {
            return null;
        }

        _lastOfKey[change.Key] = change.At;
        var kept = change with { Number = ++_number };
        _changes.AddLast(kept);
        foreach (var service in kept.Service is { } one ? [one] : kept.Touches)
        {
            (_byService.TryGetValue(service, out var list) ? list : _byService[service] = []).Add(kept);
        }

        return kept;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_changes.First is { } first && (_changes.Count > MostKept || now - first.Value.At > Kept))
        {
            _changes.RemoveFirst();
            foreach (var service in first.Value.Service is { } one ? [one] : first.Value.Touches)
            {
                if (_byService.TryGetValue(service, out var list) && list.Remove(first.Value) && list.Count == 0)
                {
                    _byService.Remove(service);
                }
            }

            if (_lastOfKey.GetValueOrDefault(first.Value.Key) == first.Value.At)
            {
                _lastOfKey.Remove(first.Value.Key);
            }
        }

        while (_turns.First is { } turn && (_turns.Count > MostKept || now - turn.Value.At > Kept))
        {
            _turns.RemoveFirst();
        }
    }

    private sealed record Illness(DateTimeOffset Since, DateTimeOffset? Until, IReadOnlyList<string> Codes);

    private static partial class Log
    {
        [LoggerMessage(5060, LogLevel.Error, "A change in {Cluster} could not be taken into the memory of recent changes")]
        public static partial void NotTaken(ILogger logger, Exception exception, string cluster);
    }
}

/// <summary>What makes a workload ill. Pure.</summary>
internal static class Troubles
{
    /// <summary>Problems that take or threaten its pods, and that it was scaled to nothing; an old version beside a new one is no illness.</summary>
    public static IEnumerable<Problem> Of(Deployment row)
        => row.Problems.Where(p => p.Code is not ("VersionSkew" or "DisruptionNotAllowed")).Concat(row.Notes.Where(n => n.Code == "ScaledToZero"));
}
