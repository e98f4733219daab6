using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Releases;

/// <summary>Deployments per week. What was only first seen counts as none; restarts are counted apart. Filters as in <see cref="ListReleases"/>.</summary>
/// <param name="Weeks">How many weeks, this one included; 1 to 53.</param>
public sealed record ListWeeklyReleases(string? Service = null, string? Team = null, string? Cluster = null, string? Environment = null, int Weeks = 12) : IQuery<WeeklyReleases>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Items">Every week of the range, oldest first; a week before the ledger began has no numbers.</param>
/// <param name="Since">When the first row of the ledger began; null while it is empty. Nothing is known of the time before.</param>
public sealed record WeeklyReleases(IReadOnlyList<ReleaseWeek> Items, DateTimeOffset? Since);

/// <param name="Week">Its Monday, UTC.</param>
/// <param name="Deployments">Rollouts and rollbacks that began in it; null where nothing is known.</param>
/// <param name="OutcomeKnown">Of these, those that ended while somebody watched, or run now.</param>
/// <param name="Failed">Failed or rolled back; null when of no deployment the outcome is known.</param>
/// <param name="ShareFailed">0 to 1, of those whose outcome is known; null when there is none.</param>
/// <param name="Rollbacks">Of the deployments, those that brought an earlier release back.</param>
/// <param name="Restarts">Restarts of the same release; no deployments.</param>
/// <param name="Reconstructed">Of the deployments, those read afterwards from ReplicaSets: there may have been more.</param>
public sealed record ReleaseWeek(DateOnly Week, int? Deployments, int? OutcomeKnown, int? Failed, double? ShareFailed, int? Rollbacks, int? Restarts, int? Reconstructed);

internal sealed class ListWeeklyReleasesHandler(IPortalDb db, TimeProvider clock) : IQueryHandler<ListWeeklyReleases, WeeklyReleases>
{
    private const int MostWeeks = 53;

    public async Task<Result<WeeklyReleases>> Handle(ListWeeklyReleases request, CancellationToken cancellationToken)
    {
        var last = Release.WeekOf(clock.GetUtcNow());
        var first = last - ((Math.Clamp(request.Weeks, 1, MostWeeks) - 1) * 7);
        var counts = await Query(db, request, first).ToListAsync(cancellationToken);
        var since = await Oldest(db).FirstOrDefaultAsync(cancellationToken);
        var known = since is { } at ? Release.WeekOf(at) : int.MaxValue;
        return new WeeklyReleases([.. Enumerable.Range(0, ((last - first) / 7) + 1).Select(i => first + (i * 7)).Select(w => w < known ? new(Release.DayOf(w), null, null, null, null, null, null, null) : Week(w, [.. counts.Where(c => c.Week == w)]))], since);
    }

    internal sealed record Count(int Week, ReleaseOutcome Outcome, ReleaseTrigger Trigger, ReleaseOrigin Origin, int Rows);

    internal static IQueryable<Count> Query(IPortalDb db, ListWeeklyReleases request, int first)
        => ListReleasesHandler.Filter(db.Set<Release>().AsNoTracking(), request.Service, request.Team, request.Cluster, request.Environment)
            .Where(r => r.Week >= first && r.Origin != ReleaseOrigin.FirstSeen)
            .GroupBy(r => new { r.Week, r.Outcome, r.Trigger, r.Origin }).Select(g => new Count(g.Key.Week, g.Key.Outcome, g.Key.Trigger, g.Key.Origin, g.Count()));

    internal static IQueryable<DateTimeOffset?> Oldest(IPortalDb db)
        => db.Set<Release>().AsNoTracking().Where(r => r.Origin != ReleaseOrigin.FirstSeen).OrderBy(r => r.StartedAt).Select(r => (DateTimeOffset?)r.StartedAt).Take(1);

    private static ReleaseWeek Week(int week, List<Count> counts)
    {
        var deployments = counts.Where(c => c.Trigger != ReleaseTrigger.Restart).ToList();
        var decided = Sum(deployments.Where(c => c.Outcome is not (ReleaseOutcome.Unknown or ReleaseOutcome.Progressing)));
        var failed = Sum(deployments.Where(c => c.Outcome is ReleaseOutcome.Failed or ReleaseOutcome.RolledBack));
        return new(Release.DayOf(week), Sum(deployments), decided, decided == 0 && deployments.Count > 0 ? null : failed, decided == 0 ? null : (double)failed / decided, Sum(deployments.Where(c => c.Trigger == ReleaseTrigger.Rollback)),
            Sum(counts.Where(c => c.Trigger == ReleaseTrigger.Restart)), Sum(deployments.Where(c => c.Origin == ReleaseOrigin.Reconstructed)));
    }

    private static int Sum(IEnumerable<Count> counts) => counts.Sum(c => c.Rows);
}
