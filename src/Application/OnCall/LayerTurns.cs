namespace Portal.Application.OnCall;

/// <summary>A turn, or the part of it that was asked for. The end is exclusive.</summary>
/// <param name="Number">From 0, growing by one with each turn, also over parts that windows leave out.</param>
public readonly record struct LayerTurn(long Number, string Person, DateTimeOffset From, DateTimeOffset Until);

/// <summary>The turns of one layer. Handovers are wall-clock times of the rota's zone, so a turn may be an hour shorter or longer where clocks change.</summary>
public static class LayerTurns
{
    /// <summary>Turns that touch the stretch, cut to it, in order; without windows they touch each other.</summary>
    public static IEnumerable<LayerTurn> Between(RotaLayer layer, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset until)
    {
        var start = Later(from, ZoneTime.Instant(zone, layer.Start.ToDateTime(layer.HandoverAt)));
        var end = layer.End is { } last ? Earlier(until, ZoneTime.Instant(zone, last.ToDateTime(layer.HandoverAt))) : until;
        if (start >= end)
        {
            return [];
        }

        var turns = Whole(layer, zone, start, end);
        return layer.Windows.Count == 0 ? turns : Within(turns, Windows(layer.Windows, zone, start, end));
    }

    private static IEnumerable<LayerTurn> Whole(RotaLayer layer, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end)
    {
        var length = layer.Turn.OnTheWall;
        var anchor = layer.Anchor;

        // The wall clock at the start has passed this handover, so its instant is not later than the start.
        var number = Math.Max(0, (long)Math.Floor((ZoneTime.Local(zone, start) - anchor) / length));
        var at = ZoneTime.Instant(zone, anchor + (number * length));
        while (at < end)
        {
            var next = ZoneTime.Instant(zone, anchor + ((number + 1) * length));
            var (from, until) = (Later(at, start), Earlier(next, end));
            if (from < until)
            {
                yield return new(number, layer.People[(int)(number % layer.People.Count)], from, until);
            }

            (number, at) = (number + 1, next);
        }
    }

    private static IEnumerable<LayerTurn> Within(IEnumerable<LayerTurn> turns, List<(DateTimeOffset From, DateTimeOffset Until)> windows)
    {
        var first = 0;
        foreach (var turn in turns)
        {
            while (first < windows.Count && windows[first].Until <= turn.From)
            {
                first++;
            }

            for (var i = first; i < windows.Count && windows[i].From < turn.Until; i++)
            {
                yield return turn with { From = Later(turn.From, windows[i].From), Until = Earlier(turn.Until, windows[i].Until) };
            }
        }
    }

    /// <summary>In order, those that touch joined.</summary>
    private static List<(DateTimeOffset From, DateTimeOffset Until)> Windows(IReadOnlyList<RotaWindow> windows, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end)
    {
        var first = DateOnly.FromDateTime(ZoneTime.Local(zone, start)).AddDays(-8); // a window may be a week long
        var last = DateOnly.FromDateTime(ZoneTime.Local(zone, end)).AddDays(1);
        List<(DateTimeOffset From, DateTimeOffset Until)> found = [];
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            foreach (var window in windows)
            {
                if (window.Day == day.DayOfWeek)
                {
                    var opens = day.ToDateTime(window.From);
                    found.Add((ZoneTime.Instant(zone, opens), ZoneTime.Instant(zone, opens + window.Length)));
                }
            }
        }

        found.Sort();
        List<(DateTimeOffset From, DateTimeOffset Until)> joined = [];
        foreach (var window in found)
        {
            if (window.From >= window.Until)
            {
                continue; // it lies wholly in an hour that clocks skip
            }

            if (joined.Count > 0 && window.From <= joined[^1].Until)
            {
                joined[^1] = (joined[^1].From, Later(joined[^1].Until, window.Until));
            }
            else
            {
                joined.Add(window);
            }
        }

        return joined;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
