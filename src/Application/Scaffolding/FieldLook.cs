using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>How one property is asked: its type, format, ui:field and ui:widget in the portal's terms.</summary>
internal static class FieldLook
{
    private static readonly HashSet<string> KnownFields = new(StringComparer.Ordinal)
    {
        "OwnerPicker", "MyGroupsPicker", "EntityPicker", "OwnedEntityPicker", "MultiEntityPicker", "RepoUrlPicker", "Secret", "EntityTagsPicker", "EntityNamePicker", "RepoBranchPicker", "RepoOwnerPicker",
    };

    // What asks for several entities asks for one in each entry.
    private static readonly Dictionary<string, string> Pickers = new(StringComparer.Ordinal)
    {
        ["MultiEntityPicker"] = "EntityPicker",
        ["EntityPicker"] = "EntityPicker",
        ["OwnedEntityPicker"] = "OwnedEntityPicker",
        ["OwnerPicker"] = "OwnerPicker",
        ["MyGroupsPicker"] = "MyGroupsPicker",
    };

    public static FormField Of(string name, JsonObject schema, JsonObject root, bool required)
    {
        var ui = schema["ui:options"] as JsonObject ?? [];
        var type = TypeOf(schema);
        var uiField = FormReader.Text(schema["ui:field"]);
        if (type == "array" && uiField is not null && Pickers.TryGetValue(uiField, out var single))
        {
            schema["items"] = new JsonObject { ["type"] = "string", ["ui:field"] = single, ["ui:options"] = ui.DeepClone() };
        }

        var entry = SchemaShape.Of(schema["items"], root, null);
        var enumerated = type == "array" ? entry : schema;
        var options = Options(enumerated, schema);
        var widget = FormReader.Text(FormReader.Ui(schema, "widget"));
        var review = (schema["ui:backstage"] as JsonObject)?["review"] as JsonObject;
        var kind = Kind(schema, entry, type, uiField, widget, options);
        return new()
        {
            Name = name,
            Title = FormReader.Text(FormReader.Ui(schema, "title")) ?? FormReader.Text(schema["title"]) ?? name,
            Description = FormReader.Text(FormReader.Ui(schema, "description")) ?? FormReader.Text(schema["description"]),
            Kind = kind,
            InputType = InputType(FormReader.Text(schema["format"]), widget, FormReader.Text(FormReader.Ui(schema, "inputType")), kind),
            Required = required,
            Default = schema["default"] ?? schema["const"],
            Help = FormReader.Text(FormReader.Ui(schema, "help")),
            Note = Note(schema, uiField, kind),
            Placeholder = FormReader.Text(FormReader.Ui(schema, "placeholder")) ?? Example(schema),
            Autofocus = SchemaChecks.IsTrue(FormReader.Ui(schema, "autofocus")),
            ReadOnly = SchemaChecks.IsTrue(FormReader.Ui(schema, "readonly")) || SchemaChecks.IsTrue(FormReader.Ui(schema, "disabled")) || SchemaChecks.IsTrue(schema["readOnly"]) || schema.ContainsKey("const"),
            Inline = SchemaChecks.IsTrue(FormReader.Ui(schema, "inline")),
            Lines = Math.Clamp(FormReader.Whole(FormReader.Ui(schema, "rows")) ?? 3, 2, 40),
            Options = kind is FieldKind.Select or FieldKind.Radios or FieldKind.MultiSelect ? options : [],
            MinLength = FormReader.Whole(schema["minLength"]),
            MaxLength = FormReader.Whole(schema["maxLength"]),
            Pattern = FormReader.Text(schema["pattern"]),
            Minimum = FormReader.Number(schema["minimum"]),
            Maximum = FormReader.Number(schema["maximum"]),
            Step = FormReader.Number(schema["multipleOf"]),
            WholeNumber = type == "integer",
            MinItems = FormReader.Whole(schema["minItems"]) ?? (schema["items"] as JsonArray)?.Count,
            MaxItems = FormReader.Whole(schema["maxItems"]),
            UiOptions = ui,
            EmptyValue = FormReader.Ui(schema, "emptyValue"),
            UiField = uiField,
            InReview = review?["show"] is not JsonValue show || !show.TryGetValue<bool>(out var shown) || shown,
            ReviewMask = FormReader.Text(review?["mask"]),
            Schema = schema,
            Root = root,
        };
    }

