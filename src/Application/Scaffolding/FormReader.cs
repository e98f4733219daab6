using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>Reads the questions of a form from its JSON schemas, as far as the answers so far call for them.</summary>
public static class FormReader
{
    /// <summary>The form before anything is answered.</summary>
    public static FormPage Read(JsonObject schema, int number) => Read(new FormPage(Text(schema["title"]) ?? $"Part {number}", Text(schema["description"]), schema, [], number), new JsonObject());

    /// <param name="page">Its schema is read; its fields are not looked at.</param>
    /// <param name="answers">Of all pages: a condition may look at an answer of an earlier one.</param>
    /// <param name="chosen">Which alternative was chosen where there are several, by the name of the choice; null guesses from the answers.</param>
    public static FormPage Read(FormPage page, JsonObject answers, IReadOnlyDictionary<string, int>? chosen = null)
        => page with { Fields = new FormSchema(page.Schema, chosen).Fields(page.Schema, answers, "", page.Number) };

    /// <summary>Reads all pages with one set of answers.</summary>
    public static IReadOnlyList<FormPage> Read(IEnumerable<FormPage> pages, JsonObject answers, IReadOnlyDictionary<string, int>? chosen = null) => [.. pages.Select(p => Read(p, answers, chosen))];

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A hint written as <c>ui:name</c> or under <c>ui:options</c>.</summary>
    internal static JsonNode? Ui(JsonObject schema, string name) => schema["ui:" + name] ?? (schema["ui:options"] as JsonObject)?[name];

    internal static List<string> Strings(JsonNode? node) => node is JsonArray array ? [.. array.Select(Text).OfType<string>()] : [];

    internal static int? Whole(JsonNode? node) => Number(node) is { } number && decimal.Truncate(number) == number && number is >= 0 and <= int.MaxValue ? (int)number : null;

    internal static decimal? Number(JsonNode? node) => node is JsonValue value && decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>One page's schema while its questions are read.</summary>
internal sealed class FormSchema(JsonObject root, IReadOnlyDictionary<string, int>? chosen)
{
    /// <summary>Input name of the choice between alternatives.</summary>
    public const string VariantMark = "$form";

    private const int MaxDepth = 8; // a form nested deeper than this is a schema that refers to itself

    /// <summary>The questions of an object.</summary>
    /// <param name="schema">As written.</param>
    /// <param name="value">The object so far.</param>
    /// <param name="path">Of the object; empty for the page itself.</param>
    /// <param name="page">Number of the page, which tells the choices of several pages apart.</param>
    /// <param name="depth">How deep it stands.</param>
    public List<FormField> Fields(JsonNode? schema, JsonObject? value, string path, int page = 0, int depth = 0)
    {
        var shape = SchemaShape.Of(schema, root, value);
        List<FormField> fields = [];
        if (SchemaShape.Variants(shape) is { } variants)
        {
            var choice = VariantChoice(shape, variants, path.Length == 0 ? $"{VariantMark}{page.ToString(CultureInfo.InvariantCulture)}" : $"{path}.{VariantMark}", value);
            fields.Add(choice);
            SchemaShape.Drop(shape);
            SchemaShape.Merge(shape, SchemaShape.Of(variants[IndexOf(choice)], root, value));
        }

        var required = FormReader.Strings(shape["required"]);
        var properties = (shape["properties"] as JsonObject ?? []).Where(p => p.Value is JsonObject).ToList();
        fields.AddRange(Ordered(properties.Select(p => Field(p.Key, p.Value!, required.Contains(p.Key, StringComparer.Ordinal), value, path.Length == 0 ? p.Key : $"{path}.{p.Key}", depth)), FormReader.Ui(shape, "order")));
        return fields;
    }

    public FormField Field(string name, JsonNode schema, bool required, JsonObject? parent, string path, int depth)
        => Field(name, schema, required, parent?[name], parent?.ContainsKey(name) == true, path, depth);

