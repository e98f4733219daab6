using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Ownership;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Ownership;

public static class OwnershipServices
{
    /// <summary>Reads CODEOWNERS files and keeps the indexes of the resolver ready. Needs AddManifests.</summary>
    public static IServiceCollection AddOwnership(this IServiceCollection services)
    {
        services.AddOptions<OwnershipOptions>().BindConfiguration(OwnershipOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSupervised<OwnershipWatcher>("Leavers and expired confirmations are noticed");
        services.AddSupervised<CodeOwnersFollower>("CODEOWNERS files are read");
        services.AddSupervised<ClueWarmer>("The indexes for finding owners are made beside requests");
        return services;
    }
}
