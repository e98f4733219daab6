using Portal.Application.Catalog;
using Portal.Application.Ownership;

namespace Portal.ApplicationTests.Ownership;

public sealed class OwnerRolesTests
{
    private static readonly CatalogGraph Graph = CatalogGraph.Build(
    [
        Entity("Domain", "finance", owner: "finance", annotations: new() { ["portal.dev/owner-security"] = "group:default/security" }),
        Entity("System", "billing", partOf: ("domain", "finance"), annotations: new() { ["portal.dev/owner-operating"] = "sre" }),
        Entity("Component", "invoice-api", owner: "payments", partOf: ("system", "billing"), annotations: new() { ["portal.dev/owner-data"] = "user:default/dora" }),
        Entity("Component", "ledger", partOf: ("system", "billing")),
        Entity("Component", "alone"),
        Entity("Group", "payments"), Entity("Group", "sre"), Entity("Group", "security"), Entity("Group", "finance"),
    ], 1, DateTimeOffset.UnixEpoch);

    [Fact]
    public void Roles_come_from_the_service_its_system_and_its_domain_and_each_says_the_way()
    {
        var roles = OwnerRoles.Of(Graph, new("component", "default", "invoice-api"));

        Assert.Equal(
            [("accountable", "group:default/payments", "component:default/invoice-api", false), ("operating", "group:default/sre", "system:default/billing", true), ("security", "group:default/security", "domain:default/finance", true), ("data", "user:default/dora", "component:default/invoice-api", false)],
            roles.Select(r => (r.Role, r.Owner!, r.Holder!, r.Inherited)));
        Assert.Equal(
            ["component:default/invoice-api has no portal.dev/owner-security", "system:default/billing has no portal.dev/owner-security", "portal.dev/owner-security of domain:default/finance names group:default/security"], roles[2].Trail);
        Assert.False(roles[3].Exists);
        Assert.Contains("not in the catalog", roles[3].Trail[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_accountable_owner_is_inherited_and_stands_in_where_nobody_is_named()
    {
        var roles = OwnerRoles.Of(Graph, new("component", "default", "ledger"));

        Assert.Equal(("group:default/finance", "domain:default/finance", true), (roles[0].Owner!, roles[0].Holder!, roles[0].Inherited));
        Assert.Equal("group:default/finance", roles[3].Owner);
        Assert.Contains("so the accountable owner group:default/finance holds it", roles[3].Trail[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_an_answer_too() => Assert.All(OwnerRoles.Of(Graph, new("component", "default", "alone")), r => Assert.Null(r.Owner));

    private static CatalogEntity Entity(string kind, string name, string? owner = null, (string Kind, string Name)? partOf = null, Dictionary<string, string>? annotations = null)
    {
        List<Relation> relations = [];
        if (owner is not null)
        {
            relations.Add(new(RelationTypes.OwnedBy, new("group", "default", owner)));
        }

        if (partOf is { } whole)
        {
            relations.Add(new(RelationTypes.PartOf, new(whole.Kind, "default", whole.Name)));
        }

        return new() { Ref = new(kind, "default", name), Kind = kind, Name = name, Annotations = annotations ?? [], Declares = relations };
    }
}
