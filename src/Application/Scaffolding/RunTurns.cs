using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>The order in which waiting runs are taken: teams in turn, oldest first within a team.</summary>
public sealed class RunTurns(IPortalDbFactory databases, ScaffoldPlaces places)
{
    private const int Sample = 50;
    private const double GuessSeconds = 5;

    /// <returns>Null when the run does not wait for its turn.</returns>
    public async Task<QueuePlace?> PlaceOfAsync(string runId, CancellationToken ct)
    {
        await using var db = databases.Create();
        var open = await db.Set<ScaffoldRun>().AsNoTracking().Where(r => r.Status == RunStatus.Queued || r.Status == RunStatus.Running)
            .Select(r => new { r.Id, r.Status, r.OwnerGroup, r.CreatedBy, r.CreatedAt, r.LeaseOwner }).ToListAsync(ct);
        var waiting = open.Where(r => r.Status == RunStatus.Queued && r.LeaseOwner is null).ToList();
        var busy = open.Where(r => r.Status == RunStatus.Running).Select(r => r.OwnerGroup ?? r.CreatedBy).ToList();
        var order = Order(waiting.Select(r => (r.Id, Team: r.OwnerGroup ?? r.CreatedBy, r.CreatedAt)), busy);
        var index = order.IndexOf(runId);
        if (index < 0)
        {
            return null;
        }

        var recent = await db.Set<ScaffoldRun>().AsNoTracking().Where(r => r.Status == RunStatus.Succeeded).OrderByDescending(r => r.Id).Take(Sample)
            .Select(r => new { r.StartedAt, r.FinishedAt }).ToListAsync(ct);
        var durations = recent.Select(r => (r.FinishedAt - r.StartedAt)?.TotalSeconds).OfType<double>().Order().ToList();
        var typical = durations.Count == 0 ? GuessSeconds : durations[durations.Count / 2];
        var ahead = index - Math.Max(0, places.Count - busy.Count);
        return new(index + 1, order.Count, ahead < 0 ? 0 : Math.Round((1 + (ahead / places.Count)) * typical, 1));
    }

    /// <summary>Ids in the order of their turns: a team with fewer runs under way, or with fewer turns before, comes first.</summary>
    internal static List<string> Order(IEnumerable<(string Id, string Team, DateTimeOffset CreatedAt)> waiting, IEnumerable<string> busyTeams)
    {
        var busy = busyTeams.CountBy(t => t, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);
        return
        [
            .. waiting.GroupBy(r => r.Team, StringComparer.Ordinal)
                .SelectMany(team => team.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id, StringComparer.Ordinal).Select((r, turn) => (r.Id, r.CreatedAt, Turn: turn + busy.GetValueOrDefault(team.Key))))
                .OrderBy(r => r.Turn).ThenBy(r => r.CreatedAt).ThenBy(r => r.Id, StringComparer.Ordinal).Select(r => r.Id),
        ];
    }
}

/// <summary>How many runs are worked on at a time.</summary>
/// <param name="Count">At least 1.</param>
public sealed record ScaffoldPlaces(int Count);
