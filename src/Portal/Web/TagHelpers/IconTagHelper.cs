using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Portal.Web.TagHelpers;

/// <summary>A decorative icon of the sprite; the words beside it carry the meaning.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper(AssetVersions assets) : TagHelper
{
    /// <summary>Name in Client/icons.json; f- before the filled ones.</summary>
    public string Name { get; set; } = "";

    public string? Class { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
        => Icons.Write(output, assets, Name, Class);
}

internal static class Icons
{
    public static void Write(TagHelperOutput output, AssetVersions assets, string name, string? cssClass)
    {
        (output.TagName, output.TagMode) = ("svg", TagMode.StartTagAndEndTag);
        output.Attributes.SetAttribute("class", cssClass is null ? "i" : "i " + cssClass);
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetHtmlContent($"<use href=\"{assets.Path("icons.svg")}#{System.Text.Encodings.Web.HtmlEncoder.Default.Encode(name)}\"/>");
    }

    public static string Html(AssetVersions assets, string name)
        => $"<svg class=\"i\" aria-hidden=\"true\"><use href=\"{assets.Path("icons.svg")}#{name}\"/></svg>";
}
