using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Demo.Simulator;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>Logs as an API server gives them.</summary>
public sealed class PodLogsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_tail_holds_the_newest_lines_in_their_order()
    {
        await using var cluster = await OperatedCluster.StartAsync();
        cluster.Tiny.Live(120);

        var ten = (await cluster.Logs.TailAsync(Orders(cluster), previous: false, 10, None)).Value;
        var twenty = (await cluster.Logs.TailAsync(Orders(cluster), previous: false, 20, None)).Value;

        Assert.Equal(10, ten.Count);
        Assert.Equal(ten, twenty.Skip(10));
    }

    [Fact]
    public async Task A_crashing_container_tells_its_last_words_of_this_run_and_of_the_one_before()
    {
        await using var cluster = await OperatedCluster.StartAsync();
        Assert.IsType<Conflict>((await cluster.Logs.TailAsync(Orders(cluster), previous: true, 10, None)).Failure);

        cluster.Tiny.Cluster.SetFault("shop", "orders", PodFault.CrashLoop, pods: 3, message: "no such table: orders");

        Assert.Contains((await cluster.Logs.TailAsync(Orders(cluster), previous: false, 10, None)).Value, l => l.Contains("no such table: orders", StringComparison.Ordinal));
        cluster.Tiny.Live(12);
        Assert.Contains((await cluster.Logs.TailAsync(Orders(cluster), previous: true, 10, None)).Value, l => l.Contains("exiting with code 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Following_gives_each_new_line_until_the_container_ends()
    {
        await using var cluster = await OperatedCluster.StartAsync();
        await using var lines = (await cluster.Logs.FollowAsync(Orders(cluster), 3, None)).Value.GetAsyncEnumerator(None);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await lines.MoveNextAsync());
        }

        var next = lines.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            cluster.Tiny.Live(1);
            await Task.Yield();
        }

        Assert.True(await next);
        cluster.Tiny.Cluster.SetFault("shop", "orders", PodFault.CrashLoop, pods: 3);
        var end = EndAsync(lines);
        while (!end.IsCompleted)
        {
            cluster.Tiny.Live(1);
            await Task.Yield();
        }

        await end;
    }

    [Fact]
    public async Task What_cannot_be_read_says_why()
    {
        await using var cluster = await OperatedCluster.StartAsync();
        var there = Orders(cluster);
        Assert.Equal(PodErrors.GoneCode, (await cluster.Logs.TailAsync(there with { Pod = "nobody" }, previous: false, 10, None)).Failure?.Code);

        cluster.Tiny.Server.Faults.Forbidden.Add("pods/log");
        var forbidden = Assert.IsType<Forbidden>((await cluster.Logs.TailAsync(there, previous: false, 10, None)).Failure);
        Assert.Contains("lacks the right to get pods/log in tiny", forbidden.Message, StringComparison.Ordinal);
        Assert.Contains("deploy/kubernetes/rbac-logs.yaml", forbidden.Message, StringComparison.Ordinal);

        await cluster.Tiny.Server.StopAsync(None);
        Assert.IsType<Unavailable>((await cluster.Logs.FollowAsync(there, 10, None)).Failure);
    }

    [Fact]
    public async Task A_line_without_an_end_is_cut_and_the_next_one_is_whole()
    {
        using var text = new MemoryStream([.. Enumerable.Repeat((byte)'x', 5_000_000), (byte)'\n', .. "second\r\nthird"u8]);
        using var lines = new Portal.Infrastructure.Kubernetes.BoundedLines(text);

        Assert.Equal(16 * 1024, (await lines.NextAsync(None))!.Length);
        Assert.Equal(("second", "third", null), (await lines.NextAsync(None), await lines.NextAsync(None), await lines.NextAsync(None)));
    }

    private static async Task EndAsync(IAsyncEnumerator<string> lines)
    {
        while (await lines.MoveNextAsync())
        {
        }
    }

    private static ContainerAddress Orders(OperatedCluster cluster)
        => new("tiny", "shop", cluster.Tiny.Cluster.Store.List(ApiResource.Find("", "pods")!, "shop").Items.First(p => p.Name.StartsWith("orders-", StringComparison.Ordinal)).Name, "orders");
}
