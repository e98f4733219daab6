using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Kubernetes;

public static class KubernetesServices
{
    /// <summary>Live state of the clusters named in Clusters:N, and of those that other <see cref="IClusterSource"/>s give.</summary>
    public static IServiceCollection AddKubernetes(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IClusterSource, ConfiguredClusters>();
        services.AddSingleton<IClusterSource, RegisteredClusters>();
        services.AddSingleton(configuration.GetSection(ClusterWatchOptions.Section).Get<ClusterWatchOptions>() ?? new ClusterWatchOptions());
        services.AddSingleton<ClusterDirectory>();
        services.AddSingleton<ClusterRoster>();
        services.AddSingleton<IClusterRoster>(sp => sp.GetRequiredService<ClusterRoster>());
        services.AddSingleton(sp =>
        {
            var pictures = ActivatorUtilities.CreateInstance<DeploymentPictures>(sp);
            foreach (var listener in sp.GetServices<IWorkloadListener>())
            {
                pictures.Listen(listener);
            }

            foreach (var listener in sp.GetServices<ISurroundingsListener>())
            {
                pictures.Listen(listener);
            }

            return pictures;
        });
        services.AddSingleton<IDeploymentPictures>(sp => sp.GetRequiredService<DeploymentPictures>());
        services.AddSingleton<IObservedEstate>(sp => sp.GetRequiredService<DeploymentPictures>());
        services.AddSingleton<IWorkloadLookup>(sp => sp.GetRequiredService<DeploymentPictures>());
        services.AddSingleton<ClusterConnections>();
        services.AddSingleton<ClusterRequests>();
        services.AddSingleton<IClusterControl, ClusterControl>();
        services.AddSingleton<IPodLogs, PodLogs>();
        services.AddSupervised<GonePodWriter>("Pods that have gone are written down, so that their names are known for 30 days");
        services.AddSupervised<ClusterFollower>("New and removed clusters are noticed, and workloads are matched with services");
        return services;
    }

    /// <summary>The clusters of the settings, as they stand now.</summary>
    private sealed class ConfiguredClusters(IConfiguration configuration) : IClusterSource
    {
        public Task<IReadOnlyList<ClusterOptions>> ClustersAsync(CancellationToken ct)
            => Task.FromResult<IReadOnlyList<ClusterOptions>>(configuration.GetSection(ClusterOptions.Section).Get<List<ClusterOptions>>() ?? []);
    }
}
