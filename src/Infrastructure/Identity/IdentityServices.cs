using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Identity;

namespace Portal.Infrastructure.Identity;

public static class IdentityServices
{
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<AccessOptions>(configuration.GetSection(AccessOptions.Section));
        services.AddSingleton<TokenDirectory>();
        services.AddSingleton<ITokenDirectory>(sp => sp.GetRequiredService<TokenDirectory>());
        services.AddHostedService(sp => sp.GetRequiredService<TokenDirectory>());
        return services;
    }
}
