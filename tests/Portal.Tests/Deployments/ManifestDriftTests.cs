using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Manifests;
using Portal.Demo;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

/// <summary>A real git repository against a simulated cluster, over API and pages.</summary>
public sealed class ManifestDriftTests : IAsyncLifetime
{
    private const string Manifests = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: orders, namespace: shop}
        spec:
          replicas: 3
          strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
          template:
            metadata: {labels: {app: orders, app.kubernetes.io/name: orders, app.kubernetes.io/version: 1.0.0, app.kubernetes.io/managed-by: northwind-deploy}}
            spec:
              containers:
                - name: orders
                  image: registry.test/orders:1.0.0
                  resources: {limits: {memory: 128Mi}}
                  readinessProbe: {httpGet: {path: /healthz/ready, port: 8080}, periodSeconds: 5}
        """;

    private readonly PortalHost _host = new();
    private readonly string _source;
    private TinyCluster _tiny = null!;

    public ManifestDriftTests() => _source = Directory.CreateDirectory(Path.Combine(_host.Folder, "source", "orders", "deploy", "production")).FullName;

    public async ValueTask InitializeAsync()
    {
        _tiny = await TinyCluster.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_host.CatalogFolder, "services.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: orders, annotations: {github.com/project-slug: test/orders}}
            spec: {type: service, lifecycle: production, owner: alpha}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: cart, annotations: {backstage.io/kubernetes-id: cart}}
            spec: {type: service, lifecycle: production, owner: beta}
            """);
        _host.Set("SourceControl:Mirrors:0:Repository", "github.com/test/orders");
        _host.Set("SourceControl:Mirrors:0:Path", Path.Combine(_host.Folder, "git", "orders.git"));
        _host.Follow(_tiny);
        await CommitAsync(Manifests);
        await _host.UntilAsync(() => _host.Services.GetRequiredService<IDeploymentPictures>().OfService("component:default/orders").Count == 1);
        await RefreshAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _tiny.DisposeAsync();
    }

    [Fact]
    public async Task What_equals_git_is_in_step_and_a_scaled_workload_differs_with_file_and_line()
    {
        var ada = await _host.SignInAsync("ada");
        Assert.Contains("in step with git at commit", (await ada.OpenAsync("/deployments/default/orders/drift")).Document.QuerySelector("[data-testid=drift-summary]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("in step with git", (await ada.OpenAsync("/deployments/default/orders")).Document.QuerySelector("[data-testid=drift-line]")!.TextContent, StringComparison.Ordinal);

        _tiny.Cluster.Scale("shop", "orders", 5);
        await _host.UntilAsync(() => _host.Services.GetRequiredService<IDeploymentPictures>().OfService("component:default/orders")[0].Desired == 5);

        using var api = _host.ApiClient();
        var answer = await api.GetFromJsonAsync<JsonElement>("/api/v1/services/default/orders/manifest-drift");
        var item = Assert.Single(answer.GetProperty("clusters")[0].GetProperty("items").EnumerateArray());
        Assert.Equal(("spec.replicas", "3", "5", "deploy/production/all.yaml", 5),
            (item.GetProperty("field").GetString(), item.GetProperty("git").GetString(), item.GetProperty("live").GetString(), item.GetProperty("place").GetProperty("file").GetString(), item.GetProperty("place").GetProperty("line").GetInt32()));
        var row = (await ada.OpenAsync("/deployments/default/orders/drift")).Document.QuerySelector("[data-testid=drift-item]")!;
        Assert.Contains("by hand", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 field differs in tiny", (await ada.OpenAsync("/deployments/default/orders")).Document.QuerySelector("[data-testid=drift-line]")!.TextContent, StringComparison.Ordinal);
        Assert.Single((await ada.OpenAsync("/deployments/drift?team=alpha")).Document.QuerySelectorAll("[data-testid=drifting-service]"));
        Assert.Empty((await ada.OpenAsync("/deployments/drift?team=beta")).Document.QuerySelectorAll("[data-testid=drifting-service]"));
    }

    [Fact]
    public async Task A_newer_commit_is_seen_at_the_next_look_and_says_that_git_is_newer()
    {
        await CommitAsync(Manifests.Replace("orders:1.0.0", "orders:1.1.0", StringComparison.Ordinal));
        await RefreshAsync();

        var ada = await _host.SignInAsync("ada");
        var row = (await ada.OpenAsync("/deployments/default/orders/drift")).Document.QuerySelector("[data-testid=drift-item]")!;
        Assert.Contains("registry.test/orders:1.1.0", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Git is newer than the last release", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_yaml_a_service_without_repository_and_an_unknown_one_say_so()
    {
        await CommitAsync("kind: [\n");
        await RefreshAsync();
        var ada = await _host.SignInAsync("ada");

        Assert.Contains("deploy/production/all.yaml:", (await ada.OpenAsync("/deployments/default/orders/drift")).Document.QuerySelector("[data-testid=drift-cluster]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("names no source repository", (await ada.OpenAsync("/deployments/default/cart/drift")).Document.QuerySelector("[data-testid=drift-summary]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.OpenAsync("/deployments/default/nobody/drift")).StatusCode);
    }

    [Fact]
    public async Task Check_now_answers_at_once_and_asks_for_a_look()
    {
        var ada = await _host.SignInAsync("ada");

        var answer = await ada.SubmitAsync("/deployments/default/orders/drift", "/deployments/default/orders/drift/check");

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.StartsWith("/deployments/default/orders/drift", answer.RedirectedTo, StringComparison.Ordinal);
    }

    private async Task CommitAsync(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_source, "all.yaml"), text);
        await DemoRepositories.MakeAsync(Path.Combine(_host.Folder, "source"), Path.Combine(_host.Folder, "git"), TimeProvider.System.GetUtcNow(), CancellationToken.None);
    }

    private async Task RefreshAsync()
        => await _host.Services.GetRequiredService<ManifestRefresh>().RefreshAsync(_host.Services.GetRequiredService<ICatalog>().Current.Find(new EntityRef("component", "default", "orders"))!, CancellationToken.None);
}
