using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Application.Deployments;

namespace Portal.Web;

/// <summary>Empty neighbours so that the shell starts before the areas are merged; the lead deletes this file after the merge.</summary>
internal static class UntilMerged
{
    public static IServiceCollection AddMissing(this IServiceCollection services)
    {
        services.TryAddSingleton<IDeploymentPictures, NoPictures>();
        return services;
    }

    private sealed class NoPictures : IDeploymentPictures
    {
        public IReadOnlyList<ClusterStatus> Clusters => [];

        public IReadOnlyList<Deployment> Deployments => [];

        public IReadOnlyList<Deployment> OfService(string serviceRef) => [];

        public IReadOnlyList<PodSummary> PodsNamed(string podName) => [];

        public IReadOnlyList<PodSummary> PodsOf(string cluster, string @namespace, string kind, string name) => [];
    }
}
