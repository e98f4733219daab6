namespace Portal.Web.Features.Catalog;

/// <summary>The views of one entity; each has an address of its own.</summary>
/// <param name="Url">Of the entity's page.</param>
public sealed record EntityTabs(string Url, IReadOnlyList<(string Key, string Words)> Tabs, string Current)
{
    /// <summary>The tabs that suit the kind; an unknown name stands for the first.</summary>
    public static EntityTabs Of(EntityPageView page)
    {
        List<(string Key, string Words)> tabs = [("overview", "Overview")];
        if (page.Entity.Kind == "Component")
        {
            tabs.Add(("deployments", "Deployments"));
        }

        if (page.Entity.Kind is not ("Group" or "User"))
        {
            tabs.Add(("dependencies", "Dependencies"));
        }

        if (page.Entity.Kind == "API")
        {
            tabs.Add(("definition", "Definition"));
        }

        if (page.Profile.Raw is not null)
        {
            tabs.Add(("raw", "Raw"));
        }

        tabs.Add(("history", "History"));
        return new(EntityPageView.Url(page.Entity.Ref), tabs, tabs.Any(t => t.Key == page.Tab) ? page.Tab : "overview");
    }
}
