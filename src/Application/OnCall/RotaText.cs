using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Application.Catalog;

namespace Portal.Application.OnCall;

/// <summary>The short texts in a rota: lengths of turns, days, windows, targets of an escalation.</summary>
public static partial class RotaText
{
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static TurnLength? Turn(string? text)
    {
        switch (text?.Trim().ToLowerInvariant())
        {
            case "daily": return new(TurnUnit.Days, 1);
            case "weekly": return new(TurnUnit.Weeks, 1);
            case "hourly": return new(TurnUnit.Hours, 1);
            case { Length: > 1 } custom when int.TryParse(custom[..^1].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0:
                var length = custom[^1] switch { 'h' => new TurnLength(TurnUnit.Hours, count), 'd' => new(TurnUnit.Days, count), 'w' => new(TurnUnit.Weeks, count), _ => default };
                return length.Count > 0 && count <= 8784 && length.OnTheWall <= TimeSpan.FromDays(366) ? length : null;
            default: return null;
        }
    }

    public static DayOfWeek? Day(string? text)
        => text?.Trim() is { Length: >= 3 } day && Array.FindIndex(Days, d => day.StartsWith(d, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            && ((DayOfWeek)index).ToString().StartsWith(day, StringComparison.OrdinalIgnoreCase) ? (DayOfWeek)index : null;

    /// <returns>Null when the text is no window.</returns>
    public static IReadOnlyList<RotaWindow>? Windows(string? text)
    {
        var match = Window().Match(text?.Trim() ?? "");
        if (!match.Success || Time(match.Groups["from"].Value) is not { } from || Time(match.Groups["to"].Value) is not { } to)
        {
            return null;
        }

        if (match.Groups["today"].Success)
        {
            return Day(match.Groups["days"].Value) is { } opens && Day(match.Groups["today"].Value) is { } closes ? [new(opens, from, Length(from, to, ((int)closes - (int)opens + 7) % 7))] : null;
        }

        List<RotaWindow> windows = [];
        foreach (var part in match.Groups["days"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Span(part) is not { } days)
            {
                return null;
            }

            windows.AddRange(days.Select(d => new RotaWindow(d, from, Length(from, to, 0))));
        }

        return windows.Count > 0 ? windows : null;
    }

    /// <summary>Who a step calls; null when the text names nobody.</summary>
    public static (EscalationTarget Kind, string? Name)? Target(string? text)
    {
        var target = text?.Trim() ?? "";
        return target.ToLowerInvariant() switch
        {
            "lead" => (EscalationTarget.Lead, null),
            "parent" => (EscalationTarget.Parent, null),
            _ when target.StartsWith("rota:", StringComparison.OrdinalIgnoreCase) && target.Length > 5 => (EscalationTarget.Rota, target[5..].Trim().ToLowerInvariant()),
            _ when EntityRef.TryParse(target, out var reference) && reference.Kind is "user" or "group" => (reference.Kind == "user" ? EscalationTarget.Person : EscalationTarget.Team, reference.ToString()),
            _ => null,
        };
    }

    /// <summary>As it is written in a rota.</summary>
    public static string Of(EscalationStep step) => step.Kind switch { EscalationTarget.Lead => "lead", EscalationTarget.Parent => "parent", EscalationTarget.Rota => "rota:" + step.Target, _ => step.Target! };

    private static IEnumerable<DayOfWeek>? Span(string text)
    {
        if (text.ToLowerInvariant() is "daily" or "all")
        {
            return Enum.GetValues<DayOfWeek>();
        }

        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        return (ends.Length, Day(ends[0]), Day(ends[^1])) switch
        {
            (1, { } day, _) => [day],
            (2, { } first, { } last) => Enumerable.Range(0, (((int)last - (int)first + 7) % 7) + 1).Select(n => (DayOfWeek)(((int)first + n) % 7)),
            _ => null,
        };
    }

    // 22:00-06:00 ends the next day; 09:00-09:00 is a whole day, or a whole week where the closing day is named.
    private static TimeSpan Length(TimeOnly from, TimeOnly to, int days)
    {
        var length = to.ToTimeSpan() - from.ToTimeSpan() + TimeSpan.FromDays(days);
        return length > TimeSpan.Zero ? length : length + (days == 0 ? TimeSpan.FromDays(1) : Week);
    }

    private static TimeOnly? Time(string text) => text == "24:00" ? TimeOnly.MinValue : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    [GeneratedRegex(@"\A(?<days>[A-Za-z][A-Za-z, -]*?)\s+(?<from>\d{1,2}:\d\d)\s*-\s*((?<today>[A-Za-z]+)\s+)?(?<to>\d{1,2}:\d\d)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Window();
}
