using System.Net.Http.Json;
using System.Text.Json;
using Portal.Application.Deployments;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>What a real server forgets: old revisions after a compaction of its store (PORTAL_TEST_ETCD is its address), and whole namespaces.</summary>
[Collection("real cluster")]
public sealed class RealLossTests : RealCluster
{
    [Fact]
    public async Task After_a_compaction_the_picture_equals_a_fresh_list()
    {
        var (etcd, stop, start) = (Setting("PORTAL_TEST_ETCD"), Setting("PORTAL_TEST_CLUSTER_STOP"), Setting("PORTAL_TEST_CLUSTER_START"));
        Assert.SkipUnless(etcd is not null && stop is not null && start is not null, "PORTAL_TEST_ETCD, PORTAL_TEST_CLUSTER_STOP and PORTAL_TEST_CLUSTER_START do not tell how to compact the store and restart the server (eng/real-cluster.sh up)");
        await ApplyWebAsync("1.0.0", 2);
        await using var watcher = new FollowedCluster(Options);
        await watcher.UntilAsync(() => Mine(watcher) is { Ready: 2 }, "two are ready", Patience);
        await KubectlAsync($"-n {Namespace} scale deployment web --replicas=3");
        await watcher.UntilAsync(() => Mine(watcher) is { Ready: 3 }, "three are ready", Patience);

        // A server that starts after it knows no revision that a watch could go on from.
        var compacted = await CompactAsync(etcd!);
        await RunAsync("/bin/sh", ["-c", stop!]);
        try
        {
            await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Unreachable, "it is unreachable", Patience);
        }
        finally
        {
            await RunAsync("/bin/sh", ["-c", start!]);
        }

        await KubectlAsync($"-n {Namespace} set image deployment/web web=registry.test/web:1.1.0");
        await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Live && Mine(watcher) is { Version: "1.1.0", Ready: 3, Rollout: RolloutState.Complete }, $"it is right after the compaction of {compacted}", Patience * 2);
        await AssertSameAsFreshAsync(watcher);
    }

    [Fact]
    public async Task After_a_namespace_was_deleted_the_picture_equals_a_fresh_list()
    {
        await ApplyWebAsync("1.0.0", 2);
        await ApplyAsync($$"""
            apiVersion: v1
            kind: Service
            metadata: { name: web, namespace: "{{Namespace}}" }
            spec: { selector: { app: web }, ports: [ { port: 80 } ] }
            """);
        await using var watcher = new FollowedCluster(Options);
        await watcher.UntilAsync(() => Mine(watcher) is { Ready: 2 } && Here(watcher).Services!.Any(s => s.Metadata.Namespace == Namespace), "it runs behind a Service", Patience);

        await KubectlAsync($"delete namespace {Namespace} --wait=false");

        await watcher.UntilAsync(() => Mine(watcher) is null && !Here(watcher).Services!.Any(s => s.Metadata.Namespace == Namespace) && !Here(watcher).Namespaces!.Any(n => n.Metadata.Name == Namespace)
            && !watcher.Pictures.PictureOf("real")!.LooseObserved.Any(p => p.Metadata.Namespace == Namespace), "all of it is gone", Patience * 2);
        await AssertSameAsFreshAsync(watcher);
        await KubectlAsync($"create namespace {Namespace}");
    }

    private static ClusterSurroundings Here(FollowedCluster watcher) => watcher.Pictures.PictureOf("real")!.Around;

    private static async Task AssertSameAsFreshAsync(FollowedCluster watcher)
    {
        await using var fresh = new FollowedCluster(Options);
        await fresh.UntilLiveAsync();
        await watcher.UntilAsync(() => All(watcher) == All(fresh), "the picture equals a fresh one", Patience);
    }

    private static string All(FollowedCluster cluster)
    {
        var picture = cluster.Pictures.PictureOf("real")!;
        var around = new IEnumerable<IObserved>?[] { picture.LooseObserved, picture.Around.Services, picture.Around.Namespaces, picture.Around.Ingresses, picture.Around.Autoscalers, picture.Around.Budgets, picture.Around.Claims, picture.Around.Nodes };
        return cluster.Text() + string.Join('\n', around.Select(list => string.Join(' ', list!.Select(o => o.Metadata.Uid).Order(StringComparer.Ordinal))));
    }

    /// <returns>The revision below which nothing is kept.</returns>
    private static async Task<string> CompactAsync(string etcd)
    {
        using var http = new HttpClient { BaseAddress = new Uri(etcd) };
        var revision = (await PostAsync(http, "/v3/kv/range", new { key = "AA==" })).GetProperty("header").GetProperty("revision").GetString()!;
        await PostAsync(http, "/v3/kv/compaction", new { revision, physical = true });
        return revision;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
