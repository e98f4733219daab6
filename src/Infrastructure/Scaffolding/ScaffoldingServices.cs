using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Application.Common;
using Portal.Application.Discovery;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;
using Portal.Infrastructure.BackgroundServices;
using Portal.Infrastructure.GitHub;
using Portal.Infrastructure.LocalGit;
using Portal.Infrastructure.Templating;

namespace Portal.Infrastructure.Scaffolding;

public static class CreationServices
{
    // It holds nothing but compiled templates, by content. Several portals in one process (tests) would compile the same golden paths again, a second of work for each.
    private static readonly NunjucksEngine Engine = new();

    /// <summary>Templates, the template language, actions, the worker, and the place where SourceControl:Provider puts repositories.</summary>
    /// <exception cref="InvalidOperationException">SourceControl:Provider is unknown.</exception>
    public static IServiceCollection AddCreation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ScaffoldingOptions>().BindConfiguration(ScaffoldingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SourceControlOptions>().BindConfiguration(SourceControlOptions.Section)
            .PostConfigure(options => options.LocalPath = options.LocalPath.Length > 0 ? options.LocalPath : configuration.DataPath("git-server"));
        services.AddSingleton<IValidateOptions<ScaffoldingOptions>, ScaffoldRulesValidation>();
        services.AddSingleton<IScaffoldRules, ConfiguredRules>();
        services.AddSingleton(sp => new ScaffoldPlaces(sp.GetRequiredService<IOptions<ScaffoldingOptions>>().Value.Concurrency));
        services.AddScaffoldingCore();
        services.AddDataProtection();
        services.AddSingleton<IDescriptorCopies>(new DescriptorCopies(configuration.DataPath("created")));
        services.AddSingleton<ISecretProtector, DataProtectionSecrets>();
        services.AddSingleton<ITemplateEngine>(Engine);
        services.AddSingleton<ITemplateSource, FileTemplateSource>();
        services.AddSingleton<ITemplateLint, TemplateLint>();
        services.AddSingleton<ITemplateDrafts, FileTemplateDrafts>();
        services.AddSingleton<IRemoteSource, LocalFolders>();
        services.AddSingleton<IRemoteSource, GitHubFolders>();
        services.AddSingleton<RemoteFolders>();
        services.AddSingleton<IScaffoldAction, FetchTemplate>();
        services.AddSingleton<IScaffoldAction, FetchPlain>();
        services.AddSingleton<IScaffoldAction, FetchPlainFile>();
        services.AddSingleton<IScaffoldAction, FsDelete>();
        services.AddSingleton<IScaffoldAction, FsRename>();
        services.AddSingleton<IScaffoldAction, DebugLog>();
        services.AddSingleton<IScaffoldAction, DebugWait>();
        services.AddSingleton<IScaffoldAction, CatalogWrite>();
        services.AddSingleton<LocalGitServer>();
        services.AddSingleton<IScaffoldAction, PublishLocalGit>();
        services.AddGitHubActions();
        AddSourceControl(services, configuration);
        services.AddSingleton<ITextMerge, GitTextMerge>();
        services.AddSingleton<ITemplateArchive>(new TemplateArchive(configuration.DataPath("templates-kept")));
        services.AddSupervised<LineageFollower>("Services are compared with newer versions of their templates");
        services.AddSingleton<ProcessIdentity>();
        services.AddSingleton<RunLeases>();
        services.AddSingleton<ScaffoldWorker>();
        services.AddSingleton<IScaffoldSignals>(sp => sp.GetRequiredService<ScaffoldWorker>());
        services.AddSupervised<ScaffoldWorker>("Creation runs are worked on");
        services.AddSupervised<TemplateWarmup>("Templates are compiled before the first preview", mayEnd: true);
        return services;
    }

    private static void AddSourceControl(IServiceCollection services, IConfiguration configuration)
    {
        var provider = configuration[$"{SourceControlOptions.Section}:Provider"] ?? "LocalGit";
        if (provider.Equals("LocalGit", StringComparison.OrdinalIgnoreCase))
        {
            services.AddSingleton<ISourceControl>(sp => sp.GetRequiredService<LocalGitServer>());
            services.AddSingleton<IPullRequests, LocalPullRequests>();
            services.AddSingleton<IRepositoryArchive, LocalArchive>();
            services.AddSingleton<IRepositoryChanges, LocalRepositoryChanges>();
        }
        else if (provider.Equals("GitHub", StringComparison.OrdinalIgnoreCase))
        {
            services.AddSingleton<ISourceControl, GitHubSourceControl>();
            services.AddSingleton<IPullRequests, GitHubPullRequests>();
            services.AddSingleton<IRepositoryArchive, GitHubArchive>();
            services.AddSingleton<IRepositoryChanges, GitHubRepositoryChanges>();
        }
        else
        {
            throw new InvalidOperationException($"SourceControl:Provider is '{provider}'. Write LocalGit or GitHub.");
        }
    }
}
