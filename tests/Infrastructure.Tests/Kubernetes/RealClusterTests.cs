using System.Diagnostics;
using Portal.Application.Deployments;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>
/// The same claims against a real API server and its controllers. PORTAL_TEST_KUBECONFIG names the kubeconfig; its nodes may be hollow ones that report the
/// fault that the pod label hollow/fault names. PORTAL_TEST_CLUSTER_STOP and _START hold the shell commands for the API server. See eng/real-cluster.sh.
/// </summary>
[Collection("real cluster")]
public sealed class RealClusterTests : IAsyncLifetime
{
    private const int Patience = 240;

    private readonly string? _kubeconfig = Environment.GetEnvironmentVariable("PORTAL_TEST_KUBECONFIG");
    private readonly string _namespace = $"portal-test-{Guid.NewGuid().ToString("N")[..8]}";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(_kubeconfig is { Length: > 0 }, "PORTAL_TEST_KUBECONFIG names no cluster (eng/real-cluster.sh up)");
        await KubectlAsync($"create namespace {_namespace}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_kubeconfig is { Length: > 0 })
        {
            await KubectlAsync($"delete namespace {_namespace} --wait=false");
        }
    }

    [Fact]
    public async Task A_new_rollout_is_followed_from_its_first_pod_to_its_last()
    {
        await ApplyAsync("web", "registry.test/web:1.0.0", replicas: 3);
        await using var watcher = Follow();
        await watcher.UntilAsync(() => Mine(watcher, "web") is { Version: "1.0.0", Ready: 3, Rollout: RolloutState.Complete, Health: Health.Healthy }, "1.0.0 runs", Patience);

        await ApplyAsync("web", "registry.test/web:1.1.0", replicas: 3, label: "hollow/delay", value: "1");
        await watcher.UntilAsync(() => Mine(watcher, "web") is { Version: "1.1.0", Rollout: RolloutState.Progressing, Revisions.Count: 2 }, "1.1.0 is on its way", Patience);

        await watcher.UntilAsync(() => Mine(watcher, "web") is { Version: "1.1.0", Updated: 3, Ready: 3, Rollout: RolloutState.Complete, Revisions: [{ Number: 2, Current: true }] }, "1.1.0 runs", Patience);
        await AssertSameAsFreshAsync(watcher);
    }

    [Theory]
    [InlineData("crashloop", "CrashLoopBackOff", "exit code 1")]
    [InlineData("imagepull", "ImagePullBackOff", "cannot be pulled")]
    [InlineData("oom", "OOMKilled", "Its limit is 64Mi")]
    public async Task A_fault_is_named_with_its_evidence(string fault, string code, string words)
    {
        await using var watcher = Follow();
        await ApplyAsync("web", "registry.test/web:1.0.0", replicas: 2, label: "hollow/fault", value: fault);

        await watcher.UntilAsync(() => Mine(watcher, "web")?.Problems is [var first, ..] && first.Code == code && first.Pods.Count == 2, $"{code} is seen", Patience);

        Assert.Contains(words, Mine(watcher, "web")!.Problems[0].Summary, StringComparison.Ordinal);
        Assert.NotEmpty(Mine(watcher, "web")!.Problems[0].Evidence);
    }

    [Fact]
    public async Task Scaling_and_deleting_are_seen()
    {
        await ApplyAsync("web", "registry.test/web:1.0.0", replicas: 1);
        await using var watcher = Follow();
        await watcher.UntilAsync(() => Mine(watcher, "web") is { Ready: 1 }, "one is ready", Patience);

        await KubectlAsync($"-n {_namespace} scale deployment web --replicas=4");
        await watcher.UntilAsync(() => Mine(watcher, "web") is { Desired: 4, Ready: 4 }, "four are ready", Patience);
        await KubectlAsync($"-n {_namespace} scale deployment web --replicas=0");
        await watcher.UntilAsync(() => Mine(watcher, "web") is { Desired: 0, Ready: 0, Health: Health.Idle }, "it is idle", Patience);
        await KubectlAsync($"-n {_namespace} delete deployment web");

        await watcher.UntilAsync(() => Mine(watcher, "web") is null, "it is gone", Patience);
    }

