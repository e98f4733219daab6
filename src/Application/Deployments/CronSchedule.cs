using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Portal.Application.Deployments;

/// <summary>A schedule as CronJobs write it: five fields, a macro such as @daily, or @every with a span; CRON_TZ=zone may stand before it.</summary>
/// <remarks>Source: robfig/cron v3, standard parser, which the controller uses. As there, a day must fit the day of the month and the day of the week, but when both are
/// restricted one of them is enough; a time that the change to summer time skips does not happen, and one that happens twice counts once.</remarks>
public sealed class CronSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 5);

    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan? _every;
    private readonly bool[] _minutes = new bool[60];
    private readonly bool[] _hours = new bool[24];
    private readonly bool[] _days = new bool[32];
    private readonly bool[] _months = new bool[13];
    private readonly bool[] _weekdays = new bool[7];
    private bool _anyDay;
    private bool _anyWeekday;

    private CronSchedule(TimeZoneInfo zone, TimeSpan? every = null) => (_zone, _every) = (zone, every);

    /// <param name="zone">IANA name; null for UTC.</param>
    /// <returns>False with the reason when it is no schedule or no zone.</returns>
    public static bool TryParse(string? text, string? zone, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        (schedule, error) = (null, null);
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is [var first, ..] && first.Split('=') is ["CRON_TZ" or "TZ", var named])
        {
            (zone, words) = (named, words[1..]);
        }

        var found = TimeZoneInfo.Utc;
        if (!string.IsNullOrEmpty(zone) && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out found!))
        {
            error = $"'{zone}' is no time zone that is known here.";
            return false;
        }

        if (words is ["@every", var span])
        {
            return Every(span, found, out schedule, out error);
        }

        words = words switch
        {
            ["@yearly" or "@annually"] => ["0", "0", "1", "1", "*"],
            ["@monthly"] => ["0", "0", "1", "*", "*"],
            ["@weekly"] => ["0", "0", "*", "*", "0"],
            ["@daily" or "@midnight"] => ["0", "0", "*", "*", "*"],
            ["@hourly"] => ["0", "*", "*", "*", "*"],
            _ => words,
        };
        if (words.Length != 5)
        {
            error = $"'{text}' has {words.Length} fields; minute, hour, day of month, month and day of week are needed.";
            return false;
        }

        var made = new CronSchedule(found);
        if (!Field(words[0], made._minutes, 0, 59, [], out error) || !Field(words[1], made._hours, 0, 23, [], out error) || !Field(words[2], made._days, 1, 31, [], out error)
            || !Field(words[3], made._months, 1, 12, Months, out error) || !Field(words[4], made._weekdays, 0, 6, Days, out error))
        {
            return false;
        }

        (made._anyDay, made._anyWeekday) = (IsAny(words[2]), IsAny(words[4]));
        schedule = made;
        return true;
    }

    /// <summary>The first run after a moment, or null when there is none within five years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_every is { } every)
        {
            return after + every;
        }

        var local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;
        local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(1);
        for (var end = local + Horizon; local < end;)
        {
            if (!_months[local.Month] || !Fits(local))
            {
                local = _months[local.Month] ? local.Date.AddDays(1) : new DateTime(local.Year, local.Month, 1).AddMonths(1);
            }
            else if (!_hours[local.Hour])
            {
                local = local.Date.AddHours(local.Hour + 1);
            }
            else if (!_minutes[local.Minute] || _zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(1);
            }
            else
            {
                var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
                var run = new DateTimeOffset(local, offset).ToUniversalTime();
                if (run > after)
                {
                    return run;
                }

                local = local.AddMinutes(1);
            }
        }

        return null;
    }

    private bool Fits(DateTime day) => (_days[day.Day], _weekdays[(int)day.DayOfWeek]) switch
    {
        (true, true) => true,
        (var byDay, var byWeekday) => !_anyDay && !_anyWeekday && (byDay || byWeekday),
    };

    private static bool IsAny(string field) => field.StartsWith('*') || field.StartsWith('?');

    private static bool Every(string span, TimeZoneInfo zone, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        var total = TimeSpan.Zero;
        var number = "";
        foreach (var c in span)
        {
            if (char.IsAsciiDigit(c) && number.Length < 6)
            {
                number += c;
                continue;
            }

            if (number.Length == 0 || c is not ('h' or 'm' or 's'))
            {
                (schedule, error) = (null, $"'{span}' is no span; write 1h30m or the like.");
                return false;
            }

            var count = int.Parse(number, CultureInfo.InvariantCulture);
            total += c switch { 'h' => TimeSpan.FromHours(count), 'm' => TimeSpan.FromMinutes(count), _ => TimeSpan.FromSeconds(count) };
            number = "";
        }

        var good = number.Length == 0 && total > TimeSpan.Zero;
        (schedule, error) = (good ? new CronSchedule(zone, total) : null, good ? null : $"'{span}' is no span; write 1h30m or the like.");
        return good;
    }

    private static bool Field(string text, bool[] set, int from, int to, string[] names, [NotNullWhen(false)] out string? error)
    {
        foreach (var part in text.Split(','))
        {
            var step = 1;
            var range = part;
            if (part.Split('/') is [var before, var after])
            {
                range = before;
                step = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            }

            var (low, high) = (from, to);
            if (range is not ("*" or "?"))
            {
                var ends = range.Split('-');
                var single = ends.Length == 1 && range == part;
                low = Number(ends[0], from, names);
                high = ends.Length == 2 ? Number(ends[1], from, names) : single ? low : to;
                low = ends.Length > 2 ? -1 : low;
            }

            // Sunday may be written as 7 by other crons; the controller refuses it, and so does this.
            if (step < 1 || low < from || high > to || low > high)
            {
                error = $"'{part}' does not fit: {from} to {to}{(names.Length > 0 ? $" or {names[0]} to {names[^1]}" : "")}, as a value, a range or a step.";
                return false;
            }

            for (var i = low; i <= high; i += step)
            {
                set[i] = true;
            }
        }

        error = null;
        return true;
    }

    private static int Number(string text, int from, string[] names)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is var at and >= 0 ? at + from : -1;
}
