namespace Portal.Application.OnCall;

/// <summary>Between wall clocks and instants, by one rule for every transition of a time zone; docs/decisions has the why.</summary>
public static class ZoneTime
{
    // No zone was ever further from UTC.
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(16);
    private static readonly TimeSpan Step = TimeSpan.FromHours(4);

    /// <summary>The zone of an IANA id, or null when this system does not know it.</summary>
    public static TimeZoneInfo? Find(string? id) => !string.IsNullOrWhiteSpace(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id.Trim(), out var zone) ? zone : null;

    /// <summary>What clocks on the wall show; <see cref="DateTimeKind.Unspecified"/>.</summary>
    public static DateTime Local(TimeZoneInfo zone, DateTimeOffset instant)
        => DateTime.SpecifyKind(instant.UtcDateTime + zone.GetUtcOffset(instant.UtcDateTime), DateTimeKind.Unspecified);

    /// <summary>
    /// The first instant at which the wall clock shows <paramref name="local"/> or later. So a time that clocks show twice is the first of the two,
    /// and a time that clocks skip is the moment they skip it. A later wall time never gives an earlier instant.
    /// </summary>
    public static DateTimeOffset Instant(TimeZoneInfo zone, DateTime local)
    {
        var wanted = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var end = wanted + Furthest;
        var at = wanted - Furthest;
        var offset = zone.GetUtcOffset(at);
        while (at < end)
        {
            var next = at + Step;
            var nextOffset = zone.GetUtcOffset(next);
            var change = nextOffset == offset ? next : Change(zone, at, next);
            var candidate = Later(at, wanted - offset);
            if (candidate < change)
            {
                return new(candidate, TimeSpan.Zero);
            }

            (at, offset) = (change, change == next ? nextOffset : zone.GetUtcOffset(change));
        }

        return new(wanted - offset, TimeSpan.Zero);
    }

    /// <summary>The first instant after <paramref name="low"/> with another offset, to the second.</summary>
    private static DateTime Change(TimeZoneInfo zone, DateTime low, DateTime high)
    {
        var before = zone.GetUtcOffset(low);
        long from = 0, until = (high - low).Ticks / TimeSpan.TicksPerSecond;
        while (until - from > 1)
        {
            var middle = from + ((until - from) / 2);
            if (zone.GetUtcOffset(low.AddTicks(middle * TimeSpan.TicksPerSecond)) == before)
            {
                from = middle;
            }
            else
            {
                until = middle;
            }
        }

        return low.AddTicks(until * TimeSpan.TicksPerSecond);
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;
}
