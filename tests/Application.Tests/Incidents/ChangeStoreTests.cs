using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Incidents;
using Portal.ApplicationTests.Releases;

namespace Portal.ApplicationTests.Incidents;

/// <summary>Recent changes across restarts, replicas, stretches in which nobody was watching, and hours without a database.</summary>
public sealed class ChangeStoreTests : IDisposable
{
    private const string Orders = "component:default/orders";

    private readonly LedgerBench _bench = new();
    private readonly SimpleCluster _cluster;

    public ChangeStoreTests()
    {
        _cluster = new(_bench.Clock);
        _bench.Clock.Advance(TimeSpan.FromMinutes(1)); // it was there before any process
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_restart_every_kind_of_change_is_there_once_with_its_own_moment()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(10));
        await first.SeeAsync(_cluster.Scale(5));
        var scaledAt = _bench.Now;
        await first.PassAsync(TimeSpan.FromMinutes(10));
        await first.SeeAsync(_cluster.Roll("1.1").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(10));
        first.Recent.CatalogChanged(_bench.Catalog.Current);
        first.Recent.CatalogChanged(WithOwner("beta"));
        await first.Store.FinishAsync(Ct);
        var before = first.Changes();
        Assert.Equal([ChangeKind.Catalog, ChangeKind.Rollout, ChangeKind.Scaling], before.Select(c => c.Kind));

        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await StartAsync();
        await second.SeeAsync(_cluster);
        await second.PassAsync(TimeSpan.FromMinutes(1));