    /// <summary>One question and all within it.</summary>
    public FormField Field(string name, JsonNode schema, bool required, JsonNode? value, bool answered, string path, int depth)
    {
        var shape = SchemaShape.Of(schema, root, value);
        FormField? choice = null;
        if (SchemaShape.Variants(shape) is { } variants && !shape.ContainsKey("ui:field"))
        {
            choice = VariantChoice(shape, variants, $"{path}.{VariantMark}", value);
            SchemaShape.Drop(shape);
            var picked = SchemaShape.Of(variants[IndexOf(choice)], root, value);
            picked.Remove("title");
            SchemaShape.Merge(shape, picked);
        }

        var field = FieldLook.Of(name, shape, root, required) with { Path = path, Value = value, Answered = answered };
        field = field.Kind switch
        {
            FieldKind.Group when depth < MaxDepth => field with { Fields = Fields(shape, (value ?? field.Default) as JsonObject, path, 0, depth + 1) },
            FieldKind.Rows when depth < MaxDepth => field with { Fields = Rows(field, depth) },
            _ => field,
        };
        return choice is null ? field : field.Kind == FieldKind.Group ? field with { Fields = [choice, .. field.Fields] }
            : field with { Kind = FieldKind.Group, Fields = [choice, field with { Path = path, Title = choice.Options[IndexOf(choice)].Title }] };
    }

    private List<FormField> Rows(FormField list, int depth)
    {
        var entries = list.Shown as JsonArray ?? [];
        var count = Math.Max(entries.Count, list.Answered ? 0 : list.MinItems ?? 0);
        return
        [
            .. Enumerable.Range(0, Math.Min(count, 200)).Select(i =>
            {
                var entry = i < entries.Count ? entries[i] : null;
                var number = i.ToString(CultureInfo.InvariantCulture);
                var field = Field(number, SchemaShape.EntryOf(list.Schema, i) ?? new JsonObject(), required: true, entry, i < entries.Count, $"{list.Path}[{number}]", depth + 1);
                return field with { Title = field.Title == number ? $"{list.Title} {i + 1}" : $"{field.Title} {i + 1}" };
            }),
        ];
    }

    private FormField VariantChoice(JsonObject shape, JsonArray variants, string name, JsonNode? value)
    {
        var at = chosen is not null && chosen.TryGetValue(name, out var index) && index >= 0 && index < variants.Count ? index : SchemaShape.Guess(variants, root, value);
        return new()
        {
            Name = name,
            Title = FormReader.Text(FormReader.Ui(shape, "title")) ?? FormReader.Text(shape["title"]) ?? "Which form",
            Kind = FieldKind.Variant,
            Required = true,
            Value = JsonValue.Create(at.ToString(CultureInfo.InvariantCulture)),
            Answered = true,
            Options = [.. variants.Select((v, i) => new FieldOption(i.ToString(CultureInfo.InvariantCulture), TitleOf(v!, i)))],
        };
    }

    private string TitleOf(JsonNode variant, int index)
    {
        var shape = SchemaShape.Of(variant, root, null);
        return FormReader.Text(shape["title"]) ?? (FormReader.Text(shape["type"]) is { } type and not "object" ? SchemaChecks.Words(type) : $"Option {index + 1}");
    }

    private static int IndexOf(FormField choice) => int.Parse(choice.Value!.ToString(), CultureInfo.InvariantCulture);

    /// <summary>ui:order; "*" stands for those it does not name, which come last without one.</summary>
    private static IEnumerable<FormField> Ordered(IEnumerable<FormField> fields, JsonNode? order)
    {
        var names = FormReader.Strings(order);
        var rest = names.IndexOf("*") is >= 0 and var star ? star : names.Count;
        return names.Count == 0 ? fields : fields.OrderBy(f => names.IndexOf(f.Name) is >= 0 and var at ? at : rest);
    }
}
