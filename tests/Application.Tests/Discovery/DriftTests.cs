using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Discovery;

namespace Portal.ApplicationTests.Discovery;

/// <summary>Declared against observed: what each of the four answers means, and when none may be given.</summary>
public sealed class DriftTests
{
    [Fact]
    public void The_four_kinds_are_told_apart_and_an_observed_one_comes_with_the_lines_to_add()
    {
        var estate = Shop();

        var rows = Drift(estate, "orders");

        Assert.Equal(["component:default/audit declared-only", "api:default/stock-api declared-and-observed", "component:default/prices observed-only", "resource:default/orders-db declared-and-observed"],
            rows.Select(r => $"{r.Target} {r.Kind}").OrderBy(r => r.Split(' ')[0] switch { "component:default/audit" => 0, "api:default/stock-api" => 1, "component:default/prices" => 2, _ => 3 }));
        Assert.Contains("dependsOn:\n    - component:default/prices", rows.Single(r => r.Kind == DriftKinds.ObservedOnly).Proposal, StringComparison.Ordinal);
        Assert.Contains("env STOCK_URL -> stock.shop.svc:8080 in prod, Deployment orders", rows.Single(r => r.Target == "api:default/stock-api").Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_provides_one_api_is_proposed_as_that_api()
    {
        var estate = Shop(e => e.Entity("API", "prices-api", "team").Entity("Component", "prices2", "team", provides: ["prices-api"]).Workload("prod", "shop", "prices2", labels: [("app.kubernetes.io/name", "prices2")]), env: "PRICES_URL=http://prices2");

        Assert.Contains("consumesApis:\n    - prices-api", Drift(estate, "orders").Single(r => r.Kind == DriftKinds.ObservedOnly).Proposal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterState.Live, DriftKinds.DeclaredOnly)]
    [InlineData(ClusterState.Unreachable, DriftKinds.Unknown)]
    [InlineData(ClusterState.Stale, DriftKinds.Unknown)]
    public void Not_seen_in_a_cluster_that_is_not_heard_is_unknown(ClusterState state, string kind)
        => Assert.Equal(kind, Drift(Shop(state: state), "orders").Single(r => r.Target == "component:default/audit").Kind);

    [Fact]
    public void A_service_without_a_workload_says_nothing_about_its_dependencies()
    {
        var row = Assert.Single(Drift(Shop(e => e.Entity("Component", "batch", "team", dependsOn: ["component:audit"])), "batch"));

        Assert.Equal(DriftKinds.Unknown, row.Kind);
        Assert.Contains("no workload", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_that_is_not_read_is_named_where_something_is_not_seen()
    {
        var row = Drift(Shop(env: "X=@orders-env", more: "Y=!"), "orders").Single(r => r.Target == "component:default/audit");

        Assert.Contains("the ConfigMap orders-env and Secrets, which the portal does not read", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configmap_supports_what_is_declared_and_proposes_nothing()
    {
        var estate = new EstateBuilder().Cluster("prod").Entity("Component", "orders", "team", dependsOn: ["component:audit"]).Entity("Component", "audit", "team").Entity("Component", "prices", "team");
        foreach (var name in new[] { "orders", "audit", "prices" })
        {
            estate.Workload("prod", "shop", name, maps: name == "orders" ? ["audit-config", "prices-client"] : null, labels: [("app.kubernetes.io/name", name)]);
        }

        var row = Assert.Single(Drift(estate, "orders"));

        Assert.Equal((DriftKinds.Both, true), (row.Kind, row.Confidence < ObservedDependency.Certain));
        Assert.Contains("weak evidence", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_descriptor_says_of_a_host_leads_out_of_the_cluster_and_an_ambiguous_host_leads_nowhere()
    {
        var estate = Shop(e => e.Entity("Resource", "tax", "team", annotations: [(HostResolver.HostAnnotation, "tax.example.test, tax2.example.test")])
            .Entity("Component", "one", "team", links: [("https://shared.example.test/a", "api")]).Entity("Component", "two", "team", links: [("https://shared.example.test/b", "api")]), env: "TAX_URL=https://tax2.example.test/", more: "SHARED_URL=https://shared.example.test/");

        var seen = DependencyObserver.Of(estate.Estate, estate.Current)["component:default/orders"];

        Assert.Contains(seen.Dependencies, d => d.Target == "resource:default/tax");
        Assert.DoesNotContain(seen.Dependencies, d => d.Target is "component:default/one" or "component:default/two");
        Assert.Contains(seen.UnknownHosts, h => h.Host == "shared.example.test");
    }

    private static EstateBuilder Shop(Action<EstateBuilder>? with = null, ClusterState state = ClusterState.Live, string env = "PRICES_HOST=prices", string more = "Z=1")
    {
        var estate = new EstateBuilder().Cluster("prod", state: state)
            .Entity("Component", "orders", "team", dependsOn: ["resource:orders-db", "component:audit"], consumes: ["stock-api"]).Entity("Resource", "orders-db", "team")
            .Entity("API", "stock-api", "team").Entity("Component", "stock", "team", provides: ["stock-api"]).Entity("Component", "prices", "team").Entity("Component", "audit", "team");
        foreach (var name in new[] { "orders", "stock", "prices", "audit" })
        {
            estate.Workload("prod", "shop", name, name == "orders" ? ["DB_HOST=orders-db", "STOCK_URL=http://stock.shop.svc:8080", env, more] : null, [("app.kubernetes.io/name", name)]).Service("prod", "shop", name, [("app.kubernetes.io/name", name)]);
        }

        with?.Invoke(estate);
        return estate;
    }

    private static IReadOnlyList<DriftRow> Drift(EstateBuilder estate, string service)
    {
        var reference = new EntityRef("component", "default", service);
        var seen = DependencyObserver.Of(estate.Estate, estate.Current).GetValueOrDefault(reference.ToString());
        return DependencyDrift.Of(estate.Current.Find(reference)!, estate.Current, seen);
    }
}
