using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Kubernetes;

namespace Portal.Web;

/// <summary>The demo organisation: its catalog, people, docs and clusters. On in Development unless Demo:Enabled says otherwise.</summary>
public static class DemoServices
{
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
            ["Docs:Path"] = Path.Combine(organisation, "docs"),
            ["Onboarding:Checklist"] = Path.Combine(organisation, "start", "checklist.yaml"),
            ["Access:PlatformEngineers:0"] = "group:default/platform",
            ["Access:Viewers:0"] = "user:default/vera.lind",
        };
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = defaults });
        builder.Services.AddSingleton(new BuiltInLocation("file", Path.Combine(organisation, "catalog", "all.yaml")));
        builder.Services.AddSingleton<IClusterSource, DemoClusterSource>();
        return builder;
    }
}