    [Fact]
    public async Task An_api_server_that_stops_and_starts_again_is_said_and_caught_up_with()
    {
        var (stop, start) = (Environment.GetEnvironmentVariable("PORTAL_TEST_CLUSTER_STOP"), Environment.GetEnvironmentVariable("PORTAL_TEST_CLUSTER_START"));
        Assert.SkipUnless(stop is { Length: > 0 } && start is { Length: > 0 }, "PORTAL_TEST_CLUSTER_STOP and PORTAL_TEST_CLUSTER_START hold no commands");
        await ApplyAsync("web", "registry.test/web:1.0.0", replicas: 2);
        await using var watcher = Follow();
        await watcher.UntilAsync(() => Mine(watcher, "web") is { Ready: 2 }, "two are ready", Patience);

        await RunAsync("/bin/sh", ["-c", stop]);
        try
        {
            await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Unreachable, UnreachableSince: not null, AsOf: not null, LastError: not null }, "it is unreachable", Patience);
            Assert.Equal(2, Mine(watcher, "web")!.Ready);
            Assert.True(watcher.Status.AsOf < watcher.Status.UnreachableSince);
        }
        finally
        {
            await RunAsync("/bin/sh", ["-c", start]);
        }

        await KubectlAsync($"-n {_namespace} scale deployment web --replicas=3");
        await watcher.UntilAsync(() => watcher.Status is { State: ClusterState.Live, UnreachableSince: null } && Mine(watcher, "web") is { Desired: 3, Ready: 3 }, "it is live and right again", Patience * 2);
        await AssertSameAsFreshAsync(watcher);
    }

    [Fact]
    public async Task The_shipped_rbac_rules_are_enough_and_no_more()
    {
        var rules = Path.Combine(AppContext.BaseDirectory, "rbac.yaml");
        await KubectlAsync($"apply -f {rules}");
        await KubectlAsync("create clusterrolebinding portal-test-reader --clusterrole=portal-reader --user=portal-reader --dry-run=client -o yaml", pipeTo: "apply -f -");

        foreach (var kind in new[] { "deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch", "ingresses.networking.k8s.io", "horizontalpodautoscalers.autoscaling", "poddisruptionbudgets.policy", "pods", "events", "services", "persistentvolumeclaims", "nodes", "namespaces" })
        {
            Assert.Equal("yes", (await KubectlAsync($"auth can-i watch {kind} --all-namespaces --as=portal-reader")).Trim());
        }

        foreach (var forbidden in new[] { "list secrets", "get pods --subresource=log", "create pods", "delete deployments.apps", "list configmaps" })
        {
            Assert.Equal("no", (await KubectlAsync($"auth can-i {forbidden} --all-namespaces --as=portal-reader", mayFail: true)).Trim());
        }
    }

    private FollowedCluster Follow()
        => new(new ClusterOptions { Name = "real", Environment = "test", Kubeconfig = _kubeconfig });

    private Deployment? Mine(FollowedCluster watcher, string name) => watcher.Pictures.Deployments.FirstOrDefault(d => d.Name == name && d.Namespace == _namespace);

    private async Task AssertSameAsFreshAsync(FollowedCluster watcher)
    {
        await using var fresh = Follow();
        await fresh.UntilLiveAsync();
        await watcher.UntilAsync(() => watcher.Text() == fresh.Text(), "the picture equals a fresh one", Patience);
    }

    private Task<string> ApplyAsync(string name, string image, int replicas, string label = "hollow/fault", string value = "")
        => KubectlAsync("apply -f -", $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: "{{name}}", namespace: "{{_namespace}}" }
            spec:
              replicas: {{replicas}}
              selector: { matchLabels: { app: "{{name}}" } }
              template:
                metadata: { labels: { app: "{{name}}", {{label}}: "{{value}}" } }
                spec: { containers: [ { name: "{{name}}", image: "{{image}}", resources: { limits: { memory: 64Mi } } } ] }
            """);

    private async Task<string> KubectlAsync(string arguments, string? input = null, string? pipeTo = null, bool mayFail = false)
    {
        var output = await RunAsync("kubectl", ["--kubeconfig", _kubeconfig!, .. arguments.Split(' ')], input, mayFail);
        return pipeTo is null ? output : await KubectlAsync(pipeTo, output);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string? input = null, bool mayFail = false)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(mayFail || process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
