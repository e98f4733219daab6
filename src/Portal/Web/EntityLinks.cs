using Portal.Application.Catalog;

namespace Portal.Web;

/// <summary>Addresses of entity pages.</summary>
public static class EntityLinks
{
    public static string Url(EntityRef reference) => $"/catalog/{reference.Kind}/{Uri.EscapeDataString(reference.Namespace)}/{Uri.EscapeDataString(reference.Name)}";

    /// <returns>The page of the entity, or the catalog when the text is no ref.</returns>
    public static string Url(string? reference) => EntityRef.TryParse(reference, out var parsed) ? Url(parsed) : "/catalog";
}
