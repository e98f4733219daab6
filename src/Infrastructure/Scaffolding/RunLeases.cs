using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Which process works on which run. A run has one worker at a time; a worker that dies loses it.</summary>
internal sealed class RunLeases(IPortalDbFactory databases, ProcessIdentity identity, TimeProvider clock)
{
    private const int Candidates = 200;

    /// <summary>Takes the next run: fair between teams, oldest first within a team.</summary>
    /// <param name="busyTeams">Team of each run this process works on now.</param>
    /// <param name="teamLimit">A team with so many is passed over while another waits.</param>
    /// <param name="lease">How long it is ours without renewal.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>Id and team of the run, or null when nothing waits.</returns>
    public async Task<(string Id, string Team)?> TakeAsync(IReadOnlyCollection<string> busyTeams, int teamLimit, TimeSpan lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = databases.Create();
        var open = await db.Set<ScaffoldRun>()
            .Where(r => r.Status == RunStatus.Queued || r.Status == RunStatus.Running || (r.Status == RunStatus.Waiting && r.NotBefore <= now))
            .OrderBy(r => r.CreatedAt).Take(Candidates).ToListAsync(ct);
        var free = open.Where(r => r.LeaseOwner is null || (r.LeaseOwner != identity.Name && (r.LeaseUntil <= now || identity.IsDead(r.LeaseOwner)))).ToList();
        var chosen = free.OrderBy(r => Load(r) >= teamLimit).ThenBy(Load).ThenBy(r => r.CreatedAt).FirstOrDefault();
        if (chosen is null)
        {
            return null;
        }

        (chosen.LeaseOwner, chosen.LeaseUntil) = (identity.Name, now + lease);
        chosen.Version++;
        return await db.SaveAsync(ct) == SaveOutcome.Saved ? (chosen.Id, chosen.OwnerGroup ?? chosen.CreatedBy) : null;

        int Load(ScaffoldRun run) => busyTeams.Count(t => t == (run.OwnerGroup ?? run.CreatedBy));
    }

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
