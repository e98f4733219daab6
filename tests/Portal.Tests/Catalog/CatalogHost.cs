using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>The portal with a small catalog: two systems, services of two teams, an API, a database, and one broken file.</summary>
public class CatalogHost : PortalHost, IAsyncLifetime
{
    private const string Estate = """
        apiVersion: backstage.io/v1alpha1
        kind: Domain
        metadata: {name: trade}
        spec: {owner: alpha}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: System
        metadata: {name: shop, title: The Shop, description: Sells things}
        spec: {owner: alpha, domain: trade}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: orders
          title: Orders
          description: Takes orders <b>and</b> keeps them
          tags: [dotnet, critical]
          links:
            - {url: "https://example.test/orders", title: Dashboard}
            - {url: "javascript:alert(1)", title: Trap}
          annotations: {portal.dev/tier: "1"}
        spec: {type: service, lifecycle: production, owner: alpha, system: shop, providesApis: [orders-api], dependsOn: [resource:orders-db, component:ghost]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: basket, tags: [dotnet]}
        spec: {type: website, lifecycle: experimental, owner: beta, system: shop, consumesApis: [orders-api]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: lost}
        spec: {type: service, lifecycle: production, owner: nobody}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: API
        metadata: {name: orders-api}
        spec: {type: openapi, lifecycle: production, owner: alpha, system: shop, definition: "openapi: 3.1.0"}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: API
        metadata: {name: far-api}
        spec: {type: openapi, lifecycle: production, owner: alpha, definition: {$text: "https://specs.example.test/far.yaml"}}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Resource
        metadata: {name: orders-db}
        spec: {type: database, owner: alpha, system: shop}
        """;

    public CatalogHost()
    {
        File.WriteAllText(Path.Combine(CatalogFolder, "estate.yaml"), Estate);
        File.WriteAllText(Path.Combine(CatalogFolder, "broken.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: broken\n  name: twice\n");
    }

    /// <summary>Waits until every source was read once.</summary>
    public async ValueTask InitializeAsync()
    {
        using var client = CreateClient();
        await Services.GetRequiredService<ICatalogIngest>().FirstPass.WaitAsync(TimeSpan.FromMinutes(4));
    }
}
