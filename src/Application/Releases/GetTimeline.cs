using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Releases;

/// <summary>Releases, problems and ends of containers on one axis of time, newest first. Filters as in <see cref="ListReleases"/>.</summary>
/// <param name="What">releases, problems or crashes; all three where it is left out.</param>
/// <param name="From">A moment or a day, UTC; two weeks ago where it is left out.</param>
/// <param name="To">A moment, UTC, not included.</param>
public sealed record GetTimeline(string? Service = null, string? Team = null, string? Cluster = null, string? Environment = null, string? What = null, DateTimeOffset? From = null, DateTimeOffset? To = null, int Limit = 200) : IQuery<Timeline>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="OlderThan">Ask for what is before this moment to go on; null when nothing is left.</param>
public sealed record Timeline(IReadOnlyList<TimelineItem> Items, DateTimeOffset From, DateTimeOffset? OlderThan);

/// <summary>One thing that happened.</summary>
/// <param name="What">release, problem or crash.</param>
/// <param name="Word">State in one word.</param>
/// <param name="Text">In words.</param>
/// <param name="Until">When a problem was over, or a release decided; null while it lasts, or when it is not known.</param>
public sealed record TimelineItem(DateTimeOffset At, string What, long Id, string? Service, string? Owner, string Cluster, string Environment, string Namespace, string Workload, string Word, string Text, DateTimeOffset? Until)
{
    /// <summary>Of a release.</summary>
    public ReleaseRow? Release { get; init; }
}

internal sealed class GetTimelineValidator : AbstractValidator<GetTimeline>
{
    public GetTimelineValidator()
    {
        RuleFor(q => q.What).Must(w => string.IsNullOrEmpty(w) || w is "releases" or "problems" or "crashes").WithMessage("What is releases, problems or crashes; leave it out for all three.");
        RuleFor(q => q.To).Must((q, to) => to is null || q.From is null || to > q.From).WithMessage("The end must be later than the beginning: what begins on the day To is not included.");
    }
}

internal sealed class GetTimelineHandler(IPortalDb db, TimeProvider clock) : IQueryHandler<GetTimeline, Timeline>
{
    private const int MostRows = 500;
    private const int MostCrashes = 2000;
    private static readonly TimeSpan Range = TimeSpan.FromDays(14);

    public async Task<Result<Timeline>> Handle(GetTimeline request, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(request.Limit, 1, MostRows);
        var to = request.To ?? clock.GetUtcNow().AddDays(1); // the clock of a cluster may be ahead
        var end = request.To ?? clock.GetUtcNow();
        var from = request.From ?? (end - DateTimeOffset.MinValue > Range ? end - Range : DateTimeOffset.MinValue);
        List<TimelineItem> all = [];
        if (Asks(request, "releases"))
        {
            all.AddRange((await ListReleasesHandler.Query(db, new(request.Service, request.Team, request.Cluster, request.Environment, null, from, to), limit + 1).ToListAsync(cancellationToken)).Select(OfRelease));
        }

        if (Asks(request, "problems"))
        {
            all.AddRange((await Problems(db, request, from, to, limit + 1).ToListAsync(cancellationToken)).Select(OfProblem));
        }

        DateTimeOffset? floor = null;
        if (Asks(request, "crashes"))
        {
            var crashes = await Crashes(db, request, from, to, MostCrashes).ToListAsync(cancellationToken);
            floor = crashes.Count == MostCrashes ? crashes[^1].At : null;
            all.AddRange(Together(crashes));
        }

        // Beyond the last crash that was read there may be more: there the page ends.
        var items = all.Where(i => floor is null || i.At >= floor).OrderByDescending(i => i.At).ThenBy(i => i.What, StringComparer.Ordinal).ThenByDescending(i => i.Id).ToList();
        if (items.Count <= limit)
        {
            return new Timeline(items, from, floor);
        }

        // Whole moments, so that going on before the last one skips nothing.
        var last = items[limit].At;
        var shown = items.TakeWhile(i => i.At > last).ToList();
        return shown.Count > 0 ? new Timeline(shown, from, shown[^1].At) : new Timeline([.. items.Where(i => i.At == last)], from, last);
    }

