using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

internal static class IncidentServices
{
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddSingleton<RecentChanges>();
        services.AddSingleton<IWorkloadListener>(sp => sp.GetRequiredService<RecentChanges>());
        services.AddSingleton<ISurroundingsListener>(sp => sp.GetRequiredService<RecentChanges>());
        services.AddSingleton<ChangeStore>();
        services.AddSingleton<DependencyMaps>();
        services.AddSingleton<ChangeRanking>();
        services.AddSingleton<IncidentBook>();
        services.AddSingleton<IncidentRecorder>();
        services.AddScoped<IncidentDesk>();
        return services;
    }
}
