namespace Portal.Application.Incidents;

/// <summary>A stretch in which no process of the portal was watching.</summary>
public sealed record WatchGap(DateTimeOffset From, DateTimeOffset Until);

/// <summary>From when on changes are known, and where not. Pure.</summary>
/// <param name="Since">Nothing before this moment is known.</param>
/// <param name="Gaps">Oldest first.</param>
public sealed record WatchCoverage(DateTimeOffset Since, IReadOnlyList<WatchGap> Gaps)
{
    /// <param name="spans">Of all processes, in any order.</param>
    /// <param name="oldest">What is before does not count.</param>
    internal static WatchCoverage Of(IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> spans, DateTimeOffset oldest, DateTimeOffset now)
    {
        List<WatchGap> gaps = [];
        DateTimeOffset? since = null;
        var until = now;
        foreach (var span in spans.Where(s => s.Until >= oldest).OrderBy(s => s.From))
        {
            if (since is null)
            {
                (since, until) = (span.From, span.Until);
                continue;
            }

            if (span.From > until)
            {
                gaps.Add(new(until, span.From));
            }

            until = span.Until > until ? span.Until : until;
        }

        return new(since is null ? now : since > oldest ? since.Value : oldest, gaps);
    }
}
