using Portal.Application.Deployments;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>What the shipped role lets the portal see, with a token that has no other right (PORTAL_TEST_READER_TOKEN, of the user portal-reader).</summary>
[Collection("real cluster")]
public sealed class RealReaderTests : RealCluster
{
    private readonly string _readerConfig = Path.Combine(Path.GetTempPath(), $"portal-reader-{Guid.NewGuid():N}");

    [Fact]
    public async Task Without_the_role_each_kind_is_said_to_be_forbidden_and_with_it_none()
    {
        await ReaderAsync();
        await KubectlAsync("delete clusterrolebinding portal-test-reader --ignore-not-found");
        await UntilMayAsync("no");
        await using var watcher = FollowAsReader();
        await watcher.UntilAsync(() => watcher.Status.Forbidden.Count == WatchedKind.All.Count, "nothing may be read", Patience);
        Assert.Equal(WatchedKind.All.Select(k => k.Resource).Order(StringComparer.Ordinal), watcher.Status.Forbidden.Order(StringComparer.Ordinal));

        await BindAsync();
        await using var second = FollowAsReader();
        await second.UntilLiveAsync();

        Assert.Empty(second.Status.Forbidden);
        Assert.Equal("no", (await RunAsync("kubectl", ["--kubeconfig", _readerConfig, "auth", "can-i", "list", "secrets"], mayFail: true)).Trim());
    }

    [Fact]
    public async Task Every_watched_kind_is_found_in_the_version_that_the_server_has()
    {
        await ReaderAsync();
        await BindAsync();
        await using var watcher = FollowAsReader();
        await watcher.UntilLiveAsync();
        var versions = await KubectlAsync("api-resources --no-headers");
        string VersionOf(string kind, string group) => versions.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(p => p.Length > 3 && p[^1] == kind).Select(p => p[^3]).First(v => v.StartsWith(group + "/", StringComparison.Ordinal));

        await ApplyWebAsync("1.0.0", 2);
        await ApplyAsync($$"""
            apiVersion: {{VersionOf("CronJob", "batch")}}
            kind: CronJob
            metadata: { name: nightly, namespace: "{{Namespace}}" }
            spec:
              schedule: "0 3 * * *"
              jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [ { name: nightly, image: "registry.test/nightly:1.0.0" } ] } } } }
            ---
            apiVersion: batch/v1
            kind: Job
            metadata: { name: import, namespace: "{{Namespace}}" }
            spec: { template: { spec: { restartPolicy: Never, containers: [ { name: import, image: "registry.test/import:1.0.0" } ] } } }
            ---
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: { name: web, namespace: "{{Namespace}}" }
            spec: { minReplicas: 2, maxReplicas: 7, targetCPUUtilizationPercentage: 80, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }
            ---
            apiVersion: {{VersionOf("PodDisruptionBudget", "policy")}}
            kind: PodDisruptionBudget
            metadata: { name: web, namespace: "{{Namespace}}" }
            spec: { minAvailable: 2, selector: { matchLabels: { app: web } } }
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: { name: data, namespace: "{{Namespace}}" }
            spec: { accessModes: [ ReadWriteOnce ], storageClassName: nobody-makes-it, resources: { requests: { storage: 1Gi } } }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: web, namespace: "{{Namespace}}" }
            spec: { selector: { app: web }, ports: [ { port: 80 } ] }
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: web, namespace: "{{Namespace}}" }
            spec: { rules: [ { host: web.example.test, http: { paths: [ { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } } ] } } ] }
            """);
        var uid = await KubectlAsync($"-n {Namespace} get --raw /apis/{VersionOf("CronJob", "batch")}/namespaces/{Namespace}/cronjobs/nightly");
        await ApplyAsync($$"""
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: nightly-1
              namespace: "{{Namespace}}"
              ownerReferences: [ { apiVersion: {{VersionOf("CronJob", "batch")}}, kind: CronJob, name: nightly, controller: true, uid: {{System.Text.Json.JsonDocument.Parse(uid).RootElement.GetProperty("metadata").GetProperty("uid").GetString()}} } ]
            spec: { template: { spec: { restartPolicy: Never, containers: [ { name: nightly, image: "registry.test/nightly:1.0.0" } ] } } }
            """);

        ClusterSurroundings Around() => watcher.Pictures.PictureOf("real")!.Around;
        WorkloadEntry? Web() => watcher.Pictures.Find("real", Namespace, "Deployment", "web");
        await watcher.UntilAsync(() => watcher.Pictures.Find("real", Namespace, "CronJob", "nightly")?.Around.Jobs is [{ Metadata.Name: "nightly-1" }] && Mine(watcher, "import", "Job") is { Version: "1.0.0" }, "batch work is seen", Patience);
        await watcher.UntilAsync(() => Web()?.Around is { Autoscaler.Spec.MaxReplicas: 7, Services: [{ Metadata.Name: "web" }], Budgets: [{ Spec.MinAvailable: "2", Status: { ExpectedPods: 2, DesiredHealthy: 2 } }], Namespace.Status.Phase: "Active", NodesUnknown: false, Nodes.Count: > 0 }, "what stands around it is seen", Patience);
        await watcher.UntilAsync(() => Around().Claims!.Any(c => c.Metadata.Namespace == Namespace && c is { Metadata.Name: "data", Status.Phase: "Pending", Spec.StorageClassName: "nobody-makes-it" }), "the claim is seen", Patience);
        await watcher.UntilAsync(() => Around().Ingresses!.Any(i => i.Metadata.Namespace == Namespace && i.Spec.Rules is [{ Host: "web.example.test", Http.Paths: [{ Backend.Target: "web" }] }]), "the Ingress is seen", Patience);
        await watcher.UntilAsync(() => Around().Namespaces!.Any(n => n.Metadata.Name == Namespace) && Around().Nodes is { Count: > 0 } nodes && nodes.All(n => n.Status.NodeInfo is not null), "namespace and nodes are seen", Patience);
        Assert.Null(Mine(watcher, "nightly-1", "Job"));
        Assert.Empty(watcher.Status.Forbidden);
        Assert.Null(watcher.Status.LastError);
    }

