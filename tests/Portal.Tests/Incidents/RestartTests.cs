using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Incidents;
using Portal.Application.Releases;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Descriptors;
using Portal.Testing;

namespace Portal.WebTests.Incidents;

/// <summary>Two processes of the portal, one after the other, over one database, one catalog and one cluster.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private const string Orders = "component:default/orders";

    // Owns the folders; it is never started.
    private readonly PortalHost _folders = new();
    private TinyCluster _tiny = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_that_went_before_the_restart_is_found_by_its_name_and_by_its_former_address()
    {
        string pod, address;
        await using (var first = await StartAsync())
        {
            var found = Pictures(first).PodsOf("tiny", "shop", "Deployment", "orders")[0];
            (pod, address) = (found.Name, found.Ip!);
            _tiny.Cluster.DeletePod("shop", pod);
            _tiny.Live(60); // a new one is there, and the old one gone
            await UntilAsync(() => first.Services.GetRequiredService<GonePods>().Named(pod).Count == 1 && Pictures(first).PodsOf("tiny", "shop", "Deployment", "orders").Count == 3);
        }

        await using var second = await StartAsync();
        using var api = second.ApiClient();
        Assert.Empty(Pictures(second).PodsNamed(pod));
        var gone = second.Services.GetRequiredService<GonePods>();
        await UntilAsync(() => gone.Named(pod).Count == 1);

        var byName = (await WhoOwnsAsync(api, pod)).GetProperty("matches")[0];
        Assert.Equal(Orders, byName.GetProperty("service").GetString());
        Assert.StartsWith($"no pod {pod} runs now; it was seen in tiny, namespace shop, until", byName.GetProperty("evidence")[0].GetString(), StringComparison.Ordinal);
        var byAddress = (await WhoOwnsAsync(api, address)).GetProperty("matches")[0];
        Assert.Equal(Orders, byAddress.GetProperty("service").GetString());
        Assert.StartsWith($"nothing has {address} now; pod {pod} in tiny", byAddress.GetProperty("evidence")[0].GetString(), StringComparison.Ordinal);
        var page = await (await second.SignInAsync("vic")).OpenAsync($"/clusters/tiny/shop/pods/{pod}");
        Assert.Contains("is gone: it was last seen in tiny", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recent_changes_are_the_same_after_the_restart_and_what_happened_meanwhile_is_told_as_such()
    {
        List<(string At, string Text)> before;
        await using (var first = await StartAsync())
        {
            var recent = first.Services.GetRequiredService<RecentChanges>();
            _tiny.Cluster.Scale("shop", "orders", 5);
            await UntilAsync(() => Kinds(recent).Contains(ChangeKind.Scaling));
            await WriteCatalogAsync("beta");
            await RefreshAsync(first);
            await UntilAsync(() => Kinds(recent).Contains(ChangeKind.Catalog));
            using var api = first.ApiClient();
            before = Lines(await IncidentAsync(api));
            Assert.Equal(2, before.Count);
        }

        var off = TimeProvider.System.GetUtcNow();
        _tiny.Cluster.Scale("shop", "orders", 2);
        await WriteCatalogAsync("platform");
        await using var second = await StartAsync();
        using var after = second.ApiClient();
        var known = second.Services.GetRequiredService<RecentChanges>();
        await UntilAsync(() => Kinds(known).Count(k => k == ChangeKind.Scaling) == 2 && Kinds(known).Count(k => k == ChangeKind.Catalog) == 2);

        var answer = await IncidentAsync(after);
        var lines = Lines(answer);
        Assert.Equal(4, lines.Count);
        Assert.Superset(before.ToHashSet(), lines.ToHashSet());
        var meanwhile = answer.GetProperty("changes").GetProperty("items").EnumerateArray().Select(i => i.GetProperty("change")).Where(c => c.TryGetProperty("earliest", out var e) && e.ValueKind == JsonValueKind.String).ToList();
        Assert.Equal(2, meanwhile.Count);
        Assert.All(meanwhile, c => Assert.InRange(off, c.GetProperty("earliest").GetDateTimeOffset().AddSeconds(-1), c.GetProperty("at").GetDateTimeOffset()));
        Assert.All(meanwhile, c => Assert.Contains("while the portal did not watch", c.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.Contains(meanwhile, c => c.GetProperty("text").GetString()!.StartsWith("scaled from 5 to 2", StringComparison.Ordinal));
        Assert.Contains(meanwhile, c => c.GetProperty("text").GetString()!.Contains("owner group:default/beta to group:default/platform", StringComparison.Ordinal));

        var page = (await (await second.SignInAsync("ada")).OpenAsync("/incident/component/default/orders")).Document;
        Assert.Equal(4, page.QuerySelectorAll("[data-testid=change]").Length);
        Assert.Contains("except what came and went while the portal did not watch", page.QuerySelector("[data-testid=known]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("scaled from 5 to 2 (between", page.QuerySelector("[data-testid=timeline]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_image_of_a_CronJob_while_nobody_watched_is_told_after_the_restart()
    {
        PutCronJob("1.0.0");
        await using (var first = await StartAsync())
        {
            await UntilAsync(() => Pictures(first).Find("tiny", "shop", "CronJob", "orders-nightly") is { Row.Service: Orders });
        }

        PutCronJob("1.1.0");
        await using var second = await StartAsync();
        var recent = second.Services.GetRequiredService<RecentChanges>();
        await UntilAsync(() => Kinds(recent).Contains(ChangeKind.Rollout));

        using var api = second.ApiClient();
        Assert.StartsWith("1.0.0 to 1.1.0 (between", Assert.Single(Lines(await IncidentAsync(api))).Text, StringComparison.Ordinal);
        var page = (await (await second.SignInAsync("ada")).OpenAsync("/incident/component/default/orders")).Document;
        Assert.Contains("1.0.0 to 1.1.0 (between", page.QuerySelector("[data-testid=timeline]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_service_became_ill_is_in_its_timeline_after_the_restart_as_before_and_that_it_got_well_meanwhile_once()
    {
        List<(DateTimeOffset At, bool IsIll, string Codes)> before;
        DateTimeOffset? ill;
        await using (var first = await StartAsync())
        {
            var recent = first.Services.GetRequiredService<RecentChanges>();
            _tiny.Cluster.Break("shop", "orders", PodFault.CrashLoop, 3);
            _tiny.Live(30);
            await UntilAsync(() => Codes(first).Contains("CrashLoopBackOff") && OpenEpisodes(first).Contains("CrashLoopBackOff"));
            before = Turns(recent);
            ill = IllSince(first);
            Assert.NotNull(ill);
        }

        await using (var second = await StartAsync(ready: 0))
        {
            var recent = second.Services.GetRequiredService<RecentChanges>();
            await UntilAsync(() => Turns(recent).Any(t => t.At < recent.StartedAt && t.Codes.Contains("CrashLoopBackOff", StringComparison.Ordinal)) && IllSince(second) < recent.StartedAt);
            Assert.Equal(before.Where(t => t.IsIll).Min(t => t.At), Turns(recent).Min(t => t.At), TimeSpan.FromMinutes(1));
            Assert.Equal(ill!.Value, IllSince(second)!.Value, TimeSpan.FromMinutes(1));
            using var api = second.ApiClient();
            Assert.Contains(Health(await IncidentAsync(api)), t => t.Contains("CrashLoopBackOff", StringComparison.Ordinal));
        }

        _tiny.Cluster.Restart("shop", "orders");
        _tiny.Live(180);
        await using var third = await StartAsync();
        var known = third.Services.GetRequiredService<RecentChanges>();
        await UntilAsync(() => Turns(known) is [.., { IsIll: false }]);
        using var after = third.ApiClient();
        var lines = Health(await IncidentAsync(after));
        Assert.Single(lines, t => t.Contains("was well again when the portal looked", StringComparison.Ordinal));
        Assert.Contains(lines, t => t.Contains("CrashLoopBackOff", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Since_when_a_cluster_is_heard_is_known_before_the_ledger_writes_of_what_was_heard()
    {
        await using var host = await StartAsync();
        var listeners = host.Services.GetServices<IWorkloadListener>().Select(l => l.GetType()).ToList();

        // The other way round an end that this process has seen would look like one that another has written before.
        Assert.InRange(listeners.IndexOf(typeof(RecentChanges)), 0, listeners.IndexOf(typeof(ReleaseLedger)) - 1);
    }

    public async ValueTask InitializeAsync()
    {
        await WriteCatalogAsync("alpha");
        _tiny = await TinyCluster.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _tiny.DisposeAsync();
        await _folders.DisposeAsync();
    }

    private Task WriteCatalogAsync(string owner) => File.WriteAllTextAsync(Path.Combine(_folders.CatalogFolder, "orders.yaml"), $$"""
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: orders}
        spec: {type: service, lifecycle: production, owner: {{owner}}}
        """, Ct);

    private void PutCronJob(string version) => _tiny.Cluster.Store.Put(ApiResource.Find("batch", "cronjobs")!, JsonNode.Parse("""
        {
          "apiVersion": "batch/v1", "kind": "CronJob",
          "metadata": {"name": "orders-nightly", "namespace": "shop", "uid": "5a0c1a53-7c6c-4f0b-9d0f-0e7f0a3b8a11", "creationTimestamp": "2026-01-05T09:00:00Z", "labels": {"backstage.io/kubernetes-id": "orders"}},
          "spec": {"schedule": "0 3 1 1 *", "suspend": false, "concurrencyPolicy": "Forbid", "jobTemplate": {"spec": {"template": {"metadata": {"labels": {"app": "orders-nightly"}}, "spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "registry.test/orders-nightly:VERSION"}]}}}}},
          "status": {}
        }
        """.Replace("VERSION", version, StringComparison.Ordinal))!.AsObject());

    private static async Task RefreshAsync(PortalHost host)
    {
        var ingest = host.Services.GetRequiredService<CatalogIngest>();
        await ingest.RunAsync(ingest.Snapshot().Single(l => l.Target.Type == "directory"), null, Ct);
    }

    private async Task<PortalHost> StartAsync(int ready = 1)
    {
        PortalHost host = new();
        host.Set("ConnectionStrings:Portal", $"Data Source={Path.Combine(_folders.Folder, "portal.db")};Pooling=False");
        host.Set("Catalog:Locations:0:Target", _folders.CatalogFolder);
        host.Set("Catalog:KubernetesDiscovery", "false");
        host.Follow(_tiny);
        await host.UntilAsync(() => Pictures(host).Clusters is [{ State: ClusterState.Live }] && Pictures(host).OfService(Orders) is [var orders, ..] && orders.Ready >= ready);
        await host.Services.GetRequiredService<CatalogIngest>().FirstPass.WaitAsync(TimeSpan.FromMinutes(4), Ct);
        return host;
    }

    // What the background has taken in is published to nobody, so it is asked for again and again.
    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        using PeriodicTimer often = new(TimeSpan.FromMilliseconds(50));
        while (!holds())
        {
            await often.WaitForNextTickAsync(limit.Token);
        }
    }

    private static IDeploymentPictures Pictures(PortalHost host) => host.Services.GetRequiredService<IDeploymentPictures>();

    private static List<ChangeKind> Kinds(RecentChanges recent) => [.. recent.Of([Orders], DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Select(c => c.Kind)];

    private static List<(DateTimeOffset At, bool IsIll, string Codes)> Turns(RecentChanges recent) => [.. recent.TurnsSince(Orders, DateTimeOffset.MinValue).Select(t => (t.At, t.IsIll, string.Join(' ', t.Codes)))];

    private static List<string> Codes(PortalHost host) => [.. Turns(host.Services.GetRequiredService<RecentChanges>()).Select(t => t.Codes)];

    private static DateTimeOffset? IllSince(PortalHost host)
        => host.Services.GetRequiredService<RecentChanges>().IllSince("tiny", Pictures(host).Find("tiny", "shop", "Deployment", "orders")!.Observed.Metadata.Uid);

    private static List<string> OpenEpisodes(PortalHost host)
    {
        using var db = host.Services.GetRequiredService<IPortalDbFactory>().Create();
        return [.. db.Set<ProblemEpisode>().Where(e => e.Until == null).Select(e => e.Code)];
    }

    private static List<string> Health(JsonElement incident)
        => [.. incident.GetProperty("timeline").EnumerateArray().Where(n => n.GetProperty("what").GetString() == "health").Select(n => n.GetProperty("text").GetString()!)];

    private static async Task<JsonElement> WhoOwnsAsync(HttpClient api, string clue) => await ReadAsync(api, $"/api/v1/who-owns?q={clue}");

    private static Task<JsonElement> IncidentAsync(HttpClient api) => ReadAsync(api, "/api/v1/incident/component/default/orders?hours=2");

    private static async Task<JsonElement> ReadAsync(HttpClient api, string path)
    {
        using var answer = await api.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Ct)).RootElement;
    }

    private static List<(string At, string Text)> Lines(JsonElement incident)
        => [.. incident.GetProperty("changes").GetProperty("items").EnumerateArray().Select(i => i.GetProperty("change")).Select(c => (c.GetProperty("at").GetString()!, c.GetProperty("text").GetString()!))];
}