    internal static IQueryable<ProblemEpisode> Problems(IPortalDb db, GetTimeline request, DateTimeOffset from, DateTimeOffset to, int take)
    {
        var rows = db.Set<ProblemEpisode>().AsNoTracking().Where(e => e.Since >= from && e.Since < to);
        if (ListReleasesHandler.RefOf(request.Service, "component") is { } service)
        {
            rows = rows.Where(e => e.Service == service);
        }

        if (ListReleasesHandler.RefOf(request.Team, "group") is { } owner)
        {
            rows = rows.Where(e => e.Owner == owner);
        }

        rows = string.IsNullOrEmpty(request.Cluster) ? rows : rows.Where(e => e.Cluster == request.Cluster);
        rows = string.IsNullOrEmpty(request.Environment) ? rows : rows.Where(e => e.Environment == request.Environment);
        return rows.OrderByDescending(e => e.Since).ThenByDescending(e => e.Id).Take(take);
    }

    internal sealed record Crash(DateTimeOffset At, long Id, string? Service, string? Owner, string Cluster, string Environment, string Namespace, string Workload, string Pod, string Container, string Reason, string Words);

    internal static IQueryable<Crash> Crashes(IPortalDb db, GetTimeline request, DateTimeOffset from, DateTimeOffset to, int take)
        => ListCrashesHandler.Filter(db, new(request.Service, request.Team, request.Cluster, request.Environment, null, from, to)).OrderByDescending(e => e.FinishedAt).ThenByDescending(e => e.Id).Take(take)
            .Select(e => new Crash(e.FinishedAt, e.Id, e.Service, e.Owner, e.Cluster, e.Environment, e.Namespace, e.Workload, e.Pod, e.Container, e.Reason, e.Words));

    /// <summary>What a container does again and again is one thing that happened that day.</summary>
    private static IEnumerable<TimelineItem> Together(List<Crash> crashes)
        => crashes.GroupBy(c => (c.Cluster, c.Namespace, c.Workload, c.Container, c.Reason, c.Service, c.At.UtcDateTime.Date)).Select(g =>
        {
            var (last, first, pods, times) = (g.First(), g.Last(), g.Select(c => c.Pod).Distinct(StringComparer.Ordinal).Count(), g.Count());
            var often = times == 1 ? $"{last.Pod}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{times} times in {pods} {(pods == 1 ? "pod" : "pods")} since {first.At.UtcDateTime:HH:mm}");
            return new TimelineItem(last.At, "crash", last.Id, last.Service, last.Owner, last.Cluster, last.Environment, last.Namespace, last.Workload, last.Reason, $"{last.Container}: {last.Words}, {often}", null);
        });

    private static bool Asks(GetTimeline request, string what) => string.IsNullOrEmpty(request.What) || request.What == what;

    private static TimelineItem OfRelease(ReleaseRow row)
        => new(row.StartedAt, "release", row.Id, row.Service, row.Owner, row.Cluster, row.Environment, row.Namespace, row.Workload, row.Outcome.ToString().ToLowerInvariant(), ReleaseWords.Of(row), row.FinishedAt) { Release = row };

    private static TimelineItem OfProblem(ProblemEpisode row)
        => new(row.Since, "problem", row.Id, row.Service, row.Owner, row.Cluster, row.Environment, row.Namespace, row.Workload, row.Code, row.Summary, row.Until);
}

/// <summary>A release in words.</summary>
public static class ReleaseWords
{
    public static string Of(ReleaseRow row) => row switch
    {
        { Origin: ReleaseOrigin.FirstSeen } => $"{row.Version} ran when the portal first looked",
        { Trigger: ReleaseTrigger.Restart } => $"{row.Version} restarted",
        { PreviousVersion: null } => $"{row.Version} rolled out",
        { Trigger: ReleaseTrigger.Rollback } => $"rolled back from {row.PreviousVersion} to {row.Version}",
        _ when row.PreviousVersion == row.Version => $"{row.Version} rolled out with another template",
        _ => $"{row.PreviousVersion} to {row.Version}",
    };
}
