using Portal.Application.Releases;

namespace Portal.ApplicationTests.Releases;

/// <summary>Every release is written once: over restarts, replicas, failures of the database and a full queue.</summary>
public sealed class LedgerOnceTests : IDisposable
{
    private readonly LedgerBench _bench = new();
    private readonly SimpleCluster _cluster;

    public LedgerOnceTests() => _cluster = new(_bench.Clock);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_was_there_before_is_reconstructed_from_ReplicaSets_and_marked()
    {
        _cluster.Roll("1.0.0");
        Pass(minutes: 60);
        _cluster.Roll("1.1.0");
        Pass(minutes: 60);
        var lastBegan = _bench.Now;
        _cluster.Roll("1.2.0").Finish();
        Pass(minutes: 600);

        await _bench.Portal.SeeAsync(_cluster);

        Assert.Equal("1 1.0.0 Rollout Unknown | 2 1.1.0 Rollout Unknown | 3 1.2.0 Rollout Succeeded", _bench.Ledger());
        Assert.All(_bench.Releases(), r => Assert.Equal(ReleaseOrigin.Reconstructed, r.Origin));
        Assert.Equal((lastBegan, null), (_bench.Releases()[2].StartedAt, _bench.Releases()[2].FinishedAt));
    }

    [Fact]
    public async Task A_rollback_in_the_past_is_told_by_the_history_of_its_ReplicaSet()
    {
        var began = _bench.Now;
        _cluster.Roll("1.0.0");
        Pass(minutes: 60);
        _cluster.Roll("1.1.0");
        Pass(minutes: 60);
        _cluster.Roll("1.0.0").Finish();

        await _bench.Portal.SeeAsync(_cluster);

        Assert.Equal("1 1.0.0 Rollout Unknown | 2 1.1.0 Rollout RolledBack | 3 1.0.0 Rollback Succeeded", _bench.Ledger());
        Assert.Equal(began, _bench.Releases()[0].StartedAt);
    }

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task Kinds_that_tell_no_history_are_first_seen_and_no_deployment(string kind)
    {
        var cluster = new SimpleCluster(_bench.Clock, kind);
        cluster.Roll("1.0.0").Finish();
        Pass(minutes: 60);

        await _bench.Portal.SeeAsync(cluster);

        Assert.Equal(ReleaseOrigin.FirstSeen, Assert.Single(_bench.Releases()).Origin);
    }

    [Theory]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task A_restarted_portal_writes_nothing_twice_and_finds_what_it_missed(string kind)
    {
        var cluster = new SimpleCluster(_bench.Clock, kind);
        await _bench.Portal.SeeAsync(cluster.Roll("1.0.0").Finish());
        await _bench.Portal.SeeAsync(cluster.Roll("1.1.0"));
        var before = _bench.Ledger();
        Pass(minutes: 1);

        await _bench.Start().SeeAsync(cluster);
        await _bench.Start().SeeAsync(cluster.Scale(4));
        Assert.Equal(before, _bench.Ledger());

        cluster.Finish().Roll("1.2.0").Finish();
        Pass(minutes: 5);
        await _bench.Start().SeeAsync(cluster);

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Unknown | 3 1.2.0 Rollout Succeeded", _bench.Ledger());
        Assert.Equal(ReleaseOrigin.Reconstructed, _bench.Releases()[2].Origin);
    }

