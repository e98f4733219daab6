using Portal.Testing.Culprit;

namespace Portal.ApplicationTests.Incidents;

/// <summary>The ranking finds the cause among innocent changes. The whole bench is a command; here each kind is tried twice, on a seed that nothing was set by.</summary>
public sealed class CulpritTests
{
    private const int HeldOut = 7;

    [Fact]
    public void The_true_cause_is_among_the_first_three_in_nine_of_ten()
    {
        var results = CulpritBench.Run(HeldOut, times: 2);

        var missed = results.Where(r => r.Rank is 0 or > 3).Select(r => $"{r.Kind}: place {r.Rank} of {r.Of}. {r.Words}").ToList();
        Assert.True(missed.Count <= results.Count / 10, string.Join('\n', missed));
        Assert.All(results, r => Assert.True(r.Of > 5, $"{r.Kind}: only {r.Of} changes were ranked, so nothing was to be chosen from"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var first = CulpritBench.RunOne("dependency down", 3);

        Assert.Equal(first, CulpritBench.RunOne("dependency down", 3));
    }
}
