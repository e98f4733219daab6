using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Catalog.Definitions;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Home;
using Portal.Application.Identity;
using Portal.Application.Incidents;
using Portal.Application.Manifests;
using Portal.Application.Onboarding;
using Portal.Application.OnCall;
using Portal.Application.Ownership;
using Portal.Application.Packages;
using Portal.Application.Releases;

namespace Portal.Application;

public static class ApplicationServices
{
    /// <summary>Registers the mediator, every handler and validator of this assembly, and the pipeline in its order.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(sp => sp.GetService!);
        services.AddScoped<IMediator, Mediator>();
        foreach (var type in Assembly.GetExecutingAssembly().DefinedTypes.Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var face in type.ImplementedInterfaces.Where(IsScanned))
            {
                services.AddScoped(face, type);
            }
        }

        services.AddSingleton<IAccess, Access>();
        services.AddSingleton<IActorDirectory, CatalogActors>();
        services.AddSingleton<IPersonas, CatalogPersonas>();
        services.AddSingleton<DependencyNoteReader>();
        services.AddSingleton<ApiDefinitions>();
        services.AddScoped<Chat.SlashCommands>();
        services.AddScoped<Chat.IncidentCommands>();
        services.AddSingleton(sp => new Snapshots.EstateSnapshot(sp.GetRequiredService<ICatalog>(), sp.GetRequiredService<IDeploymentPictures>(), sp.GetRequiredService<OnCallDirectory>(), sp.GetRequiredService<OwnerDescribers>()));
        services.AddOwnership();
        services.AddSingleton<Signals.SignalMemory>();
        services.AddSingleton<Signals.SignalStore>();
        services.AddSingleton<Deliveries.IDeliveryStanding, Signals.SignalStanding>();
        services.AddSingleton<Signals.AlertSubject>();
        services.AddSingleton<Signals.ISignalIntake, Signals.SignalIntake>();
        services.AddSingleton<Signals.IServiceSignals>(sp => sp.GetRequiredService<Signals.SignalMemory>());
        services.AddSingleton<EstateCounts>();
        services.AddSingleton<MatrixCache>();
        services.AddSingleton<PackageOverviews>();
        services.AddSingleton<PackageNames>();
        services.AddSingleton<IPackageSets, PackageSets>();
        services.AddSingleton<Discovery.ObservedDependencies>();
        services.AddSingleton<IOwnerChanges, Discovery.OwnerChanges>();
        services.AddOnCall();
        services.AddSingleton<IObservedCalls, Discovery.ObservedCalls>();
        services.AddDeployments();
        services.AddScoped<IAuditTrail, AuditTrail>();
        services.AddIncidents(); // before the ledger: it must know since when it hears a cluster before the ledger writes of what it heard
        services.AddReleases();
        services.AddManifests();

        // Outermost first: a refused or invalid command is logged and audited too.
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(LoggingBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(AuditBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(AccessBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        return services;
    }

    private static bool IsScanned(Type face) => face.IsGenericType &&
        (face.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || face.GetGenericTypeDefinition() == typeof(IValidator<>));
}
