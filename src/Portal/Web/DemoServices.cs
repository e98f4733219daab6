using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Kubernetes;

namespace Portal.Web;

/// <summary>The demo organisation: its catalog, people, docs and clusters. On in Development unless Demo:Enabled says otherwise.</summary>
public static class DemoServices
{
    /// <summary>The templates that travel with the portal are entities of the catalog like any other; each file by itself, because what it generates are descriptors too.</summary>
    public static WebApplicationBuilder AddTemplatesToCatalog(this WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue("Scaffolding:InCatalog", true))
        {
            return builder;
        }

        var root = Path.GetFullPath(builder.Configuration["Scaffolding:TemplatesPath"] ?? "templates", AppContext.BaseDirectory);
        var folders = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        foreach (var file in folders.Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "template.yaml")).Where(File.Exists))
        {
            builder.Services.AddSingleton(new BuiltInLocation("file", file));
        }

        return builder;
    }

    /// <summary>Adds the organisation when it is enabled. What settings say themselves wins over what the demo says.</summary>
    public static WebApplicationBuilder AddDemo(this WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue("Demo:Enabled", builder.Environment.IsDevelopment()))
        {
            return builder;
        }

        var organisation = Path.Combine(AppContext.BaseDirectory, "demo", "organisation");
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Portal:Organisation"] = "Northwind Freight",
            ["Portal:Demo"] = "true",
            ["Catalog:KindsPath"] = Path.Combine(organisation, "kinds"),
            ["Docs:Path"] = Path.Combine(organisation, "docs"),
            ["Onboarding:Checklist"] = Path.Combine(organisation, "start", "checklist.yaml"),
            ["Access:PlatformEngineers:0"] = "group:default/platform",
            ["Catalog:KubernetesDiscovery"] = "true",
            ["Access:Viewers:0"] = "user:default/vera.lind",
        };
        foreach (var (name, index) in Demo.DemoRepositories.Names(DemoRepositorySource.Source).Select((n, i) => (n, i)))
        {
            defaults[$"SourceControl:Mirrors:{index}:Repository"] = $"github.com/northwind/{name}";
            defaults[$"SourceControl:Mirrors:{index}:Path"] = Path.Combine(DemoRepositorySource.Target(builder.Configuration), name + ".git");
        }

        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = defaults });
        builder.Services.AddSingleton(new BuiltInLocation("file", Path.Combine(organisation, "catalog", "all.yaml")));
        builder.Services.AddSingleton<IClusterSource, DemoClusterSource>();
        builder.Services.AddHostedService<DemoRepositorySource>();
        builder.Services.AddHostedService<DemoHistorySource>();
        return builder;
    }
}
