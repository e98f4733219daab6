using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>What an OwnerPicker or EntityPicker offers.</summary>
internal static class EntityChoices
{
    /// <summary>Kinds the field takes, lower case, the default kind first.</summary>
    public static IReadOnlyList<string> KindsOf(FormField field)
    {
        List<string> kinds = [];
        Collect(field.UiOptions["allowedKinds"], kinds);
        foreach (var filter in field.UiOptions["catalogFilter"] switch { JsonArray several => several.OfType<JsonObject>(), JsonObject one => [one], _ => [] })
        {
            Collect(filter["kind"], kinds);
        }

        if (kinds.Count == 0)
        {
            kinds.AddRange(field.Kind == FieldKind.Owner ? ["group", "user"] : ["component", "api", "system", "domain", "resource", "group", "user"]);
        }

        if (FormReader.Text(field.UiOptions["defaultKind"])?.ToLowerInvariant() is { } first && kinds.Remove(first))
        {
            kinds.Insert(0, first);
        }

        return kinds;
    }

    /// <summary>The caller's own teams come first, then the rest by name. Owners are teams unless the template asks for users only.</summary>
    public static IReadOnlyList<FieldOption> Of(FormField field, CatalogGraph graph, Actor? actor)
    {
        var kinds = KindsOf(field);
        var offered = field.Kind == FieldKind.Owner && kinds.Contains("group", StringComparer.Ordinal) ? ["group"] : kinds;
        return
        [
            .. graph.Entities.Where(e => offered.Contains(e.Ref.Kind, StringComparer.Ordinal))
                .Select(e => (Entity: e, Mine: actor?.Groups.Contains(e.Ref.ToString(), StringComparer.OrdinalIgnoreCase) == true))
                .OrderByDescending(e => e.Mine).ThenBy(e => e.Entity.DisplayName, StringComparer.OrdinalIgnoreCase)
                .Select(e => new FieldOption(e.Entity.Ref.ToString(), e.Mine ? $"{e.Entity.DisplayName} (my team)" : e.Entity.DisplayName)),
        ];
    }

    private static void Collect(JsonNode? node, List<string> kinds)
        => kinds.AddRange((node switch { JsonArray several => several.Select(FormReader.Text), JsonValue => [FormReader.Text(node)], _ => [] })
            .OfType<string>().Select(k => k.ToLowerInvariant()).Except(kinds, StringComparer.Ordinal));
}
