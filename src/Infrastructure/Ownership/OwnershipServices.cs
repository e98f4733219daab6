using Microsoft.Extensions.DependencyInjection;

namespace Portal.Infrastructure.Ownership;

public static class OwnershipServices
{
    /// <summary>Reads CODEOWNERS files and keeps the indexes of the resolver ready. Needs AddManifests.</summary>
    public static IServiceCollection AddOwnership(this IServiceCollection services)
    {
        services.AddHostedService<CodeOwnersFollower>();
        services.AddHostedService<ClueWarmer>();
        return services;
    }
}
