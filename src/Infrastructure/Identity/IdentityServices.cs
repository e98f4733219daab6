using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Identity;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Identity;

public static class IdentityServices
{
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<AccessOptions>(configuration.GetSection(AccessOptions.Section));
        services.AddSingleton<TokenDirectory>();
        services.AddSingleton<ITokenDirectory>(sp => sp.GetRequiredService<TokenDirectory>());
        services.AddSupervised<TokenDirectory>("Tokens revoked at another replica end here too");
        return services;
    }
}
