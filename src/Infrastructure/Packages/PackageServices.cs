using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Packages;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Packages;

public static class PackageServices
{
    /// <summary>Reading SBOMs, and the manifests that lie beside descriptors. Needs the catalog and the persistence adapter.</summary>
    public static IServiceCollection AddPackages(this IServiceCollection services)
    {
        services.AddSingleton<ISbomReader, SbomReader>();
        services.AddSingleton<ManifestPlaces>();
        services.AddSingleton<ManifestIngest>();
        services.AddSupervised<ManifestService>("Package manifests are read");
        return services;
    }
}
