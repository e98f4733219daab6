using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Which process works on which run. A run has one worker at a time; a worker that dies loses it.</summary>
internal sealed class RunLeases(IPortalDbFactory databases, ProcessIdentity identity, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, long> _served = new(StringComparer.Ordinal);
    private long _turn;

    /// <summary>Takes the next run: teams in turn, oldest first within a team.</summary>
    /// <param name="teamLimit">A team with so many under way is passed over while another waits.</param>
    /// <param name="lease">How long it is ours without renewal.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>The run, or when the next one is due; both are null when nothing waits.</returns>
    public async Task<(string? Id, DateTimeOffset? NextDue)> TakeAsync(int teamLimit, TimeSpan lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = databases.Create();
        var open = await db.Set<ScaffoldRun>().AsNoTracking()
            .Where(r => r.Status == RunStatus.Queued || r.Status == RunStatus.Running || (r.Status == RunStatus.Waiting && r.NotBefore != null))
            .Select(r => new Open(r.Id, r.OwnerGroup ?? r.CreatedBy, r.CreatedAt, r.StartedAt, r.Status, r.NotBefore, r.LeaseOwner, r.LeaseUntil))
            .ToListAsync(ct);
        var free = open.Where(r => IsFree(r, now)).ToList();
        if (Choose(free, open.Except(free).Where(r => r.LeaseOwner is not null), _served, teamLimit) is not { } chosen)
        {
            return (null, open.Where(r => r.Status == RunStatus.Waiting && r.NotBefore > now).Min(r => r.NotBefore));
        }

        if (await db.Set<ScaffoldRun>().FirstOrDefaultAsync(r => r.Id == chosen.Id, ct) is not { } run || !IsFree(chosen with { Status = run.Status, NotBefore = run.NotBefore, LeaseOwner = run.LeaseOwner, LeaseUntil = run.LeaseUntil }, now))
        {
            return (null, now); // somebody else was faster: look again
        }

        (run.LeaseOwner, run.LeaseUntil) = (identity.Name, now + lease);
        run.Version++;
        if (await db.SaveAsync(ct) != SaveOutcome.Saved)
        {
            return (null, now);
        }

        _served[chosen.Team] = Interlocked.Increment(ref _turn);
        return (run.Id, null);
    }

    /// <summary>Whose turn it is: the team with the fewest runs under way, then the one that was served longest ago, then its oldest run.</summary>
    internal static Open? Choose(IReadOnlyCollection<Open> free, IEnumerable<Open> underWay, IReadOnlyDictionary<string, long> served, int teamLimit)
    {
        var load = underWay.CountBy(r => r.Team, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        return free.GroupBy(r => r.Team, StringComparer.Ordinal)
            .Select(team => (Load: load.GetValueOrDefault(team.Key), First: team.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id, StringComparer.Ordinal).First()))
            .OrderBy(t => t.Load >= teamLimit).ThenBy(t => t.Load).ThenBy(t => served.GetValueOrDefault(t.First.Team)).ThenBy(t => t.First.CreatedAt).Select(t => t.First).FirstOrDefault();
    }

    private bool IsFree(Open run, DateTimeOffset now)
        => (run.Status is RunStatus.Queued or RunStatus.Running || (run.Status == RunStatus.Waiting && run.NotBefore <= now))
            && (run.LeaseOwner is null || (run.LeaseOwner != identity.Name && (run.LeaseUntil <= now || identity.IsDead(run.LeaseOwner))));

    /// <summary>What the choice looks at; a run's answers and files stay in the database.</summary>
    internal sealed record Open(
        string Id, string Team, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, RunStatus Status, DateTimeOffset? NotBefore = null, string? LeaseOwner = null, DateTimeOffset? LeaseUntil = null);

    /// <returns>Of the given runs, those a user wants cancelled, and those that are no longer ours.</returns>
    public async Task<(IReadOnlyList<string> Cancelled, IReadOnlyList<string> Lost)> RenewAsync(IReadOnlyCollection<string> runs, TimeSpan lease, CancellationToken ct)
    {
        if (runs.Count == 0)
        {
            return ([], []);
        }

        var until = clock.GetUtcNow() + lease;
        await using var db = databases.Create();
        await db.Set<ScaffoldRun>().Where(r => runs.Contains(r.Id) && r.LeaseOwner == identity.Name).ExecuteUpdateAsync(s => s.SetProperty(r => r.LeaseUntil, until), ct);
        var rows = await db.Set<ScaffoldRun>().AsNoTracking().Where(r => runs.Contains(r.Id)).Select(r => new { r.Id, r.CancelRequested, r.LeaseOwner }).ToListAsync(ct);
        return ([.. rows.Where(r => r.CancelRequested).Select(r => r.Id)], [.. rows.Where(r => r.LeaseOwner is not null && r.LeaseOwner != identity.Name).Select(r => r.Id)]);
    }

    /// <summary>Gives a run back, so that the next process need not wait for the lease to end.</summary>
    public async Task ReleaseAsync(string run, CancellationToken ct)
    {
        await using var db = databases.Create();
        await db.Set<ScaffoldRun>().Where(r => r.Id == run && r.LeaseOwner == identity.Name)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.LeaseOwner, (string?)null).SetProperty(r => r.LeaseUntil, (DateTimeOffset?)null), ct);
    }
}
