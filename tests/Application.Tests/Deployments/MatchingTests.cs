using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

public sealed class MatchingTests
{
    [Theory]
    [InlineData("app=web", "app=web", true)]
    [InlineData("app==web", "app=web", true)]
    [InlineData("app = web , tier != cache", "app=web", true)]
    [InlineData("app=web,tier!=cache", "app=web,tier=cache", false)]
    [InlineData("app in (web, api)", "app=api", true)]
    [InlineData("app in (web,api),zone notin (a)", "app=api,zone=a", false)]
    [InlineData("zone notin (a)", "app=api", true)]
    [InlineData("app", "app=", true)]
    [InlineData("!app", "app=x", false)]
    [InlineData("!app", "other=x", true)]
    [InlineData("a.b/c-d=E_f.1", "a.b/c-d=E_f.1", true)]
    [InlineData("app=web", "App=web", false)]
    public void A_selector_matches_as_kubernetes_would(string selector, string labels, bool matches)
    {
        Assert.True(LabelSelector.TryParse(selector, out var parsed, out _));
        Assert.Equal(matches, parsed.Matches(labels.Split(',').Select(l => l.Split('=')).ToDictionary(l => l[0], l => l[1])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    [InlineData(",")]
    [InlineData("app=web,")]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("app like (web)")]
    [InlineData("=web")]
    [InlineData("a b=c")]
    [InlineData("app=a=b")]
    [InlineData("app>(1)")]
    [InlineData(")(")]
    public void What_is_no_selector_is_refused_with_a_reason(string? selector)
    {
        Assert.False(LabelSelector.TryParse(selector, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void Random_text_is_refused_or_parsed_but_never_breaks()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => "ab=!,() in"[random.Next(10)]));
            if (LabelSelector.TryParse(text, out var selector, out _))
            {
                selector.Matches(new Dictionary<string, string> { ["a"] = "b" });
            }
        }
    }

    [Fact]
    public void Rules_are_asked_in_their_order()
    {
        var catalog = Catalog(("orders", null), ("cart", ("backstage.io/kubernetes-id", "cart-id")), ("search", (ServiceMatcher.SelectorAnnotation, "app=search,tier in (web)")), ("claimed", null));
        var claim = new WorkloadClaim { Cluster = "prod", Namespace = "shop", Kind = "Deployment", Name = "x", Service = "component:default/claimed", ClaimedBy = "user:default/ada" };
        var name = ("app.kubernetes.io/name", "orders");

        Assert.Equal(("component:default/orders", "recommended-labels"), Match(catalog, [name]));
        Assert.Equal(("component:default/claimed", "claim"), Match(catalog, [name], claims: [claim]));
        Assert.Equal(("component:default/search", "label-selector"), Match(catalog, [name, ("app", "search"), ("tier", "web")], claims: [claim]));
        Assert.Equal(("component:default/cart", "annotation"), Match(catalog, [name, ("app", "search"), ("tier", "web"), (KeptAnnotations.KubernetesId, "cart-id")], claims: [claim]));
        Assert.Equal(("component:default/orders", "annotation"), Match(catalog, [(KeptAnnotations.KubernetesId, "cart-id")], [(KeptAnnotations.Service, "orders")], [claim]));
        Assert.Null(Match(catalog, [("app.kubernetes.io/name", "nobody")]));
    }

    [Fact]
    public void An_entity_with_a_selector_is_found_by_nothing_weaker()
    {
        var catalog = Catalog(("search", (ServiceMatcher.SelectorAnnotation, "app=search")));

        Assert.Null(Match(catalog, [("app.kubernetes.io/name", "search")]));
        Assert.Null(Match(catalog, [(KeptAnnotations.KubernetesId, "search")]));
        Assert.NotNull(Match(catalog, [], [(KeptAnnotations.Service, "component:default/search")]));
    }

    [Fact]
    public void Cluster_and_namespace_of_an_entity_restrict_it()
    {
        var elsewhere = Catalog(("orders", (ServiceMatcher.NamespaceAnnotation, "other")));
        var here = Catalog(("orders", (ServiceMatcher.ClusterAnnotation, "prod")));

        Assert.Null(Match(elsewhere, [("app.kubernetes.io/name", "orders")]));
        Assert.NotNull(Match(here, [("app.kubernetes.io/name", "orders")]));
        Assert.Null(Match(here, [("app.kubernetes.io/name", "orders")], cluster: "staging"));
    }

    [Fact]
    public void Labels_of_the_pod_template_count_too_and_a_bad_selector_is_reported()
    {
        var catalog = Catalog(("orders", null), ("bad", (ServiceMatcher.SelectorAnnotation, "a b")));
        var matcher = new ServiceMatcher(catalog, []);

        Assert.NotNull(matcher.Match("prod", "Deployment", new ObservedMeta { Name = "x" }, new Dictionary<string, string> { [KeptAnnotations.KubernetesId] = "orders" }));
        Assert.Equal("component:default/bad", Assert.Single(matcher.BadSelectors).Entity.ToString());
    }

    private static (string, string)? Match(CatalogGraph catalog, (string, string)[] labels, (string, string)[]? annotations = null, WorkloadClaim[]? claims = null, string cluster = "prod")
    {
        var meta = new ObservedMeta { Name = "x", Namespace = "shop", Labels = labels.ToDictionary(l => l.Item1, l => l.Item2), Annotations = (annotations ?? []).ToDictionary(l => l.Item1, l => l.Item2) };
        return new ServiceMatcher(catalog, claims ?? []).Match(cluster, "Deployment", meta, null) is ({ } service, var evidence) ? (service, evidence.Rule) : null;
    }

    private static CatalogGraph Catalog(params (string Name, (string Key, string Value)? Annotation)[] entities)
        => CatalogGraph.Build(entities.Select(e => new CatalogEntity
        {
            Ref = new("component", "default", e.Name),
            Kind = "Component",
            Name = e.Name,
            Annotations = e.Annotation is var (key, value) ? new Dictionary<string, string> { [key] = value } : [],
        }), 1, Observed.Now);
}
