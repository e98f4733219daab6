using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Testing;

namespace Portal.WebTests.Packages;

/// <summary>The portal with two services whose manifests lie beside their descriptors, and one without.</summary>
public sealed class PackagesHost : PortalHost, IAsyncLifetime
{
    public const string Service = "/api/v1/services/default/alpha-api/packages";

    public PackagesHost()
    {
        Write("shop/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: website, lifecycle: production, owner: beta}\n");
        Write("shop/package.json", """{"dependencies":{"web":"^4.0.0"}}""");
        Write("shop/package-lock.json", """{"lockfileVersion":3,"packages":{"":{"dependencies":{"web":"^4.0.0"}},"node_modules/web":{"version":"4.1.0","dependencies":{"minimist":"^1.2.0"}},"node_modules/minimist":{"version":"1.2.5"}}}""");
    }

    public void Write(string path, string text)
    {
        var full = Path.Combine(CatalogFolder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public async ValueTask InitializeAsync()
    {
        using var client = CreateClient();
        await Services.GetRequiredService<ICatalogIngest>().FirstPass.WaitAsync(TimeSpan.FromMinutes(4));
    }
}
