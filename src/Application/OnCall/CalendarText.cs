using System.Globalization;
using System.Text;

namespace Portal.Application.OnCall;

/// <summary>One event of a calendar. Moments are UTC, the end is exclusive.</summary>
/// <param name="Uid">Stays the same over readings: a calendar program knows it again.</param>
public sealed record CalendarEvent(string Uid, DateTimeOffset From, DateTimeOffset Until, string Summary, string Description);

/// <summary>Writes iCalendar (RFC 5545): CRLF, lines folded at 75 octets, text escaped.</summary>
public static class CalendarText
{
    private const int LongestLine = 75;

    /// <param name="at">When the calendar is written; DTSTAMP of every event.</param>
    public static string Write(string name, IEnumerable<CalendarEvent> events, DateTimeOffset at)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//portal.dev//On-call//EN");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        Line(text, "X-WR-CALNAME:" + Escape(name));
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        foreach (var item in events)
        {
            Line(text, "BEGIN:VEVENT");
            Line(text, "UID:" + Escape(item.Uid));
            Line(text, "DTSTAMP:" + Moment(at));
            Line(text, "DTSTART:" + Moment(item.From));
            Line(text, "DTEND:" + Moment(item.Until));
            Line(text, "SUMMARY:" + Escape(item.Summary));
            Line(text, "DESCRIPTION:" + Escape(item.Description));
            Line(text, "TRANSP:TRANSPARENT");
            Line(text, "END:VEVENT");
        }

        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            safe.Append(c switch { '\\' => @"\\", ';' => @"\;", ',' => @"\,", '\n' => @"\n", _ when char.IsControl(c) && c != '\t' => "", _ => c.ToString() });
        }

        return safe.ToString();
    }

    // Folded by octets and never within a character.
    private static void Line(StringBuilder text, string line)
    {
        var used = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (used + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                used = 1;
            }

            text.Append(rune.ToString());
            used += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
