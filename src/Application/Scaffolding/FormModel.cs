using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>How a field is asked.</summary>
public enum FieldKind
{
    Text,
    TextArea,
    Number,
    Checkbox,
    Select,
    MultiSelect,
    List,
    Owner,
    Entity,
    RepoUrl,
    Secret,
}

/// <summary>One entry of <c>parameters</c>.</summary>
/// <param name="Title">Heading of the part.</param>
/// <param name="Description">Below the heading, or null.</param>
/// <param name="Schema">The JSON schema as written.</param>
/// <param name="Fields">Its properties in the order to ask them.</param>
public sealed record FormPage(string Title, string? Description, JsonObject Schema, IReadOnlyList<FormField> Fields);

/// <summary>A choice of a select.</summary>
public sealed record FieldOption(string Value, string Title);

/// <summary>One question of the form, read from a property of the JSON schema and its ui: hints.</summary>
public sealed record FormField
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public FieldKind Kind { get; init; }

    public bool Required { get; init; }

    public JsonNode? Default { get; init; }

    /// <summary>ui:help</summary>
    public string? Help { get; init; }

    /// <summary>ui:placeholder</summary>
    public string? Placeholder { get; init; }

    /// <summary>ui:autofocus</summary>
    public bool Autofocus { get; init; }

    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>True when a number must be whole.</summary>
    public bool WholeNumber { get; init; }

    /// <summary>ui:options: allowedHosts, catalogFilter, allowedKinds, ...</summary>
    public JsonObject UiOptions { get; init; } = [];

    /// <summary>Never stored in clear, logged or shown again.</summary>
    public bool IsSecret => Kind == FieldKind.Secret;
}

/// <summary>Reads the fields of one page from its JSON schema.</summary>
public static class FormReader
{
    public static FormPage Read(JsonObject schema, int number)
    {
        var required = Strings(schema["required"]);
        var properties = schema["properties"] as JsonObject ?? [];
        var fields = properties.Where(p => p.Value is JsonObject).Select(p => Field(p.Key, (JsonObject)p.Value!, required.Contains(p.Key, StringComparer.Ordinal))).ToList();
        if (schema["ui:order"] is JsonArray order)
        {
            var names = Strings(order).ToList();
            fields = [.. fields.OrderBy(f => names.IndexOf(f.Name) is var i && i < 0 ? int.MaxValue : i)];
        }

        return new(Text(schema["title"]) ?? $"Part {number}", Text(schema["description"]), schema, fields);
    }

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static FormField Field(string name, JsonObject schema, bool required)
    {
        var uiOptions = schema["ui:options"] as JsonObject ?? [];
        var type = Text(schema["type"]);
        var enumerated = (schema["items"] as JsonObject)?["enum"] as JsonArray ?? schema["enum"] as JsonArray;
        return new()
        {
            Name = name,
            Title = Text(schema["title"]) ?? name,
            Description = Text(schema["description"]),
            Kind = KindOf(schema, type, enumerated is not null),
            Required = required,
            Default = schema["default"],
            Help = Text(schema["ui:help"]) ?? Text(uiOptions["help"]),
            Placeholder = Text(schema["ui:placeholder"]) ?? Text(uiOptions["placeholder"]),
            Autofocus = schema["ui:autofocus"] is JsonValue focus && focus.TryGetValue<bool>(out var on) && on,
            Options = Options(enumerated, (schema["enumNames"] ?? (schema["items"] as JsonObject)?["enumNames"] ?? uiOptions["enumNames"]) as JsonArray),
            MinLength = Whole(schema["minLength"]),
            MaxLength = Whole(schema["maxLength"]),
            Pattern = Text(schema["pattern"]),
            Minimum = Number(schema["minimum"]),
            Maximum = Number(schema["maximum"]),
            WholeNumber = type == "integer",
            UiOptions = uiOptions,
        };
    }

    private static FieldKind KindOf(JsonObject schema, string? type, bool enumerated) => (Text(schema["ui:field"]), Text(schema["ui:widget"]), type) switch
    {
        ("OwnerPicker" or "MyGroupsPicker", _, _) => FieldKind.Owner,
        ("EntityPicker", _, _) => FieldKind.Entity,
        ("RepoUrlPicker", _, _) => FieldKind.RepoUrl,
        ("Secret", _, _) or (_, "password", _) => FieldKind.Secret,
        (_, "textarea", _) => FieldKind.TextArea,
        (_, _, "boolean") => FieldKind.Checkbox,
        (_, _, "number" or "integer") when !enumerated => FieldKind.Number,
        (_, _, "array") => enumerated ? FieldKind.MultiSelect : FieldKind.List,
        _ => enumerated ? FieldKind.Select : FieldKind.Text,
    };

    private static List<FieldOption> Options(JsonArray? values, JsonArray? names)
        => values is null ? [] : [.. values.Select((v, i) => new FieldOption(v?.ToString() ?? "", names is not null && i < names.Count && names[i] is { } title ? title.ToString() : v?.ToString() ?? ""))];

    private static List<string> Strings(JsonNode? node) => node is JsonArray array ? [.. array.Select(Text).OfType<string>()] : [];

    private static int? Whole(JsonNode? node) => Number(node) is { } number && decimal.Truncate(number) == number && number is >= 0 and <= int.MaxValue ? (int)number : null;

    private static decimal? Number(JsonNode? node) => node is JsonValue value && decimal.TryParse(value.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
