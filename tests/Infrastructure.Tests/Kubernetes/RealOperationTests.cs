using System.Diagnostics;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>Actions against a real API server and its controllers; see <see cref="RealClusterTests"/> for what they need.</summary>
[Collection("real cluster")]
public sealed class RealOperationTests : IAsyncLifetime
{
    private const int Patience = 240;
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string? _kubeconfig = Environment.GetEnvironmentVariable("PORTAL_TEST_KUBECONFIG");
    private readonly string _namespace = $"portal-test-{Guid.NewGuid().ToString("N")[..8]}";
    private readonly ClusterDirectory _directory = new();
    private ClusterConnections? _connections;
    private ClusterControl? _control;

    private ClusterOptions Options => new() { Name = "real", Environment = "test", Kubeconfig = _kubeconfig };

    private ClusterControl Control => _control!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(_kubeconfig is { Length: > 0 }, "PORTAL_TEST_KUBECONFIG names no cluster (eng/real-cluster.sh up)");
        await KubectlAsync($"create namespace {_namespace}");
        _directory.Add(Options);
        _connections = new(_directory);
        _control = new(new ClusterRequests(_connections, new ClusterWatchOptions(), TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        _connections?.Dispose();
        if (_kubeconfig is { Length: > 0 })
        {
            await KubectlAsync($"delete namespace {_namespace} --wait=false");
        }
    }

    [Fact]
    public async Task A_deployment_is_scaled_restarted_rolled_back_paused_and_resumed()
    {
        await using var watcher = new FollowedCluster(Options);
        await ApplyAsync("Deployment", "1.0.0");
        await UntilAsync(watcher, d => d is { Version: "1.0.0", Ready: 2, Rollout: RolloutState.Complete }, "1.0.0 runs");
        await ApplyAsync("Deployment", "1.1.0");
        await UntilAsync(watcher, d => d is { Version: "1.1.0", Ready: 2, Rollout: RolloutState.Complete }, "1.1.0 runs");

        var dry = await SendAsync((await OrderAsync("Deployment", WorkloadVerb.Scale, replicas: 4)) with { DryRun = true });
        Assert.Equal((4, 2), (dry.Spec.Replicas, (await ReadAsync("Deployment")).Spec.Replicas));
        await SendAsync(await OrderAsync("Deployment", WorkloadVerb.Scale, replicas: 3));
        await UntilAsync(watcher, d => d is { Desired: 3, Ready: 3 }, "three are ready");

        var before = watcher.Pictures.PodsOf("real", _namespace, "Deployment", "web").Select(p => p.Name).ToList();
        var restart = await OrderAsync("Deployment", WorkloadVerb.Restart);
        Assert.Equal(restart.Stamp, (await SendAsync(restart)).Spec.Template.Metadata.Annotations![KeptAnnotations.RestartedAt]);
        Assert.Contains("portal", await KubectlAsync($"-n {_namespace} get deployment web -o jsonpath={{.metadata.managedFields[*].manager}}"), StringComparison.Ordinal);
        await UntilAsync(watcher, d => d is { Ready: 3, Updated: 3, Rollout: RolloutState.Complete } && watcher.Pictures.PodsOf("real", _namespace, "Deployment", "web") is { Count: 3 } pods && !pods.Any(p => before.Contains(p.Name)), "every pod is a new one");

        var first = watcher.Pictures.Find("real", _namespace, "Deployment", "web")!.ReplicaSets.Single(r => r.Metadata.Annotations![KeptAnnotations.Revision] == "1");
        var back = await SendAsync(await OrderAsync("Deployment", WorkloadVerb.Rollback, revision: 1, revisionName: first.Metadata.Name));
        Assert.DoesNotContain("pod-template-hash", back.Spec.Template.Metadata.Labels!.Keys);
        await UntilAsync(watcher, d => d is { Version: "1.0.0", Ready: 3, Updated: 3, Rollout: RolloutState.Complete }, "1.0.0 is back");
        Assert.Equal("4", (await KubectlAsync($"-n {_namespace} get rs {first.Metadata.Name} -o jsonpath={{.metadata.annotations.deployment\\.kubernetes\\.io/revision}}")).Trim());

        Assert.True((await SendAsync(await OrderAsync("Deployment", WorkloadVerb.Pause))).Spec.Paused);
        await ApplyAsync("Deployment", "1.2.0", replicas: 3, paused: true);
        await UntilAsync(watcher, d => d is { Version: "1.2.0", Updated: 0, Rollout: RolloutState.Paused }, "1.2.0 waits");
        Assert.False((await SendAsync(await OrderAsync("Deployment", WorkloadVerb.Resume))).Spec.Paused);
        await UntilAsync(watcher, d => d is { Version: "1.2.0", Ready: 3, Updated: 3, Rollout: RolloutState.Complete }, "1.2.0 runs");
    }

    [Theory]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task Others_go_back_by_their_controller_revisions(string kind)
    {
        await using var watcher = new FollowedCluster(Options);
        await ApplyAsync(kind, "1.0.0");
        await UntilAsync(watcher, d => d is { Version: "1.0.0", Rollout: RolloutState.Complete } && d.Ready == d.Desired, "1.0.0 runs", kind); // hollow nodes take no pods of a DaemonSet
        await ApplyAsync(kind, "1.1.0");
        await UntilAsync(watcher, d => d is { Version: "1.1.0", Rollout: RolloutState.Complete } && d.Ready == d.Desired, "1.1.0 runs", kind);

        var revisions = (await Control.RevisionsAsync(Web(kind), None)).Value;
        Assert.Equal([(2, "1.1.0", true), (1, "1.0.0", false)], revisions.Select(r => (r.Number, r.Version, r.Current)));
        await SendAsync(await OrderAsync(kind, WorkloadVerb.Rollback, revision: 1, revisionName: revisions[1].Name));

        await UntilAsync(watcher, d => d is { Version: "1.0.0", Rollout: RolloutState.Complete } && d.Ready == d.Desired, "1.0.0 is back", kind);
    }

    [Theory]
    [InlineData(WorkloadVerb.Restart)]
    [InlineData(WorkloadVerb.Scale)]
    [InlineData(WorkloadVerb.Rollback)]
    public async Task A_version_that_is_not_the_present_one_is_a_conflict(WorkloadVerb verb)
    {
        await using var watcher = new FollowedCluster(Options);
        await ApplyAsync("Deployment", "1.0.0");
        await UntilAsync(watcher, d => d is { Ready: 2, Rollout: RolloutState.Complete } && watcher.Pictures.Find("real", _namespace, "Deployment", "web")!.ReplicaSets.Count == 1, "1.0.0 runs and its ReplicaSet is known");
        var name = watcher.Pictures.Find("real", _namespace, "Deployment", "web")!.ReplicaSets[0].Metadata.Name;

        var refused = await Control.SendAsync((await OrderAsync("Deployment", verb, 4, 1, name)) with { ResourceVersion = "1" }, None);

        Assert.Equal(OperationErrors.ChangedCode, refused.Failure?.Code);
        Assert.Equal(2, (await ReadAsync("Deployment")).Spec.Replicas);
    }

    [Fact]
    public async Task The_optional_manifests_allow_what_they_say_and_no_more()
    {
        foreach (var file in new[] { "rbac.yaml", "rbac-logs.yaml", "rbac-operate.yaml" })
        {
            await KubectlAsync($"apply -f {Path.Combine(AppContext.BaseDirectory, file)}");
        }

        try
        {
            foreach (var allowed in new[] { "patch deployments.apps", "patch deployments.apps --subresource=scale", "patch daemonsets.apps", "list controllerrevisions.apps", "get pods --subresource=log" })
            {
                Assert.Equal("yes", (await KubectlAsync($"auth can-i {allowed} --all-namespaces --as=system:serviceaccount:portal:portal", mayFail: true)).Trim());
            }

            foreach (var forbidden in new[] { "list secrets", "create pods", "delete deployments.apps", "update deployments.apps", "create pods --subresource=exec", "patch replicasets.apps", "patch nodes" })
            {
                Assert.Equal("no", (await KubectlAsync($"auth can-i {forbidden} --all-namespaces --as=system:serviceaccount:portal:portal", mayFail: true)).Trim());
            }
        }
        finally
        {
            await KubectlAsync($"delete -f {Path.Combine(AppContext.BaseDirectory, "rbac-logs.yaml")} -f {Path.Combine(AppContext.BaseDirectory, "rbac-operate.yaml")}");
        }
    }

    private WorkloadAddress Web(string kind) => new("real", _namespace, kind, "web");

    private async Task<ObservedWorkload> ReadAsync(string kind) => (await Control.ReadAsync(Web(kind), None)).Value;

    private async Task<WorkloadOrder> OrderAsync(string kind, WorkloadVerb verb, int? replicas = null, long? revision = null, string? revisionName = null)
        => new(Web(kind), verb, replicas, revision) { RevisionName = revisionName, At = TimeProvider.System.GetUtcNow(), ResourceVersion = (await ReadAsync(kind)).Metadata.ResourceVersion };

    /// <summary>As the use cases do: a status written in between is no reason to give up.</summary>
    private async Task<ObservedWorkload> SendAsync(WorkloadOrder order)
    {
        for (var tries = 1; ; tries++)
        {
            var sent = await Control.SendAsync(order, None);
            if (sent.Failure?.Code != OperationErrors.ChangedCode || tries == 5)
            {
                return sent.Value;
            }

            order = order with { ResourceVersion = (await ReadAsync(order.Workload.Kind)).Metadata.ResourceVersion };
        }
    }

    private Task UntilAsync(FollowedCluster watcher, Func<Deployment, bool> holds, string what, string kind = "Deployment")
        => watcher.UntilAsync(() => watcher.Pictures.Find("real", _namespace, kind, "web")?.Row is { } row && holds(row), what, Patience);

    private Task<string> ApplyAsync(string kind, string version, int replicas = 2, bool paused = false) => KubectlAsync("apply -f -", $$"""
        apiVersion: apps/v1
        kind: {{kind}}
        metadata: { name: web, namespace: "{{_namespace}}" }
        spec:
          {{(kind == "DaemonSet" ? "" : $"replicas: {replicas}")}}
          {{(kind == "StatefulSet" ? "serviceName: web" : "")}}
          {{(paused ? "paused: true" : "")}}
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [ { name: web, image: "registry.test/web:{{version}}" } ] }
        """);

    private async Task<string> KubectlAsync(string arguments, string? input = null, bool mayFail = false)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", ["--kubeconfig", _kubeconfig!, .. arguments.Split(' ')]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(mayFail || process.ExitCode == 0, $"kubectl {arguments} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
