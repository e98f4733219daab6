using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.ApplicationTests.Releases;

namespace Portal.ApplicationTests.Deployments;

/// <summary>Pods that went, across restarts, replicas and hours without a database.</summary>
public sealed class GonePodStoreTests : IDisposable, IPortalDbFactory
{
    private readonly LedgerBench _bench = new();
    private int _opened;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_restart_a_pod_is_found_by_its_name_and_by_its_former_address()
    {
        GonePods before = new(_bench.Clock);
        Go(before, Pod("orders-1", "10.0.0.7"));
        await Store(before).WriteAsync(Ct);
        var lastSeen = _bench.Now;
        _bench.Clock.Advance(TimeSpan.FromDays(2));

        GonePods after = new(_bench.Clock);
        await Store(after).LoadAsync(Ct);

        var found = Assert.Single(after.Named("orders-1"));
        Assert.Equal(before.Named("orders-1")[0], found);
        Assert.Equal((lastSeen, "10.0.0.7", "component:default/orders"), (found.LastSeen, found.Address, found.Service));
        Assert.Same(found, Assert.Single(after.At("10.0.0.7")));
        Assert.Same(found, after.Find("PROD-EU", "shop", "orders-1"));
        Assert.Empty(after.Unsaved(10)); // what was read is not written again
    }

    [Fact]
    public async Task Five_hundred_pods_of_a_rollout_are_one_piece_of_work()
    {
        GonePods memory = new(_bench.Clock);
        Go(memory, [.. Enumerable.Range(0, 500).Select(i => Pod($"orders-{i}", $"10.0.{i / 250}.{i % 250}"))]);
        var store = Store(memory);
        _opened = 0;

        Assert.Equal(500, await store.WriteAsync(Ct));
        Assert.Equal(1, _opened);
        Assert.Equal(0, await store.WriteAsync(Ct));
        Assert.Equal(1, _opened); // nothing waits, nothing is asked
        Assert.Equal(500, Rows().Count);
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_forgotten_and_writing_goes_on_later()
    {
        GonePods memory = new(_bench.Clock);
        var store = Store(memory);
        _bench.IsAway = true;
        Go(memory, Pod("orders-1", "10.0.0.7"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync(Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.LoadAsync(Ct));
        Assert.Single(memory.Named("orders-1"));
        Go(memory, Pod("orders-2", null));
        _bench.IsAway = false;

        Assert.Equal(2, await store.WriteAsync(Ct));
        Assert.Equal(["orders-1", "orders-2"], Rows().Select(r => r.Name));
    }

    [Fact]
    public async Task Two_replicas_keep_one_row_and_a_name_that_goes_again_keeps_its_newest_end()
    {
        GonePods one = new(_bench.Clock);
        GonePods other = new(_bench.Clock);
        Go(one, Pod("ledger-0", "10.0.0.1"));
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        Go(other, Pod("ledger-0", "10.0.0.1"));
        await Store(one).WriteAsync(Ct);
        await Store(other).WriteAsync(Ct);
        Assert.Single(Rows());

        _bench.Clock.Advance(TimeSpan.FromHours(1));
        Go(one, Pod("ledger-0", "10.0.0.2"));
        await Store(one).WriteAsync(Ct);

        var row = Assert.Single(Rows());
        Assert.Equal((_bench.Now, "10.0.0.2"), (row.LastSeen, row.Address));
        Assert.Empty(one.At("10.0.0.1"));
    }

    [Fact]
    public async Task A_pod_that_goes_again_while_it_is_written_is_written_again()
    {
        GonePods memory = new(_bench.Clock);
        Go(memory, Pod("ledger-0", "10.0.0.1"));
        var taken = memory.Unsaved(10);
        _bench.Clock.Advance(TimeSpan.FromHours(1));
        Go(memory, Pod("ledger-0", "10.0.0.2"));

        memory.Saved(taken);

        Assert.Equal("10.0.0.2", Assert.Single(memory.Unsaved(10)).Address);
        Assert.Equal(1, await Store(memory).WriteAsync(Ct));
    }

    [Fact]
    public async Task Old_pods_are_deleted_and_of_too_many_the_newest_stay()
    {
        GonePods memory = new(_bench.Clock);
        Go(memory, Pod("old-1", "10.0.0.1"));
        await Store(memory).WriteAsync(Ct);
        _bench.Clock.Advance(GonePods.Remembered + TimeSpan.FromMinutes(1));
        Go(memory, Pod("young-0", null));
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Go(memory, [.. Enumerable.Range(1, GonePods.MostKept).Select(i => Pod($"young-{i}", null))]);

        // Written by a process that had less in its memory.
        await using (var db = _bench.Create())
        {
            db.Set<GonePodRecord>().Add(new() { Cluster = "prod-eu", Namespace = "shop", Name = "young-0", WorkloadKind = "Deployment", Workload = "orders", Phase = "Running", LastSeen = _bench.Now.AddMinutes(-1) });
            await db.SaveAsync(Ct);
        }

        await Store(memory).WriteAsync(Ct);
        Assert.Empty(memory.Named("old-1"));
        Assert.Empty(memory.Named("young-0"));
        Assert.Equal(2, await Store(memory).PruneAsync(Ct));
        Assert.Equal(GonePods.MostKept, Rows().Count);
        Assert.DoesNotContain(Rows(), r => r.Name is "old-1" or "young-0");

        GonePods after = new(_bench.Clock);
        await Store(after).LoadAsync(Ct);
        Assert.Single(after.Named("young-20000"));
    }

    public IPortalDb Create()
    {
        _opened++;
        return _bench.Create();
    }

    public void Dispose() => _bench.Dispose();

    private GonePodStore Store(GonePods memory) => new(memory, this, _bench.Clock);

    private List<GonePodRecord> Rows()
    {
        using var db = _bench.Create();
        return [.. db.Set<GonePodRecord>().AsNoTracking().OrderBy(r => r.Name)];
    }

    private static PodSummary Pod(string name, string? address) => new("prod-eu", "shop", name, "Deployment", "orders", null, address, "node-1", "registry.test/orders:1.0", "Running", true, 0, null);

    /// <summary>The cluster tells that the pods are no longer there.</summary>
    private void Go(GonePods memory, params PodSummary[] pods)
    {
        _bench.Portal.Hear(new SimpleCluster(_bench.Clock).Roll("1.0").Finish());
        var entry = _bench.Portal.Pictures.WorkloadsOf("prod-eu").Single();
        memory.Changed(_bench.Portal.Pictures.Clusters[0], [new(entry with { Pods = pods }, entry with { Pods = [] })]);
    }
}
