using Portal.Testing;
using Portal.Application.Catalog;
using Portal.Application.Catalog.Definitions;
using Portal.Application.Deployments;
using Portal.Application.Ownership;
using Portal.ApplicationTests.OnCall;
using Portal.Infrastructure.Descriptors;
using static Portal.ApplicationTests.Ownership.Estate;

namespace Portal.ApplicationTests.Ownership;

public sealed class OwnerResolverTests
{
    private const string OrdersDefinition = """
        openapi: 3.0.3
        info: {title: Orders, version: "1"}
        servers: [{url: https://api.example.test/orders}]
        paths:
          /v2/orders: {get: {operationId: list}, post: {operationId: place}}
          /v2/orders/{orderId}: {get: {operationId: read}}
          /v2/orders/{orderId}/lines/{line}: {delete: {operationId: drop}}
        """;

    private const string EventsDefinition = """
        asyncapi: 2.6.0
        info: {title: Order events, version: "1"}
        channels:
          orders.created: {subscribe: {operationId: created}}
          orders.{region}.cancelled: {subscribe: {operationId: cancelled}}
        """;

    private readonly Estate _estate = Make();

    [Theory]
    [InlineData("billing-worker")]
    [InlineData("component:default/billing-worker")]
    [InlineData("default/billing-worker")]
    [InlineData("Billing-Worker")]
    [InlineData("Billing engine")]
    [InlineData("bw")]
    [InlineData("invoicer")]
    [InlineData("https://github.com/northwind/billing-worker")]
    [InlineData("https://github.com/northwind/billing-worker.git")]
    [InlineData("git@github.com:northwind/billing-worker.git")]
    [InlineData("ssh://git@github.com/northwind/billing-worker.git")]
    [InlineData("github.com/northwind/billing-worker")]
    [InlineData("northwind/billing-worker")]
    [InlineData("https://github.com/northwind/billing-worker/blob/main/src/Program.cs#L3")]
    [InlineData("registry.example/payments/billing-worker:2.14.0")]
    [InlineData("payments/billing-worker:2.14.0")]
    [InlineData("billing-worker:2.14.0")]
    [InlineData("registry.example/payments/billing-worker@sha256:0123")]
    [InlineData("sha256:000000000000000000000000000000000000000000000000000000000000000e")]
    [InlineData("payments/billing-worker")]
    [InlineData("deployment/billing-worker")]
    [InlineData("billing-worker-6c9f7d5b8-x2kqp")]
    [InlineData("pod/billing-worker-6c9f7d5b8-x2kqp")]
    [InlineData("payments/billing-worker-6c9f7d5b8-x2kqp")]
    [InlineData("10.42.7.31")]
    [InlineData("10.42.7.31:8080")]
    [InlineData("http://10.42.7.31:8080/metrics")]
    [InlineData("10.96.0.7")]
    [InlineData("10.0.0.9")]
    [InlineData("billing-worker.payments.svc.cluster.local")]
    [InlineData("http://billing-worker.payments:8080/health")]
    [InlineData("billing-worker.payments.svc:8080")]
    [InlineData("invoices.example.test")]
    [InlineData("https://invoices.example.test/v2/x?y=1")]
    [InlineData("app=billing-worker")]
    [InlineData("app.kubernetes.io/name=billing-worker")]
    [InlineData("kubectl logs -n payments billing-worker-6c9f7d5b8-x2kqp")]
    [InlineData("https://grafana.example/d/billing?from=now-1h")]
    [InlineData("https://grafana.example/d/billing/overview?orgId=1")]
    [InlineData("https://wiki.example/runbooks/billing")]
    [InlineData("PBILL01")]
    [InlineData("Northwind.Billing.InvoiceRunner")]
    public void A_clue_finds_its_service(string clue)
    {
        var hits = _estate.Resolve(clue).Hits;

        Assert.NotEmpty(hits);
        Assert.Equal("component:default/billing-worker", hits[0].Subject.ToString());
        Assert.NotEmpty(hits[0].Evidence);
        Assert.InRange(hits[0].Confidence, 0.5, 1);
    }

