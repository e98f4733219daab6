using Portal.Application.OnCall;

namespace Portal.ApplicationTests.OnCall;

public sealed class RotaScheduleTests
{
    private static readonly RotaInput Weekly = new("pay", null, "Europe/Oslo", [new("Week", ["ines", "tomas", "mei"], "weekly", "09:00", "monday", "2026-11-02", null, null)], [new(10, "lead"), new(0, "rota:backup"), new(30, "parent")]);

    [Fact]
    public void Turns_follow_each_other_at_the_handover_and_a_gap_before_the_start_is_said()
    {
        var slices = Slices(Weekly, "2026-10-30T00:00Z", "2026-11-17T00:00Z");

        Assert.Equal(
            [(null, At("2026-11-02T08:00Z")), ("user:default/ines", At("2026-11-09T08:00Z")), ("user:default/tomas", At("2026-11-16T08:00Z")), ("user:default/mei", At("2026-11-17T00:00Z"))],
            slices.Select(s => (s.Person, s.Until)));
        Assert.Equal(SliceCause.Gap, slices[0].Cause);
    }

    [Fact]
    public void A_later_layer_wins_in_its_windows_and_the_lower_one_fills()
    {
        var rota = Weekly with { Layers = [.. Weekly.Layers!, new("Nights", ["rafael"], "daily", "09:00", null, "2026-11-02", null, ["mon-fri 22:00-06:00"])] };

        var slices = Slices(rota, "2026-11-03T12:00Z", "2026-11-04T12:00Z");

        Assert.Equal([("user:default/ines", "Week"), ("user:default/rafael", "Nights"), ("user:default/ines", "Week")], slices.Select(s => (s.Person!, s.Layer!)));
        Assert.Equal((At("2026-11-03T21:00Z"), At("2026-11-04T05:00Z")), (slices[1].From, slices[1].Until));
    }

    [Fact]
    public void Working_hours_alone_leave_gaps_at_night_and_over_the_weekend()
    {
        var rota = Weekly with { Layers = [Weekly.Layers![0] with { Windows = ["mon-fri 09:00-17:00"] }] };

        var gaps = Slices(rota, "2026-11-06T12:00Z", "2026-11-09T12:00Z").Where(s => s.Cause == SliceCause.Gap).ToList();

        var gap = Assert.Single(gaps);
        Assert.Equal((At("2026-11-06T16:00Z"), At("2026-11-09T08:00Z")), (gap.From, gap.Until));
    }

    [Fact]
    public void An_override_wins_over_everything_and_the_later_one_over_the_earlier()
    {
        RotaOverride Stand(string person, string from, string until, int hour) => new(Guid.NewGuid(), "pay", person, At(from), At(until), "doctor", "user:default/x", At($"2026-11-01T0{hour}:00Z"));

        var slices = Slices(Weekly, "2026-11-03T00:00Z", "2026-11-04T00:00Z", [Stand("user:default/b", "2026-11-03T06:00Z", "2026-11-03T12:00Z", 2), Stand("user:default/a", "2026-11-02T00:00Z", "2026-11-03T08:00Z", 1)]);

        Assert.Equal(["user:default/a", "user:default/b", "user:default/ines"], slices.Select(s => s.Person));
        Assert.Equal([At("2026-11-03T06:00Z"), At("2026-11-03T12:00Z"), At("2026-11-04T00:00Z")], slices.Select(s => s.Until));
        Assert.Equal("doctor", slices[0].Note);
    }

    [Fact]
    public void A_swap_takes_only_the_turns_of_the_one_who_gives_and_only_once_it_is_accepted()
    {
        var swap = new RotaSwap(Guid.NewGuid(), "pay", "user:default/tomas", "user:default/ines", At("2026-11-01T00:00Z"), At("2026-12-01T00:00Z"), null, "user:default/tomas", At("2026-11-01T00:00Z"), SwapState.Proposed, null);

        var before = Slices(Weekly, "2026-11-03T00:00Z", "2026-11-24T12:00Z", swaps: [swap]);
        var after = Slices(Weekly, "2026-11-03T00:00Z", "2026-11-24T12:00Z", swaps: [swap with { State = SwapState.Accepted, DecidedAt = At("2026-11-02T00:00Z") }]);

        Assert.Equal(["user:default/ines", "user:default/tomas", "user:default/mei", "user:default/ines"], before.Select(s => s.Person));
        Assert.Equal(["user:default/ines", "user:default/ines", "user:default/mei", "user:default/ines"], after.Select(s => s.Person));
        Assert.Equal((SliceCause.Swap, "user:default/tomas"), (after[1].Cause, after[1].Note));
        Assert.Equal("user:default/ines", swap.Decider);
    }

