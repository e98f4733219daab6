using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Application.Releases;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Releases;

public static class LedgerServices
{
    /// <summary>Writes the release ledger beside everything else, and looks after it.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LedgerOptions>().Bind(configuration.GetSection(LedgerOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(sp => sp.GetRequiredService<IOptions<LedgerOptions>>().Value);
        services.AddSupervised<LedgerWriter>("Releases and crashes are written to the ledger");
        services.AddSingleton<ICommitRanges, CommitRanges>();
        return services;
    }
}