    [Theory]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task Two_replicas_on_one_database_write_once_even_when_one_lags(string kind)
    {
        var (cluster, a, b) = (new SimpleCluster(_bench.Clock, kind), _bench.Portal, _bench.Start());
        a.Hear(cluster.Roll("1.0.0").Finish());
        b.Hear(cluster);
        await BothAsync();
        a.Hear(cluster.Roll("1.1.0"));
        b.Hear(cluster);
        await BothAsync();

        // A is far ahead: B writes what it saw of 1.1.0 and of the way back only afterwards.
        a.Hear(cluster.Finish());
        b.Hear(cluster);
        a.Hear(cluster.Roll("1.0.0"));
        b.Hear(cluster);
        await a.Ledger.WriteAsync(TestContext.Current.CancellationToken);
        a.Hear(cluster.Finish());
        await a.Ledger.WriteAsync(TestContext.Current.CancellationToken);
        await b.Ledger.WriteAsync(TestContext.Current.CancellationToken);
        b.Hear(cluster);
        await b.Ledger.WriteAsync(TestContext.Current.CancellationToken);

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout RolledBack | 3 1.0.0 Rollback Succeeded", _bench.Ledger());

        Task BothAsync() => Task.WhenAll(Task.Run(() => a.Ledger.WriteAsync(TestContext.Current.CancellationToken)), Task.Run(() => b.Ledger.WriteAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_lost_race_is_read_again_and_is_no_error()
    {
        var others = _bench.Start();
        var raced = new Racing(_bench, () => others.SeeAsync(_cluster));
        var store = new LedgerStore(raced);
        _cluster.Roll("1.0.0").Finish();
        _bench.Portal.Hear(_cluster);
        var seen = RolloutReader.Read(_bench.Portal.Pictures.Estate.Workloads[0], null, _bench.Now, _bench.Now, isFirstLook: true)!;

        await store.WriteAsync([seen], [], [], _ => { }, TestContext.Current.CancellationToken);

        Assert.True(raced.Raced);
        Assert.Equal("1 1.0.0 Rollout Succeeded", _bench.Ledger());
    }

    // Seen on a real cluster: the slower replica saved "succeeded" over the other's "rolled back", and nobody looked again.
    [Fact]
    public async Task An_end_that_is_told_late_does_not_overwrite_what_came_after_it()
    {
        var others = _bench.Start();
        await _bench.Portal.SeeAsync(_cluster.Roll("1.0.0").Finish());
        await _bench.Portal.SeeAsync(_cluster.Roll("1.1.0"));
        await others.SeeAsync(_cluster);
        _bench.Portal.Hear(_cluster.Finish());
        var late = RolloutReader.Read(_bench.Portal.Pictures.Estate.Workloads[0], null, _bench.Now, _bench.Now, isFirstLook: false)!;
        var raced = new Racing(_bench, () => others.SeeAsync(_cluster.Roll("1.0.0").Finish()));

        await new LedgerStore(raced).WriteAsync([late], [], [], _ => { }, TestContext.Current.CancellationToken);

        Assert.True(raced.Raced);
        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout RolledBack | 3 1.0.0 Rollback Succeeded", _bench.Ledger());
    }

    [Fact]
    public async Task A_database_that_is_away_makes_notes_wait_and_loses_none()
    {
        await _bench.Portal.SeeAsync(_cluster.Roll("1.0.0").Finish());
        _bench.IsAway = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.Portal.SeeAsync(_cluster.Roll("1.1.0")));
        _cluster.Pods.Add(_cluster.Crash("orders-1"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.Portal.SeeAsync(_cluster));
        _cluster.Pods[0] = _cluster.Crash("orders-1", at: _bench.Now.AddSeconds(20), restarts: 2);
        _bench.Portal.Hear(_cluster);
        Pass(minutes: 3);
        _bench.Portal.Hear(_cluster.Finish());
        var finished = _bench.Now;
        Pass(minutes: 30);

        _bench.IsAway = false;
        await _bench.Portal.Ledger.WriteAsync(TestContext.Current.CancellationToken);

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Succeeded", _bench.Ledger());
        Assert.Equal(finished, _bench.Releases()[1].FinishedAt);
        Assert.Equal(2, _bench.Ends().Count);
    }

    [Fact]
    public async Task A_full_queue_makes_workloads_be_looked_at_again()
    {
        var portal = _bench.Start(capacity: 2);
        portal.Hear(_cluster.Roll("1.0.0").Finish());
        portal.Hear(_cluster.Roll("1.1.0"));
        portal.Hear(_cluster.Finish());
        _cluster.Pods.Add(_cluster.Crash("orders-1"));
        portal.Hear(_cluster);

        await portal.Ledger.WriteAsync(TestContext.Current.CancellationToken);

        Assert.Equal("1 1.0.0 Rollout Succeeded | 2 1.1.0 Rollout Succeeded", _bench.Ledger());
        Assert.Single(_bench.Ends());
    }

    [Fact]
    public async Task A_workload_made_anew_under_its_name_goes_on_where_the_ledger_was()
    {
        await _bench.Portal.SeeAsync(_cluster.Roll("1.0.0").Finish());
        _cluster.IsDeleted = true;
        await _bench.Portal.SeeAsync(_cluster);
        Pass(minutes: 5);
        var again = new SimpleCluster(_bench.Clock, uid: "uid-2");

        await _bench.Portal.SeeAsync(again.Roll("1.1.0").Finish());

        var last = _bench.Releases()[^1];
        Assert.Equal(("uid-2", 1L, "1.0.0", ReleaseOrigin.Observed, ReleaseTrigger.Rollout), (last.WorkloadUid, last.Sequence, last.PreviousVersion, last.Origin, last.Trigger));
    }

    [Fact]
    public async Task The_same_template_in_a_cluster_built_anew_is_no_deployment()
    {
        await _bench.Portal.SeeAsync(_cluster.Roll("1.0.0").Finish());
        Pass(minutes: 5);
        var again = new SimpleCluster(_bench.Clock, uid: "uid-2").Roll("1.0.0").Finish();
        Pass(minutes: 5);

        await _bench.Start().SeeAsync(again);

        Assert.Equal(ReleaseOrigin.FirstSeen, _bench.Releases()[^1].Origin);
    }

    private void Pass(int minutes) => _bench.Clock.Advance(TimeSpan.FromMinutes(minutes));

    /// <summary>Lets somebody else write between the read and the save of the first unit of work.</summary>
    private sealed class Racing(LedgerBench bench, Func<Task> other) : Application.Common.IPortalDbFactory
    {
        public bool Raced { get; private set; }

        public Application.Common.IPortalDb Create()
        {
            var db = bench.Create();
            if (Raced)
            {
                return db;
            }

            Raced = true;
            return new Late(db, other);
        }

        private sealed class Late(Application.Common.IPortalDb db, Func<Task> other) : Application.Common.IPortalDb
        {
            public Microsoft.EntityFrameworkCore.DbSet<T> Set<T>()
                where T : class => db.Set<T>();

            public async Task<Application.Common.SaveOutcome> SaveAsync(CancellationToken ct)
            {
                await other();
                return await db.SaveAsync(ct);
            }

            public Task<Application.Common.SaveOutcome> InTransactionAsync(Func<CancellationToken, Task<Application.Common.SaveOutcome>> work, CancellationToken ct) => db.InTransactionAsync(work, ct);

            public void Forget() => db.Forget();

            public void Dispose() => db.Dispose();

            public ValueTask DisposeAsync() => db.DisposeAsync();
        }
    }
}
