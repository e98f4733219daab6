using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

/// <summary>What a cluster's page and the API show beside the workloads.</summary>
public sealed class ClusterPanelPageTests
{
    [Fact]
    public async Task Panels_are_folded_while_all_is_well_and_open_with_what_is_not()
    {
        await using var live = new LiveFixture();
        await live.InitializeAsync();
        var ada = await live.Host.SignInAsync("ada");
        var page = await ada.OpenAsync("/clusters/tiny");
        string[] all = ["nodes", "autoscalers", "budgets", "claims", "ingresses", "findings", "kinds"];
        Assert.Equal(all, page.Document.QuerySelectorAll("details.fold").Select(d => d.GetAttribute("data-testid")));
        Assert.Empty(page.Document.QuerySelectorAll("details.fold[open]").Select(d => d.TextContent.Trim()));
        Assert.Equal(3, page.Document.QuerySelectorAll("[data-testid=node]").Length);
        Assert.All(page.Document.QuerySelectorAll("[data-testid=node] [data-label^=Requested]"), c => Assert.Matches(@"^[\d.]+( [KMG]iB|m)?( \+)? of [\d.]+( [KMG]iB|m)?$", c.TextContent.Trim()));

        var store = live.Tiny.Cluster.Store;
        var node = store.List(Find("", "nodes"), null).Items[0].Json;
        node["spec"] = new JsonObject { ["unschedulable"] = true };
        store.Put(Find("", "nodes"), node);
        Put(live, "policy", "poddisruptionbudgets", """{"metadata":{"name":"orders","namespace":"shop","uid":"b1"},"spec":{"minAvailable":3},"status":{"disruptionsAllowed":0,"currentHealthy":3,"desiredHealthy":3,"expectedPods":3}}""");
        Put(live, "autoscaling", "horizontalpodautoscalers", """{"metadata":{"name":"orders","namespace":"shop","uid":"h1"},"spec":{"minReplicas":1,"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"orders"}},"status":{"currentReplicas":3,"desiredReplicas":3}}""");
        Put(live, "", "persistentvolumeclaims", """{"metadata":{"name":"data","namespace":"shop","uid":"c1","creationTimestamp":"2026-11-01T00:00:00Z"},"spec":{"storageClassName":"fast","resources":{"requests":{"storage":"10Gi"}}},"status":{"phase":"Pending"}}""");
        Put(live, "networking.k8s.io", "ingresses", """{"metadata":{"name":"shop","namespace":"shop","uid":"i1"},"spec":{"rules":[{"host":"shop.example.test","http":{"paths":[{"path":"/","backend":{"service":{"name":"orders"}}}]}},{"host":"<old>.example.test","http":{"paths":[{"path":"/","backend":{"service":{"name":"gone"}}}]}}]}}""");
        Put(live, "", "services", """{"metadata":{"name":"lost","namespace":"shop","uid":"s1"},"spec":{"selector":{"app":"nobody"}}}""");
        await live.Host.UntilAsync(() => live.Pictures.PictureOf("tiny")!.Around is { Ingresses.Count: 1, Budgets.Count: 1, Autoscalers.Count: 1, Claims.Count: 1, Nodes: var nodes, Services: var services }
            && nodes!.Any(n => n.Spec.Unschedulable) && services!.Any(s => s.Metadata.Name == "lost"));

        page = await ada.OpenAsync("/clusters/tiny");
        Assert.Equal(all[..^1], page.Document.QuerySelectorAll("details.fold[open]").Select(d => d.GetAttribute("data-testid")));
        Assert.Contains("cordoned", page.Document.QuerySelectorAll("[data-testid=node]")[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("never allows an eviction", Text(page.Document, "budget"), StringComparison.Ordinal);
        Assert.Contains("at its maximum", Text(page.Document, "autoscaler"), StringComparison.Ordinal);
        Assert.Contains("pending", Text(page.Document, "claim"), StringComparison.Ordinal);
        var hosts = page.Document.QuerySelectorAll("[data-testid=ingress]");
        Assert.Contains("there is no such Service", hosts[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("/catalog/component/default/orders", hosts[1].QuerySelector("a.name")!.GetAttribute("href"));
        Assert.Contains("Service shop/lost selects app=nobody", Text(page.Document, "finding"), StringComparison.Ordinal);

        var cluster = await ClusterAsync(live.Host);
        Assert.Equal(("tiny", "live", 4), (cluster.GetProperty("name").GetString(), cluster.GetProperty("state").GetString(), cluster.GetProperty("workloads").GetInt32()));
        foreach (var (panel, total) in new[] { ("nodes", 3), ("autoscalers", 1), ("disruptionBudgets", 1), ("volumeClaims", 1), ("ingresses", 2), ("findings", 1) })
        {
            Assert.Equal((panel, total, total), (panel, cluster.GetProperty(panel).GetProperty("total").GetInt32(), cluster.GetProperty(panel).GetProperty("rows").GetArrayLength()));
        }

        Assert.All(cluster.GetProperty("kinds").EnumerateArray(), k => Assert.True(k.GetProperty("readable").GetBoolean()));
    }

    [Fact]
    public async Task Kinds_that_may_not_be_read_are_unknown_and_open()
    {
        await using var tiny = await TinyCluster.StartAsync();
        await using var host = new PortalHost();
        tiny.Server.Faults.Forbidden.Add("nodes");
        tiny.Server.Faults.Forbidden.Add("ingresses");
        host.Follow(tiny);
        var pictures = host.Services.GetRequiredService<IDeploymentPictures>();
        await host.UntilAsync(() => pictures.Clusters is [{ AsOf: not null, State: not ClusterState.Syncing, Forbidden.Count: 2 }]);
        var ada = await host.SignInAsync("ada");

        var page = await ada.OpenAsync("/clusters/tiny");

        Assert.Equal(["nodes", "ingresses", "kinds"], page.Document.QuerySelectorAll("details.fold[open]").Select(d => d.GetAttribute("data-testid")));
        Assert.Contains("the portal may not list them", page.Document.QuerySelector("[data-testid=nodes]")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("[data-testid=node]"));
        var cluster = await ClusterAsync(host);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Object), (cluster.GetProperty("nodes").ValueKind, cluster.GetProperty("ingresses").ValueKind, cluster.GetProperty("volumeClaims").ValueKind));
    }

    private static string Text(IDocument page, string testId) => page.QuerySelector($"[data-testid={testId}]:not(details)")!.TextContent;

    private static ApiResource Find(string group, string plural) => ApiResource.Find(group, plural)!;

    private static void Put(LiveFixture live, string group, string plural, string json) => live.Tiny.Cluster.Store.Put(Find(group, plural), JsonNode.Parse(json)!.AsObject());

    private static async Task<JsonElement> ClusterAsync(PortalHost host)
    {
        using var api = host.ApiClient();
        using var document = JsonDocument.Parse(await api.GetStringAsync(new Uri("/api/v1/clusters/tiny", UriKind.Relative)));
        return document.RootElement.Clone();
    }
}
