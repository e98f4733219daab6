using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Kubernetes;
using static Portal.InfrastructureTests.Kubernetes.OperatedCluster;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>What is sent to an API server, and what its answers mean.</summary>
public sealed class ClusterControlTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Scaling_changes_the_number_and_nothing_else()
    {
        await using var cluster = await StartAsync();

        var after = await cluster.Control.SendAsync(await cluster.OrderAsync(Orders, WorkloadVerb.Scale, 5), None);

        Assert.Equal((5, 2L), (after.Value.Spec.Replicas, after.Value.Metadata.Generation));
        cluster.Tiny.Live(20);
        Assert.Equal(5, (await cluster.ReadAsync(Orders)).Status.ReadyReplicas);
    }

    [Fact]
    public async Task A_restart_writes_the_moment_into_the_template_and_replaces_every_pod()
    {
        await using var cluster = await StartAsync();
        var before = PodsOf(cluster, "orders");
        var order = await cluster.OrderAsync(Orders, WorkloadVerb.Restart);

        var after = await cluster.Control.SendAsync(order, None);

        Assert.Equal(order.Stamp, after.Value.Spec.Template.Metadata.Annotations![KeptAnnotations.RestartedAt]);
        cluster.Tiny.Live(60);
        Assert.Equal(3, (await cluster.ReadAsync(Orders)).Status.ReadyReplicas);
        Assert.Empty(PodsOf(cluster, "orders").Intersect(before));
    }

    [Fact]
    public async Task A_rollback_brings_the_template_back_without_the_hash_and_as_a_new_revision()
    {
        await using var cluster = await StartAsync();
        cluster.Tiny.Cluster.SetVersion("shop", "orders", "1.1.0");
        cluster.Tiny.Live(60);
        var first = ReplicaSet(cluster, "1");

        var after = await cluster.Control.SendAsync(await cluster.OrderAsync(Orders, WorkloadVerb.Rollback, revision: 1, revisionName: first), None);

        Assert.Equal("registry.test/orders:1.0.0", after.Value.Spec.Template.Spec.Containers![0].Image);
        Assert.DoesNotContain("pod-template-hash", after.Value.Spec.Template.Metadata.Labels!.Keys);
        Assert.Equal("3", after.Value.Metadata.Annotations![KeptAnnotations.Revision]);
        cluster.Tiny.Live(60);
        Assert.Equal((3, 3), ((await cluster.ReadAsync(Orders)).Status.UpdatedReplicas, (await cluster.ReadAsync(Orders)).Status.ReadyReplicas));
    }

    [Fact]
    public async Task A_StatefulSet_goes_back_by_its_controller_revisions()
    {
        await using var cluster = await StartAsync();
        cluster.Tiny.Cluster.SetVersion("shop", "ledger", "3.1.0");
        cluster.Tiny.Live(60);

        var revisions = (await cluster.Control.RevisionsAsync(Ledger, None)).Value;
        Assert.Equal([(2, "3.1.0", true), (1, "3.0.0", false)], revisions.Select(r => (r.Number, r.Version, r.Current)));
        var after = await cluster.Control.SendAsync(await cluster.OrderAsync(Ledger, WorkloadVerb.Rollback, revision: 1, revisionName: revisions[1].Name), None);

        Assert.Equal("registry.test/ledger:3.0.0", after.Value.Spec.Template.Spec.Containers![0].Image);
        Assert.Equal("3.0.0", (await cluster.Control.RevisionsAsync(Ledger, None)).Value[0].Version);
    }

    [Fact]
    public async Task A_paused_rollout_stays_where_it_is_until_it_is_resumed()
    {
        await using var cluster = await StartAsync();
        Assert.True((await cluster.Control.SendAsync(await cluster.OrderAsync(Orders, WorkloadVerb.Pause), None)).Value.Spec.Paused);
        cluster.Tiny.Cluster.SetVersion("shop", "orders", "1.1.0");
        cluster.Tiny.Live(60);
        Assert.Equal(0, (await cluster.ReadAsync(Orders)).Status.UpdatedReplicas);

        Assert.False((await cluster.Control.SendAsync(await cluster.OrderAsync(Orders, WorkloadVerb.Resume), None)).Value.Spec.Paused);

        cluster.Tiny.Live(60);
        Assert.Equal((3, 3), ((await cluster.ReadAsync(Orders)).Status.UpdatedReplicas, (await cluster.ReadAsync(Orders)).Status.ReadyReplicas));
    }

    [Theory]
    [InlineData(WorkloadVerb.Restart)]
    [InlineData(WorkloadVerb.Scale)]
    [InlineData(WorkloadVerb.Pause)]
    [InlineData(WorkloadVerb.Rollback)]
    public async Task A_dry_run_answers_what_would_be_and_changes_nothing(WorkloadVerb verb)
    {
        await using var cluster = await StartAsync();
        cluster.Tiny.Cluster.SetVersion("shop", "orders", "1.1.0");
        cluster.Tiny.Live(60);
        var before = await cluster.ReadAsync(Orders);

        var answer = await cluster.Control.SendAsync((await cluster.OrderAsync(Orders, verb, 7, 1, ReplicaSet(cluster, "1"))) with { DryRun = true }, None);

        Assert.True(answer.Value.Metadata.Generation > before.Metadata.Generation);
        var now = await cluster.ReadAsync(Orders);
        Assert.Equal((before.Metadata.ResourceVersion, before.Metadata.Generation, 3), (now.Metadata.ResourceVersion, now.Metadata.Generation, now.Spec.Replicas));
    }

    [Theory]
    [InlineData(WorkloadVerb.Restart, "deployments")]
    [InlineData(WorkloadVerb.Scale, "deployments/scale")]
    public async Task A_missing_right_is_said_with_verb_resource_and_the_manifest_that_gives_it(WorkloadVerb verb, string resource)
    {
        await using var cluster = await StartAsync();
        cluster.Tiny.Server.Faults.ReadOnly.Add(resource);

        var refused = (await cluster.Control.SendAsync(await cluster.OrderAsync(Orders, verb, 5), None)).Failure;

        Assert.IsType<Forbidden>(refused);
        Assert.Contains($"lacks the right to patch {resource} in tiny", refused.Message, StringComparison.Ordinal);
        Assert.Contains("deploy/kubernetes/rbac-operate.yaml", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkloadVerb.Restart)]
    [InlineData(WorkloadVerb.Scale)]
    [InlineData(WorkloadVerb.Rollback)]
    public async Task An_older_version_than_the_present_one_is_a_conflict_and_changes_nothing(WorkloadVerb verb)
    {
        await using var cluster = await StartAsync();
        var order = await cluster.OrderAsync(Orders, verb, 5, 1, ReplicaSet(cluster, "1"));
        cluster.Tiny.Cluster.Scale("shop", "orders", 4);

        var refused = (await cluster.Control.SendAsync(order, None)).Failure;

        Assert.Equal(OperationErrors.ChangedCode, Assert.IsType<Conflict>(refused).Code);
        Assert.Equal((4, 2L), ((await cluster.ReadAsync(Orders)).Spec.Replicas, (await cluster.ReadAsync(Orders)).Metadata.Generation));
    }

    [Fact]
    public async Task What_is_gone_is_said_to_be_gone()
    {
        await using var cluster = await StartAsync();
        var order = await cluster.OrderAsync(Orders, WorkloadVerb.Restart);
        cluster.Tiny.Cluster.Delete("shop", "orders");

        Assert.Contains("somebody has deleted it", Assert.IsType<NotFound>((await cluster.Control.SendAsync(order, None)).Failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_finds_invalid_comes_with_its_words()
    {
        await using var cluster = await StartAsync();
        cluster.Tiny.Server.Faults.Invalid = "spec.replicas: the policy allows no more than 4";

        var refused = Assert.IsType<Rejected>((await cluster.Control.SendAsync(await cluster.OrderAsync(Orders, WorkloadVerb.Scale, 5), None)).Failure);

        Assert.Contains("the policy allows no more than 4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_never_comes_leaves_the_outcome_unknown()
    {
        await using var cluster = await StartAsync(seconds: 0.5);
        cluster.Tiny.Server.Faults.SilentWrites = true;

        var silence = Assert.IsType<Unavailable>((await cluster.Control.SendAsync(await cluster.OrderAsync(Orders, WorkloadVerb.Scale, 5), None)).Failure);

        Assert.Equal(OperationErrors.UnknownOutcomeCode, silence.Code);
        Assert.Equal(5, (await cluster.ReadAsync(Orders)).Spec.Replicas);
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_the_request_leaves_the_outcome_unknown()
    {
        await using var cluster = await StartAsync();
        var order = await cluster.OrderAsync(Orders, WorkloadVerb.Restart);
        cluster.Tiny.Server.Faults.CutAnswers = true;

        Assert.Equal(OperationErrors.UnknownOutcomeCode, (await cluster.Control.SendAsync(order, None)).Failure?.Code);
        Assert.Equal(2, (await cluster.ReadAsync(Orders)).Metadata.Generation);
    }

    [Fact]
    public async Task A_server_that_is_away_was_sent_nothing()
    {
        await using var cluster = await StartAsync();
        var order = await cluster.OrderAsync(Orders, WorkloadVerb.Restart);
        await cluster.Tiny.Server.StopAsync(None);

        var away = Assert.IsType<Unavailable>((await cluster.Control.SendAsync(order, None)).Failure);

        Assert.Equal("deployments.cluster_unreachable", away.Code);
        Assert.Contains("nothing was sent", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_kept_renewed_after_401_and_after_the_kubeconfig_changed_and_closed_on_removal()
    {
        await using var cluster = await StartAsync();
        var first = Connection(cluster);
        Assert.Same(first, Connection(cluster));

        cluster.Tiny.Server.Faults.Unauthorized = true;
        Assert.Contains("does not accept the portal's credentials", (await cluster.Control.ReadAsync(Orders, None)).Failure!.Message, StringComparison.Ordinal);
        cluster.Tiny.Server.Faults.Unauthorized = false;
        var second = Connection(cluster);
        Assert.NotSame(first, second);

        await File.AppendAllTextAsync(cluster.Tiny.Options.Kubeconfig!, "# renewed\n", None);
        var third = Connection(cluster);
        Assert.NotSame(second, third);

        using var inUse = cluster.Connections.Rent("tiny")!;
        cluster.Directory.Remove("tiny");
        using var still = await inUse.Connection.GetAsync("version", None); // closed only when nobody uses it
        Assert.True(still.IsSuccessStatusCode);
        Assert.Null(cluster.Connections.Rent("tiny"));
        inUse.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => third.GetAsync("version", None));
    }

    private static ClusterConnection Connection(OperatedCluster cluster)
    {
        using var lease = cluster.Connections.Rent("tiny")!;
        return lease.Connection;
    }

    private static List<string> PodsOf(OperatedCluster cluster, string workload)
        => [.. cluster.Tiny.Cluster.Store.List(ApiResource.Find("", "pods")!, "shop").Items.Select(p => p.Name).Where(n => n.StartsWith(workload, StringComparison.Ordinal))];

    private static string ReplicaSet(OperatedCluster cluster, string revision)
        => cluster.Tiny.Cluster.Store.List(ApiResource.Find("apps", "replicasets")!, "shop").Items.Single(r => r.Name.StartsWith("orders-", StringComparison.Ordinal) && (string?)((JsonNode)r.Json)["metadata"]!["annotations"]![KeptAnnotations.Revision] == revision).Name;
}
