namespace Portal.ApplicationTests.Releases;

public sealed class ProblemEpisodeTests : IDisposable
{
    private readonly LedgerBench _bench = new();
    private readonly SimpleCluster _cluster;

    public ProblemEpisodeTests() => _cluster = new(_bench.Clock);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_problem_lasts_from_its_first_sign_to_its_last_and_keeps_its_worst()
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        Assert.Empty(_bench.Episodes());
        Pass(minutes: 1);
        var began = _bench.Now;
        Crash("orders-1", "orders-2");
        await SeeAsync(_cluster);
        Pass(minutes: 4);
        Crash("orders-1");
        await SeeAsync(_cluster);
        Assert.Null(Assert.Single(_bench.Episodes()).Until);
        Pass(minutes: 4);

        _cluster.Pods.Clear();
        await SeeAsync(_cluster);

        var episode = Assert.Single(_bench.Episodes());
        Assert.Equal(("CrashLoopBackOff", 2, began, (DateTimeOffset?)began.AddMinutes(8), "component:default/orders"), (episode.Code, episode.WorstPods, episode.Since, episode.Until, episode.Service));
        Assert.Contains("in 2 pods", episode.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 1, 1)]
    [InlineData(11, 2, 0)]
    public async Task What_comes_back_within_ten_minutes_is_the_same_episode(int minutesAway, int episodes, int reopened)
    {
        await SeeAsync(_cluster.Roll("1.0.0").Finish());
        Crash("orders-1");
        await SeeAsync(_cluster);
        _cluster.Pods.Clear();
        await SeeAsync(_cluster);
        Pass(minutesAway);

        Crash("orders-1");
        await SeeAsync(_cluster);

        Assert.Equal((episodes, reopened), (_bench.Episodes().Count, _bench.Episodes()[^1].Reopened));
        Assert.Null(_bench.Episodes()[^1].Until);
    }

    [Fact]
    public async Task A_restarted_portal_goes_on_with_the_open_episode_and_ends_what_is_over()
    {
        _cluster.Roll("1.0.0").Finish();
        Crash("orders-1");
        await SeeAsync(_cluster);
        Pass(minutes: 20);
        await _bench.Start().SeeAsync(_cluster);
        Assert.Null(Assert.Single(_bench.Episodes()).Until);

        _cluster.Pods.Clear();
        await _bench.Start().SeeAsync(_cluster);

        Assert.Equal(_bench.Now, Assert.Single(_bench.Episodes()).Until);
    }

    [Fact]
    public async Task A_deleted_workload_has_no_problem_any_more()
    {
        _cluster.Roll("1.0.0").Finish();
        Crash("orders-1");
        await SeeAsync(_cluster);
        _cluster.IsDeleted = true;

        await SeeAsync(_cluster);

        Assert.NotNull(Assert.Single(_bench.Episodes()).Until);
    }

    private void Crash(params string[] pods)
    {
        _cluster.Pods.Clear();
        _cluster.Pods.AddRange(pods.Select(p => _cluster.Crash(p, at: _bench.Now)));
    }

    private Task SeeAsync(SimpleCluster cluster) => _bench.Portal.SeeAsync(cluster);

    private void Pass(int minutes) => _bench.Clock.Advance(TimeSpan.FromMinutes(minutes));
}
