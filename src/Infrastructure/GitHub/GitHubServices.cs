using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;
using Portal.Application.Versions;
using Portal.Infrastructure.BackgroundServices;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Versions;

namespace Portal.Infrastructure.GitHub;

public static class GitHubServices
{
    /// <summary>The connection to GitHub, organisations as sources of the catalog, and what GitHub sends to us. Needs AddCatalog.</summary>
    public static IServiceCollection AddGitHub(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GitHubOptions>().BindConfiguration(GitHubOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(sp => new FileStore(configuration.DataPath("github"), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RateBudget>();
        services.AddSingleton<GitHubClients>();
        services.AddSingleton<RepositoryReader>();
        services.AddSingleton<IOrganizationSource, OrganizationReader>();
        services.AddSingleton<RepositoryVersionStore>();
        services.AddSingleton<IRepositoryVersions>(sp => sp.GetRequiredService<RepositoryVersionStore>());
        services.AddSingleton<VersionReader>();
        services.AddSupervised<VersionService>("Releases of repositories are read");
        services.AddSingleton<IGitHubWebhook, GitHubWebhook>();
        return services;
    }

    /// <summary>What templates can do on GitHub.</summary>
    internal static IServiceCollection AddGitHubActions(this IServiceCollection services)
    {
        services.AddSingleton<IScaffoldAction, PublishGitHub>();
        services.AddSingleton<IScaffoldAction, RepoCreate>();
        services.AddSingleton<IScaffoldAction, RepoPush>();
        services.AddSingleton<IScaffoldAction, PullRequestCreate>();
        services.AddSingleton<IScaffoldAction, EnvironmentCreate>();
        services.AddSingleton<IScaffoldAction, BranchProtectionCreate>();
        services.AddSingleton<IScaffoldAction, WebhookCreate>();
        services.AddSingleton<IScaffoldAction, IssuesLabel>();
        services.AddSingleton<IScaffoldAction, ActionsDispatch>();
        return services;
    }
}
