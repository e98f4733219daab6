using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Discovery;
using Portal.Application.Identity;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Descriptors;

public static class CatalogServices
{
    /// <summary>The catalog: its snapshot, its sources, and the service that keeps them read. Needs an ILiveFeed and the persistence adapter.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CatalogOptions>().Bind(configuration.GetSection(CatalogOptions.Section))
            .PostConfigure(o => o.GitCache = o.GitCache.Length > 0 ? o.GitCache : Path.Combine(configuration["Data:Directory"] ?? "data", "git"))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(sp => sp.GetRequiredService<IOptions<CatalogOptions>>().Value);
        services.AddSingleton(sp => DescriptorLimits.Default with { MaxFileBytes = sp.GetRequiredService<CatalogOptions>().MaxFileBytes });
        services.AddSingleton<YamlDescriptorReader>(sp => new(sp.GetRequiredService<DescriptorLimits>()));
        services.AddSingleton<IDescriptorReader>(sp => sp.GetRequiredService<YamlDescriptorReader>());
        services.AddSingleton(sp => new KindFolder(sp.GetRequiredService<CatalogOptions>(), sp.GetRequiredService<TimeProvider>(), sp.GetService<KnownIcons>(), sp.GetRequiredService<ILogger<KindFolder>>()));
        services.AddSingleton<IKinds>(sp => sp.GetRequiredService<KindFolder>());
        services.AddSingleton<CatalogStore>();
        services.AddSingleton<ICatalog>(sp => sp.GetRequiredService<CatalogStore>());
        services.AddSingleton<IEntityOwners>(sp => sp.GetRequiredService<CatalogStore>());
        services.AddSingleton<GitCheckouts>();
        services.AddSingleton<IRemoteFiles, RemoteFiles>();
        services.AddSingleton<SourceReader>();
        AddDiscovery(services, configuration);
        services.AddSingleton<CatalogRecords>();
        services.AddSingleton<CatalogRemovals>();
        services.AddSingleton<ICatalogHistory, CatalogHistory>();
        services.AddSingleton<CatalogIngest>();
        services.AddSingleton<ICatalogIngest>(sp => sp.GetRequiredService<CatalogIngest>());
        services.AddSingleton<ILocationTimes, LocationTimesOfIngest>();
        services.AddSingleton<ICatalogDecisions>(sp => sp.GetRequiredService<CatalogIngest>());
        services.AddSupervised<CatalogIngestService>("The catalog's sources are read on schedule");
        services.AddSupervised<CatalogFollower>("What other replicas found in the sources is taken over");
        services.AddSupervised<KindWatch>("Changes in the folder of kinds take effect", mayEnd: true);
        return services;
    }

    // On where clusters are followed, unless the setting says otherwise.
    private static void AddDiscovery(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection(CatalogOptions.Section).Get<DiscoveryOptions>() ?? new DiscoveryOptions());
        services.AddSingleton<KubernetesSource>();
        if (configuration.GetValue($"{CatalogOptions.Section}:KubernetesDiscovery", configuration.GetSection("Clusters").GetChildren().Any()))
        {
            services.AddSingleton(new BuiltInLocation(Discovered.LocationType, "all clusters"));
            services.AddSupervised<DiscoveryFollower>("Services that run undeclared are taken from the clusters", mayEnd: true);
        }
    }
}
