using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Discovery;

namespace Portal.ApplicationTests.Discovery;

/// <summary>What is made of workloads that nobody declares.</summary>
public sealed class WorkloadDiscoveryTests
{
    [Fact]
    public void The_same_workload_in_two_clusters_is_one_service_and_what_is_declared_is_none()
    {
        var estate = Estate().Workload("staging", "shop", "basket").Workload("prod", "shop", "basket").Workload("prod", "shop", "orders", labels: [("app.kubernetes.io/name", "orders")]);

        var service = Assert.Single(Discover(estate));

        Assert.Equal(("shop/Deployment/basket", "basket", "production"), (service.From, service.EntityName, service.Lifecycle));
        Assert.Equal(["prod", "staging"], service.Placements.Select(p => p.Cluster));
        Assert.InRange(service.Confidence, 0.5, 0.99);
        Assert.Contains("runs in prod and staging", service.Evidence[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData("istio-system")]
    [InlineData("openshift-monitoring")]
    [InlineData("cert-manager")]
    public void System_namespaces_are_left_out(string ns) => Assert.Empty(Discover(Estate().Workload("prod", ns, "x")));

    [Fact]
    public void A_setting_takes_the_place_of_the_list_of_system_namespaces()
    {
        var estate = Estate().Workload("prod", "kube-system", "dns").Workload("prod", "legacy", "old");

        var found = WorkloadDiscovery.Of(estate.Estate, estate.Current, new DiscoveryOptions { DiscoveryExcludedNamespaces = ["legacy"] });

        Assert.Equal("kube-system/Deployment/dns", Assert.Single(found).From);
    }

    [Fact]
    public void Owners_are_guessed_by_the_strongest_evidence_and_never_invented()
    {
        var estate = Estate()
            .Workload("prod", "shop", "orders", labels: [("app.kubernetes.io/name", "orders")], image: "registry.test/shop/order-service:1")
            .Workload("prod", "shop", "labelled", labels: [("team", "beta")])
            .Workload("prod", "shop", "titled", annotations: [("owner", "Beta")])
            .Workload("prod", "away", "worker", image: "registry.test/shop/order-service:1")
            .Workload("prod", "shop", "neighbour")
            .Workload("prod", "away", "released", annotations: [("meta.helm.sh/release-name", "orders")])
            .Workload("prod", "away", "stranger", labels: [("team", "nobody-of-this-name")]);

        var found = Discover(estate).ToDictionary(s => s.Name);

        Assert.Equal("group:default/beta", found["labelled"].Owner);
        Assert.Equal("group:default/beta", found["titled"].Owner);
        Assert.Equal("group:default/alpha", found["worker"].Owner);
        Assert.Contains("image", found["worker"].OwnerEvidence, StringComparison.Ordinal);
        Assert.Equal("group:default/alpha", found["neighbour"].Owner);
        Assert.Contains("namespace shop", found["neighbour"].OwnerEvidence, StringComparison.Ordinal);
        Assert.Equal("group:default/alpha", found["released"].Owner);
        Assert.Null(found["stranger"].Owner);
        Assert.Null(DiscoveredDescriptor.Entity(found["stranger"])["spec"]!["owner"]);
    }

    [Fact]
    public void A_workload_with_the_name_of_a_declared_component_is_pointed_to_it_instead_of_copied()
    {
        var service = Assert.Single(Discover(Estate().Workload("prod", "other", "orders", labels: [("x", "y")], image: "registry.test/other/thing:1")));

        Assert.Equal("component:default/orders", service.LooksLike);
    }

    [Fact]
    public void Names_are_valid_unique_and_stay_when_another_of_the_same_name_comes()
    {
        var two = Estate().Workload("prod", "b", "jobs").Workload("prod", "a", "jobs").Workload("prod", "a", "jobs", kind: "StatefulSet").Workload("prod", "a", new string('x', 90) + ".y");
        Assert.Equal(4, Discover(two).Select(s => s.EntityName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Discover(two), s => Assert.True(FieldFormat.IsObjectName(s.EntityName), s.EntityName));

        var known = Discover(Estate().Workload("prod", "b", "jobs"))[0];
        var later = Estate().Add(DiscoveredDescriptor.Entity(known), known.Label).Workload("prod", "b", "jobs").Workload("prod", "a", "jobs");
        Assert.Equal("jobs", Discover(later).Single(s => s.Namespace == "b").EntityName);
    }

    [Fact]
    public void A_discovered_entity_is_shown_its_workload_and_still_declares_nothing()
    {
        var service = Discover(Estate().Workload("prod", "shop", "basket"))[0];
        var again = Estate().Add(DiscoveredDescriptor.Entity(service), service.Label).Workload("prod", "shop", "basket");

        var row = Assert.Single(again.Pictures.Deployments);

        Assert.Equal(("component:default/basket", MatchEvidence.Discovered, false), (row.Service, row.Match!.Rule, row.IsDeclared));
        Assert.Single(Discover(again));
    }

    [Fact]
    public void The_mark_in_a_descriptor_of_somebodys_own_does_not_make_it_discovered()
    {
        var estate = Estate().Entity("Component", "basket", "alpha", annotations: [(Discovered.Mark, "true"), (Discovered.From, "shop/Deployment/basket")]).Workload("prod", "shop", "basket", labels: [("app.kubernetes.io/name", "basket")]);

        Assert.True(Assert.Single(estate.Pictures.Deployments).IsDeclared);
    }

    [Fact]
    public void The_entity_is_a_valid_descriptor_once_it_has_an_owner_and_says_the_same_at_every_look()
    {
        var estate = Estate().Workload("prod", "shop", "basket", labels: [("team", "alpha"), ("app", "basket")]).Service("prod", "shop", "basket", [("app", "basket")]);
        var (first, second) = (DiscoveredDescriptor.Entity(Discover(estate)[0]), DiscoveredDescriptor.Entity(Discover(estate)[0]));

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        using var json = JsonDocument.Parse(first.ToJsonString());
        Assert.Empty(DescriptorValidator.Validate(DescriptorNode.FromJson(json.RootElement), "x").Errors);
    }

    [Theory]
    [InlineData("app=basket", "backstage.io/kubernetes-label-selector")]
    [InlineData("", "portal.dev/kubernetes-workload")]
    public void The_proposed_descriptor_makes_the_workload_match_at_once(string labels, string by)
    {
        (string, string)[] pairs = [.. labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(l => (l.Split('=')[0], l.Split('=')[1]))];
        var service = Discover(Estate().Workload("prod", "shop", "basket", labels: pairs).Workload("prod", "shop", "other", labels: [("app", "other")])).Single(s => s.Name == "basket");

        Assert.Contains(by, DiscoveredDescriptor.Proposal(service), StringComparison.Ordinal);
        (string, string)[] annotations = service.Selector is { } selector ? [(ServiceMatcher.SelectorAnnotation, selector), (ServiceMatcher.NamespaceAnnotation, "shop")] : [(Discovered.Workload, service.From)];
        var merged = Estate().Entity("Component", "basket", "alpha", annotations: annotations).Workload("prod", "shop", "basket", labels: pairs).Workload("prod", "shop", "other", labels: [("app", "other")]);

        Assert.Equal("component:default/basket", merged.Pictures.Deployments.Single(d => d.Name == "basket").Service);
        Assert.Null(merged.Pictures.Deployments.Single(d => d.Name == "other").Service);
    }

    [Fact]
    public void A_selector_that_would_take_a_neighbour_too_is_made_narrower()
    {
        var estate = Estate().Workload("prod", "shop", "api", labels: [("app", "search"), ("component", "api")]).Workload("prod", "shop", "indexer", labels: [("app", "search"), ("component", "indexer")]);

        Assert.Equal(["app=search,component=api", "app=search,component=indexer"], Discover(estate).Select(s => s.Selector));
    }

    private static EstateBuilder Estate() => new EstateBuilder().Cluster("prod").Cluster("staging", "staging")
        .Entity("Group", "alpha").Entity("Group", "beta").Entity("Component", "orders", "alpha");

    private static IReadOnlyList<DiscoveredService> Discover(EstateBuilder estate) => WorkloadDiscovery.Of(estate.Pictures.Estate, estate.Current, new DiscoveryOptions());
}
