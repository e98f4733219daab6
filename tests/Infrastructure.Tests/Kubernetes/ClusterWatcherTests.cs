using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Kubernetes;
using Portal.Testing;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>The watcher against a server that behaves, and against one that does not. In the end the picture must equal a fresh one.</summary>
public sealed class ClusterWatcherTests
{
    [Fact]
    public async Task The_first_picture_holds_every_workload_though_the_list_comes_in_pages()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);

        await watcher.UntilLiveAsync();

        Assert.Equal(["agent", "cart", "ledger", "orders"], watcher.Pictures.Deployments.Select(d => d.Name));
        var orders = watcher.Find("orders")!;
        Assert.Equal(("1.0.0", 3, 3, 3, RolloutState.Complete, Health.Healthy), (orders.Version, orders.Desired, orders.Ready, orders.Updated, orders.Rollout, orders.Health));
        Assert.Equal(3, watcher.Pictures.PodsOf("tiny", "shop", "Deployment", "orders").Count);
        Assert.Equal(10, watcher.Status.Pods);
        Assert.StartsWith("v1.34", watcher.Status.ServerVersion, StringComparison.Ordinal);
        Assert.NotNull(watcher.Status.AsOf);
    }

    [Fact]
    public async Task A_rollout_is_followed_until_it_is_complete()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();

        tiny.Cluster.SetVersion("shop", "orders", "1.1.0");
        tiny.Live(2);
        await watcher.UntilAsync(() => watcher.Find("orders") is { Version: "1.1.0", Rollout: RolloutState.Progressing } d && d.Revisions.Count == 2, "the rollout has begun");
        tiny.Live(60);

        await watcher.UntilAsync(() => watcher.Find("orders") is { Rollout: RolloutState.Complete, Updated: 3, Ready: 3, Revisions.Count: 1 }, "the rollout is complete");
        await AssertSameAsFreshAsync(tiny, watcher);
    }

    [Theory]
    [InlineData(PodFault.CrashLoop, "CrashLoopBackOff")]
    [InlineData(PodFault.OutOfMemory, "OOMKilled")]
    [InlineData(PodFault.ImagePull, "ImagePullBackOff")]
    [InlineData(PodFault.Unschedulable, "Unschedulable")]
    public async Task A_fault_is_named_and_goes_away_when_it_is_over(PodFault fault, string code)
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();

        tiny.Cluster.SetFault("shop", "orders", fault);
        tiny.Live(8);
        await watcher.UntilAsync(() => watcher.Has("orders", code), $"{code} is seen");
        Assert.NotEmpty(watcher.Find("orders")!.Problems[0].Evidence);
        Assert.Equal(2, watcher.Find("orders")!.Ready);

        var broken = watcher.Find("orders")!.Problems[0].Pods[0];
        tiny.Cluster.DeletePod("shop", broken);
        tiny.Live(20);

        await watcher.UntilAsync(() => watcher.Find("orders") is { Ready: 3, Problems.Count: 0, Health: Health.Healthy }, "it is healthy again");
    }

    [Fact]
    public async Task Scaling_and_deleting_are_followed()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();

        tiny.Cluster.Scale("shop", "cart", 5);
        tiny.Live(20);
        await watcher.UntilAsync(() => watcher.Find("cart") is { Desired: 5, Ready: 5 }, "cart has five");
        tiny.Cluster.Scale("shop", "cart", 0);
        tiny.Live(20);
        await watcher.UntilAsync(() => watcher.Find("cart") is { Desired: 0, Ready: 0, Health: Health.Idle }, "cart is idle");
        tiny.Cluster.Delete("shop", "ledger");

        await watcher.UntilAsync(() => watcher.Find("ledger") is null, "ledger is gone");
        await AssertSameAsFreshAsync(tiny, watcher);
    }

    [Fact]
    public async Task What_was_deleted_while_the_server_was_away_is_gone_after_it_is_back()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();

        await tiny.Server.StopAsync(CancellationToken.None);
        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Unreachable, UnreachableSince: not null, LastError: not null }, "it is unreachable");
        Assert.Equal(4, watcher.Pictures.Deployments.Count);
        Assert.Matches("does not accept connections|connection broke", watcher.Status.LastError); // a heartbeat that was under way sees it first
        tiny.Cluster.Delete("shop", "cart");
        tiny.Cluster.SetVersion("shop", "orders", "1.1.0");
        tiny.Live(60);
        tiny.Cluster.Store.Compact();
        await tiny.Server.StartAsync(CancellationToken.None);

        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Live, UnreachableSince: null, LastError: null } && watcher.Find("cart") is null && watcher.Find("orders")?.Version == "1.1.0", "it is live again and right");
        await AssertSameAsFreshAsync(tiny, watcher);
    }

    [Fact]
    public async Task A_watch_that_is_cut_in_the_middle_of_an_object_goes_on_without_losing_it()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();

        tiny.Server.Faults.CutMidObject = "deployments";
        tiny.Cluster.Scale("shop", "orders", 4);
        await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Stale, "the cut is noticed");
        tiny.Server.Faults.CutMidObject = null;
        tiny.Live(20);

        await watcher.UntilAsync(() => watcher.Find("orders") is { Desired: 4, Ready: 4 } && watcher.Status.State == ClusterState.Live, "the change is there");
        await AssertSameAsFreshAsync(tiny, watcher);
    }

    [Fact]
    public async Task A_kind_that_may_not_be_read_degrades_only_that_kind_and_is_named()
    {
        await using var tiny = await TinyCluster.StartAsync();
        tiny.Server.Faults.Forbidden.Add("pods");
        await using var watcher = new FollowedCluster(tiny.Options);

        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Live, Forbidden: ["pods"] } && watcher.Find("orders") is not null, "it is live without pods");

        var orders = watcher.Find("orders")!;
        Assert.Equal((3, Health.Unknown, true), (orders.Ready, orders.Health, orders.PodsUnknown));
        Assert.Contains("may not list pods", watcher.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_credentials_are_said_and_renewed_ones_are_taken()
    {
        await using var tiny = await TinyCluster.StartAsync();
        tiny.Server.Faults.Unauthorized = true;
        await using var watcher = new FollowedCluster(tiny.Options);

        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Unreachable, LastError: not null }, "it is unreachable");

        Assert.Contains("does not accept the portal's credentials (401)", watcher.Status.LastError, StringComparison.Ordinal);
        tiny.Server.Faults.Unauthorized = false;
        await watcher.UntilLiveAsync();
    }

    [Fact]
    public async Task A_token_that_is_rotated_is_taken_from_its_file_without_a_restart_and_nothing_is_forgotten_meanwhile()
    {
        await using var tiny = await TinyCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("token-").FullName;
        var (token, kubeconfig) = (Path.Combine(folder, "token"), Path.Combine(folder, "kubeconfig"));
        await File.WriteAllTextAsync(kubeconfig, $"{{apiVersion: v1, clusters: [{{name: c, cluster: {{server: '{tiny.Server.Url}'}}}}], users: [{{name: u, user: {{tokenFile: token}}}}], contexts: [{{name: c, context: {{cluster: c, user: u}}}}], current-context: c}}");
        await File.WriteAllTextAsync(token, "first");
        tiny.Server.Faults.Token = "first";
        await using var watcher = new FollowedCluster(new ClusterOptions { Name = "tiny", Environment = "production", Kubeconfig = kubeconfig });
        await watcher.UntilLiveAsync();

        tiny.Server.Faults.Token = "second";
        await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Unreachable, "the old token is refused");
        Assert.Equal(4, watcher.Pictures.Deployments.Count);
        await File.WriteAllTextAsync(token, "second");

        await watcher.UntilLiveAsync();
        tiny.Cluster.Scale("shop", "cart", 3);
        tiny.Live(20);
        await watcher.UntilAsync(() => watcher.Find("cart") is { Ready: 3 }, "changes are followed again");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Garbage_instead_of_json_is_said_and_survived()
    {
        await using var tiny = await TinyCluster.StartAsync();
        tiny.Server.Faults.Garbage = true;
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilAsync(() => watcher.Status.LastError?.Contains("not what a Kubernetes API sends", StringComparison.Ordinal) == true, "the garbage is named");

        tiny.Server.Faults.Garbage = false;

        await watcher.UntilLiveAsync();
        Assert.Equal(4, watcher.Pictures.Deployments.Count);
    }

    [Fact]
    public async Task A_server_that_hangs_becomes_unreachable_and_the_picture_stays()
    {
        await using var tiny = await TinyCluster.StartAsync();
        var impatient = new ClusterWatchOptions { BatchWindow = TimeSpan.FromMilliseconds(5), Heartbeat = TimeSpan.FromMilliseconds(50), RequestTimeout = TimeSpan.FromMilliseconds(400), FirstBackoff = TimeSpan.FromMilliseconds(20), MaxBackoff = TimeSpan.FromMilliseconds(100) };
        await using var watcher = new FollowedCluster(tiny.Options, impatient);
        await watcher.UntilLiveAsync();

        tiny.Server.Faults.Hang = true;
        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Unreachable } && watcher.Pictures.Deployments.Count == 4, "it is unreachable with its picture");
        Assert.Contains("does not answer in time", watcher.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_fails_on_its_second_page_deletes_nothing()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();
        await tiny.Server.StopAsync(CancellationToken.None);
        await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Unreachable, "it is unreachable");

        tiny.Cluster.Store.Compact();
        tiny.Server.Faults.FailSecondPage = true;
        await tiny.Server.StartAsync(CancellationToken.None);
        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Stale, LastError: not null }, "the failed page is named");

        Assert.Equal(10, watcher.Status.Pods);
        tiny.Server.Faults.FailSecondPage = false;
        await watcher.UntilLiveAsync();
        await AssertSameAsFreshAsync(tiny, watcher);
    }

    [Theory]
    [InlineData("/nowhere/kubeconfig", null, "not found")]
    [InlineData("apiVersion: v1\nclusters: [", null, "no valid YAML")]
    [InlineData("apiVersion: v1\nkind: Config\ncontexts: []\n", "missing", "not found in contexts")]
    [InlineData("apiVersion: v1\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1', certificate-authority-data: '%%%'}}]\ncontexts: [{name: x, context: {cluster: c}}]", "x", "cannot be read")]
    public async Task A_kubeconfig_that_cannot_be_used_makes_the_cluster_unreachable_and_says_why(string kubeconfig, string? context, string words)
    {
        var file = kubeconfig;
        if (!kubeconfig.StartsWith('/'))
        {
            file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, kubeconfig);
        }

        await using var watcher = new FollowedCluster(new ClusterOptions { Name = "broken", Kubeconfig = file, Context = context });

        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Unreachable, LastError: not null }, "it is unreachable");
        Assert.Contains(words, watcher.Status.LastError, StringComparison.Ordinal);
        Assert.Contains(file, watcher.Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_topics_of_what_changed_are_published()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var watcher = new FollowedCluster(tiny.Options);
        await watcher.UntilLiveAsync();
        var before = watcher.Published.Count;

        tiny.Cluster.Scale("shop", "cart", 3);
        tiny.Live(20);
        await watcher.UntilAsync(() => watcher.Find("cart") is { Ready: 3 }, "cart has three");

        Assert.Equal(["cluster:tiny", "deployments"], watcher.Published.Skip(before).Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task AssertSameAsFreshAsync(TinyCluster tiny, FollowedCluster watcher)
    {
        await using var fresh = new FollowedCluster(tiny.Options);
        await fresh.UntilLiveAsync();
        await watcher.UntilAsync(() => watcher.Text() == fresh.Text(), $"the picture equals a fresh one: {fresh.Text()}");
    }
}
