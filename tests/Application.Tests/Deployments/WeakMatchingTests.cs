using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

/// <summary>Rules that go by names that are alike, and what is said when rules disagree.</summary>
public sealed class WeakMatchingTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("registry.test/shop/orders:1.4", "shop/orders")]
    [InlineData("registry.test:5000/mirror/shop/orders@sha256:abc", "shop/orders")]
    [InlineData("shop/orders", "SHOP/Orders")]
    public void The_repository_of_the_image_is_that_of_the_entity(string image, string slug)
    {
        var (service, evidence) = Match(Graph(Entity("billing", ("github.com/project-slug", slug))), image)!.Value;

        Assert.Equal(("component:default/billing", "image-repository", "likely"), (service, evidence.Rule, evidence.Confidence));
    }

    [Fact]
    public void A_source_location_names_the_repository_too()
        => Assert.Equal("component:default/billing", Match(Graph(Entity("billing", ("backstage.io/source-location", "url:https://github.test/shop/orders/tree/main/src"))), "registry.test/shop/orders:1")?.Service);

    [Fact]
    public void Two_components_of_one_repository_are_told_apart_by_the_image_or_not_at_all()
    {
        var graph = Graph(Entity("orders", ("github.com/project-slug", "shop/mono")), Entity("mono", ("github.com/project-slug", "shop/mono")));
        Assert.Equal("component:default/mono", Match(graph, "r.test/shop/mono:1")?.Service);

        var torn = Match(Graph(Entity("a", ("github.com/project-slug", "shop/mono")), Entity("b", ("github.com/project-slug", "shop/mono"))), "r.test/shop/mono:1")!.Value;
        Assert.Null(torn.Service);
        Assert.Equal((MatchEvidence.Ambiguous, "none"), (torn.Evidence.Rule, torn.Evidence.Confidence));
        Assert.Contains("component:default/a and component:default/b", torn.Evidence.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_is_called_like_the_component_is_likely_and_a_part_of_the_name_is_nothing()
    {
        var graph = Graph(Entity("orders"));

        Assert.Equal("component:default/orders", Match(graph, "r.test/anything/orders:1")?.Service);
        Assert.Null(Match(graph, "r.test/anything/orders-web:1"));
    }

    [Fact]
    public void Name_and_namespace_are_a_guess()
    {
        var graph = Graph(Entity("worker", owner: "shop"));

        var (service, evidence) = Match(graph, "busybox", name: "worker")!.Value;
        Assert.Equal(("component:default/worker", "name-and-namespace", "guess"), (service, evidence.Rule, evidence.Confidence));
        Assert.Null(Match(graph, "busybox", name: "worker", ns: "elsewhere"));
    }

    [Fact]
    public void Stronger_rules_win_and_the_others_are_told()
    {
        var graph = Graph(Entity("a"), Entity("b", (ServiceMatcher.SelectorAnnotation, "app=x")), Entity("c"));
        var labels = new Dictionary<string, string> { [KeptAnnotations.KubernetesId] = "a", ["app"] = "x", ["app.kubernetes.io/name"] = "c" };

        var (service, evidence) = Match(graph, "r.test/c:1", labels: labels)!.Value;

        Assert.Equal(("component:default/a", "certain"), (service, evidence.Confidence));
        Assert.Equal("selector app=x of component:default/b says component:default/b; label app.kubernetes.io/name=c says component:default/c", evidence.Disagrees);
        Assert.Equal("component:default/c", Match(graph, "r.test/a:1", labels: new() { ["app.kubernetes.io/name"] = "c" })?.Service);
    }

    [Theory]
    [InlineData("orders-api", "orders_api", 0)]
    [InlineData("orders-api", "orders", 1)]
    [InlineData("orders", "order5", 1)]
    [InlineData("cart", "card", 1)]
    [InlineData("cart", "search", 3)]
    [InlineData("a", "b", 3)]
    public void Names_that_are_alike_are_near(string a, string b, int distance) => Assert.Equal(distance, Math.Min(3, ListUnmatchedHandler.Distance(a, b)));

    private static (string? Service, MatchEvidence Evidence)? Match(CatalogGraph graph, string image, string name = "x", string ns = "shop", Dictionary<string, string>? labels = null)
        => new ServiceMatcher(graph, []).Match("prod", "Deployment", new ObservedMeta { Name = name, Namespace = ns, Labels = labels ?? Nothing }, null, image);

    private static CatalogGraph Graph(params CatalogEntity[] entities) => CatalogGraph.Build(entities, 1, Observed.Now);

    private static CatalogEntity Entity(string name, (string Key, string Value)? annotation = null, string? owner = null) => new()
    {
        Ref = new("component", "default", name),
        Kind = "Component",
        Name = name,
        Owner = owner is null ? null : new EntityRef("group", "default", owner),
        Annotations = annotation is var (key, value) ? new Dictionary<string, string> { [key] = value } : [],
    };
}