        var after = second.Changes();
        Assert.Equal(before.Select(c => (c.At, c.Kind, c.Text, c.Service)), after.Select(c => (c.At, c.Kind, c.Text, c.Service)));
        Assert.Equal((scaledAt, 3, 5), (after[2].At, after[2].ReplicasBefore!.Value, after[2].ReplicasAfter!.Value));
        Assert.Equal("owner", Assert.Single(after[0].Differences).Field);
    }

    [Fact]
    public async Task What_changed_while_the_portal_was_off_is_told_with_the_moments_between_which_it_did()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(1));
        await first.Store.FinishAsync(Ct);
        var off = _bench.Now;
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));
        _cluster.Scale(0);
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));

        var second = await StartAsync();
        second.Hear(_cluster);
        await second.PassAsync(TimeSpan.FromMinutes(1)); // what is found is found later, and was so when the cluster was first heard
        await second.PassAsync(TimeSpan.FromMinutes(30));

        var change = Assert.Single(second.Changes());
        Assert.Equal((ChangeKind.Scaling, 3, 0), (change.Kind, change.ReplicasBefore!.Value, change.ReplicasAfter!.Value));
        Assert.Equal((off, second.StartedAt), (change.Earliest, change.At));
        Assert.Equal("scaled from 3 to 0 (between 03:09 and 03:29 UTC, while the portal did not watch)", change.Text);
        var gap = Assert.Single(second.Recent.Coverage.Gaps);
        Assert.Equal((off, second.StartedAt), (gap.From, gap.Until));

        // It may have been at any moment in between: whoever asks about one of them is told of it.
        Assert.Single(second.Recent.Of([Orders], off.AddMinutes(-5), off.AddMinutes(5)));
        Assert.Empty(second.Recent.Of([Orders], off.AddMinutes(-5), off.AddMinutes(-1)));

        // A third process tells it as the second did, and not again.
        await second.Store.FinishAsync(Ct);
        var third = await StartAsync();
        await third.SeeAsync(_cluster);
        await third.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((change.At, change.Text), (Assert.Single(third.Changes()).At, third.Changes()[0].Text));
    }

    [Fact]
    public async Task A_workload_that_went_and_one_that_came_meanwhile_are_told()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(1));
        await first.Store.FinishAsync(Ct);
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));
        var madeAt = _bench.Now;
        SimpleCluster other = new(_bench.Clock, name: "carts", uid: "uid-2");
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));

        var second = await StartAsync();
        await second.SeeAsync(other.Roll("1.0").Finish());
        await second.PassAsync(TimeSpan.FromMinutes(1));

        var changes = second.Changes();
        Assert.StartsWith("deleted (between 03:09 and 03:29 UTC", Assert.Single(changes, c => c.Kind == ChangeKind.Deleted).Text, StringComparison.Ordinal);
        var made = Assert.Single(changes, c => c.Kind == ChangeKind.Created);
        Assert.Equal((madeAt, null), (made.At, made.Earliest)); // the cluster knows the moment
    }

    [Fact]
    public async Task A_workload_that_was_made_anew_meanwhile_is_no_deletion_and_what_differs_about_it_is_told()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(1));
        await first.Store.FinishAsync(Ct);
        SimpleCluster anew = new(_bench.Clock, uid: "uid-2");
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));

        var second = await StartAsync();
        await second.SeeAsync(anew.Roll("1.0").Scale(4).Finish());
        await second.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([ChangeKind.Rollout, ChangeKind.Scaling, ChangeKind.Created], second.Changes().Select(c => c.Kind).Order());
    }

    [Theory]
    [InlineData("1.1", null, "1.0 to 1.1")]
    [InlineData("1.0", "128Mi", "1.0 rolled out with other limits: orders: limits.memory added (128Mi)")]
    [InlineData("1.0", null, null)]
    public async Task Another_template_of_a_CronJob_that_came_while_the_portal_was_off_is_told_with_the_moments_between_which_it_did(string version, string? limit, string? told)
    {
        SimpleCluster nightly = new(_bench.Clock, kind: "CronJob");
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var first = await StartAsync();
        await first.SeeAsync(nightly.Roll("1.0"));
        await first.PassAsync(TimeSpan.FromMinutes(1));
        await first.Store.FinishAsync(Ct);
        var off = _bench.Now;
        _bench.Clock.Advance(TimeSpan.FromMinutes(20));
        nightly.Limit = limit;

        var second = await StartAsync();
        second.Hear(nightly.Roll(version));
        await second.PassAsync(TimeSpan.FromMinutes(1));
        await second.PassAsync(TimeSpan.FromMinutes(30));
        await second.Store.FinishAsync(Ct);
        var third = await StartAsync();
        await third.SeeAsync(nightly);

        if (told is null)
        {
            Assert.Empty(second.Changes());
            return;
        }

        var change = Assert.Single(second.Changes());
        Assert.Equal((ChangeKind.Rollout, "CronJob", "1.0", version), (change.Kind, change.ObjectKind, change.VersionBefore, change.VersionAfter));
        Assert.Equal((off, second.StartedAt), (change.Earliest, change.At));
        Assert.Equal($"{told} (between 03:10 and 03:30 UTC, while the portal did not watch)", change.Text);
        Assert.NotEmpty(change.Differences);
        Assert.Equal((change.At, change.Text), (Assert.Single(third.Changes()).At, third.Changes()[0].Text));
    }

    [Fact]
    public async Task Another_template_of_a_CronJob_that_was_heard_and_written_is_not_found_again()
    {
        SimpleCluster nightly = new(_bench.Clock, kind: "CronJob");
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var first = await StartAsync();
        await first.SeeAsync(nightly.Roll("1.0"));
        await first.PassAsync(TimeSpan.FromMinutes(1));
        _bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await first.SeeAsync(nightly.Roll("1.1")); // written at once; what the cluster looks like is not
        var heard = Assert.Single(first.Changes());

        _bench.Clock.Advance(TimeSpan.FromMinutes(20));
        var second = await StartAsync();
        await second.SeeAsync(nightly);
        await second.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((heard.At, heard.Text), (Assert.Single(second.Changes()).At, second.Changes()[0].Text));
    }

    [Fact]
    public async Task What_was_heard_and_written_before_the_end_is_not_found_again_although_the_cluster_was_not_looked_at_since()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(1));
        _bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await first.SeeAsync(_cluster.Scale(0)); // written at once; what the cluster looks like is written every half minute, and the process ends before that
        var heard = Assert.Single(first.Changes());

        _bench.Clock.Advance(TimeSpan.FromMinutes(20));
        var second = await StartAsync();
        await second.SeeAsync(_cluster);
        await second.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((heard.At, heard.Text), (Assert.Single(second.Changes()).At, second.Changes()[0].Text));
    }

    [Fact]
    public async Task The_first_process_of_all_knows_nothing_from_before_and_says_so()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Empty(first.Changes());
        Assert.Equal(first.StartedAt, first.Recent.Coverage.Since);
        Assert.Empty(first.Recent.Coverage.Gaps);
        Assert.Equal(_bench.Now - RecentChanges.Kept, first.Recent.ReleasesSince);
    }

    [Fact]
    public async Task Two_replicas_write_a_change_once_and_each_knows_what_the_other_heard()
    {
        var one = await StartAsync();
        var other = await StartAsync(hears: false);
        await one.SeeAsync(_cluster.Roll("1.0").Finish());
        await one.PassAsync(TimeSpan.FromMinutes(1));
        await one.SeeAsync(_cluster.Scale(5));
        await one.PassAsync(TimeSpan.Zero);
        await other.PassAsync(TimeSpan.Zero);

        Assert.Equal(one.Changes().Select(c => c.Key), other.Changes().Select(c => c.Key));
        Assert.Empty(other.Recent.Coverage.Gaps);
        await using var db = _bench.Create();
        Assert.Equal(1, await db.Set<ChangeRecord>().CountAsync(Ct));
    }

    [Fact]
    public async Task While_the_database_is_away_changes_wait_and_the_gap_is_not_told_when_they_are_written_after_all()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(1));
        _bench.IsAway = true;
        first.Hear(_cluster.Scale(5));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.Store.RunOnceAsync(Ct));
        Assert.Single(first.Changes());
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));
        _bench.IsAway = false;
        await first.PassAsync(TimeSpan.FromMinutes(1));

        var second = await StartAsync();
        await second.SeeAsync(_cluster);

        Assert.Equal("scaled from 3 to 5", Assert.Single(second.Changes()).Text);
        Assert.All(second.Recent.Coverage.Gaps, g => Assert.True(g.Until - g.From <= TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Descriptors_that_changed_while_nobody_looked_are_told_with_the_moments_between_which_they_did()
    {
        RecentChanges recent = new(_bench.Clock, NullLogger<RecentChanges>.Instance);
        recent.CatalogChanged(_bench.Catalog.Current);

        recent.CatalogChanged(WithOwner("beta"), _bench.Now.AddHours(-1));

        var change = Assert.Single(recent.Of([Orders], _bench.Now.AddDays(-1), _bench.Now));
        Assert.Equal((_bench.Now.AddHours(-1), _bench.Now), (change.Earliest, change.At));
        Assert.Contains("(between 02:08 and 03:08 UTC, while the portal did not watch)", change.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_rows_are_deleted_and_the_last_moment_of_watching_is_kept()
    {
        var first = await StartAsync();
        await first.SeeAsync(_cluster.Roll("1.0").Finish());
        await first.PassAsync(TimeSpan.FromMinutes(1));
        await first.SeeAsync(_cluster.Scale(5));
        await first.Store.FinishAsync(Ct);
        var off = _bench.Now;
        _bench.Clock.Advance(TimeSpan.FromDays(3));

        var second = await StartAsync();
        await second.Store.PruneAsync(Ct);
        await second.Store.FinishAsync(Ct);
        var third = await StartAsync();

        Assert.Equal(off, second.Store.WatchedUntil);
        Assert.Equal(_bench.Now, third.Store.WatchedUntil);
        await using var db = _bench.Create();
        Assert.Equal(0, await db.Set<ChangeRecord>().CountAsync(Ct));
        Assert.Equal(2, await db.Set<WatchSpan>().CountAsync(Ct));
    }

    [Theory]
    [InlineData("10-20", 10, "")]
    [InlineData("10-12 15-20", 10, "12-15")]
    [InlineData("15-20 10-12", 10, "12-15")]
    [InlineData("10-16 12-14 15-20", 10, "")]
    [InlineData("1-3 4-12 15-20", 5, "12-15")]
    [InlineData("1-3 15-20", 15, "")]
    public void Stretches_without_anybody_are_gaps(string spans, int since, string gaps)
    {
        var coverage = WatchCoverage.Of(spans.Split(' ').Select(s => (At(Parse(s.Split('-')[0])), At(Parse(s.Split('-')[1])))), At(5), At(20));

        Assert.Equal(At(since), coverage.Since);
        Assert.Equal(gaps, string.Join(' ', coverage.Gaps.Select(g => $"{g.From.Minute}-{g.Until.Minute}")));

        static int Parse(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => _bench.Dispose();

    private static DateTimeOffset At(int minute) => new(2026, 11, 12, 1, minute, 0, TimeSpan.Zero);

    private CatalogGraph WithOwner(string owner) => CatalogGraph.Build(_bench.Catalog.Current.Entities.Select(e => e.Name == "orders" ? e with { Owner = new("group", "default", owner) } : e), 2, _bench.Now);

    private async Task<Process> StartAsync(bool hears = true)
    {
        Process process = new(_bench, hears);
        await process.Store.LoadAsync(Ct);
        return process;
    }

    /// <summary>One process of the portal over the bench's database.</summary>
    private sealed class Process
    {
        private readonly LedgerBench _bench;
        private readonly LedgerBench.OnePortal _portal;

        public Process(LedgerBench bench, bool hears)
        {
            (_bench, _portal, StartedAt) = (bench, bench.Start(), bench.Now);
            Recent = new(bench.Clock, NullLogger<RecentChanges>.Instance);
            Store = new(Recent, _portal.Pictures, bench, bench.Clock);
            if (hears)
            {
                _portal.Pictures.Listen((IWorkloadListener)Recent);
                _portal.Pictures.Listen((ISurroundingsListener)Recent);
            }
        }

        public DateTimeOffset StartedAt { get; }

        public RecentChanges Recent { get; }

        public ChangeStore Store { get; }

        public void Hear(SimpleCluster cluster) => _portal.Hear(cluster);

        public async Task SeeAsync(SimpleCluster cluster)
        {
            await _portal.SeeAsync(cluster);
            await PassAsync(TimeSpan.Zero);
        }

        /// <summary>Time passes, then comes a round of the background.</summary>
        public async Task PassAsync(TimeSpan time)
        {
            _bench.Clock.Advance(time);
            await using (var db = _bench.Create())
            {
                await Recent.LoadAsync(db, Ct);
            }

            await Store.RunOnceAsync(Ct);
            Store.FindUnwatched();
            await Store.RunOnceAsync(Ct);
        }

        /// <summary>Newest first.</summary>
        public IReadOnlyList<SeenChange> Changes() => Recent.Of([Orders], _bench.Now.AddDays(-1), _bench.Now);
    }
}
