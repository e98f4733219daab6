using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Application.Releases;

namespace Portal.Infrastructure.Releases;

public static class LedgerServices
{
    /// <summary>Writes the release ledger beside everything else, and looks after it.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LedgerOptions>().Bind(configuration.GetSection(LedgerOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(sp => sp.GetRequiredService<IOptions<LedgerOptions>>().Value);
        services.AddHostedService<LedgerWriter>();
        services.AddSingleton<ICommitRanges, CommitRanges>();
        return services;
    }
}
