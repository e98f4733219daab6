using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Kubernetes;
using Portal.Testing;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>What goes wrong between a portal and its clusters. After each the picture equals that of a portal which has just begun.</summary>
public sealed class ClusterFaultTests
{
    [Fact]
    public async Task A_burst_of_a_million_changes_ends_in_the_same_picture()
    {
        await using var server = await BurstServer.StartAsync(1_000_000);
        await using var watcher = new FollowedCluster(server.Options, new ClusterWatchOptions());
        await watcher.UntilLiveAsync();

        server.Burst();

        await watcher.UntilAsync(() => watcher.Pictures.PodsNamed("p-0") is [{ Restarts: 1_000_000 }], "the last change is seen", seconds: 300);
        await using var fresh = new FollowedCluster(server.Options);
        await fresh.UntilLiveAsync();
        Assert.Equal(Pods(fresh), Pods(watcher));

        static string Pods(FollowedCluster cluster) => string.Join('\n', cluster.Pictures.PictureOf("burst")!.LoosePods.OrderBy(p => p.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_compaction_while_watches_are_open_changes_nothing_and_one_while_they_are_cut_is_caught_up_with()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();

        tiny.Cluster.Store.Compact();
        tiny.Cluster.Scale("shop", "cart", 4);
        tiny.Live(20);
        await watcher.UntilAsync(() => watcher.Find("cart") is { Ready: 4 }, "cart has four");
        await tiny.Server.StopAsync(CancellationToken.None);
        await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Unreachable, "it is unreachable");
        tiny.Cluster.Scale("shop", "cart", 1);
        tiny.Live(20);
        tiny.Cluster.Store.Compact();
        await tiny.Server.StartAsync(CancellationToken.None);

        await watcher.UntilAsync(() => watcher.Find("cart") is { Desired: 1, Ready: 1 } && watcher.Status.State == ClusterState.Live, "it is caught up with");
        await SameAsFreshAsync(tiny, watcher);
    }

    [Fact]
    public async Task A_cut_connection_is_taken_up_where_it_ended_without_listing_again()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();
        var listed = Lists(tiny);

        await tiny.Server.StopAsync(CancellationToken.None);
        await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Unreachable, "it is unreachable");
        tiny.Cluster.Scale("shop", "orders", 5);
        tiny.Live(20);
        await tiny.Server.StartAsync(CancellationToken.None);

        await watcher.UntilAsync(() => watcher.Find("orders") is { Desired: 5, Ready: 5 } && watcher.Status.State == ClusterState.Live, "it is caught up with");
        Assert.Equal(listed, Lists(tiny));
        await SameAsFreshAsync(tiny, watcher);
    }

    [Fact]
    public async Task A_namespace_that_is_deleted_takes_everything_in_it_along()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();

        foreach (var resource in ApiResource.All.Where(r => r.Namespaced))
        {
            foreach (var item in tiny.Cluster.Store.List(resource, "shop").Items)
            {
                tiny.Cluster.Store.Delete(resource, "shop", item.Name);
            }
        }

        tiny.Cluster.Store.Delete(ApiResource.Find("", "namespaces")!, "", "shop");

        await watcher.UntilAsync(() => watcher.Pictures.Deployments is [{ Name: "agent" }] && watcher.Status.Pods == 3 && watcher.Pictures.PictureOf("tiny")!.Around.Namespaces!.All(n => n.Metadata.Name != "shop"), "shop is gone");
        await SameAsFreshAsync(tiny, watcher);
    }

    [Fact]
    public async Task One_of_five_clusters_may_be_dead_slow_or_talk_garbage_and_the_others_are_exact()
    {
        List<TinyCluster> all = [];
        for (var i = 0; i < 5; i++)
        {
            all.Add(await TinyCluster.StartAsync());
        }

        try
        {
            all[0].Server.Faults.Hang = true;
            all[1].Server.Faults.Garbage = true;
            await all[2].Server.StopAsync(CancellationToken.None);
            await using var five = new FollowedCluster([.. all.Select((t, i) => Named(t.Options, $"c{i}"))], FollowedCluster.Quick);

            await five.UntilAsync(() => five.StatusOf("c3").State == ClusterState.Live && five.StatusOf("c4").State == ClusterState.Live, "two are live though three are broken");
            all[3].Cluster.Scale("shop", "cart", 6);
            all[3].Live(20);
            await five.UntilAsync(() => five.Pictures.Find("c3", "shop", "Deployment", "cart")?.Row is { Ready: 6 }, "a change is seen");
            await five.UntilAsync(() => five.StatusOf("c2").State == ClusterState.Unreachable && five.StatusOf("c0").State is ClusterState.Unreachable && five.StatusOf("c1").State is not ClusterState.Live, "the broken ones are said to be so");
            Assert.Equal(4, five.Pictures.Deployments.Count(d => d.Cluster == "c4"));
            Assert.All(five.Pictures.Deployments, d => Assert.Contains(d.Cluster, new[] { "c3", "c4" }));

            all[0].Server.Faults.Hang = false;
            all[1].Server.Faults.Garbage = false;
            await all[2].Server.StartAsync(CancellationToken.None);
            await five.UntilAsync(() => five.Pictures.Clusters.All(c => c.State == ClusterState.Live) && five.Pictures.Deployments.Count == 20, "all are live and complete");
        }
        finally
        {
            foreach (var tiny in all)
            {
                await tiny.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task The_first_list_comes_in_pages_and_each_kind_is_listed_and_watched_once()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);

        await watcher.UntilLiveAsync();

        // Ten pods in pages of seven.
        Assert.Equal(2, tiny.Server.Counted["LIST pods"]);
        Assert.All(WatchedKind.All, kind => Assert.Equal(1, tiny.Server.Counted[$"WATCH {kind.Resource}"]));
    }

    private static int Lists(TinyCluster tiny) => tiny.Server.Counted.Where(c => c.Key.StartsWith("LIST", StringComparison.Ordinal)).Sum(c => c.Value);

    private static ClusterOptions Named(ClusterOptions options, string name)
    {
        options.Name = name;
        return options;
    }

    private static async Task SameAsFreshAsync(TinyCluster tiny, FollowedCluster watcher)
    {
        await using var fresh = new FollowedCluster(tiny.Options);
        await fresh.UntilLiveAsync();
        await watcher.UntilAsync(() => watcher.Text() == fresh.Text(), $"the picture equals a fresh one: {fresh.Text()}");
    }
}
