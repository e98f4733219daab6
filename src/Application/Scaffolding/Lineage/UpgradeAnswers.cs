using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>The recorded answers, as the new version of the template takes them.</summary>
/// <param name="Values">With defaults of new parameters, without those that are gone.</param>
/// <param name="Asked">Parameters that somebody has to answer first.</param>
/// <param name="Errors">What is wrong, by path.</param>
public sealed record UpgradeAnswers(JsonObject Values, IReadOnlyList<FormField> Asked, IReadOnlyDictionary<string, string[]> Errors)
{
    public static UpgradeAnswers Of(ScaffoldTemplate template, JsonObject recorded, JsonObject given)
    {
        JsonObject values = [];
        foreach (var field in template.Fields.Where(f => !f.IsSecret).DistinctBy(f => f.Name, StringComparer.Ordinal))
        {
            if ((Answered(given[field.Name]) ?? recorded[field.Name] ?? field.Default) is { } value)
            {
                values[field.Name] = value.DeepClone();
            }
        }

        Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);
        foreach (var (path, message) in template.Pages.SelectMany(p => SchemaValidation.Check(p.Schema, values)).Distinct())
        {
            if (FieldOf(template, path) is { IsSecret: true })
            {
                continue; // secrets are not kept, and files that hold one are not of this upgrade
            }

            (errors.TryGetValue(path, out var list) ? list : errors[path] = []).Add($"{FieldOf(template, path)?.Title ?? path} {message}");
        }

        return new(values, [.. template.Fields.Where(f => errors.Keys.Any(e => IsOf(f, e)) || (Answered(given[f.Name]) is not null && !recorded.ContainsKey(f.Name)))], errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));
    }

    private static JsonNode? Answered(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Trim().Length == 0 ? null : node;

    private static FormField? FieldOf(ScaffoldTemplate template, string path) => template.Fields.FirstOrDefault(f => IsOf(f, path));

    private static bool IsOf(FormField field, string path)
        => path == field.Name || path.StartsWith(field.Name + "[", StringComparison.Ordinal) || path.StartsWith(field.Name + ".", StringComparison.Ordinal);
}
