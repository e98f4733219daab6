using System.Globalization;
using Portal.Application.OnCall;

namespace Portal.Web.Features.OnCall;

/// <summary>Moments and stretches as the pages of on-call write them, on the wall clock of a rota.</summary>
public static class OnCallWords
{
    public static string At(TimeZoneInfo zone, DateTimeOffset at) => ZoneTime.Local(zone, at).ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>On the wall clock of a zone of that id; UTC where there is none.</summary>
    public static string At(string? zone, DateTimeOffset at) => At(ZoneTime.Find(zone) ?? TimeZoneInfo.Utc, at) + (ZoneTime.Find(zone) is null ? " UTC" : "");

    public static string Lasts(DateTimeOffset from, DateTimeOffset until)
    {
        var length = until - from;
        return length.TotalHours < 1 ? $"{length.TotalMinutes:0} min" : length.TotalHours < 48 ? $"{length.TotalHours:0.#} h" : $"{length.TotalDays:0.#} d";
    }

    /// <summary>Whom a step of an escalation calls.</summary>
    public static string Whom(string target, Func<string, string> nameOf) => target switch
    {
        "lead" => "the lead",
        "parent" => "the lead of the parent team",
        _ => target.StartsWith("rota:", StringComparison.Ordinal) ? $"rota {target[5..]}" : nameOf(target),
    };

    /// <summary>First letters of the names, at most two.</summary>
    public static string Initials(string name) => string.Concat(name.Split([' ', '.', '-'], StringSplitOptions.RemoveEmptyEntries).Take(2).Select(p => char.ToUpperInvariant(p[0])));

    public static string Why(RotaSlice slice, Func<string, string> nameOf) => slice.Cause switch
    {
        SliceCause.Gap => "nobody",
        SliceCause.Override => $"override: {slice.Note}",
        SliceCause.Swap => $"swap: takes the turn of {nameOf(slice.Note!)}",
        _ => slice.Layer ?? "",
    };

    /// <summary>What of the schedule falls into one day of the wall clock.</summary>
    public static IEnumerable<(RotaSlice Slice, bool Begins)> Of(RotaPanel panel, DateOnly day)
    {
        var zone = panel.Definition.Zone;
        var (from, until) = (ZoneTime.Instant(zone, day.ToDateTime(TimeOnly.MinValue)), ZoneTime.Instant(zone, day.AddDays(1).ToDateTime(TimeOnly.MinValue)));
        return panel.Slices.Where(s => s.From < until && s.Until > from).Select(s => (s, s.From > from));
    }
}
