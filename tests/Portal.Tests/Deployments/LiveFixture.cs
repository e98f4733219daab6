using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

/// <summary>A portal that follows one small simulated cluster.</summary>
public sealed class LiveFixture : IAsyncLifetime
{
    private const string Services = """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: orders}
        spec: {type: service, lifecycle: production, owner: alpha}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: cart, annotations: {backstage.io/kubernetes-id: cart}}
        spec: {type: service, lifecycle: production, owner: beta}
        """;

    public PortalHost Host { get; } = new();

    public TinyCluster Tiny { get; private set; } = null!;

    public IDeploymentPictures Pictures => Host.Services.GetRequiredService<IDeploymentPictures>();

    public async ValueTask InitializeAsync()
    {
        Tiny = await TinyCluster.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(Host.CatalogFolder, "services.yaml"), Services);
        Host.Follow(Tiny);
        await Host.UntilAsync(() => Pictures.Clusters is [{ State: ClusterState.Live }] && Pictures.OfService("component:default/cart").Count == 1);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Tiny.DisposeAsync();
    }
}
