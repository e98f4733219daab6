using Microsoft.Extensions.DependencyInjection;

namespace Portal.Application.Scaffolding;

public static class ScaffoldingServices
{
    /// <summary>The parts of creation that know no adapter; the adapters bring templates, actions and source control.</summary>
    public static IServiceCollection AddScaffoldingCore(this IServiceCollection services)
    {
        services.AddSingleton<RunStore>();
        services.AddSingleton<ScaffoldActions>();
        services.AddSingleton<ScaffoldRunner>();
        services.AddSingleton<RunTurns>();
        services.AddScoped<DryRun>();
        services.AddScoped<PolicyCheck>();
        services.AddScoped<QuotaCheck>();
        services.AddScoped<RunChecks>();
        services.AddScoped<ApprovalRights>();
        services.AddScoped<ValueCheck>();
        services.AddScoped<FormChoices>();
        services.AddScoped<RunAccess>();
        services.AddSingleton<IScaffoldCatalog, IngestedCatalog>();
        services.AddSingleton<IScaffoldAction, CatalogRegister>();
        return services;
    }
}
