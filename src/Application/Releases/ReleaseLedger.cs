using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Releases;

/// <summary>
/// Hears what clusters tell and turns it into notes that wait in a bounded queue until they are written. The database being away makes them wait; when the queue is full, workloads are
/// looked at again as soon as there is room, so that of rollouts and problems nothing is lost while the process lives. Thread-safe, except that one caller at a time writes.
/// </summary>
public sealed partial class ReleaseLedger : IWorkloadListener
{
    /// <summary>Notes that may wait.</summary>
    public const int Capacity = 50_000;

    private const int MostAtOnce = 500;
    private const int MostLookedAt = 100;

    private readonly ICatalog _catalog;
    private readonly ILiveFeed _feed;
    private readonly TimeProvider _clock;
    private readonly CrashLogs _logs;
    private readonly RecentHistory _recent;
    private readonly ILogger<ReleaseLedger> _logger;
    private readonly LedgerStore _store;
    private readonly Channel<object> _notes;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _watchedSince = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Cluster, string Uid), Told> _told = [];
    private readonly HashSet<(string Cluster, string Uid)> _missed = [];

    private long _found;

    // Taken from the queue and not yet written: the next try begins with them.
    private readonly List<object> _pending = [];

    public ReleaseLedger(ICatalog catalog, IPortalDbFactory databases, ILiveFeed feed, TimeProvider clock, CrashLogs logs, RecentHistory recent, ILogger<ReleaseLedger> logger)
        : this(catalog, databases, feed, clock, logs, recent, logger, Capacity)
    {
    }

    internal ReleaseLedger(ICatalog catalog, IPortalDbFactory databases, ILiveFeed feed, TimeProvider clock, CrashLogs logs, RecentHistory recent, ILogger<ReleaseLedger> logger, int capacity)
    {
        (_catalog, _feed, _clock, _logs, _recent, _logger, _store) = (catalog, feed, clock, logs, recent, logger, new(databases));
        _notes = Channel.CreateBounded<object>(new BoundedChannelOptions(capacity) { SingleReader = true });
    }

    /// <summary>How often rows were written that nobody has heard as a change: what a workload's first look tells of its past, and releases that turned out to be a service's.</summary>
    public long Found => Interlocked.Read(ref _found);

    /// <inheritdoc />
    public void Changed(ClusterStatus cluster, IReadOnlyList<WorkloadChange> changes)
    {
        try
        {
            var now = _clock.GetUtcNow();
            lock (_gate)
            {
                _watchedSince.TryAdd(cluster.Name, now);
                foreach (var change in changes)
                {
                    Take(cluster.Name, change, now);
                }
            }
        }
        catch (Exception ex)
        {
            // Live state must go on whatever happens here.
            Log.NotNoted(_logger, ex, cluster.Name);
        }
    }

    /// <summary>Waits until there is something to write.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        if (_pending.Count == 0)
        {
            await _notes.Reader.WaitToReadAsync(ct);
        }
    }

    /// <summary>Writes everything that waits.</summary>
    /// <returns>How many notes were written.</returns>
    /// <remarks>Throws what the database throws; nothing is lost then, and the next call tries again.</remarks>
    public async Task<int> WriteAsync(CancellationToken ct)
    {
        var written = 0;
        while (true)
        {
            while (_pending.Count < MostAtOnce && _notes.Reader.TryRead(out var note))
            {
                _pending.Add(note);
            }

            if (_pending.Count == 0)
            {
                LookAgain();
                if (_pending.Count == 0)
                {
                    return written;
                }
            }

            await _store.WriteAsync([.. _pending.OfType<RolloutSeen>()], [.. _pending.OfType<ProblemsSeen>()], [.. _pending.OfType<ContainerEnd>()], _logs.Add, ct);
            await _recent.RefreshAsync([.. _pending.Where(n => n is not ProblemsSeen).Select(ServiceOf).OfType<string>().Distinct(StringComparer.Ordinal)], ct);
            if (_pending.OfType<RolloutSeen>().Any(r => r.IsFirstLook || r.IsRematched))
            {
                Interlocked.Increment(ref _found);
            }

            Publish(_pending);
            written += _pending.Count;
            _pending.Clear();
        }
    }

    /// <summary>Reads logs of containers that ended, as many as may be read now.</summary>
    /// <returns>How many rows were finished.</returns>
    public async Task<int> ReadLogsAsync(CancellationToken ct)
    {
        var read = await _logs.ReadAsync(FindPod, ct);
        if (read > 0)
        {
            _feed.Publish(Topics.Deployments);
        }

        return read;
    }

    /// <summary>The pod as its cluster tells it now; null when it is gone.</summary>
    internal ObservedPod? FindPod(string cluster, string podUid)
    {
        lock (_gate)
        {
            return _told.Where(t => t.Key.Cluster == cluster).SelectMany(t => t.Value.Entry.ObservedPods).FirstOrDefault(p => p.Metadata.Uid == podUid);
        }
    }

    /// <summary>Uids of the workloads that a cluster has; empty when it has not been heard.</summary>
    internal IReadOnlySet<string> WorkloadsOf(string cluster)
    {
        lock (_gate)
        {
            return _told.Keys.Where(k => k.Cluster == cluster).Select(k => k.Uid).ToHashSet(StringComparer.Ordinal);
        }
    }

    private void Take(string cluster, WorkloadChange change, DateTimeOffset now)
    {
        if ((change.After ?? change.Before)?.Observed.Metadata.Uid is not { Length: > 0 } uid)
        {
            return;
        }

        var known = _told.GetValueOrDefault((cluster, uid));
        if (change.After is not { } after)
        {
            _told.Remove((cluster, uid));
            Note((cluster, uid), RolloutReader.Gone(change.Before!, OwnerOf(change.Before!), now, _watchedSince[cluster]));
            Note((cluster, uid), ProblemsSeen.Of(change.Before!, OwnerOf(change.Before!), now, isGone: true));
            return;
        }

        _told[(cluster, uid)] = Look(cluster, known, after, now, note => Note((cluster, uid), note));
    }

    private Told Look(string cluster, Told? known, WorkloadEntry after, DateTimeOffset now, Action<object> note)
    {
        var owner = OwnerOf(after);
        var told = new Told(after) { Rollout = known?.Rollout, Problems = known?.Problems, HasRollout = known?.HasRollout == true };
        if (RolloutReader.Read(after, owner, now, _watchedSince[cluster], isFirstLook: !told.HasRollout) is { } rollout && RolloutReader.Mark(rollout) is var mark && mark != told.Rollout)
        {
            (told.Rollout, told.HasRollout) = (mark, true);
            note(rollout with { IsRematched = known is not null && known.Entry.Row.Service != after.Row.Service });
        }

        var problems = ProblemsSeen.Of(after, owner, now, isGone: false);
        if (KeyOf(problems) is var key && key != told.Problems)
        {
            told.Problems = key;
            note(problems);
        }

        foreach (var end in EndReader.Read(known?.Entry, after, owner, now))
        {
            note(end);
        }

        return told;
    }

    private void Note((string Cluster, string Uid) workload, object note)
    {
        if (!_notes.Writer.TryWrite(note))
        {
            _missed.Add(workload);
        }
    }

    /// <summary>Takes what found no room from the workloads as they are now.</summary>
    private void LookAgain()
    {
        lock (_gate)
        {
            if (_missed.Count == 0)
            {
                return;
            }

            var now = _clock.GetUtcNow();
            var again = _missed.Take(MostLookedAt).ToList();
            _missed.ExceptWith(again);
            Log.LookedAgain(_logger, again.Count);
            foreach (var (cluster, uid) in again)
            {
                if (_told.GetValueOrDefault((cluster, uid)) is { } known)
                {
                    _told[(cluster, uid)] = Look(cluster, new Told(known.Entry with { ObservedPods = [] }) { HasRollout = known.HasRollout }, known.Entry, now, _pending.Add);
                }
            }
        }
    }

    private string? OwnerOf(WorkloadEntry entry)
        => EntityRef.TryParse(entry.Row.Service, out var reference) ? _catalog.Current.Find(reference)?.Owner?.ToString() : null;

    private static string KeyOf(ProblemsSeen seen)
        => string.Join(';', seen.Problems.Select(p => $"{p.Code} {p.Severity} {p.Pods}").Append(seen.ArePodsUnknown ? "unknown" : "").Append(seen.Subject.Service));

    private void Publish(List<object> notes)
    {
        // Pages of this process show the new rows; other replicas have heard of the same change and publish themselves.
        foreach (var service in notes.Select(ServiceOf).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (EntityRef.TryParse(service, out var reference))
            {
                _feed.Publish(Topics.Service(reference.Namespace, reference.Name));
            }
        }

        _feed.Publish(Topics.Deployments);
    }

    private static string? ServiceOf(object note) => note switch
    {
        RolloutSeen rollout => rollout.Subject.Service,
        ProblemsSeen problems => problems.Subject.Service,
        ContainerEnd end => end.Service,
        _ => null,
    };

    /// <summary>What was told of a workload last.</summary>
    private sealed class Told(WorkloadEntry entry)
    {
        public WorkloadEntry Entry { get; } = entry;

        public (long? Number, string? Hash, RolloutState? State, bool IsBroken, string? Digest, string? Service, string? Owner)? Rollout { get; set; }

        public bool HasRollout { get; set; }

        public string? Problems { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Error, "What {Cluster} told could not be noted for the release ledger; the next change of the same workload is")]
        public static partial void NotNoted(ILogger logger, Exception ex, string cluster);

        [LoggerMessage(5102, LogLevel.Warning, "The queue of the release ledger was full; {Workloads} workloads are looked at again. Ends of containers that are no longer reported are missing")]
        public static partial void LookedAgain(ILogger logger, int workloads);
    }
}
