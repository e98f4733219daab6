using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>Backstage's catalogFilter: entries of a list are alternatives; within one every key must fit, each by one of its values or by being there.</summary>
internal static class CatalogMatch
{
    public static IEnumerable<JsonObject> Filters(JsonNode? filter) => filter switch { JsonArray several => several.OfType<JsonObject>(), JsonObject one => [one], _ => [] };

    public static bool Fits(JsonNode? filter, CatalogEntity entity, CatalogGraph graph)
        => filter is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }) || Filters(filter).Any(f => f.All(part => One(part.Value, Values(entity, part.Key, graph))));

    private static bool One(JsonNode? wanted, List<string> values) => wanted switch
    {
        JsonObject exists when exists["exists"] is JsonValue flag && flag.TryGetValue<bool>(out var must) => must == values.Count > 0,
        JsonArray several => several.Any(w => w is not null && values.Contains(w.ToString(), StringComparer.OrdinalIgnoreCase)),
        JsonValue => values.Contains(wanted.ToString(), StringComparer.OrdinalIgnoreCase),
        _ => true,
    };

    private static List<string> Values(CatalogEntity entity, string key, CatalogGraph graph)
    {
        const StringComparison anyCase = StringComparison.OrdinalIgnoreCase;
        return key switch
        {
            _ when key.Equals("kind", anyCase) => [entity.Ref.Kind],
            _ when key.Equals("apiVersion", anyCase) => [entity.ApiVersion],
            _ when key.Equals("metadata.name", anyCase) => [entity.Name],
            _ when key.Equals("metadata.namespace", anyCase) => [entity.Namespace],
            _ when key.Equals("metadata.title", anyCase) => Present(entity.Title),
            _ when key.Equals("metadata.description", anyCase) => Present(entity.Description),
            _ when key.Equals("metadata.tags", anyCase) => [.. entity.Tags],
            _ when key.StartsWith("metadata.tags.", anyCase) => entity.Tags.Contains(key["metadata.tags.".Length..], StringComparer.OrdinalIgnoreCase) ? ["true"] : [],
            _ when key.StartsWith("metadata.labels.", anyCase) => Present(entity.Labels.GetValueOrDefault(key["metadata.labels.".Length..])),
            _ when key.StartsWith("metadata.annotations.", anyCase) => Present(entity.Annotations.GetValueOrDefault(key["metadata.annotations.".Length..])),
            _ when key.StartsWith("relations.", anyCase) => [.. graph.RelationsOf(entity.Ref).Where(r => r.Type.Equals(key["relations.".Length..], anyCase)).Select(r => r.Target.ToString())],
            _ when key.StartsWith("spec.", anyCase) => Spec(entity, key["spec.".Length..]),
            _ => [],
        };
    }

    private static List<string> Present(string? text) => text is null ? [] : [text];

    private static List<string> Spec(CatalogEntity entity, string path)
    {
        var at = entity.Spec;
        foreach (var step in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || at.EnumerateObject().Where(p => p.Name.Equals(step, StringComparison.OrdinalIgnoreCase)).Select(p => (JsonElement?)p.Value).FirstOrDefault() is not { } next)
            {
                return [];
            }

            at = next;
        }

        return at.ValueKind == JsonValueKind.Array ? [.. at.EnumerateArray().Select(v => v.ToString())] : [at.ToString()];
    }
}