    [Theory]
    [InlineData("front", "component:default/billing-web")]
    [InlineData("namespace/front", "component:default/billing-web")]
    [InlineData("GET /v2/orders/77", "component:default/orders-api")]
    [InlineData("/v2/orders/77/lines/3", "component:default/orders-api")]
    [InlineData("https://api.example.test/orders/v2/orders/77", "component:default/orders-api")]
    [InlineData("orders.created", "component:default/orders-api")]
    [InlineData("orders.eu.cancelled", "component:default/orders-api")]
    [InlineData("https://invoices.example.test/admin/users", "component:default/billing-web")]
    [InlineData("https://invoices.example.test/administrators", "component:default/billing-worker")]
    [InlineData("anything.shop.example.test", "component:default/billing-web")]
    [InlineData("tier=front", "component:default/billing-web")]
    [InlineData("https://chat.example/payments", "group:default/payments")]
    public void A_clue_leads_to_the_right_one_of_several(string clue, string expected) => Assert.Equal(expected, _estate.Resolve(clue).Hits[0].Subject.ToString());

    [Fact]
    public void A_pod_that_is_gone_is_remembered_for_thirty_days_and_then_told_by_its_name()
    {
        _estate.Delete(ObservedKind.Pod, "billing-worker-6c9f7d5b8-x2kqp");

        var remembered = _estate.Resolve("billing-worker-6c9f7d5b8-x2kqp").Hits[0];
        _estate.Clock.Advance(GonePods.Remembered + TimeSpan.FromMinutes(1));
        var told = _estate.Resolve("billing-worker-6c9f7d5b8-x2kqp").Hits[0];

        Assert.Contains("until 2026-11-12 03:07 UTC", remembered.Evidence[0], StringComparison.Ordinal);
        Assert.Contains("ReplicaSet billing-worker-6c9f7d5b8", told.Evidence[0], StringComparison.Ordinal);
        Assert.All(new[] { remembered, told }, h => Assert.Equal("billing-worker", h.Subject.Name));
    }

    [Fact]
    public void The_address_of_a_pod_that_is_gone_tells_who_had_it_last_until_another_has_it()
    {
        var pod = _estate.Pictures.PodsNamed("billing-worker-6c9f7d5b8-x2kqp").Single();
        var alive = _estate.Resolve(pod.Ip!).Hits[0];

        _estate.Delete(ObservedKind.Pod, pod.Name);
        var gone = _estate.Resolve(pod.Ip!).Hits[0];

        Assert.DoesNotContain("nothing has", alive.Evidence[0], StringComparison.Ordinal);
        Assert.Equal("component:default/billing-worker", gone.Subject.ToString());
        Assert.Equal($"nothing has {pod.Ip} now; pod {pod.Name} in {pod.Cluster}, namespace {pod.Namespace}, had it until 2026-11-12 03:07 UTC", gone.Evidence[0]);
        Assert.InRange(gone.Confidence, 0.5, alive.Confidence - 0.05);
    }

