using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portal.Application.Scaffolding;

/// <summary>
/// Checks values against the JSON schema of a page: the keywords that templates use (draft 7), one plain message each. Keys of the
/// answer are field names, <c>a.b</c> and <c>a[0]</c> for parts of a field.
/// </summary>
public static partial class SchemaValidation
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(200);

    public static IReadOnlyList<KeyValuePair<string, string>> Check(JsonObject schema, JsonNode? value)
    {
        List<KeyValuePair<string, string>> errors = [];
        Visit(schema, value, "", errors);
        return errors;
    }

    private static void Visit(JsonNode? schemaNode, JsonNode? value, string path, List<KeyValuePair<string, string>> errors)
    {
        if (schemaNode is not JsonObject schema)
        {
            if (schemaNode is JsonValue flag && flag.TryGetValue<bool>(out var allowed) && !allowed)
            {
                Add("is not allowed here.");
            }

            return;
        }

        if (!TypeFits(schema["type"], value, out var wanted))
        {
            Add($"must be {wanted}, not {Describe(value)}.");
            return; // every other keyword would only repeat it
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(c => JsonNode.DeepEquals(c, value)))
        {
            Add($"must be one of {string.Join(", ", choices.Select(c => c?.ToString() ?? "null"))}.");
        }

        if (schema.ContainsKey("const") && !JsonNode.DeepEquals(schema["const"], value))
        {
            Add($"must be {schema["const"]?.ToJsonString() ?? "null"}.");
        }

        switch (value)
        {
            case JsonObject properties: VisitObject(schema, properties, path, errors); break;
            case JsonArray items: VisitArray(schema, items, path, errors); break;
            case JsonValue when value.GetValueKind() == JsonValueKind.String: CheckText(schema, value.GetValue<string>(), Add); break;
            case JsonValue when value.GetValueKind() == JsonValueKind.Number: CheckNumber(schema, Number(value)!.Value, Add); break;
        }

        Combine(schema, value, path, errors, Add);
        void Add(string message) => errors.Add(new(path, message));
    }

    private static void VisitObject(JsonObject schema, JsonObject value, string path, List<KeyValuePair<string, string>> errors)
    {
        foreach (var name in Names(schema["required"]).Where(n => !value.ContainsKey(n) || value[n] is null))
        {
            errors.Add(new(Join(path, name), "is required."));
        }

        var properties = schema["properties"] as JsonObject ?? [];
        foreach (var (name, child) in value)
        {
            if (child is not null && properties[name] is { } childSchema)
            {
                Visit(childSchema, child, Join(path, name), errors);
            }
            else if (child is not null && schema["additionalProperties"] is { } rest && !properties.ContainsKey(name))
            {
                Visit(rest, child, Join(path, name), errors);
            }
        }

        foreach (var (name, dependency) in (schema["dependencies"] as JsonObject ?? []).Where(d => value.ContainsKey(d.Key)))
        {
            if (dependency is JsonArray others)
            {
                foreach (var other in Names(others).Where(o => !value.ContainsKey(o)))
                {
                    errors.Add(new(Join(path, other), $"is required when {name} is given."));
                }
            }
            else
            {
                Visit(dependency, value, path, errors);
            }
        }
    }

    private static void VisitArray(JsonObject schema, JsonArray value, string path, List<KeyValuePair<string, string>> errors)
    {
        if (Number(schema["minItems"]) is { } least && value.Count < least)
        {
            errors.Add(new(path, $"needs at least {least} entries."));
        }

        if (Number(schema["maxItems"]) is { } most && value.Count > most)
        {
            errors.Add(new(path, $"takes at most {most} entries."));
        }

        if (schema["uniqueItems"] is JsonValue unique && unique.TryGetValue<bool>(out var on) && on
            && value.Select(v => v?.ToJsonString()).Distinct(StringComparer.Ordinal).Count() != value.Count)
        {
            errors.Add(new(path, "has the same entry twice."));
        }

        if (schema["items"] is JsonObject items)
        {
            for (var i = 0; i < value.Count; i++)
            {
                Visit(items, value[i], $"{path}[{i}]", errors);
            }
        }
    }

    private static void Combine(JsonObject schema, JsonNode? value, string path, List<KeyValuePair<string, string>> errors, Action<string> add)
    {
        foreach (var part in schema["allOf"] as JsonArray ?? [])
        {
            Visit(part, value, path, errors);
        }

        if (schema["anyOf"] is JsonArray any && !any.Any(s => Fits(s, value)))
        {
            add("fits none of the allowed forms.");
        }

        if (schema["oneOf"] is JsonArray one && one.Count(s => Fits(s, value)) != 1)
        {
            add("must fit exactly one of the allowed forms.");
        }

        if (schema["not"] is { } not && Fits(not, value))
        {
            add("has a form that is not allowed.");
        }

        if (schema["if"] is { } condition)
        {
            Visit(Fits(condition, value) ? schema["then"] : schema["else"], value, path, errors);
        }
    }

    private static bool Fits(JsonNode? schema, JsonNode? value)
    {
        List<KeyValuePair<string, string>> errors = [];
        Visit(schema, value, "", errors);
        return errors.Count == 0;
    }

    private static void CheckText(JsonObject schema, string text, Action<string> add)
    {
        var length = new StringInfo(text).LengthInTextElements;
        if (Number(schema["minLength"]) is { } least && length < least)
        {
            add(text.Length == 0 ? "is required." : $"needs at least {least} characters; it has {length}.");
        }

        if (Number(schema["maxLength"]) is { } most && length > most)
        {
            add($"takes at most {most} characters; it has {length}.");
        }

        if (FormReader.Text(schema["pattern"]) is { } pattern && !Matches(pattern, text))
        {
            // A template that explains its pattern spares people the regular expression.
            add(FormReader.Text(schema["ui:help"]) is { } help ? $"does not fit: {help}" : $"does not fit the pattern {pattern}.");
        }

        if (FormReader.Text(schema["format"]) is { } format && !FormatFits(format, text))
        {
            add($"is no valid {format}.");
        }
    }

    private static void CheckNumber(JsonObject schema, decimal number, Action<string> add)
    {
        if (Number(schema["minimum"]) is { } least && number < least)
        {
            add($"must be {least} or more.");
        }

        if (Number(schema["maximum"]) is { } most && number > most)
        {
            add($"must be {most} or less.");
        }

        if (Number(schema["exclusiveMinimum"]) is { } above && number <= above)
        {
            add($"must be more than {above}.");
        }

        if (Number(schema["exclusiveMaximum"]) is { } below && number >= below)
        {
            add($"must be less than {below}.");
        }

        if (Number(schema["multipleOf"]) is { } step && step > 0 && number % step != 0)
        {
            add($"must be a multiple of {step}.");
        }
    }

    /// <summary>A pattern that is no regular expression or takes too long refuses nothing: it is the template's mistake, not the caller's.</summary>
    private static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, DollarAtTheEnd().Replace(pattern, EndOfText), RegexOptions.ECMAScript, PatternTime);
        }
        catch (Exception ex) when (ex is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }

    // In a JSON schema $ is the end of the text; in .NET it also stands before a last line break. Escapes and character classes are left alone.
    private static string EndOfText(Match part) => part.Value == "$" ? @"(?![\s\S])" : part.Value;

    private static bool FormatFits(string format, string text) => format switch
    {
        "email" => Email().IsMatch(text),
        "uri" or "url" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "entity-ref" => Catalog.EntityRef.TryParse(text, "component", Catalog.EntityRef.DefaultNamespace, out _),
        _ => true,
    };

    private static bool TypeFits(JsonNode? type, JsonNode? value, out string wanted)
    {
        string[] types = type switch { JsonValue => [type.ToString()], JsonArray several => [.. Names(several)], _ => [] };
        wanted = string.Join(" or ", types.Select(Words));
        return types.Length == 0 || types.Any(t => Is(t, value));
    }

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("string", JsonValueKind.String) or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("object", JsonValueKind.Object)
            or ("array", JsonValueKind.Array) or ("null", JsonValueKind.Null) => true,
        ("number", JsonValueKind.Number) => Number(value) is not null,
        ("integer", JsonValueKind.Number) => Number(value) is { } number && decimal.Truncate(number) == number,
        _ => false,
    };

    private static string Words(string type) => type switch
    {
        "string" => "text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "array" => "a list",
        "object" => "an object",
        _ => type,
    };

    private static string Describe(JsonNode? value) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "nothing",
    };

    private static decimal? Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<string> Names(JsonNode? node) => (node as JsonArray)?.Select(FormReader.Text).OfType<string>() ?? [];

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    [GeneratedRegex(@"\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\$", RegexOptions.None, 200)]
    private static partial Regex DollarAtTheEnd();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s]+\z", RegexOptions.None, 200)]
    private static partial Regex Email();
}
