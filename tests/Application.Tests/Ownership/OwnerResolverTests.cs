using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Ownership;
using Portal.ApplicationTests.OnCall;

namespace Portal.ApplicationTests.Ownership;

public sealed class OwnerResolverTests
{
    private static readonly CatalogGraph Graph = CatalogGraph.Build(
    [
        Entity("Group", "payments", annotations: new() { ["portal.dev/lead"] = "user:default/ines" }),
        Entity("User", "ines"),
        Entity("Component", "billing-worker", "group:default/payments", new()
        {
            ["github.com/project-slug"] = "northwind/billing-worker",
            ["portal.dev/dashboard"] = "https://grafana.example/d/billing",
            ["portal.dev/chat"] = "https://chat.example/payments",
        }),
        Entity("Component", "billing-web", "group:default/payments"),
        Entity("Component", "orphan"),
        Entity("API", "billing-worker", "group:default/payments"),
    ], 1, DateTimeOffset.UnixEpoch);

    private static readonly Pictures Running = new(
        [
            Workload("billing-worker", "payments", "registry.example/payments/billing-worker:2.14.0", "component:default/billing-worker"),
            Workload("web", "front", "registry.example/front/web:1.0.0", "component:default/billing-web"),
        ],
        [new("prod-eu", "payments", "billing-worker-6c9f7d5b8-x2kqp", "Deployment", "billing-worker", "component:default/billing-worker", "10.0.0.1", "node-1", "registry.example/payments/billing-worker:2.14.0", "Running", true, 4, null)]);

    [Theory]
    [InlineData("billing-worker", "component:default/billing-worker")]
    [InlineData("component:default/billing-worker", "component:default/billing-worker")]
    [InlineData("Billing-Worker", "component:default/billing-worker")]
    [InlineData("https://github.com/northwind/billing-worker", "component:default/billing-worker")]
    [InlineData("git@github.com:northwind/billing-worker.git", "component:default/billing-worker")]
    [InlineData("https://github.com/northwind/billing-worker/blob/main/src/Program.cs#L3", "component:default/billing-worker")]
    [InlineData("registry.example/payments/billing-worker:2.14.0", "component:default/billing-worker")]
    [InlineData("registry.example/payments/billing-worker@sha256:0123", "component:default/billing-worker")]
    [InlineData("payments/billing-worker", "component:default/billing-worker")]
    [InlineData("billing-worker-6c9f7d5b8-x2kqp", "component:default/billing-worker")]
    [InlineData("pod/billing-worker-6c9f7d5b8-x2kqp", "component:default/billing-worker")]
    [InlineData("front", "component:default/billing-web")]
    [InlineData("https://grafana.example/d/billing?from=now-1h", "component:default/billing-worker")]
    public void A_clue_finds_its_service(string clue, string expected)
    {
        var hits = Resolve(clue);

        Assert.Equal(expected, hits[0].Subject.ToString());
        Assert.NotEmpty(hits[0].Evidence);
    }

    [Fact]
    public void A_pod_that_is_gone_still_tells_whose_it_was()
    {
        var hit = Resolve("billing-worker-7d4b9c6f55-abcde")[0];

        Assert.Equal("component:default/billing-worker", hit.Subject.ToString());
        Assert.InRange(hit.Confidence, 0.5, 0.9);
        Assert.Contains("no pod", hit.Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_typo_is_a_guess_with_little_confidence()
    {
        var hit = Resolve("biling-worker")[0];

        Assert.Equal("billing-worker", hit.Subject.Name);
        Assert.True(hit.Confidence < 0.5);
    }

    [Fact]
    public void Nothing_is_an_answer_too() => Assert.Empty(Resolve("completely-unheard-of"));

    [Fact]
    public void An_alert_pasted_whole_finds_the_pod_in_it()
    {
        const string Alert = """{"alerts":[{"labels":{"alertname":"PodRestarts","pod":"billing-worker-6c9f7d5b8-x2kqp","severity":"page"}}]}""";

        Assert.Equal("component:default/billing-worker", Resolve(Alert)[0].Subject.ToString());
    }

    [Fact]
    public void A_broken_alert_is_read_by_its_words()
        => Assert.Equal("component:default/billing-worker", Resolve("""{"pod": "billing-worker-6c9f7d5b8-x2kqp", """)[0].Subject.ToString());

    [Fact]
    public void The_description_names_owner_lead_contacts_and_the_chain()
    {
        var match = new OwnerDescriber(Graph, Running, OnCallFixture.Directory(Graph)).Match(Resolve("billing-worker-6c9f7d5b8-x2kqp")[0]);

        Assert.Equal("group:default/payments", match.Owner);
        Assert.Equal("user:default/ines", match.OnCall!.PersonRef);
        Assert.Contains(match.Contacts, c => c.Kind == "chat");
        Assert.Contains("owned by group:default/payments", match.Evidence[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unowned_service_says_so()
    {
        var match = new OwnerDescriber(Graph, Running, OnCallFixture.Directory(Graph)).Match(Resolve("orphan")[0]);

        Assert.Null(match.Owner);
        Assert.Contains("has no owner", match.Evidence[^1], StringComparison.Ordinal);
    }

    private static IReadOnlyList<Hit> Resolve(string text) => OwnerResolver.Resolve(Graph, ClueIndex.Of(Graph), Running, Clues.In(text));

    private static CatalogEntity Entity(string kind, string name, string? owner = null, Dictionary<string, string>? annotations = null)
    {
        var reference = new EntityRef(kind, "default", name);
        EntityRef? ownerRef = owner is null ? null : EntityRef.Parse(owner);
        return new()
        {
            Ref = reference,
            Kind = kind,
            Name = name,
            Owner = ownerRef,
            Annotations = annotations ?? [],
            Declares = ownerRef is { } o ? [new Relation(RelationTypes.OwnedBy, o)] : [],
        };
    }

    private static Deployment Workload(string name, string @namespace, string image, string service) => new()
    {
        Cluster = "prod-eu",
        Environment = "production",
        Namespace = @namespace,
        Kind = "Deployment",
        Name = name,
        Image = image,
        Version = "1",
        Service = service,
        Match = new("recommended-labels", "label app.kubernetes.io/name"),
    };

    private sealed record Pictures(IReadOnlyList<Deployment> Deployments, IReadOnlyList<PodSummary> Pods) : IDeploymentPictures
    {
        public IReadOnlyList<ClusterStatus> Clusters => [];

        public IReadOnlyList<Deployment> OfService(string serviceRef) => [.. Deployments.Where(d => d.Service == serviceRef)];

        public IReadOnlyList<PodSummary> PodsNamed(string podName) => [.. Pods.Where(p => p.Name == podName)];

        public IReadOnlyList<PodSummary> PodsOf(string cluster, string @namespace, string kind, string name) => [];

        public long Version => 1;

        public WorkloadEntry? Find(string cluster, string @namespace, string kind, string name) => null;

        public IEnumerable<WorkloadEntry> WorkloadsOf(string cluster) => [];

        public ClusterPicture? PictureOf(string cluster) => null;
    }
}
