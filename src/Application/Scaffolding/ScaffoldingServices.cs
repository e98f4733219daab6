using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding.Decommission;
using Portal.Application.Scaffolding.Lineage;

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
        services.AddScoped<RunReservation>();
        services.AddSingleton<RunStarts>();
        services.AddScoped<ApprovalRights>();
        services.AddScoped<ValueCheck>();
        services.AddScoped<FormChoices>();
        services.AddScoped<RunAccess>();
        services.AddSingleton<IScaffoldCatalog, IngestedCatalog>();
        services.AddSingleton<IScaffoldAction, CatalogRegister>();
        services.AddSingleton<IScaffoldAction, CatalogFetch>();
        services.AddSingleton<LineageStore>();
        services.AddSingleton<LineageRecorder>();
        services.AddSingleton<LineageRefresh>();
        services.AddSingleton<TemplateKeeper>();
        services.AddSingleton(sp => new TemplateRendering(sp.GetRequiredService<ITemplateEngine>(), sp.GetRequiredService<ScaffoldActions>, sp.GetRequiredService<ICatalog>()));
        services.AddSingleton<UpgradePlanner>();
        services.AddSingleton<FileMerge>();
        services.AddScoped<ServiceOrigins>();
        services.AddScoped<DecommissionPlanner>();
        services.AddSingleton<IScaffoldAction, OpenUpgrade>();
        services.AddSingleton<IScaffoldAction, CheckStillFree>();
        services.AddSingleton<IScaffoldAction, RemoveManifests>();
        services.AddSingleton<IScaffoldAction, ArchiveRepository>();
        services.AddSingleton<IScaffoldAction, RetireEntity>();
        return services;
    }
}