    public override async ValueTask DisposeAsync()
    {
        File.Delete(_readerConfig);
        await base.DisposeAsync();
    }

    private FollowedCluster FollowAsReader() => new(new ClusterOptions { Name = "real", Environment = "test", Kubeconfig = _readerConfig });

    private async Task ReaderAsync()
    {
        var token = Setting("PORTAL_TEST_READER_TOKEN");
        Assert.SkipUnless(token is not null, "PORTAL_TEST_READER_TOKEN holds no token of the user portal-reader (eng/real-cluster.sh up)");
        await KubectlAsync($"apply -f {Path.Combine(AppContext.BaseDirectory, "rbac.yaml")}");
        await File.WriteAllTextAsync(_readerConfig, await KubectlAsync("config view --raw --flatten --minify"));
        foreach (var arguments in new[] { $"config set-credentials reader --token={token}", "config set-context --current --user=reader", "config unset users.admin" })
        {
            await RunAsync("kubectl", ["--kubeconfig", _readerConfig, .. arguments.Split(' ')]);
        }
    }

    private async Task BindAsync()
    {
        await ApplyAsync(await KubectlAsync("create clusterrolebinding portal-test-reader --clusterrole=portal-reader --user=portal-reader --dry-run=client -o yaml"));
        await UntilMayAsync("yes");
    }

    /// <summary>The server takes rights from its own watch, so it asks until they hold.</summary>
    private static async Task UntilMayAsync(string answer)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if ((await KubectlAsync("auth can-i list pods --all-namespaces --as=portal-reader", mayFail: true)).Trim() == answer)
            {
                return;
            }
        }

        Assert.Fail($"The server does not come to answer {answer}.");
    }
}
