using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Portal.Web.TagHelpers;

/// <summary>Age of a value: "12 s ago", exact on hover. Grows in the open page by itself.</summary>
[HtmlTargetElement("as-of", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AsOfTagHelper(TimeProvider clock) : TagHelper
{
    public DateTimeOffset? At { get; set; }

    /// <summary>Words before the age, for instance "live".</summary>
    public string? Prefix { get; set; }

    /// <summary>"12 s" instead of "12 s ago".</summary>
    public bool Bare { get; set; }

    /// <summary>What stands where there is no moment.</summary>
    public string Never { get; set; } = "never";

    public string? Class { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Class is not null)
        {
            output.Attributes.SetAttribute("class", Class);
        }

        if (At is not { } at || at == DateTimeOffset.MinValue)
        {
            output.TagName = "span";
            output.Content.SetContent(Never);
            return;
        }

        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("title", at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("data-age", Bare ? "bare" : "ago");
        output.PreElement.SetContent(Prefix is null ? "" : Prefix + " ");
        output.Content.SetContent(Ages.Words(clock.GetUtcNow() - at) + (Bare ? "" : " ago"));
    }
}

/// <summary>Durations in words: one unit, whole numbers; the scripts use the same rule.</summary>
public static class Ages
{
    public static string Words(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };
}
