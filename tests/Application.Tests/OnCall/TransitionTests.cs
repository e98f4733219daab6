using Portal.Application.OnCall;

namespace Portal.ApplicationTests.OnCall;

/// <summary>What must hold around every change of clocks of every time zone of this system, from 2000 to 2035.</summary>
public sealed class TransitionTests
{
    private static readonly DateTime First = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Last = new(2035, 12, 31, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] People = ["user:default/a", "user:default/b", "user:default/c"];
    private static readonly Lazy<IReadOnlyList<(TimeZoneInfo Zone, DateTime At)>> Known = new(Find);

    [Fact]
    public void There_are_transitions_to_look_at()
    {
        Assert.True(Known.Value.Count > 5_000, $"{Known.Value.Count} transitions: the system has no time zone data, so these tests would prove nothing.");
        Assert.Contains(Known.Value, t => t.Zone.Id == "Europe/Oslo" && t.At == new DateTime(2035, 10, 28, 1, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public void A_wall_time_becomes_the_first_instant_that_shows_it_or_the_moment_clocks_skip_it()
    {
        foreach (var (zone, at) in Known.Value)
        {
            var (before, after) = (zone.GetUtcOffset(at.AddSeconds(-1)), zone.GetUtcOffset(at));
            var transition = new DateTimeOffset(at);
            var (closes, opens) = (at + before, at + after); // wall clock: the last moment before, the first moment after
            foreach (var minutes in new[] { -90, -30, 0, 30, 90 })
            {
                var local = DateTime.SpecifyKind(closes.AddMinutes(minutes), DateTimeKind.Unspecified);
                var instant = ZoneTime.Instant(zone, local);

                var shownBefore = local < closes;
                var skipped = local >= closes && local < opens;
                var expected = shownBefore ? new DateTimeOffset(local - before, TimeSpan.Zero) : skipped ? transition : new(local - after, TimeSpan.Zero);
                Assert.True(instant == expected, $"{zone.Id} {local:O}: {instant:O}, not {expected:O}");
            }
        }
    }

    [Theory]
    [InlineData("daily", -30)]
    [InlineData("daily", 0)]
    [InlineData("daily", 30)]
    [InlineData("weekly", 15)]
    [InlineData("hourly", 0)]
    [InlineData("12h", 30)]
    [InlineData("3d", -1)]
    public void Around_every_transition_exactly_one_person_is_on_call_in_turn_and_handovers_are_at_the_stated_wall_time(string turn, int minutesFromTransition)
    {
        var length = RotaText.Turn(turn)!.Value;
        foreach (var (zone, at) in Known.Value)
        {
            // Handovers fall right where the clocks change: in the hour that is skipped or shown twice.
            var wall = at + zone.GetUtcOffset(at.AddSeconds(-1)) + TimeSpan.FromMinutes(minutesFromTransition);
            var layer = new RotaLayer("all", People, length, TimeOnly.FromDateTime(wall), null, DateOnly.FromDateTime(wall.AddDays(-21)), null, []);
            var (from, until) = (new DateTimeOffset(at).AddHours(-30), new DateTimeOffset(at).AddHours(30));

            var turns = LayerTurns.Between(layer, zone, from, until).ToList();

            var where = $"{zone.Id} {at:O} {turn}";
            Assert.True(turns[0].From == from && turns[^1].Until == until, where);
            for (var i = 0; i < turns.Count; i++)
            {
                Assert.True(turns[i].From < turns[i].Until && turns[i].Person == People[turns[i].Number % 3], where);
                if (i > 0)
                {
                    Assert.True(turns[i].From == turns[i - 1].Until && turns[i].Number > turns[i - 1].Number, where);
                    AssertHandover(zone, turns[i].From, layer.Anchor + (turns[i].Number * length.OnTheWall), where);
                }
            }

            foreach (var seconds in new[] { -3600, -1, 0, 1, 1800, 3600, 5400 })
            {
                var moment = new DateTimeOffset(at).AddSeconds(seconds);
                Assert.True(turns.Count(t => t.From <= moment && moment < t.Until) == 1, where);
            }
        }
    }

    [Fact]
    public void Around_every_transition_windows_open_and_close_at_the_stated_wall_time_and_a_lower_layer_fills_the_rest()
    {
        foreach (var (zone, at) in Known.Value)
        {
            var (from, until) = (new DateTimeOffset(at).AddHours(-30), new DateTimeOffset(at).AddHours(30));
            var start = DateOnly.FromDateTime(at.AddDays(-21));
            var rota = new RotaDefinition("r", "r", "group:default/g", zone,
            [
                new("always", ["user:default/low"], new(TurnUnit.Weeks, 1), new(9, 0), DayOfWeek.Monday, start, null, []),
                new("nights", ["user:default/high"], new(TurnUnit.Days, 1), new(9, 0), null, start, null, RotaText.Windows("daily 22:30-06:30")!),
            ], []);

            var slices = RotaSchedule.Slices(rota, [], [], from, until);

            Assert.True(slices[0].From == from && slices[^1].Until == until && slices.All(s => s.Person is not null), zone.Id);
            for (var i = 1; i < slices.Count; i++)
            {
                Assert.True(slices[i].From == slices[i - 1].Until && slices[i].Person != slices[i - 1].Person, zone.Id);
                var wall = ZoneTime.Local(zone, slices[i].From);
                var stated = slices[i].Person == "user:default/high" ? new TimeOnly(22, 30) : new TimeOnly(6, 30);
                Assert.True(TimeOnly.FromDateTime(wall) == stated || slices[i].From == new DateTimeOffset(at), $"{zone.Id} {at:O}: {wall:O}");
            }
        }
    }

    /// <summary>It shows the stated time for the first time, or it is the moment at which clocks jump over the stated time.</summary>
    private static void AssertHandover(TimeZoneInfo zone, DateTimeOffset at, DateTime stated, string where)
    {
        var shown = ZoneTime.Local(zone, at);
        var justBefore = ZoneTime.Local(zone, at.AddSeconds(-1));
        Assert.True(shown == stated || (shown > stated && justBefore < stated), $"{where}: the handover of {stated:O} is at {shown:O}");
        Assert.True(justBefore < stated, $"{where}: the wall clock had shown {stated:O} before");
    }

    private static List<(TimeZoneInfo Zone, DateTime At)> Find()
    {
        List<(TimeZoneInfo, DateTime)> found = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            List<DateTime> transitions = [];
            var before = zone.GetUtcOffset(First);
            for (var day = First.AddDays(1); day < Last; day = day.AddDays(1))
            {
                var offset = zone.GetUtcOffset(day);
                if (offset != before)
                {
                    transitions.Add(Exactly(zone, day.AddDays(-1), day));
                    before = offset;
                }
            }

            // Links to the same rules need not be looked at twice.
            if (transitions.Count > 0 && seen.Add(string.Join(',', transitions.Select(t => $"{t.Ticks}{zone.GetUtcOffset(t).Ticks}"))) || zone.Id == "Europe/Oslo")
            {
                found.AddRange(transitions.Select(t => (zone, t)));
            }
        }

        return found;
    }

    private static DateTime Exactly(TimeZoneInfo zone, DateTime low, DateTime high)
    {
        var before = zone.GetUtcOffset(low);
        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = new DateTime(low.Ticks + ((high - low).Ticks / 2 / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond), DateTimeKind.Utc);
            (low, high) = zone.GetUtcOffset(middle) == before ? (middle, high) : (low, middle);
        }

        return high;
    }
}