    [Fact]
    public void A_layer_ends_on_its_last_day_and_a_start_off_the_weekday_makes_the_first_turn_short()
    {
        var rota = Weekly with { Layers = [Weekly.Layers![0] with { Start = "2026-11-04", End = "2026-11-12" }] };

        var slices = Slices(rota, "2026-11-01T00:00Z", "2026-11-20T00:00Z");

        Assert.Equal([null, "user:default/ines", "user:default/tomas", null], slices.Select(s => s.Person));
        Assert.Equal([At("2026-11-04T08:00Z"), At("2026-11-09T08:00Z"), At("2026-11-12T08:00Z")], slices.Take(3).Select(s => s.Until));
    }

    [Theory]
    [InlineData("mon-fri 09:00-17:00", 5, 8)]
    [InlineData("daily 22:00-06:00", 7, 8)]
    [InlineData("sat, sun 00:00-24:00", 2, 24)]
    [InlineData("fri 17:00-mon 09:00", 1, 64)]
    [InlineData("Saturday 09:00 - 09:00", 1, 24)]
    [InlineData("fri-mon 8:30-9:00", 4, 0.5)]
    public void Windows_are_read(string text, int days, double hours)
    {
        var windows = RotaText.Windows(text)!;

        Assert.Equal(days, windows.Count);
        Assert.All(windows, w => Assert.Equal(TimeSpan.FromHours(hours), w.Length));
    }

    [Theory]
    [InlineData("mon-fri")]
    [InlineData("someday 09:00-17:00")]
    [InlineData("mon 25:00-26:00")]
    [InlineData("09:00-17:00")]
    [InlineData("")]
    public void What_is_no_window_is_refused(string text) => Assert.Null(RotaText.Windows(text));

    [Theory]
    [InlineData("daily", 24)]
    [InlineData("12h", 12)]
    [InlineData("2w", 336)]
    public void Lengths_of_turns_are_read_and_written_alike(string text, int hours)
    {
        var turn = RotaText.Turn(text)!.Value;

        Assert.Equal(TimeSpan.FromHours(hours), turn.OnTheWall);
        Assert.Equal(text, turn.ToString());
    }

    [Fact]
    public void Every_fault_says_where_it_is_and_how_to_fix_it()
    {
        var (rota, faults) = RotaReader.Read(new("No Name!", null, "Mars/Base", [new(null, [], "sometimes", "25:00", "monday", "tomorrow", null, ["never"])], [new(-1, "somebody")]), "group:default/g");

        Assert.Null(rota);
        Assert.Equal(
            ["name", "timeZone", "layers[0].people", "layers[0].turn", "layers[0].handoverAt", "layers[0].start", "layers[0].windows[0]", "escalation[0].afterMinutes", "escalation[0].target"],
            faults.Select(f => f.Field));
        Assert.All(faults, f => Assert.Matches("Write|Use|has 1 to", f.Message));
    }

    [Fact]
    public void Steps_of_the_escalation_are_in_the_order_of_time()
        => Assert.Equal(["rota:backup", "lead", "parent"], RotaReader.Read(Weekly, "group:default/g").Rota!.Escalation.Select(RotaText.Of));

    private static IReadOnlyList<RotaSlice> Slices(RotaInput input, string from, string until, IEnumerable<RotaOverride>? overrides = null, IEnumerable<RotaSwap>? swaps = null)
    {
        var (rota, faults) = RotaReader.Read(input, "group:default/pay");
        Assert.Empty(faults);
        return RotaSchedule.Slices(rota!, overrides ?? [], swaps ?? [], At(from), At(until));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
