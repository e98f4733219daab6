using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>What a JSON schema says about one text, number or count.</summary>
internal static partial class SchemaChecks
{
    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(200);

    public static void Text(JsonObject schema, string text, Action<string> add)
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

        if (String(schema["pattern"]) is { } pattern && !Matches(pattern, text))
        {
            // Whoever explains the pattern spares people the regular expression.
            add(String(schema["ui:help"]) is { } help ? $"does not fit: {help}" : $"does not fit the pattern {pattern}.");
        }

        if (String(schema["format"]) is { } format && SchemaFormats.Problem(format, text) is { } problem)
        {
            add(problem);
        }
    }

    public static void Number(JsonObject schema, JsonNode value, Action<string> add)
    {
        if (Number(value) is not { } number)
        {
            return; // beyond what a decimal holds: no bound of a schema is
        }

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

    public static void Count(JsonObject schema, int count, string leastKeyword, string mostKeyword, string what, Action<string> add)
    {
        if (Number(schema[leastKeyword]) is { } least && count < least)
        {
            add($"needs at least {least} {what}.");
        }

        if (Number(schema[mostKeyword]) is { } most && count > most)
        {
            add($"takes at most {most} {what}.");
        }
    }

    /// <summary>A pattern that is no regular expression or takes too long refuses nothing: it is the schema's mistake, not the document's.</summary>
    public static bool Matches(string pattern, string text)
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

    public static bool TypeFits(JsonNode? type, JsonNode? value, out string wanted)
    {
        string[] types = type switch { JsonValue => [type.ToString()], JsonArray several => [.. Names(several)], _ => [] };
        wanted = string.Join(" or ", types.Select(Words));
        return types.Length == 0 || types.Any(t => Is(t, value));
    }

    public static string Describe(JsonNode? value) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "nothing",
    };

    public static decimal? Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string? String(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var on) && on;

    public static IEnumerable<string> Names(JsonNode? node) => (node as JsonArray)?.Select(String).OfType<string>() ?? [];

    // In a JSON schema $ is the end of the text; in .NET it also stands before a last line break. Escapes and character classes are left alone.
    private static string EndOfText(Match part) => part.Value == "$" ? @"(?![\s\S])" : part.Value;

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("string", JsonValueKind.String) or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("object", JsonValueKind.Object)
            or ("array", JsonValueKind.Array) or ("null", JsonValueKind.Null) => true,
        ("number", JsonValueKind.Number) => Number(value) is not null,
        ("integer", JsonValueKind.Number) => Number(value) is { } number && decimal.Truncate(number) == number,
        _ => false,
    };

    public static string Words(string type) => type switch
    {
        "string" => "text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "array" => "a list",
        "object" => "an object",
        _ => type,
    };

    [GeneratedRegex(@"\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\$", RegexOptions.None, 2000)]
    private static partial Regex DollarAtTheEnd();
}
