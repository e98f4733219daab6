using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Manifests;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Manifests;

public static class ManifestServices
{
    /// <summary>Reads the Kubernetes manifests of services from their repositories. Needs AddCatalog, AddGitHub and AddKubernetes.</summary>
    public static IServiceCollection AddManifests(this IServiceCollection services)
    {
        services.AddSingleton<IManifestRepositories, ManifestRepositories>();
        services.AddSupervised<ManifestFollower>("Manifests are compared with what runs");
        return services;
    }
}
