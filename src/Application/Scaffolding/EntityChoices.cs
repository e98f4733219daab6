using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>What a field that asks for an entity offers.</summary>
internal static class EntityChoices
{
    /// <summary>More than these are found by writing, not by looking through.</summary>
    public const int Most = 100;

    /// <summary>Kinds the field takes, lower case, the default kind first.</summary>
    public static IReadOnlyList<string> KindsOf(FormField field)
    {
        List<string> kinds = [];
        Collect(field.UiOptions["allowedKinds"], kinds);
        foreach (var filter in CatalogMatch.Filters(field.UiOptions["catalogFilter"]))
        {
            Collect(filter["kind"], kinds);
        }

        if (kinds.Count == 0)
        {
            kinds.AddRange(field.UiField == "MyGroupsPicker" ? ["group"] : field.Kind == FieldKind.Owner ? ["group", "user"] : ["component", "api", "system", "domain", "resource", "group", "user"]);
        }

        if (FormReader.Text(field.UiOptions["defaultKind"])?.ToLowerInvariant() is { } first && kinds.Remove(first))
        {
            kinds.Insert(0, first);
        }

        return kinds;
    }

    /// <summary>Whether the template's filter takes an entity of a fitting kind.</summary>
    public static bool Offers(FormField field, CatalogEntity entity, CatalogGraph graph, Actor? actor) => CatalogMatch.Fits(field.UiOptions["catalogFilter"], entity, graph) && field.UiField switch
    {
        "MyGroupsPicker" => Mine(entity, actor),
        "OwnedEntityPicker" => entity.Owner is { } owner && (actor?.Groups.Contains(owner.ToString(), StringComparer.OrdinalIgnoreCase) == true || owner.ToString().Equals(actor?.UserRef, StringComparison.OrdinalIgnoreCase)),
        _ => true,
    };

    /// <summary>The caller's own teams come first, then the rest by name. Owners are teams unless the template asks for users only.</summary>
    /// <param name="field">Which asks.</param>
    /// <param name="graph">The catalog.</param>
    /// <param name="actor">Who fills it in.</param>
    /// <param name="text">Part of a name or title, or null for all.</param>
    /// <returns>At most <see cref="Most"/>, and how many there are.</returns>
    public static (IReadOnlyList<FieldOption> Options, int Total) Of(FormField field, CatalogGraph graph, Actor? actor, string? text = null)
    {
        var kinds = KindsOf(field);
        var offered = field.Kind == FieldKind.Owner && kinds.Contains("group", StringComparer.Ordinal) ? ["group"] : kinds;
        var found = graph.Entities.Where(e => offered.Contains(e.Ref.Kind, StringComparer.Ordinal) && Has(e, text) && Offers(field, e, graph, actor))
            .Select(e => (Entity: e, Mine: Mine(e, actor)))
            .OrderByDescending(e => e.Mine).ThenBy(e => e.Entity.DisplayName, StringComparer.OrdinalIgnoreCase).ToList();
        return ([.. found.Take(Most).Select(e => new FieldOption(e.Entity.Ref.ToString(), e.Mine ? $"{e.Entity.DisplayName} (my team)" : e.Entity.DisplayName))], found.Count);
    }

    private static bool Has(CatalogEntity entity, string? text)
        => string.IsNullOrWhiteSpace(text) || entity.DisplayName.Contains(text, StringComparison.OrdinalIgnoreCase) || entity.Ref.ToString().Contains(text, StringComparison.OrdinalIgnoreCase);

    private static bool Mine(CatalogEntity entity, Actor? actor) => actor?.Groups.Contains(entity.Ref.ToString(), StringComparer.OrdinalIgnoreCase) == true;

    private static void Collect(JsonNode? node, List<string> kinds)
        => kinds.AddRange((node switch { JsonArray several => several.Select(FormReader.Text), JsonValue => [FormReader.Text(node)], _ => [] })
            .OfType<string>().Select(k => k.ToLowerInvariant()).Except(kinds, StringComparer.Ordinal));
}
