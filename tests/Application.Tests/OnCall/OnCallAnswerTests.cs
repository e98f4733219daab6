using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.OnCall;
using Portal.Testing;

namespace Portal.ApplicationTests.OnCall;

/// <summary>The order in which a person is looked for, and that every step is said.</summary>
public sealed class OnCallAnswerTests
{
    private const string Rota = """{"onCall":[{"name":"pay-primary","timeZone":"Europe/Oslo","layers":[{"name":"Week","people":["ines","tomas"],"turn":"weekly","handoverAt":"09:00","handoverOn":"monday","start":"2026-11-02"}],"escalation":[{"afterMinutes":10,"target":"lead"},{"afterMinutes":20,"target":"parent"}]}]}""";
    private const string Gap = """{"onCall":[{"name":"pay-primary","timeZone":"UTC","layers":[{"people":["ines"],"turn":"weekly","start":"2026-11-02","windows":["mon-fri 09:00-17:00"]}]}]}""";

    [Fact]
    public void The_rota_of_the_service_comes_before_the_rota_of_the_team()
    {
        var own = """{"owner":"pay","onCall":[{"name":"svc","timeZone":"UTC","layers":[{"people":["mei"],"turn":"daily","start":"2026-11-02"}]}]}""";

        var answer = Ask([Group("pay", spec: Rota), Service("api", spec: own)], "component:default/api");

        Assert.Equal(("user:default/mei", "svc"), (answer.Now!.Person, answer.Rota));
        Assert.Equal("rota svc of component:default/api", answer.Source);
    }

    [Fact]
    public void The_rota_of_the_team_tells_now_until_and_next()
    {
        var answer = Ask([Group("pay", spec: Rota), Service("api")], "component:default/api");

        // 12 November is in the second week: Tomas, until Monday at nine in Oslo.
        Assert.Equal(("user:default/tomas", At("2026-11-09T08:00Z"), At("2026-11-16T08:00Z")), (answer.Now!.Person, answer.Now.Since, answer.Now.Until));
        Assert.Equal(("user:default/ines", At("2026-11-16T08:00Z")), (answer.Next!.Person, answer.Next.Since));
        Assert.Equal("mailto:tomas@example.test", Assert.Single(answer.Now.Contacts).Url);
        Assert.Equal("Europe/Oslo", answer.TimeZone);
    }

    [Fact]
    public void A_service_whose_annotation_names_a_rota_of_another_team_follows_that_rota()
        => Assert.Equal("pay-primary", Ask([Group("pay", spec: Rota), Group("web", lead: "mei"), Service("api", owner: "web", onCall: "pay-primary")], "component:default/api").Rota);

