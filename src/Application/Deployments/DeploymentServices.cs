using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments.Logs;
using Portal.Application.Deployments.Operations;

namespace Portal.Application.Deployments;

internal static class DeploymentServices
{
    /// <summary>What acting on workloads and looking into pods needs besides the handlers.</summary>
    public static IServiceCollection AddDeployments(this IServiceCollection services)
    {
        services.AddSingleton<GonePods>();
        services.AddSingleton<IWorkloadListener>(sp => sp.GetRequiredService<GonePods>());
        services.AddSingleton<GonePodStore>();
        services.AddSingleton<RecentOrders>();
        services.AddSingleton<LogStreams>();
        services.AddSingleton<LogViews>();
        services.AddScoped<WorkloadOperator>();
        services.AddScoped<PodLogReader>();
        return services;
    }
}
