using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Releases;

internal static class ReleaseServices
{
    public static IServiceCollection AddReleases(this IServiceCollection services)
    {
        // Whoever reads logs may be absent; the rows then say that there is none.
        services.AddSingleton(sp => new CrashLogs(sp.GetService<IPodLogs>(), sp.GetRequiredService<IPortalDbFactory>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<ILogger<CrashLogs>>()));
        services.AddSingleton<RecentHistory>();
        services.AddSingleton<ReleaseLedger>();
        services.AddSingleton<IWorkloadListener>(sp => sp.GetRequiredService<ReleaseLedger>());
        services.AddSingleton<LedgerCare>();
        return services;
    }
}