    [Fact]
    public void Without_a_rota_the_person_of_the_annotation_answers_then_the_lead_then_the_parent_group()
    {
        var person = Ask([Group("pay", lead: "ines"), Service("api", onCall: "user:default/mei")], "component:default/api");
        var lead = Ask([Group("pay", lead: "ines"), Service("api")], "component:default/api");
        var parent = Ask([Group("pay", parent: "finance"), Group("finance", lead: "tomas"), Service("api")], "component:default/api");

        Assert.Equal(("user:default/mei", "portal.dev/on-call of component:default/api"), (person.Now!.Person, person.Source));
        Assert.Equal(("user:default/ines", "lead of group:default/pay; no rota is declared"), (lead.Now!.Person, lead.Source));
        Assert.Equal("user:default/tomas", parent.Now!.Person);
        Assert.Contains("a parent group of group:default/pay", parent.Source, StringComparison.Ordinal);
        Assert.Contains("group:default/pay names no lead", parent.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_gap_the_lead_answers_and_the_gap_and_who_comes_next_are_said()
    {
        var answer = Ask([Group("pay", lead: "tomas", spec: Gap), Service("api")], "component:default/api"); // three at night

        Assert.Equal(("user:default/tomas", At("2026-11-12T09:00Z")), (answer.Now!.Person, answer.Now.Until));
        Assert.Equal(("user:default/ines", At("2026-11-12T09:00Z")), (answer.Next!.Person, answer.Next.Since));
        Assert.Contains("rota pay-primary has nobody on call until 2026-11-12 09:00 UTC", answer.Source, StringComparison.Ordinal);
        Assert.Equal(At("2026-11-12T09:00Z"), answer.Gaps[0].To);
    }

    [Fact]
    public void Somebody_who_is_gone_is_passed_over_and_named()
    {
        var answer = Ask([Group("pay", lead: "ines", spec: Rota), Service("api")], "component:default/api", without: "tomas");

        Assert.Equal("user:default/ines", answer.Now!.Person);
        Assert.Contains("user:default/tomas is not in the catalog", answer.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deactivated_lead_is_nobody()
    {
        var answer = Ask([Group("pay", lead: "gone"), User("gone", new() { ["portal.dev/deactivated"] = "true" }), Service("api")], "component:default/api");

        Assert.Null(answer.Now);
        Assert.StartsWith("nobody: lead of group:default/pay: user:default/gone is deactivated", answer.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_without_owner_says_so() => Assert.Equal("nobody: it has no owner", Ask([Service("api", owner: null)], "component:default/api").Source);

    [Fact]
    public void Escalation_names_the_people_of_its_steps()
    {
        var answer = Ask([Group("pay", lead: "mei", parent: "finance", spec: Rota), Group("finance", lead: "ines")], "group:default/pay");

        Assert.Equal([(10, "lead", "user:default/mei"), (20, "parent", "user:default/ines")], answer.Escalation.Select(e => (e.AfterMinutes, e.Kind, e.Person!)));
    }

    [Fact]
    public void A_rota_that_cannot_be_read_is_shown_with_its_fault_and_another_shape_too()
    {
        var view = OnCallFixture.Directory(Graph([Group("pay", spec: """{"onCall":[{"name":"x","timeZone":"Nowhere","layers":[]}]}"""), Group("web", spec: """{"onCall":"always"}""")])).Now();

        Assert.Empty(view.Rotas);
        Assert.Equal(["group:default/pay", "group:default/web"], view.Broken.Select(b => b.Entity));
        Assert.Equal(["timeZone", "layers"], view.Broken[0].Faults.Select(f => f.Field));
    }

    private static OnCallAnswer Ask(CatalogEntity[] entities, string subject, string? without = null)
    {
        var graph = Graph(entities, without);
        var reference = EntityRef.Parse(subject);
        return OnCallFixture.Directory(graph, new TestClock()).Of(graph, reference, Owners.Of(graph, reference));
    }

    private static CatalogGraph Graph(CatalogEntity[] entities, string? without = null)
        => CatalogGraph.Build([.. entities, .. new[] { "ines", "tomas", "mei" }.Where(p => p != without).Select(p => User(p))], 1, DateTimeOffset.UnixEpoch);

    private static CatalogEntity User(string name, Dictionary<string, string>? annotations = null)
        => new() { Ref = new("user", "default", name), Kind = "User", Name = name, Annotations = annotations ?? [], Spec = JsonDocument.Parse("{\"profile\":{\"email\":\"" + name + "@example.test\"}}").RootElement };

    private static CatalogEntity Group(string name, string? lead = null, string? parent = null, string spec = "{}") => new()
    {
        Ref = new("group", "default", name),
        Kind = "Group",
        Name = name,
        Type = "team",
        Spec = JsonDocument.Parse(spec).RootElement,
        Annotations = lead is null ? [] : new Dictionary<string, string> { ["portal.dev/lead"] = lead },
        Declares = parent is null ? [] : [new(RelationTypes.ChildOf, new("group", "default", parent))],
    };

    private static CatalogEntity Service(string name, string? owner = "pay", string? onCall = null, string spec = "{}") => new()
    {
        Ref = new("component", "default", name),
        Kind = "Component",
        Name = name,
        Spec = JsonDocument.Parse(spec).RootElement,
        Annotations = onCall is null ? [] : new Dictionary<string, string> { ["portal.dev/on-call"] = onCall },
        Declares = owner is null ? [] : [new(RelationTypes.OwnedBy, new("group", "default", owner))],
    };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
