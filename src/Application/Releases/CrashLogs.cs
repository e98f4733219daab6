using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Releases;

/// <summary>
/// Reads the last log of containers that ended, soon after, and puts it into their rows. At most four at a time and about sixty a minute, so that a storm of crashes does not become a
/// storm of requests; whose turn does not come in time gets no log, and the row says so. Thread-safe.
/// </summary>
public sealed partial class CrashLogs(IPodLogs? logs, IPortalDbFactory databases, TimeProvider clock, ILogger<CrashLogs> logger)
{
    /// <summary>Logs asked for in a minute.</summary>
    public const int PerMinute = 60;

    private const int AtATime = 4;
    private const int MostWaiting = 2_000;

    /// <summary>Longer ago than this a log is hardly there any more, and nobody looks for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Queue<ContainerEnd> _waiting = new();
    private readonly List<(ContainerEnd End, string Note)> _missing = [];
    private double _tokens = AtATime;
    private DateTimeOffset _countedAt = clock.GetUtcNow();

    /// <summary>Rows that wait for their log.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Takes a new row.</summary>
    internal void Add(ContainerEnd end)
    {
        lock (_gate)
        {
            if (logs is null)
            {
                _missing.Add((end, "This portal reads no logs of containers."));
            }
            else if (_waiting.Count >= MostWaiting)
            {
                _missing.Add((end, TooMany));
            }
            else
            {
                _waiting.Enqueue(end);
            }
        }
    }

    private static string TooMany => $"More containers ended at once than logs are read ({PerMinute} a minute).";

    /// <summary>Reads as many as may be read now.</summary>
    /// <param name="find">Gives a pod as its cluster tells it now, by cluster and uid.</param>
    /// <returns>How many rows were finished.</returns>
    internal async Task<int> ReadAsync(Func<string, string, ObservedPod?> find, CancellationToken ct)
    {
        var (turn, missing) = Turn();
        foreach (var (end, note) in missing)
        {
            await StoreAsync(end, null, note, ct);
        }

        await Parallel.ForEachAsync(turn, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = ct }, async (end, token) => await ReadAsync(end, find, token));
        return turn.Count + missing.Count;
    }

    private (List<ContainerEnd> Turn, List<(ContainerEnd End, string Note)> Missing) Turn()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _tokens = Math.Min(AtATime, _tokens + ((now - _countedAt).TotalMinutes * PerMinute));
            _countedAt = now;
            List<(ContainerEnd, string)> missing = [.. _missing];
            _missing.Clear();
            List<ContainerEnd> turn = [];
            while (_waiting.TryPeek(out var next))
            {
                if (now - next.RecordedAt > Patience)
                {
                    missing.Add((_waiting.Dequeue(), TooMany));
                }
                else if (_tokens >= 1)
                {
                    _tokens--;
                    turn.Add(_waiting.Dequeue());
                }
                else
                {
                    break;
                }
            }

            return (turn, missing);
        }
    }

    private async Task ReadAsync(ContainerEnd end, Func<string, string, ObservedPod?> find, CancellationToken ct)
    {
        if (find(end.Cluster, end.PodUid) is not { } pod)
        {
            await StoreAsync(end, null, "The pod was gone before its log could be read.", ct);
            return;
        }

        var (finished, isPresent) = EndReader.LastEnd(pod, end.Container);
        if (finished != end.FinishedAt)
        {
            await StoreAsync(end, null, "The container ended again before the log of this run could be read.", ct);
            return;
        }

        try
        {
            var answer = await logs!.TailAsync(new(end.Cluster, end.Namespace, end.Pod, end.Container), previous: !isPresent, ContainerEnd.LogMaxLines, ct);
            await (answer.IsSuccess
                ? answer.Value.Count == 0 ? StoreAsync(end, null, "It wrote nothing.", ct) : StoreAsync(end, LogTail.Of(answer.Value), null, ct)
                : StoreAsync(end, null, answer.Failure!.Message, ct));
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            Log.NotRead(logger, ex, end.Cluster, end.Namespace, end.Pod);
            await StoreAsync(end, null, "Reading it failed; the portal's log says how.", ct);
        }
    }

    private async Task StoreAsync(ContainerEnd end, string? log, string? note, CancellationToken ct)
    {
        var state = log is null ? CrashLogState.Missing : CrashLogState.Kept;
        note = note is { Length: > ContainerEnd.MessageMaxLength } ? note[..ContainerEnd.MessageMaxLength] : note;
        await using var db = databases.Create();
        await db.Set<ContainerEnd>().Where(e => e.Id == end.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.Log, log).SetProperty(e => e.LogState, state).SetProperty(e => e.LogNote, note), ct);
    }

    private static partial class Log
    {
        [LoggerMessage(5103, LogLevel.Warning, "{Cluster}: the log of a container that ended in {Namespace}/{Pod} could not be read or stored")]
        public static partial void NotRead(ILogger logger, Exception ex, string cluster, string @namespace, string pod);
    }
}
