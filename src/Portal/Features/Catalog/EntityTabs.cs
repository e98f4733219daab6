namespace Portal.Web.Features.Catalog;

/// <summary>The views of one entity; each has an address of its own.</summary>
/// <param name="Url">Of the entity's page.</param>
/// <param name="Moment">"&amp;asOf=..." or nothing.</param>
public sealed record EntityTabs(string Url, string Moment, IReadOnlyList<(string Key, string Words)> Tabs, string Current)
{
    /// <summary>Address of a tab; the first needs no name.</summary>
    public string UrlOf(string key) => (key == "overview", Moment.Length) switch
    {
        (true, 0) => Url,
        (true, _) => $"{Url}?{Moment[1..]}",
        _ => $"{Url}?tab={key}{Moment}",
    };

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

        if (page.AsOf is null && (page.Entity.Kind is "Component" or "API" or "Resource" or "System" or "Domain"))
        {
            tabs.Add(("ownership", "Ownership"));
        }

        if (page.Entity.Kind == "API")
        {
            tabs.Add(("definition", "Definition"));
        }

        if (page.Profile.Raw is not null)
        {
            tabs.Add(("raw", "Raw"));
        }

        if (page.AsOf is null)
        {
            tabs.Add(("provenance", "Provenance"));
            tabs.Add(("history", "History"));
        }

        return new(EntityPageView.Url(page.Entity.Ref), page.Moment, tabs, tabs.Any(t => t.Key == page.Tab) ? page.Tab : "overview");
    }
}
