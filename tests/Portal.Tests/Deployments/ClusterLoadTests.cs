using System.Net;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

/// <summary>What readers cost a cluster: nothing. One list and one watch of each kind serve every page and every stream.</summary>
public sealed class ClusterLoadTests(LiveFixture live) : IClassFixture<LiveFixture>
{
    private const int Times = 20;

    [Fact]
    public async Task Pages_and_streams_ask_the_cluster_nothing()
    {
        var pod = live.Pictures.PodsOf("tiny", "shop", "Deployment", "orders")[0].Name;
        string[] pages =
        [
            "/deployments", "/deployments/default/orders", "/deployments/wall", "/deployments/unmatched", "/deployments/timeline",
            "/clusters", "/clusters/tiny", "/clusters/tiny/namespaces/shop", "/clusters/tiny/shop/deployment/orders", $"/clusters/tiny/shop/pods/{pod}",
        ];
        string[] apis =
        [
            "/api/v1/deployments", "/api/v1/workloads", "/api/v1/clusters/tiny", "/api/v1/clusters/findings", "/api/v1/services/default/orders/deployments",
            "/api/v1/clusters/tiny/namespaces/shop/deployment/orders", $"/api/v1/clusters/tiny/namespaces/shop/pods/{pod}",
        ];
        var ada = await live.Host.SignInAsync("ada");
        using var api = live.Host.ApiClient();
        var before = Asked();
        Assert.Contains("LIST pods", before.Keys);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        List<StreamReader> streams = [];
        for (var i = 0; i < Times; i++)
        {
            var answer = await ada.Http.GetAsync(new Uri("/api/v1/events?topic=deployments&topic=clusters&topic=cluster:tiny&topic=service:default/orders", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, limit.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            streams.Add(new(await answer.Content.ReadAsStreamAsync(limit.Token)));
            await UntilLineAsync(streams[^1], "event: hello", limit.Token);
        }

        for (var i = 0; i < Times; i++)
        {
            foreach (var page in pages)
            {
                Assert.Equal((page, HttpStatusCode.OK), (page, (await ada.OpenAsync(page)).StatusCode));
            }

            foreach (var url in apis)
            {
                using var answer = await api.GetAsync(new Uri(url, UriKind.Relative), limit.Token);
                Assert.Equal((url, HttpStatusCode.OK), (url, answer.StatusCode));
            }
        }

        // A change reaches every stream and every page, and still nobody asks for it.
        live.Tiny.Cluster.SetVersion("shop", "orders", "1.0.7");
        live.Tiny.Live(90);
        await Task.WhenAll(streams.Select(s => UntilLineAsync(s, "data: service:default/orders", limit.Token)));
        await live.Host.UntilAsync(() => live.Pictures.OfService("component:default/orders")[0] is { Version: "1.0.7", Rollout: RolloutState.Complete });
        Assert.Contains("1.0.7", (await ada.OpenAsync("/deployments/default/orders")).Html, StringComparison.Ordinal);

        Assert.Equal(before, Asked());
        var watches = live.Tiny.Server.Counted.Where(c => c.Key.StartsWith("WATCH ", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        Assert.Equal(Enum.GetValues<ObservedKind>().Length, watches.Count);
        Assert.All(watches, w => Assert.Equal((w.Key, 1), (w.Key, w.Value)));
        streams.ForEach(s => s.Dispose());
    }

    /// <summary>Requests but watches, which begin after the lists, and the heartbeat.</summary>
    private SortedDictionary<string, int> Asked()
        => new(live.Tiny.Server.Counted.Where(c => c.Key is not "GET version" && !c.Key.StartsWith("WATCH ", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    private static async Task UntilLineAsync(StreamReader stream, string wanted, CancellationToken ct)
    {
        while (await stream.ReadLineAsync(ct) is { } line)
        {
            if (line == wanted)
            {
                return;
            }
        }

        Assert.Fail($"The stream ended before {wanted}.");
    }
}
