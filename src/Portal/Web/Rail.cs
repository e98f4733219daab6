using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Portal.Web.TagHelpers;

namespace Portal.Web;

/// <summary>The rail's links. They are the same for everybody, so their HTML is made once for each page that can be open: every page carries them.</summary>
public sealed class Rail(AssetVersions assets)
{
    private static readonly (string Key, string Url, string Icon, string Text, bool Pin, bool Gap)[] Items =
    [
        ("home", "/", "home", "Home", true, false),
        ("catalog", "/catalog", "layout-grid", "Catalog", true, false),
        ("packages", "/packages", "package", "Packages", false, false),
        ("deployments", "/deployments", "stack-2", "Deployments", true, false),
        ("who-owns", "/who-owns", "user-search", "Who owns?", true, false),
        ("oncall", "/oncall", "phone-call", "On-call", false, false),
        ("incidents", "/incidents", "urgent", "Incidents", false, false),
        ("create", "/create", "plus", "Create", false, false),
        ("runs", "/runs", "player-play", "Runs", false, false),
        ("start", "/start", "rocket", "Start here", false, true),
        ("docs", "/docs", "book", "Docs", false, false),
        ("graph", "/graph", "sitemap", "Graph", false, false),
        ("clusters", "/clusters", "server-2", "Clusters", false, false),
        ("admin", "/admin", "settings", "Admin", false, true),
    ];

    private readonly ConcurrentDictionary<(string Open, bool SignedIn), IHtmlContent> _made = new();

    /// <param name="open">Key of the page that is open; anything else: none of them.</param>
    /// <param name="signedIn">Whether the admin pages are offered.</param>
    public IHtmlContent Html(string open, bool signedIn)
        => _made.GetOrAdd((Array.Exists(Items, i => i.Key == open) ? open : "", signedIn), key => Make(key.Open, key.SignedIn));

    private HtmlString Make(string open, bool signedIn)
    {
        var html = new StringBuilder();
        foreach (var item in Items.Where(i => signedIn || i.Key != "admin"))
        {
            var text = HtmlEncoder.Default.Encode(item.Text);
            html.Append("<li class=\"").Append(string.Join(' ', new[] { item.Pin ? "pin" : "", item.Gap ? "gap" : "" }.Where(c => c.Length > 0))).Append("\"><a href=\"").Append(item.Url)
                .Append("\" title=\"").Append(text).Append('"').Append(item.Key == open ? " aria-current=\"page\">" : ">").Append(Icons.Html(assets, item.Icon)).Append("<span>").Append(text).Append("</span></a></li>\n");
        }

        return new(html.ToString());
    }
}
