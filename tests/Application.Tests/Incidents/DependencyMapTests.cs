using Portal.Application.Catalog;
using Portal.Application.Incidents;

namespace Portal.ApplicationTests.Incidents;

public sealed class DependencyMapTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Calls = new(StringComparer.Ordinal) { ["component:default/web"] = ["component:default/orders", "component:default/hidden"] };

    private static readonly CatalogGraph Graph = CatalogGraph.Build(
    [
        Entity("web", new Relation(RelationTypes.ConsumesApi, new("api", "default", "orders"))) with { Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [DependencyMap.SoftAnnotation] = "hidden" } },
        Entity("orders", new Relation(RelationTypes.ProvidesApi, new("api", "default", "orders")), new Relation(RelationTypes.DependsOn, new("resource", "default", "db"))),
        Entity("hidden"),
        new() { Ref = new("api", "default", "orders"), Kind = "API", Name = "orders" },
        new() { Ref = new("resource", "default", "db"), Kind = "Resource", Name = "db" },
    ], 1, DateTimeOffset.UnixEpoch);

    [Fact]
    public void An_api_between_two_components_is_no_step()
    {
        var orders = Single(new DependencyMap(Graph, Calls).DependenciesOf(new("component", "default", "web")), "component:default/orders");

        Assert.Equal(1, orders.Distance);
        Assert.Equal("api:default/orders", orders.Path()[1].ToString());
    }

    [Fact]
    public void What_is_declared_is_not_said_to_be_only_seen()
        => Assert.False(Single(new DependencyMap(Graph, Calls).DependentsOf(new("component", "default", "orders")), "component:default/web").IsObserved);

    [Fact]
    public void What_is_only_seen_is_found_and_said_to_be_so()
    {
        var hidden = Single(new DependencyMap(Graph, Calls).DependenciesOf(new("component", "default", "web")), "component:default/hidden");

        Assert.True(hidden is { IsObserved: true, IsSoft: true });
    }

    [Fact]
    public void Dependents_are_found_over_several_steps()
        => Assert.Equal(2, Single(new DependencyMap(Graph, Calls).DependentsOf(new("resource", "default", "db")), "component:default/web").Distance);

    private static Neighbour Single(IReadOnlyList<Neighbour> all, string reference) => Assert.Single(all, n => n.Ref.ToString() == reference);

    private static CatalogEntity Entity(string name, params Relation[] declares) => new() { Ref = new("component", "default", name), Kind = "Component", Name = name, Declares = declares };
}
