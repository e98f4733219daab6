using System.Text.Json;

namespace Portal.Application.Catalog;

/// <summary>Names and addresses of users and groups (spec.profile).</summary>
public static class People
{
    /// <summary>spec.profile.displayName, then the title, then the name.</summary>
    public static string NameOf(CatalogEntity entity) => Profile(entity, "displayName") ?? entity.DisplayName;

    public static string? EmailOf(CatalogEntity entity) => Profile(entity, "email");

    private static string? Profile(CatalogEntity entity, string property)
        => entity.Spec.TryGetProperty("profile", out var profile)
            && profile.ValueKind == JsonValueKind.Object && profile.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() : null;
}