    /// <summary>The type that is asked for: null beside another type only says that there may be no answer.</summary>
    public static string TypeOf(JsonObject schema) => (schema["type"] is JsonArray several ? FormReader.Strings(several).FirstOrDefault(t => t != "null") : FormReader.Text(schema["type"]))
        ?? (schema.ContainsKey("properties") ? "object" : schema.ContainsKey("items") ? "array" : (schema["const"] ?? (schema["enum"] as JsonArray)?[0])?.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => "number",
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
            _ => "string",
        });

    private static FieldKind Kind(JsonObject schema, JsonObject entry, string type, string? uiField, string? widget, List<FieldOption> options) => (uiField, widget, type) switch
    {
        (_, "hidden", _) => FieldKind.Hidden,
        _ when schema.ContainsKey("const") && !schema.ContainsKey("title") => FieldKind.Hidden,
        ("OwnerPicker" or "MyGroupsPicker", _, not "array") => FieldKind.Owner,
        ("EntityPicker" or "OwnedEntityPicker", _, not "array") => FieldKind.Entity,
        ({ } several, _, "array") when Pickers.ContainsKey(several) => FieldKind.Rows,
        ("RepoUrlPicker", _, _) => FieldKind.RepoUrl,
        ("Secret", _, _) or (_, "password", _) => FieldKind.Secret,
        ("EntityTagsPicker", _, _) => FieldKind.List,
        (_, "textarea", "string") => FieldKind.TextArea,
        (_, _, "string") when FormReader.Text(schema["format"]) == "data-url" => FieldKind.TextArea,
        (_, "radio", "boolean") => FieldKind.Radios,
        (_, "select", "boolean") => FieldKind.Select,
        (_, _, "boolean") => FieldKind.Checkbox,
        (_, _, "array") when options.Count > 0 => FieldKind.MultiSelect,
        (_, _, "array") => IsPlain(entry) && schema["items"] is not JsonArray && !schema.ContainsKey("prefixItems") ? FieldKind.List : FieldKind.Rows,
        (_, _, "object") => FieldKind.Group,
        (_, "radio", _) when options.Count > 0 => FieldKind.Radios,
        _ when options.Count > 0 => FieldKind.Select,
        (_, _, "number" or "integer") => FieldKind.Number,
        _ => FieldKind.Text,
    };

    /// <summary>Entries that are one line each without anything to say about them.</summary>
    private static bool IsPlain(JsonObject entry)
        => TypeOf(entry) is "string" or "number" or "integer" && !entry.ContainsKey("title") && !entry.ContainsKey("description") && !entry.ContainsKey("default") && !entry.Any(k => k.Key.StartsWith("ui:", StringComparison.Ordinal))
            && SchemaShape.Variants(entry) is null;

    private static List<FieldOption> Options(JsonObject enumerated, JsonObject schema)
    {
        var names = (FormReader.Ui(schema, "enumNames") ?? schema["enumNames"] ?? enumerated["enumNames"] ?? FormReader.Ui(enumerated, "enumNames")) as JsonArray;
        if (enumerated["enum"] is not JsonArray values)
        {
            return TypeOf(schema) == "boolean" ? [new("true", names is { Count: > 0 } ? names[0]!.ToString() : "Yes", JsonValue.Create(true)), new("false", names is { Count: > 1 } ? names[1]!.ToString() : "No", JsonValue.Create(false))] : [];
        }

        var off = (FormReader.Ui(schema, "enumDisabled") as JsonArray ?? []).ToList();
        return
        [
            .. values.Select((v, i) => new FieldOption(
                Sent(v), names is not null && i < names.Count && names[i] is { } title ? title.ToString() : v is null ? "none" : Sent(v), v, off.Exists(o => JsonNode.DeepEquals(o, v)))),
        ];
    }

    private static string Sent(JsonNode? value) => value is JsonObject or JsonArray ? value.ToJsonString() : value?.ToString() ?? "null";

    private static string InputType(string? format, string? widget, string? asked, FieldKind kind) => (widget ?? asked ?? format) switch
    {
        _ when kind == FieldKind.Number => widget == "range" ? "range" : "number",
        "email" or "idn-email" => "email",
        "uri" or "url" or "uri-reference" or "iri" => format is "uri-reference" ? "text" : "url",
        "date" or "alt-date" => "date",
        "date-time" or "datetime" or "alt-datetime" => "datetime-local",
        "time" => "time",
        "color" => "color",
        "tel" => "tel",
        _ => "text",
    };

    private static string? Note(JsonObject schema, string? uiField, FieldKind kind)
    {
        if (uiField is not null && !KnownFields.Contains(uiField))
        {
            return $"The template asks for the field {uiField}, which this portal does not have: write the plain value.";
        }

        return (kind, FormReader.Text(schema["format"])) switch
        {
            (FieldKind.List, _) => uiField == "EntityTagsPicker" ? "One tag a line." : "One a line.",
            (FieldKind.Text, "date-time") => "Time in UTC.",
            (FieldKind.RepoUrl, _) when (schema["ui:options"] as JsonObject)?.ContainsKey("requestUserCredentials") == true => "The repository is made with the portal's own access; your credentials are not asked for.",
            _ => null,
        };
    }

    private static string? Example(JsonObject schema) => (schema["examples"] as JsonArray)?.OfType<JsonValue>().FirstOrDefault()?.ToString();
}
