using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>
/// What changed in the last day, and since when each workload is ill, in memory: an incident's page asks no database. Fed by the same notices as the ledger; at the start it is filled with releases and
/// problems from the ledger and with everything else from <see cref="ChangeStore"/>. Bounded by age and by number. Thread-safe.
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
    private readonly Dictionary<(string Cluster, string Uid), WorkloadEntry> _told = [];
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

        Feel(cluster, uid, known, change.After, now);
        if (change.After is { } after)
        {
            _told[(cluster, uid)] = after;
        }
        else
        {
            _told.Remove((cluster, uid));
        }
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

    private static partial class Log
    {
        [LoggerMessage(5060, LogLevel.Error, "A change in {Cluster} could not be taken into the memory of recent changes")]
        public static partial void NotTaken(ILogger logger, Exception exception, string cluster);
    }
}
