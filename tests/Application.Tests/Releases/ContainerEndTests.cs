using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Logs;
using Portal.Application.Releases;

namespace Portal.ApplicationTests.Releases;

public sealed class ContainerEndTests : IDisposable
{
    private readonly LedgerBench _bench = new();
    private readonly SimpleCluster _cluster;

    public ContainerEndTests() => _cluster = new SimpleCluster(_bench.Clock).Roll("1.0.0").Finish();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_kill_for_memory_is_kept_with_limit_version_owner_and_log()
    {
        _cluster.Pods.Add(_cluster.Crash("orders-1", exitCode: 137, reason: "OOMKilled", restarts: 3));
        await SeeAsync();
        await ReadLogsAsync();
        _cluster.Pods.Clear();
        await SeeAsync();

        var end = Assert.Single(_bench.Ends());
        Assert.Equal(("OOMKilled", 137, "128Mi", "1.0.0", "orders-1", "orders", 3, "node-1"), (end.Reason, end.ExitCode, end.MemoryLimit, end.Version, end.Pod, end.Container, end.RestartCount, end.Node));
        Assert.Equal(("component:default/orders", "group:default/alpha"), (end.Service, end.Owner));
        Assert.Contains("more memory than it may", end.Words, StringComparison.Ordinal);
        Assert.Equal((CrashLogState.Kept, "starting\nout of heap"), (end.LogState, end.Log));
        Assert.Equal([(new ContainerAddress("prod-eu", "shop", "orders-1", "orders"), true)], _bench.Logs.Asked);
    }

    [Fact]
    public async Task The_same_end_is_one_row_whoever_tells_it_and_the_next_is_another()
    {
        _cluster.Pods.Add(_cluster.Crash("orders-1"));
        await SeeAsync();
        await SeeAsync();
        await _bench.Start().SeeAsync(_cluster);
        Assert.Single(_bench.Ends());

        _bench.Clock.Advance(TimeSpan.FromSeconds(30));
        _cluster.Pods[0] = _cluster.Crash("orders-1", restarts: 2);
        await SeeAsync();

        Assert.Equal(2, _bench.Ends().Count);
    }

    [Theory]
    [InlineData(0, "Completed", false, 0)]
    [InlineData(143, "Error", true, 0)]
    [InlineData(137, "Error", true, 0)]
    [InlineData(143, "Error", false, 1)]
    [InlineData(1, "Error", true, 1)]
    [InlineData(137, "OOMKilled", true, 1)]
    public async Task An_end_that_was_asked_for_is_no_crash(int exitCode, string reason, bool deleting, int rows)
    {
        _cluster.Pods.Add(_cluster.Crash("orders-1", exitCode, reason, deleting: deleting));

        await SeeAsync();

        Assert.Equal(rows, _bench.Ends().Count);
    }

