using Portal.Application.Catalog;
using Portal.Web.Features.Catalog;

namespace Portal.Web;

/// <summary>How pages call kinds and draw them: the built-in ones, and those the organisation added.</summary>
public sealed class KindWords(IKinds kinds)
{
    /// <summary>Kinds that have a tab in the catalog, lower case, with the words for it; those the organisation added come last.</summary>
    public IReadOnlyList<(string Kind, string Words)> Tabs
        => kinds.Current.Custom is { Count: 0 } ? CatalogPage.Tabs : [.. CatalogPage.Tabs, .. kinds.Current.Custom.Select(k => (k.Kind.ToLowerInvariant(), k.Plural))];

    /// <summary>A relation's name as a heading: filledBy is "Filled by".</summary>
    public static string OfRelation(string type)
        => string.Concat(type.Select((c, i) => i == 0 ? char.ToUpperInvariant(c).ToString() : char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>Icon of a kind, in any case.</summary>
    public string Icon(string kind) => kinds.Current.FindCustom(kind)?.Icon ?? EntityPageView.Icon(kind);

    /// <summary>One entity of a kind, in words: "component", "Data set".</summary>
    public string Title(string kind) => kinds.Current.FindCustom(kind)?.Title ?? kind.ToLowerInvariant();
}
