using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Portal.Web.TagHelpers;

/// <summary>A button that copies a name one pastes elsewhere; hidden until script can make it work.</summary>
[HtmlTargetElement("copy", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CopyTagHelper(AssetVersions assets) : TagHelper
{
    public string Text { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        (output.TagName, output.TagMode) = ("button", TagMode.StartTagAndEndTag);
        output.Attributes.SetAttribute("type", "button");
        output.Attributes.SetAttribute("class", "icon-btn");
        output.Attributes.SetAttribute("hidden", "hidden");
        output.Attributes.SetAttribute("data-enhance", "copy");
        output.Attributes.SetAttribute("data-text", Text);
        output.Attributes.SetAttribute("aria-label", "Copy " + Text);
        output.Attributes.SetAttribute("title", "Copy " + Text);
        output.Content.SetHtmlContent(Icons.Html(assets, "copy"));
    }
}
