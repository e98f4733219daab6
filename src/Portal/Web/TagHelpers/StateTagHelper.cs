using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Portal.Web.TagHelpers;

/// <summary>A state: the same word, icon and colour on every page; never colour alone.</summary>
[HtmlTargetElement("state", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StateTagHelper(AssetVersions assets) : TagHelper
{
    private static readonly Dictionary<string, string> Icon = new(StringComparer.Ordinal)
    {
        ["healthy"] = "circle-check",
        ["progressing"] = "progress",
        ["degraded"] = "f-alert-triangle",
        ["failing"] = "f-alert-octagon",
        ["unknown"] = "help-circle",
        ["idle"] = "circle-minus",
        ["fresh"] = "wifi",
        ["live"] = "wifi",
        ["stale"] = "clock",
        ["syncing"] = "progress",
        ["unreachable"] = "plug-connected-x",
        ["owned"] = "user-check",
        ["unverified"] = "user-question",
        ["unowned"] = "user-x",
        ["drifting"] = "git-compare",
        ["declared"] = "file-text",
        ["queued"] = "clock",
        ["running"] = "progress",
        ["waiting"] = "clock",
        ["succeeded"] = "circle-check",
        ["failed"] = "f-alert-octagon",
        ["cancelled"] = "circle-minus",
        ["cleaned"] = "circle-minus",
        ["skipped"] = "circle-minus",
        ["refused"] = "f-alert-triangle",
        ["superseded"] = "circle-minus",
        ["rolledback"] = "f-alert-triangle",
    };

    // States of runs look like the states of services they resemble.
    private static readonly Dictionary<string, string> Look = new(StringComparer.Ordinal)
    {
        ["queued"] = "idle",
        ["running"] = "progressing",
        ["waiting"] = "idle",
        ["succeeded"] = "healthy",
        ["failed"] = "failing",
        ["cancelled"] = "idle",
        ["cleaned"] = "idle",
        ["skipped"] = "idle",
        ["syncing"] = "progressing",
        ["fresh"] = "live",
        ["refused"] = "degraded",
        ["superseded"] = "idle",
        ["rolledback"] = "degraded",
    };

    /// <summary>The word, in lower case.</summary>
    public string Value { get; set; } = "unknown";

    /// <summary>Shown instead of the word where there is one, for instance "unreachable since 02:18 UTC".</summary>
    public string? Text { get; set; }

    public string? Title { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var value = Value.ToLowerInvariant();
        (output.TagName, output.TagMode) = ("span", TagMode.StartTagAndEndTag);
        output.Attributes.SetAttribute("class", "st st-" + Look.GetValueOrDefault(value, value));
        if (Title is not null)
        {
            output.Attributes.SetAttribute("title", Title);
        }

        output.Content.SetHtmlContent(Icons.Html(assets, Icon.GetValueOrDefault(value, "help-circle"))).Append(string.IsNullOrEmpty(Text) ? value : Text);
    }
}
