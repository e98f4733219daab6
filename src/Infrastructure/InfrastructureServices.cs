using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Application.Onboarding;
using Portal.Infrastructure.Deliveries;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Docs;
using Portal.Infrastructure.GitHub;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Incidents;
using Portal.Infrastructure.Kubernetes;
using Portal.Infrastructure.Manifests;
using Portal.Infrastructure.OnCall;
using Portal.Infrastructure.Ownership;
using Portal.Infrastructure.Packages;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Releases;
using Portal.Infrastructure.SavedViews;
using Portal.Infrastructure.Scaffolding;
using Portal.Infrastructure.Signals;
using Portal.Infrastructure.Snapshots;

namespace Portal.Infrastructure;

public static class InfrastructureServices
{
    /// <summary>Every adapter, from configuration. One line per adapter; each adapter keeps its own registration file.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
        => services
            .Configure<HostOptions>(host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore) // what one of them did not expect must not take pages from people; the host logs it
            .AddPersistence(configuration)
            .AddIdentity(configuration)
            .AddSingleton<IDocsLibrary, MarkdownLibrary>()
            .AddCatalog(configuration)
            .AddSavedViews()
            .AddDeliveries()
            .AddSignals()
            .AddSnapshots()
            .AddGitHub(configuration)
            .AddPackages()
            .AddKubernetes(configuration)
            .AddLedger(configuration)
            .AddManifests()
            .AddOwnership()
            .AddOnCall()
            .AddIncidentFollower()
            .AddCreation(configuration);
}
