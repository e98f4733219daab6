using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;

namespace Portal.Infrastructure.Kubernetes;

public static class KubernetesServices
{
    /// <summary>Live state of the clusters named in Clusters:N, and of those that other <see cref="IClusterSource"/>s give.</summary>
    public static IServiceCollection AddKubernetes(this IServiceCollection services, IConfiguration configuration)
    {
        var clusters = configuration.GetSection(ClusterOptions.Section).Get<List<ClusterOptions>>() ?? [];
        services.AddSingleton<IClusterSource>(new Configured(clusters));
        services.AddSingleton(configuration.GetSection(ClusterWatchOptions.Section).Get<ClusterWatchOptions>() ?? new ClusterWatchOptions());
        services.AddSingleton<ClusterDirectory>();
        services.AddSingleton(sp =>
        {
            var pictures = ActivatorUtilities.CreateInstance<DeploymentPictures>(sp);
            foreach (var listener in sp.GetServices<IWorkloadListener>())
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
        services.AddHostedService<ClusterFollower>();
        return services;
    }

    private sealed class Configured(IReadOnlyList<ClusterOptions> clusters) : IClusterSource
    {
        public Task<IReadOnlyList<ClusterOptions>> ClustersAsync(CancellationToken ct) => Task.FromResult(clusters);
    }
}
