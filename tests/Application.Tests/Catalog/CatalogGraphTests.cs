using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

public sealed class CatalogGraphTests
{
    [Fact]
    public void Relations_stand_at_both_ends_once_even_when_both_ends_declare_them()
    {
        var graph = CatalogGraph.Build(
        [
            Entity("group", "team", new Relation(RelationTypes.HasMember, EntityRef.Parse("user:default/ada"))),
            Entity("user", "ada", new Relation(RelationTypes.MemberOf, EntityRef.Parse("group:default/team")), new Relation(RelationTypes.MemberOf, EntityRef.Parse("group:default/ghosts"))),
        ], 1, DateTimeOffset.UnixEpoch);

        Assert.Equal([new Relation(RelationTypes.HasMember, EntityRef.Parse("user:default/ada"))], graph.RelationsOf(EntityRef.Parse("group:default/team")));
        Assert.Equal(2, graph.RelationsOf(EntityRef.Parse("user:default/ada")).Count);
        Assert.Single(graph.RelationsOf(EntityRef.Parse("group:default/ghosts")));
        Assert.Null(graph.Find(EntityRef.Parse("group:default/ghosts")));
    }

    [Theory]
    [InlineData("billing", "billing")]
    [InlineData("billing wrker", "billing-worker")]
    [InlineData("bililng", "billing billing-worker")]
    [InlineData("worker", "billing-worker")]
    [InlineData("invoices", "billing-worker")]
    [InlineData("payments", "billing billing-worker")]
    public void Search_ranks_names_first_and_forgives_a_slip(string text, string names)
    {
        var graph = CatalogGraph.Build(
        [
            Entity("component", "billing") with { Owner = EntityRef.Parse("group:default/payments") },
            Entity("component", "billing-worker") with { Description = "Sends invoices", Owner = EntityRef.Parse("group:default/payments") },
            Entity("component", "orders"),
        ], 1, DateTimeOffset.UnixEpoch);

        var found = graph.Search.Find(text).OrderByDescending(f => f.Score).ThenBy(f => f.Entity.Name, StringComparer.Ordinal).Select(f => f.Entity.Name);

        Assert.StartsWith(names, string.Join(' ', found), StringComparison.Ordinal);
    }

    [Fact]
    public void Relation_types_come_in_pairs()
        => Assert.All(RelationTypes.All, type => Assert.Equal(type, RelationTypes.InverseOf(RelationTypes.InverseOf(type))));

    private static CatalogEntity Entity(string kind, string name, params Relation[] relations)
        => new() { Ref = new EntityRef(kind, "default", name), Kind = kind, Name = name, Declares = relations };
}
