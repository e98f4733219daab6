using Portal.Application.OnCall;

namespace Portal.Tests.OnCall;

public sealed class NightTests
{
    [Theory]
    [InlineData("2026-11-12T01:59Z", "2026-11-11T02:00Z")]
    [InlineData("2026-11-12T02:00Z", "2026-11-12T02:00Z")]
    [InlineData("2026-11-12T23:00Z", "2026-11-12T02:00Z")]
    public void A_check_is_due_from_its_hour_on_until_it_was_made(string now, string due)
        => Assert.Equal(At(due), NightlyCheck.LastDue(At(now), 2));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
