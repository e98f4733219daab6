using System.Globalization;
using Portal.Application.Incidents;

namespace Portal.Web.Features.Incidents;

/// <summary>Says what of the past the portal can know.</summary>
public static class KnownWords
{
    private const int MostGaps = 3;

    /// <summary>"Changes are known since ..., except what came and went between ...".</summary>
    public static string Of(RankedChanges changes)
    {
        var (all, releases) = (Minute(changes.KnownSince), Minute(changes.ReleasesSince));
        var known = all == releases ? $"Changes are known since {all}" : $"Releases are known since {releases}, other changes since {all}";
        var gaps = changes.Gaps.Where(g => g.Until >= changes.From && g.From <= changes.To).ToList();
        var words = gaps.TakeLast(MostGaps).Select(g => Between(g.From, g.Until));
        return gaps.Count == 0 ? $"{known}." : $"{known}, except what came and went while the portal did not watch: {string.Join("; ", words)}{(gaps.Count > MostGaps ? $"; and {gaps.Count - MostGaps} times before" : "")} UTC.";
    }

    /// <summary>Two moments of UTC, with their day where they are of different ones.</summary>
    public static string Between(DateTimeOffset from, DateTimeOffset until)
    {
        var format = from.UtcDateTime.Date != until.UtcDateTime.Date ? "yyyy-MM-dd HH:mm" : until - from < TimeSpan.FromMinutes(2) ? "HH:mm:ss" : "HH:mm";
        return $"{from.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)} to {until.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)}";
    }

    /// <summary>A length to the minute: "47 min", "1 h 35 min", "2 d 4 h". An age may be rounded to the hour; how long it hurt may not.</summary>
    public static string Length(TimeSpan length) => length switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, (int)length.TotalSeconds)} s",
        { TotalHours: < 1 } => $"{(int)length.TotalMinutes} min",
        { TotalDays: < 1 } => length.Minutes == 0 ? $"{length.Hours} h" : $"{length.Hours} h {length.Minutes} min",
        _ => length.Hours == 0 ? $"{(int)length.TotalDays} d" : $"{(int)length.TotalDays} d {length.Hours} h",
    };

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
