using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>Answers as a whole: defaults filled in, what belongs to no question left out, parts found by their path.</summary>
internal static class FormValues
{
    private const int MostRounds = 12;
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Maps = ["dependencies", "dependentSchemas"];

    /// <summary>Fills in defaults. A default can call for further questions with defaults, so this goes on until nothing changes.</summary>
    /// <param name="pages">The form; its schemas are read again.</param>
    /// <param name="given">Absent means the default; null means no answer; blank text counts as absent, as a form sends it.</param>
    /// <param name="chosen">Of alternatives, by the name of the choice.</param>
    /// <returns>The values, and the form with the questions they call for.</returns>
    public static (JsonObject Values, IReadOnlyList<FormPage> Pages) Complete(IReadOnlyList<FormPage> pages, JsonObject given, IReadOnlyDictionary<string, int>? chosen = null)
    {
        var values = Without(given);
        IReadOnlyList<FormPage> asked = [];
        for (var round = 0; round < MostRounds; round++)
        {
            asked = FormReader.Read(pages, values, chosen);
            var before = values.DeepClone();
            foreach (var page in asked)
            {
                Fill(values, page.Fields);
            }

            if (JsonNode.DeepEquals(before, values))
            {
                break;
            }
        }

        return (values, asked);
    }

    /// <summary>Leaves out what a form of these pages knows but does not ask with these answers: branches that were not chosen.</summary>
    /// <returns>Names that the form does not know at all; they stay.</returns>
    public static IReadOnlyList<string> Prune(IReadOnlyList<FormPage> pages, JsonObject values)
    {
        var asked = pages.SelectMany(p => p.Fields).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            Names(page.Schema, page.Schema, known, 0);
        }

        var extra = values.Select(v => v.Key).Where(name => !asked.Contains(name)).ToList();
        foreach (var name in extra.Where(known.Contains))
        {
            values.Remove(name);
        }

        return [.. extra.Where(n => !known.Contains(n))];
    }

    /// <summary>Takes out nulls: they said that there is no answer, and have done their work. Entries of lists stay, so that places stay.</summary>
    public static JsonObject Settled(JsonObject values)
    {
        JsonObject settled = [];
        foreach (var (name, value) in values.Where(v => v.Value is not null))
        {
            settled[name] = Settled(value!);
        }

        return settled;
    }

    /// <summary>The value at a path such as <c>a.b[0]</c>, or null.</summary>
    public static JsonNode? At(JsonObject values, string path) => values.ContainsKey(path) ? values[path] : Steps(path).Aggregate((JsonNode?)values, (node, step) => node switch
    {
        JsonObject map => map[step],
        JsonArray list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < list.Count => list[at],
        _ => null,
    });

    /// <summary>Replaces the value at a path that is there; null takes it away.</summary>
    public static void Put(JsonObject values, string path, JsonNode? value)
    {
        var steps = values.ContainsKey(path) ? [path] : Steps(path);
        var parent = steps.Count == 1 ? values : At(values, string.Join('.', steps.SkipLast(1)));
        switch (parent)
        {
            case JsonObject map when value is null: map.Remove(steps[^1]); break;
            case JsonObject map: map[steps[^1]] = value; break;
            case JsonArray list: list[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = value; break;
        }
    }

    private static List<string> Steps(string path) => [.. path.Replace("]", "", StringComparison.Ordinal).Split('.', '[')];

    private static JsonNode Settled(JsonNode value) => value switch
    {
        JsonObject map => Settled(map),
        JsonArray list => new JsonArray([.. list.Select(v => v is null ? null : Settled(v))]),
        _ => value.DeepClone(),
    };

    private static JsonObject Without(JsonObject given)
    {
        JsonObject values = [];
        foreach (var (name, value) in given.Where(v => !IsBlank(v.Value)))
        {
            values[name] = value is JsonObject map ? Without(map) : value?.DeepClone();
        }

        return values;
    }

    private static bool IsBlank(JsonNode? value) => value is JsonValue && FormReader.Text(value) is { } text && text.Trim().Length == 0;

    private static void Fill(JsonObject values, IEnumerable<FormField> fields)
    {
        foreach (var field in fields.Where(f => f.Kind != FieldKind.Variant))
        {
            if (!values.ContainsKey(field.Name) && field.Default is not null)
            {
                values[field.Name] = field.Default.DeepClone();
            }

            // Blank texts were taken for no answer; here the template says what no answer is.
            if ((!values.ContainsKey(field.Name) || values[field.Name] is null) && field is { EmptyValue: not null, Default: null, Kind: FieldKind.Text or FieldKind.TextArea, MinLength: null or 0 })
            {
                values[field.Name] = field.EmptyValue.DeepClone();
            }

            Within(values, field);
        }
    }

    private static void Within(JsonObject values, FormField field)
    {
        if (field.Kind == FieldKind.Group && field.Fields.All(f => f.Path != field.Path) && (values[field.Name] is JsonObject || !values.ContainsKey(field.Name)))
        {
            var parts = values[field.Name] as JsonObject ?? [];
            Fill(parts, field.Fields);
            if (parts.Count > 0 && parts.Parent is null)
            {
                values[field.Name] = parts;
            }
        }
        else if (field.Kind == FieldKind.Rows && values[field.Name] is JsonArray entries)
        {
            foreach (var (entry, row) in entries.OfType<JsonObject>().Zip(field.Fields.Where(f => f.Kind == FieldKind.Group)))
            {
                Fill(entry, row.Fields);
            }
        }
    }

    /// <summary>Names of the properties of an object in all its branches.</summary>
    private static void Names(JsonNode? node, JsonObject root, HashSet<string> names, int depth)
    {
        if (node is not JsonObject schema || depth > 16)
        {
            return;
        }

        names.UnionWith((schema["properties"] as JsonObject ?? []).Select(p => p.Key));
        if (FormReader.Text(schema["$ref"]) is { } reference)
        {
            Names(SchemaReference.Resolve(root, reference), root, names, depth + 1);
        }

        foreach (var part in new[] { schema["then"], schema["else"] }.Concat(Lists.SelectMany(k => schema[k] as JsonArray ?? [])))
        {
            Names(part, root, names, depth + 1);
        }

        foreach (var part in Maps.SelectMany(k => schema[k] as JsonObject ?? []))
        {
            Names(part.Value, root, names, depth + 1);
        }
    }
}
