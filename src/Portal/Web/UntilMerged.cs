using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Web;

/// <summary>Empty neighbours so that the shell starts before the areas are merged; the lead deletes this file after the merge.</summary>
internal static class UntilMerged
{
    public static IServiceCollection AddMissing(this IServiceCollection services)
    {
        services.TryAddSingleton<ICatalog, NoCatalog>();
        services.TryAddSingleton<IEntityOwners, NoCatalog>();
        services.TryAddSingleton<IDeploymentPictures, NoPictures>();
        return services;
    }

    private sealed class NoCatalog : ICatalog, IEntityOwners
    {
        public CatalogGraph Current => CatalogGraph.Empty;

        public IReadOnlyList<string> OwnersOf(string entityRef) => [];
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
