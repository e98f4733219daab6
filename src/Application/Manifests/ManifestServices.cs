using Microsoft.Extensions.DependencyInjection;

namespace Portal.Application.Manifests;

internal static class ManifestServices
{
    /// <summary>What comparing git with live state needs besides the handlers.</summary>
    public static IServiceCollection AddManifests(this IServiceCollection services)
    {
        services.AddSingleton<ManifestStore>();
        services.AddSingleton<ManifestDrifts>();
        services.AddSingleton<ManifestRefresh>();
        return services;
    }
}
