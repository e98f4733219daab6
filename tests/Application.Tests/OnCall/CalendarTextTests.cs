using System.Text;
using Portal.Application.OnCall;

namespace Portal.ApplicationTests.OnCall;

public sealed class CalendarTextTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 12, 3, 7, 0, TimeSpan.FromHours(1));

    [Fact]
    public void Every_line_ends_with_CRLF_and_has_at_most_75_octets_and_unfolds_to_what_was_meant()
    {
        var long1 = string.Concat(Enumerable.Repeat("Ærlig talt, på vakt 🚚 ", 12));

        var text = CalendarText.Write("x", [new("u1", At, At.AddHours(1), long1, "d")], At);

        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.Contains("SUMMARY:" + long1.Replace(",", "\\,", StringComparison.Ordinal), text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Moments_are_UTC_and_text_is_escaped()
    {
        var text = CalendarText.Write("a;b", [new("u,1", At, At.AddHours(1), "back\\slash; semi, comma", "two\r\nlines")], At);

        Assert.Contains("DTSTART:20261112T020700Z\r\nDTEND:20261112T030700Z\r\n", text, StringComparison.Ordinal);
        Assert.Contains("DTSTAMP:20261112T020700Z\r\n", text, StringComparison.Ordinal);
        Assert.Contains(@"SUMMARY:back\\slash\; semi\, comma", text, StringComparison.Ordinal);
        Assert.Contains(@"DESCRIPTION:two\nlines", text, StringComparison.Ordinal);
        Assert.Contains(@"X-WR-CALNAME:a\;b", text, StringComparison.Ordinal);
        Assert.StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", text, StringComparison.Ordinal);
        Assert.EndsWith("END:VEVENT\r\nEND:VCALENDAR\r\n", text, StringComparison.Ordinal);
    }
}