    [Fact]
    public async Task A_container_that_has_not_started_again_is_asked_for_its_present_log()
    {
        _cluster.Pods.Add(_cluster.Crash("orders-1", isPresent: true));

        await SeeAsync();
        await ReadLogsAsync();

        Assert.False(Assert.Single(_bench.Logs.Asked).Previous);
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_leaves_its_reason()
    {
        _bench.Logs.Answer = _ => new Forbidden("clusters.logs_forbidden", "The portal may not read logs in prod-eu.");
        _cluster.Pods.Add(_cluster.Crash("orders-1"));
        await SeeAsync();
        await ReadLogsAsync();
        Assert.Equal((CrashLogState.Missing, "The portal may not read logs in prod-eu.", null), (_bench.Ends()[0].LogState, _bench.Ends()[0].LogNote, _bench.Ends()[0].Log));

        // A second run ends before the log of the first was read: what could be read now is that of the second.
        _cluster.Pods[0] = _cluster.Crash("orders-1", at: _bench.Now.AddSeconds(10), restarts: 2);
        await SeeAsync();
        _cluster.Pods[0] = _cluster.Crash("orders-1", at: _bench.Now.AddSeconds(40), restarts: 3);
        await SeeAsync();
        await ReadLogsAsync();

        Assert.Equal(2, _bench.Logs.Asked.Count);
        Assert.Contains("ended again", _bench.Ends()[1].LogNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_that_reads_no_logs_says_so()
    {
        var portal = _bench.Start(logs: false);
        _cluster.Pods.Add(_cluster.Crash("orders-1"));

        await portal.SeeAsync(_cluster);
        await portal.Ledger.ReadLogsAsync(TestContext.Current.CancellationToken);

        Assert.Contains("reads no logs", Assert.Single(_bench.Ends()).LogNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storm_of_crashes_writes_every_row_and_asks_for_about_sixty_logs_a_minute()
    {
        for (var i = 0; i < 1000; i++)
        {
            _cluster.Pods.Add(_cluster.Crash($"orders-{i}"));
        }

        await SeeAsync();
        for (var second = 0; second < 60; second++)
        {
            await ReadLogsAsync();
            _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1000, _bench.Ends().Count);
        Assert.InRange(_bench.Logs.Asked.Count, 55, 65);
        Assert.Equal(_bench.Logs.Asked.Count, _bench.Ends().Count(e => e.LogState == CrashLogState.Kept));

        _bench.Clock.Advance(TimeSpan.FromMinutes(10));
        await ReadLogsAsync();
        Assert.Equal(0, _bench.Portal.CrashLogs.Waiting);
        Assert.Contains("60 a minute", _bench.Ends()[^1].LogNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_rows_go_and_what_nobody_watched_any_more_is_closed()
    {
        _cluster.Pods.Add(_cluster.Crash("orders-1"));
        await SeeAsync();
        _cluster.Pods.Clear();
        await SeeAsync();
        var other = new SimpleCluster(_bench.Clock, name: "other", uid: "uid-9").Roll("2.0.0");
        other.Pods.Add(other.Crash("other-1"));
        await _bench.Start().SeeAsync(other);
        var care = new LedgerCare(_bench, _bench.Portal.Pictures, _bench.Portal.Ledger, new LedgerOptions(), _bench.Clock);

        _bench.Clock.Advance(TimeSpan.FromDays(89));
        await care.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, 2), (_bench.Ends().Count, _bench.Episodes().Count));
        Assert.All(_bench.Episodes(), e => Assert.NotNull(e.Until)); // the other workload is not in the picture
        Assert.Equal(ReleaseOutcome.Unknown, _bench.Releases().Single(r => r.Workload == "other").Outcome);

        _bench.Clock.Advance(TimeSpan.FromDays(2));
        await care.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), (_bench.Ends().Count, _bench.Episodes().Count));
        Assert.Equal(2, _bench.Releases().Count);
    }

    [Theory]
    [InlineData("Authorization: Bearer abcdef123456", "Authorization: Bearer ***")]
    [InlineData("user=ada password=hunter2 host=db", "user=ada password=*** host=db")]
    [InlineData("""{"apiKey": "k-123", "level": "info"}""", """{"apiKey": ***, "level": "info"}""")]
    [InlineData("connecting to postgres://app:s3cret@db:5432/orders", "connecting to postgres://app:***@db:5432/orders")]
    [InlineData("using ghp_0123456789abcdefghijABCDEFGHIJ0123 now", "using *** now")]
    [InlineData("processed 12 tokens in 3 ms", "processed 12 tokens in 3 ms")]
    public void Obvious_secrets_are_masked(string line, string kept) => Assert.Equal(kept, LogMask.Mask(line));

    [Fact]
    public void A_private_key_is_masked_over_its_lines_and_a_log_is_cut_at_its_beginning()
    {
        Assert.Equal("a\n-----BEGIN PRIVATE KEY----- ***\n***\n***\nb", LogTail.Of(["a", "-----BEGIN RSA PRIVATE KEY-----", "MIIEowIBAAKCAQEA", "-----END RSA PRIVATE KEY-----", "b"]));
        Assert.Equal(200, LogTail.Of([.. Enumerable.Range(1, 300).Select(i => $"line {i}")]).Split('\n').Length);
        var long300 = LogTail.Of([.. Enumerable.Range(1, 200).Select(i => $"{i} {new string('x', 300)}")]);
        Assert.InRange(long300.Length, 15_000, ContainerEnd.LogMaxBytes);
        Assert.StartsWith("200 ", long300.Split('\n')[^1], StringComparison.Ordinal);
    }

    private Task SeeAsync() => _bench.Portal.SeeAsync(_cluster);

    private Task<int> ReadLogsAsync() => _bench.Portal.Ledger.ReadLogsAsync(TestContext.Current.CancellationToken);
}
