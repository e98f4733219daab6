using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Ownership;

namespace Portal.Infrastructure.Ownership;

public static class OwnershipServices
{
    /// <summary>Reads CODEOWNERS files and keeps the indexes of the resolver ready. Needs AddManifests.</summary>
    public static IServiceCollection AddOwnership(this IServiceCollection services)
    {
        services.AddOptions<OwnershipOptions>().BindConfiguration(OwnershipOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<OwnershipWatcher>();
        services.AddHostedService<CodeOwnersFollower>();
        services.AddHostedService<ClueWarmer>();
        return services;
    }
}
