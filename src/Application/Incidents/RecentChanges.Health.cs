using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <content>When workloads became ill and well; from before this process as the ledger's problems tell it.</content>
public sealed partial class RecentChanges
{
    private readonly LinkedList<HealthTurn> _turns = [];
    private readonly Dictionary<(string Cluster, string Uid), Illness> _ill = [];

    // What was heard before the ledger could be read is gone through again after what was before it; null once that is done.
    private Queue<Feeling>? _heardEarly = [];

    /// <summary>When workloads of a service became ill or well, in the six hours up to a moment, oldest first.</summary>
    internal IReadOnlyList<HealthTurn> TurnsOf(string service, DateTimeOffset at) => Turns(t => t.Service == service && t.At <= at && t.At > at.AddHours(-6));

    /// <summary>When workloads of a service became ill or well since a moment, oldest first.</summary>
    public IReadOnlyList<HealthTurn> TurnsSince(string service, DateTimeOffset from) => Turns(t => t.Service == service && t.At >= from);

    /// <summary>Since when a workload is ill without ten good minutes in between; null while it is well.</summary>
    internal DateTimeOffset? IllSince(string cluster, string uid)
    {
        lock (_gate)
        {
            return _ill.GetValueOrDefault((cluster, uid)) is { Until: null } illness ? illness.Since : null;
        }
    }

    internal static IQueryable<ProblemEpisode> Episodes(IPortalDb db, DateTimeOffset from)
        => db.Set<ProblemEpisode>().AsNoTracking().Where(e => e.Until == null || e.Until >= from).OrderByDescending(e => e.Since).Take(MostRead);

    private List<HealthTurn> Turns(Func<HealthTurn, bool> wanted)
    {
        lock (_gate)
        {
            return [.. _turns.Where(wanted).OrderBy(t => t.At).ThenBy(t => t.Number)];
        }
    }

    /// <summary>Puts what the ledger knows from before the clusters were heard in front of what was heard since.</summary>
    private void Recall(IReadOnlyList<ProblemEpisode> episodes)
    {
        var heard = _heardEarly ?? [];
        _heardEarly = null;
        _turns.Clear();
        _ill.Clear();
        foreach (var workload in episodes.Where(e => !Troubles.IsNone(e.Code)).GroupBy(e => (e.Cluster, e.WorkloadUid)))
        {
            DateTimeOffset? until = _watchedSince.TryGetValue(workload.Key.Cluster, out var since) ? since : null;
            foreach (var feeling in KnownHealth.Of([.. workload], until))
            {
                Feel(feeling);
            }
        }

        foreach (var feeling in heard)
        {
            Feel(feeling);
        }
    }

    private void Feel(string cluster, string uid, WorkloadEntry? known, WorkloadEntry? after, DateTimeOffset now)
    {
        var codes = Troubles.CodesOf(after?.Row);
        if (known is not null && after is not null && codes.SequenceEqual(Troubles.CodesOf(known.Row), StringComparer.Ordinal))
        {
            return;
        }

        if ((after ?? known)?.Row is { } row)
        {
            Feeling feeling = new(cluster, uid, row.Service, row.Namespace, row.Kind, row.Name, codes, now)
            {
                // At the first look it may have been so for long.
                Since = known is null && after is not null && codes.Count > 0 ? Troubles.Of(after.Row).Min(p => p.Since) ?? now : now,
                Ready = row.ReadyWords,
                IsFirstLook = known is null,
                IsGone = after is null,
            };
            if (_heardEarly is { } early)
            {
                early.Enqueue(feeling);
                if (early.Count > MostKept)
                {
                    early.Dequeue();
                }
            }

            Feel(feeling);
        }
    }

    /// <summary>Notes when a workload becomes ill or well.</summary>
    private void Feel(Feeling feeling)
    {
        var (key, codes) = ((feeling.Cluster, feeling.Uid), feeling.Codes);
        var known = _ill.GetValueOrDefault(key);
        if (feeling.IsGone)
        {
            _ill.Remove(key);
        }
        else if (codes.Count > 0)
        {
            if (known is null || known.Until is { } until && feeling.Since - until > Flapping)
            {
                var since = feeling.IsFirstLook && codes is ["ScaledToZero"] && EmptiedAt(feeling) is { } emptied ? emptied : feeling.Since;
                _ill[key] = new(since, null, codes, feeling.Service);
                Turn(feeling, since, feeling.Service);
            }
            else if (known.Until is not null || !known.Codes.SequenceEqual(codes, StringComparer.Ordinal))
            {
                if (codes.Except(known.Codes, StringComparer.Ordinal).Any())
                {
                    Turn(feeling, feeling.At, feeling.Service ?? known.Service);
                }

                _ill[key] = known with { Until = null, Codes = codes };
            }
        }
        else if (known is { Until: null })
        {
            _ill[key] = known with { Until = feeling.At, Codes = [] };

            // The catalog may not have been read when the cluster is heard first.
            Turn(feeling, feeling.At, feeling.Service ?? known.Service);
        }
    }

