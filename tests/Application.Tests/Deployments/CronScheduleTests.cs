using System.Globalization;
using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("*/15 * * * *", null, "2026-11-12T03:07:00Z", "2026-11-12T03:15:00Z")]
    [InlineData("0 3 * * *", null, "2026-11-12T03:00:00Z", "2026-11-13T03:00:00Z")]
    [InlineData("30 9-17/4 * * mon-fri", null, "2026-11-13T17:31:00Z", "2026-11-16T09:30:00Z")]
    [InlineData("0 0 29 2 *", null, "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 13 * 5", null, "2026-11-12T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0 1 * 1", null, "2026-11-12T00:00:00Z", "2026-11-16T00:00:00Z")]
    [InlineData("0 12 * JAN,jul *", null, "2026-11-12T00:00:00Z", "2027-01-01T12:00:00Z")]
    [InlineData("5/20 * * * *", null, "2026-11-12T03:26:00Z", "2026-11-12T03:45:00Z")]
    [InlineData("@weekly", null, "2026-11-12T00:00:00Z", "2026-11-15T00:00:00Z")]
    [InlineData("@every 1h30m", null, "2026-11-12T00:00:00Z", "2026-11-12T01:30:00Z")]
    [InlineData("0 9 * * *", "Europe/Prague", "2026-07-01T00:00:00Z", "2026-07-01T07:00:00Z")]
    [InlineData("CRON_TZ=America/New_York 0 9 * * *", null, "2026-01-05T00:00:00Z", "2026-01-05T14:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Prague", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z")] // 02:30 does not happen on the 29th
    [InlineData("30 2 * * *", "Europe/Prague", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")] // 02:30 happens twice: the first counts
    [InlineData("30 2 * * *", "Europe/Prague", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    public void The_next_run(string text, string? zone, string after, string next)
    {
        Assert.True(CronSchedule.TryParse(text, zone, out var schedule, out var error), error);
        Assert.Equal(At(next), schedule.Next(At(after)));
    }

    [Theory]
    [InlineData("", null, "0 fields")]
    [InlineData("* * * *", null, "4 fields")]
    [InlineData("60 * * * *", null, "'60' does not fit")]
    [InlineData("* 24 * * *", null, "'24' does not fit")]
    [InlineData("* * 0 * *", null, "1 to 31")]
    [InlineData("* * * foo *", null, "jan to dec")]
    [InlineData("* * * * 7", null, "0 to 6")]
    [InlineData("5-1 * * * *", null, "'5-1' does not fit")]
    [InlineData("*/0 * * * *", null, "'*/0' does not fit")]
    [InlineData("1-2-3 * * * *", null, "'1-2-3' does not fit")]
    [InlineData("@every soon", null, "no span")]
    [InlineData("@every 0s", null, "no span")]
    [InlineData("* * * * *", "Mars/Olympus", "no time zone")]
    public void What_is_no_schedule_is_refused_with_a_reason(string text, string? zone, string words)
    {
        Assert.False(CronSchedule.TryParse(text, zone, out _, out var error));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_that_never_comes_ends_the_search()
    {
        Assert.True(CronSchedule.TryParse("0 0 31 2 *", null, out var schedule, out _));
        Assert.Null(schedule.Next(Observed.Now));
    }

    [Fact]
    public void Random_text_is_refused_or_parsed_but_never_breaks()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 5).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => "0123459*/-,?a@"[random.Next(14)]))));
            if (CronSchedule.TryParse(text, null, out var schedule, out _))
            {
                Assert.True(schedule.Next(Observed.Now) is null || schedule.Next(Observed.Now) > Observed.Now, text);
            }
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