    [Fact]
    public void A_pod_that_nobody_has_seen_is_told_by_the_name_of_its_workload()
    {
        var hit = _estate.Resolve("billing-worker-7d4b9c6f55-abcde").Hits[0];

        Assert.Equal("component:default/billing-worker", hit.Subject.ToString());
        Assert.InRange(hit.Confidence, 0.5, 0.9);
        Assert.Contains("no pod", hit.Evidence[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("biling-worker")]
    [InlineData("billing-wroker")]
    [InlineData("biling-wrker")]
    public void A_typo_is_a_guess_with_little_confidence(string typo)
    {
        var hit = _estate.Resolve(typo).Hits[0];

        Assert.Equal("billing-worker", hit.Subject.Name);
        Assert.True(hit.Confidence < 0.5);
    }

    [Theory]
    [InlineData("billing_worker")]
    [InlineData("BillingWorker")]
    public void A_name_written_otherwise_is_nearly_certain(string text) => Assert.InRange(_estate.Resolve(text).Hits[0].Confidence, 0.85, 0.95);

    [Fact]
    public void Nothing_is_an_answer_too()
    {
        var found = _estate.Resolve("completely-unheard-of");

        Assert.Empty(found.Hits);
        Assert.Empty(found.Unclaimed);
    }

    [Fact]
    public void A_workload_of_nobody_is_offered_for_a_claim_with_its_neighbours()
    {
        var found = _estate.Resolve("stray-5f6d7c8b9-zzzz1");

        var stray = Assert.Single(found.Unclaimed);
        Assert.Equal(new("prod-eu", "payments", "Deployment", "stray"), stray.Workload);
        Assert.Contains("no label, annotation, image or claim", stray.Evidence[^1], StringComparison.Ordinal);
        Assert.Equal("billing-worker", found.Nearest[0].Subject.Name);
        Assert.Empty(found.Hits);
    }

    [Fact]
    public void The_description_names_owner_lead_contacts_and_the_chain()
    {
        var match = new OwnerDescriber(_estate.Current, _estate.Pictures, OnCallFixture.Directory(_estate.Current)).Match(_estate.Resolve("billing-worker-6c9f7d5b8-x2kqp").Hits[0]);

        Assert.Equal("group:default/payments", match.Owner);
        Assert.Contains(match.Contacts, c => c.Kind == "chat");
        Assert.Contains("owned by group:default/payments", match.Evidence[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unowned_service_says_so()
    {
        var match = new OwnerDescriber(_estate.Current, _estate.Pictures, OnCallFixture.Directory(_estate.Current)).Match(_estate.Resolve("orphan").Hits[0]);

        Assert.Null(match.Owner);
        Assert.Contains("has no owner", match.Evidence[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://github.com/northwind/billing-worker/blob/main/docs/runbook.md", "group:default/writers", "line 3")]
    [InlineData("https://github.com/northwind/billing-worker/blob/main/src/Program.cs#L3", "group:default/payments", "line 2")]
    [InlineData("northwind/billing-worker/build/logs/x.log", null, "nobody owns it")]
    [InlineData("billing-worker/src/Program.cs:42", "group:default/payments", "line 2")]
    public void A_file_is_owned_as_CODEOWNERS_says(string clue, string? owner, string evidence)
    {
        _estate.CodeOwners.Put(new("github.com/northwind/billing-worker", ".github/CODEOWNERS", "abc", CodeOwners.Parse("# who\n* @northwind/payments\n/docs/ @northwind/writers\n/build/logs/\n"), Now));

        var hit = _estate.Resolve(clue).Hits[0];
        var match = new OwnerDescriber(_estate.Current, _estate.Pictures, OnCallFixture.Directory(_estate.Current)).Match(hit);

        Assert.Equal("component:default/billing-worker", match.Service);
        Assert.Equal(owner, match.Owner);
        Assert.Contains(match.Evidence, e => e.Contains(evidence, StringComparison.Ordinal));
    }

    [Fact]
    public void The_index_follows_what_runs()
    {
        var indexes = new EstateIndexes(_estate.Pictures, _estate.Pictures, _estate.Gone);
        var before = indexes.Now();
        Assert.NotEmpty(before.Clusters[0].Pods.Named("billing-worker-6c9f7d5b8-x2kqp"));
        Assert.NotEmpty(before.Clusters[0].Pods.At("10.42.7.31"));

        _estate.Delete(ObservedKind.Pod, "billing-worker-6c9f7d5b8-x2kqp");
        var after = indexes.Now();

        Assert.Empty(after.Clusters[0].Pods.Named("billing-worker-6c9f7d5b8-x2kqp"));
        Assert.Empty(after.Clusters[0].Pods.At("10.42.7.31"));
        Assert.Empty(after.Clusters[0].Pods.On("node-1"));
        Assert.NotEmpty(after.Clusters[0].Pods.Named("web-7d9f8c6b5-aa1bb"));
        Assert.NotNull(after.Clusters[0].Pods.OfReplicaSet("billing-worker-6c9f7d5b8"));
        Assert.Same(before.Clusters[0].Addresses, after.Clusters[0].Addresses);
        Assert.Same(before.Structure, after.Structure);
    }

    internal static Estate Make()
    {
        var reader = new YamlDescriptorReader();
        var estate = new Estate(
            Entity("Group", "payments", annotations: new() { ["portal.dev/lead"] = "user:default/ines", ["portal.dev/chat"] = "https://chat.example/payments" }),
            Entity("Group", "writers"),
            Entity("Group", "checkout"),
            Entity("User", "ines"),
            Entity("Component", "billing-worker", "group:default/payments", new()
            {
                ["github.com/project-slug"] = "northwind/billing-worker",
                ["portal.dev/aliases"] = "bw, invoicer",
                ["portal.dev/packages"] = "Northwind.Billing, example.northwind.billing, billing_worker, @northwind/billing",
                ["portal.dev/dashboard"] = "https://grafana.example/d/billing",
                ["portal.dev/runbook"] = "https://wiki.example/runbooks/billing",
                ["portal.dev/chat"] = "https://chat.example/payments",
                ["pagerduty.com/service-id"] = "PBILL01",
                ["pagerduty.com/integration-key"] = "abcdef0123456789abcdef0123456789",
            }, title: "Billing engine", type: "worker"),
            Entity("Component", "billing-web", "group:default/payments", new() { ["portal.dev/packages"] = "@northwind/billing-web", ["portal.dev/chat"] = "https://chat.example/payments" }),
            Entity("Component", "orders-api", "group:default/checkout", new() { ["github.com/project-slug"] = "northwind/orders-api", ["portal.dev/packages"] = "Northwind.Orders example.northwind.orders" }, relations: [new(RelationTypes.ProvidesApi, EntityRef.Parse("api:default/orders")), new(RelationTypes.ProvidesApi, EntityRef.Parse("api:default/order-events"))]),
            Entity("Component", "common-http", "group:default/checkout", new() { ["portal.dev/packages"] = "Northwind.Common" }, type: "library"),
            Entity("Component", "orphan"),
            Api("orders", "openapi", OrdersDefinition),
            Api("order-events", "asyncapi", EventsDefinition))
        { Offers = new(new ApiDefinitions(reader)) };
        estate.Run("billing-worker", "payments", "registry.example/payments/billing-worker:2.14.0", null, "10.96.0.7", ("billing-worker-6c9f7d5b8-x2kqp", "10.42.7.31", "node-1"));
        estate.Run("web", "front", "registry.example/front/billing-web:1.0.0", new() { ["app.kubernetes.io/name"] = "billing-web", ["tier"] = "front" }, "10.96.0.8", ("web-7d9f8c6b5-aa1bb", "10.42.7.32", "node-2"));
        estate.Run("stray", "payments", "docker.io/library/thing:1", new() { ["x"] = "y" }, "10.96.0.9", ("stray-5f6d7c8b9-zzzz1", "10.42.7.33", "node-2"));
        estate.Tell(ObservedKind.Node, new ObservedNode { Metadata = Meta("node-1", "", "n", null), Status = new(Addresses: [new("InternalIP", "10.0.0.9"), new("Hostname", "node-1")]) });
        estate.Tell(ObservedKind.Ingress, new ObservedIngress
        {
            Metadata = Meta("invoices", "payments", "i", null),
            Spec = new(Rules: [new("invoices.example.test", new([new("/", new(new("billing-worker")), "Prefix")]))]),
        });
        estate.Tell(ObservedKind.Ingress, new ObservedIngress
        {
            Metadata = Meta("front", "front", "i", null),
            Spec = new(Rules: [new("invoices.example.test", new([new("/admin", new(new("web")), "Prefix")])), new("*.shop.example.test", new([new("/", new(new("web")), "Prefix")]))]),
        });
        return estate.Show();

        static CatalogEntity Api(string name, string type, string definition)
            => Entity("API", name, "group:default/checkout", type: type) with { Spec = System.Text.Json.JsonSerializer.SerializeToElement(new { type, definition }) };
    }
}
