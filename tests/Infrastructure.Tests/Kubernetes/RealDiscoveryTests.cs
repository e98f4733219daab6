using System.Diagnostics;
using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Discovery;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>Discovery and observed dependencies from the objects of a real API server. PORTAL_TEST_KUBECONFIG names the kubeconfig; see eng/real-cluster.sh.</summary>
[Collection("real cluster")]
public sealed class RealDiscoveryTests : IAsyncLifetime
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
    public async Task Real_objects_become_discovered_services_and_observed_dependencies_and_no_value_is_kept()
    {
        await KubectlAsync("apply -f -", $$"""
            apiVersion: v1
            kind: Service
            metadata: { name: orders-front, namespace: "{{_namespace}}" }
            spec: { selector: { app: orders }, ports: [ { port: 80 } ] }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: orders, namespace: "{{_namespace}}", labels: { app.kubernetes.io/name: orders } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: orders } }
              template:
                metadata: { labels: { app: orders } }
                spec: { containers: [ { name: orders, image: "registry.test/orders:1.0.0" } ] }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: basket, namespace: "{{_namespace}}", annotations: { team: beta } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: basket } }
              template:
                metadata: { labels: { app: basket } }
                spec:
                  containers:
                    - name: basket
                      image: "registry.test/basket:1.0.0"
                      args: [ "--cache-host", "cache.{{_namespace}}.svc", "--password=s3cr3t-argument" ]
                      env:
                        - { name: ORDERS_URL, value: "http://u:s3cr3t-user@orders-front.{{_namespace}}.svc.cluster.local:8080/x?k=s3cr3t-query" }
                        - { name: API_PASSWORD, value: s3cr3t-plain }
                        - { name: TOKEN, valueFrom: { secretKeyRef: { name: s3cr3t-name, key: t, optional: true } } }
                      envFrom: [ { configMapRef: { name: orders-config, optional: true } } ]
                  volumes: [ { name: c, configMap: { name: basket-files, optional: true } } ]
            """);
        var catalog = CatalogGraph.Build([Entity("component", "orders"), Entity("group", "beta")], 1, default);
        await using var watcher = new FollowedCluster(new ClusterOptions { Name = "real", Environment = "test", Kubeconfig = _kubeconfig }, catalog: catalog);
        await watcher.UntilAsync(() => watcher.Status.State == ClusterState.Live && watcher.Find("basket") is not null && watcher.Find("orders") is { IsDeclared: true }, "both are seen", Patience);

        var estate = watcher.Pictures.Estate;
        var service = WorkloadDiscovery.Of(estate, catalog, new DiscoveryOptions()).Single(s => s.Namespace == _namespace);
        var basket = estate.Workloads.Single(w => w.Row.Name == "basket" && w.Row.Namespace == _namespace);

        Assert.Equal(($"{_namespace}/Deployment/basket", "group:default/beta", "app=basket"), (service.From, service.Owner, service.Selector));
        Assert.Equal([$"orders-front.{_namespace}.svc.cluster.local:8080", $"cache.{_namespace}.svc:"], basket.References.Where(r => r.Host is not null).Select(r => $"{r.Host}:{r.Port}"));
        Assert.Equal(["orders-config", "basket-files"], basket.References.Where(r => r.ConfigMap is not null).Select(r => r.ConfigMap));
        Assert.DoesNotContain("s3cr3t", JsonSerializer.Serialize(basket), StringComparison.Ordinal);

        // As a declared service, it is seen to call orders through a Service of another name.
        var declared = CatalogGraph.Build([.. catalog.Entities, Entity("component", "basket") with { Annotations = new Dictionary<string, string> { [ServiceMatcher.SelectorAnnotation] = service.Selector! } }], 2, default);
        await using var second = new FollowedCluster(new ClusterOptions { Name = "real", Environment = "test", Kubeconfig = _kubeconfig }, catalog: declared);
        await second.UntilAsync(() => second.Status.State == ClusterState.Live && second.Find("basket") is { IsDeclared: true }, "it matches", Patience);
        var seen = new ObservedDependencies(second.Pictures, new Fixed(declared)).Services["component:default/basket"];
        var dependency = Assert.Single(seen.Dependencies, d => !d.IsWeak);
        Assert.Equal("component:default/orders", dependency.Target);
        Assert.StartsWith($"env ORDERS_URL -> orders-front.{_namespace}.svc.cluster.local:8080 in real, Deployment basket", dependency.Evidence[0], StringComparison.Ordinal);
        Assert.Contains("Secrets", seen.Hidden);
    }

    private static CatalogEntity Entity(string kind, string name) => new() { Ref = new(kind, "default", name), Kind = kind, Name = name, Sources = [new("file:/c.yaml", 1, null, default)] };

    private async Task<string> KubectlAsync(string arguments, string? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", ["--kubeconfig", _kubeconfig!, .. arguments.Split(' ')]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"kubectl {arguments} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    private sealed class Fixed(CatalogGraph graph) : ICatalog
    {
        public CatalogGraph Current => graph;
    }
}
