using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Discovery;

/// <summary>From a workload that nobody declares to an entity, through everything between.</summary>
public sealed class DiscoveryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_undeclared_workload_is_in_the_catalog_with_evidence_and_history_and_still_counts_as_undeclared()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();
        using var api = portal.Host.ApiClient();

        var entity = (await api.GetFromJsonAsync<JsonObject>("/api/v1/entities/component/default/ledger", Ct))!;
        var history = (await api.GetFromJsonAsync<JsonNode>("/api/v1/entities/component/default/ledger/history", Ct))!.ToJsonString();
        var unmatched = (await api.GetFromJsonAsync<JsonObject>("/api/v1/workloads?matched=false", Ct))!["items"]!.AsArray();

        Assert.Equal("group:default/alpha", entity["owner"]!.ToString());
        Assert.Equal(["discovered"], entity["tags"]!.AsArray().Select(t => t!.ToString()));
        Assert.Contains("kubernetes:shop/StatefulSet/ledger", entity["sources"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("added", history, StringComparison.Ordinal);
        Assert.Equal("shop/StatefulSet/ledger", portal.Found!.Annotations[Discovered.From]);
        Assert.Contains("team=alpha", portal.Found.Annotations[Discovered.Evidence], StringComparison.Ordinal);
        Assert.Equal(["agent", "ledger"], unmatched.Select(w => w!["name"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Null(portal.Graph.Find(new("component", "default", "agent"))!.Owner);
    }

    [Fact]
    public async Task Whoever_declares_it_takes_its_place_without_a_conflict()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();

        await File.WriteAllTextAsync(Path.Combine(portal.Host.CatalogFolder, "ledger.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: ledger, annotations: {portal.dev/kubernetes-workload: shop/StatefulSet/ledger}}
            spec: {type: service, lifecycle: production, owner: beta}
            """, Ct);
        await portal.Host.UntilAsync(() => portal.Found?.Owner?.Name == "beta" && portal.Pictures.OfService("component:default/ledger") is [{ IsDeclared: true }]);
        var locations = portal.Host.Services.GetRequiredService<ICatalogIngest>();
        await portal.Host.UntilAsync(() => locations.Locations.Single(l => l.Type == Discovered.LocationType).Entities == 1);

        Assert.Empty(portal.Found!.Errors);
        Assert.Single(portal.Found.Sources);
        Assert.All(locations.Locations, l => Assert.Empty(l.Errors));
    }

    [Fact]
    public async Task A_look_that_finds_nothing_new_writes_nothing()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();
        var ingest = portal.Host.Services.GetRequiredService<ICatalogIngest>();
        var location = ingest.Locations.Single(l => l.Type == Discovered.LocationType).Id;
        await ingest.RefreshAsync(location, "user:default/pat", Ct);
        var before = await WrittenAsync(portal, location);

        portal.Tiny.Live(30);
        await ingest.RefreshAsync(location, "user:default/pat", Ct);
        await ingest.RefreshAsync(location, "user:default/pat", Ct);

        Assert.Equal(before, await WrittenAsync(portal, location));
        Assert.True(before.Changes >= 2);
    }

    [Fact]
    public async Task What_was_discovered_stays_while_its_cluster_is_not_heard_and_goes_when_it_is_gone()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();

        portal.Tiny.Server.Faults.Hang = true;
        await portal.Host.UntilAsync(() => portal.Pictures.Clusters[0].State == ClusterState.Unreachable, 60);
        var ingest = portal.Host.Services.GetRequiredService<ICatalogIngest>();
        await ingest.RefreshAsync(ingest.Locations.Single(l => l.Type == Discovered.LocationType).Id, "user:default/pat", Ct);
        Assert.NotNull(portal.Found);

        portal.Tiny.Cluster.Delete("shop", "ledger");
        portal.Tiny.Server.Faults.Hang = false;
        await portal.Host.UntilAsync(() => portal.Found is null, 60);
    }

    [Fact]
    public async Task The_setting_turns_it_off()
    {
        await using var portal = await DiscoveryHost.StartAsync(host => host.Set("Catalog:KubernetesDiscovery", "false"));

        Assert.DoesNotContain(portal.Host.Services.GetRequiredService<ICatalogIngest>().Locations, l => l.Type == Discovered.LocationType);
    }

    [Fact]
    public async Task Observed_dependencies_come_from_the_cluster_to_the_api_and_the_pages()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        using var api = portal.Host.ApiClient();

        var drift = (await api.GetFromJsonAsync<JsonObject>("/api/v1/drift?service=cart", Ct))!["items"]!.AsArray();
        var orders = (await api.GetFromJsonAsync<JsonObject>("/api/v1/services/default/orders/drift", Ct))!;
        var ada = await portal.Host.SignInAsync("ada");
        var page = await ada.OpenAsync("/catalog/drift");
        var tab = await ada.OpenAsync("/catalog/component/default/cart?tab=dependencies");

        var row = Assert.Single(drift)!;
        Assert.Equal(("observed-only", "component:default/orders"), (row["kind"]!.ToString(), row["target"]!.ToString()));
        Assert.Equal("env ORDERS_URL -> orders.shop.svc:8080 in tiny, Deployment cart (Service shop/orders leads to component:default/orders)", row["evidence"]![0]!.ToString());
        Assert.Equal("declared-only", Assert.Single(orders["rows"]!.AsArray())!["kind"]!.ToString());
        Assert.Contains("cart", page.Document.QuerySelectorAll("[data-testid=drift]").Single(r => r.TextContent.Contains("observed only", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);
        Assert.Contains("orders", tab.Document.QuerySelector("[data-testid=service-drift]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("partner.example.test", tab.Document.QuerySelector("#drift")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/drift?kind=nonsense", 400)]
    [InlineData("/api/v1/drift?page=0", 400)]
    [InlineData("/api/v1/drift?owner=%00:::&service=::", 200)]
    [InlineData("/api/v1/services/default/nobody/drift", 404)]
    [InlineData("/api/v1/discovered/proposal?workload=a/b/c", 404)]
    [InlineData("/api/v1/discovered/proposal", 400)]
    [InlineData("/catalog/drift?kind=%3Cscript%3E", 400)]
    [InlineData("/catalog/discovered?q=%3Cscript%3E&owner=none", 200)]
    public async Task Odd_questions_are_answered_in_words(string path, int status)
    {
        await using var portal = await DiscoveryHost.StartAsync();
        using var api = portal.Host.ApiClient();

        using var answer = await api.GetAsync(new Uri(path, UriKind.Relative), Ct);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(Ct), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(int Changes, int Version)> WrittenAsync(DiscoveryHost portal, string location)
    {
        await using var db = portal.Host.Services.GetRequiredService<IPortalDbFactory>().Create();
        return (await db.Set<CatalogChange>().CountAsync(c => c.LocationId == location, Ct), (await db.Set<CatalogLocation>().SingleAsync(l => l.Id == location, Ct)).Version);
    }
}