    private void Turn(Feeling feeling, DateTimeOffset at, string? service)
        => _turns.AddLast(new HealthTurn(at, ++_number, service, feeling.Cluster, feeling.Namespace, feeling.ObjectKind, feeling.Name, feeling.Codes.Count > 0, feeling.Codes, feeling.Words) { IsFromLedger = feeling.IsFromLedger });

    /// <summary>A workload that is empty on purpose does not tell since when; the change by which it was emptied does.</summary>
    private DateTimeOffset? EmptiedAt(Feeling feeling)
        => _changes.LastOrDefault(c => c.Kind == ChangeKind.Scaling && c.ReplicasAfter == 0 && c.Cluster == feeling.Cluster && c.Namespace == feeling.Namespace && c.ObjectKind == feeling.ObjectKind && c.Name == feeling.Name)?.At;

    private sealed record Illness(DateTimeOffset Since, DateTimeOffset? Until, IReadOnlyList<string> Codes, string? Service);
}

/// <summary>How a workload was at one moment.</summary>
/// <param name="Codes">Problems it had; empty when it was well.</param>
/// <param name="At">When that was seen.</param>
internal sealed record Feeling(string Cluster, string Uid, string? Service, string Namespace, string ObjectKind, string Name, IReadOnlyList<string> Codes, DateTimeOffset At)
{
    /// <summary>When it began.</summary>
    public DateTimeOffset Since { get; init; } = At;

    /// <summary>"2 of 3"; null where that is not known any more.</summary>
    public string? Ready { get; init; }

    public bool IsFirstLook { get; init; }

    public bool IsGone { get; init; }

    public bool IsFromLedger { get; init; }

    public string Words => (Codes.Count > 0, Ready) switch
    {
        (true, null) => $"{Name} in {Cluster}: {string.Join(", ", Codes)}",
        (true, _) => $"{Name} in {Cluster}: {string.Join(", ", Codes)}, {Ready} ready",
        (false, null) => $"{Name} in {Cluster} has no problem any more",
        _ when IsFirstLook => $"{Name} in {Cluster} was well again when the portal looked, {Ready} ready",
        _ => $"{Name} in {Cluster} is well again, {Ready} ready",
    };
}

/// <summary>Reads from the ledger's problems of one workload how it was, moment by moment. Pure.</summary>
internal static class KnownHealth
{
    /// <param name="episodes">Of one workload.</param>
    /// <param name="until">From then on it is known better; null for never.</param>
    public static IEnumerable<Feeling> Of(IReadOnlyList<ProblemEpisode> episodes, DateTimeOffset? until)
    {
        // What ended later had not ended then, and what began later is told by whoever saw it.
        var known = episodes.Where(e => until is null || e.Since < until).Select(e => (e.Code, e.Since, Until: e.Until < (until ?? DateTimeOffset.MaxValue) ? e.Until : null)).ToList();
        var newest = episodes.MaxBy(e => e.Id)!;
        foreach (var at in known.Select(e => e.Since).Concat(known.Select(e => e.Until).OfType<DateTimeOffset>()).Distinct().Order())
        {
            string[] codes = [.. known.Where(e => e.Since <= at && (e.Until is null || e.Until > at)).Select(e => e.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            yield return new(newest.Cluster, newest.WorkloadUid, newest.Service, newest.Namespace, newest.Kind, newest.Workload, codes, at) { IsFromLedger = true };
        }
    }
}

/// <summary>What makes a workload ill. Pure.</summary>
internal static class Troubles
{
    /// <summary>Problems that take or threaten its pods, and that it was scaled to nothing; an old version beside a new one is no illness.</summary>
    public static IEnumerable<Problem> Of(Deployment row)
        => row.Problems.Where(p => !IsNone(p.Code)).Concat(row.Notes.Where(n => n.Code == "ScaledToZero"));

    /// <summary>Empty when it is well or gone.</summary>
    public static IReadOnlyList<string> CodesOf(Deployment? row) => row is null ? [] : [.. Of(row).Select(p => p.Code).Distinct(StringComparer.Ordinal)];

    public static bool IsNone(string code) => code is "VersionSkew" or "DisruptionNotAllowed";
}
