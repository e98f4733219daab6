using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Application.Packages;

namespace Portal.Application.Ownership;

internal static class OwnershipServices
{
    /// <summary>What finding owners needs besides the handlers.</summary>
    public static IServiceCollection AddOwnership(this IServiceCollection services)
    {
        services.AddSingleton<OwnPackages>();
        services.AddSingleton<ApiOffers>();
        services.AddSingleton<ClueIndexes>();
        services.AddSingleton(sp => new EstateIndexes(sp.GetRequiredService<IDeploymentPictures>(), sp.GetRequiredService<IObservedEstate>(), sp.GetRequiredService<GonePods>()));
        services.AddSingleton<OwnershipStore>();
        services.AddSingleton<OwnershipWatch>();
        services.AddSingleton<CodeOwnersStore>();
        services.AddSingleton<CodeOwnersRefresh>();
        services.AddSingleton<OwnerDescribers>();
        services.AddSingleton<OwnerFinder>();
        services.AddSingleton<IClueIndexes>(sp => sp.GetRequiredService<OwnerFinder>());
        return services;
    }
}
