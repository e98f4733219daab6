using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Portal.Web;

/// <summary>Says what is wrong with a JSON body in the words of the API: which field, what belongs there, what was sent, and where.</summary>
/// <param name="json">How bodies are read.</param>
/// <param name="type">What the body is to become.</param>
/// <param name="elsewhere">Names of fields that the address gives.</param>
internal sealed class JsonBodyWords(JsonSerializerOptions json, Type type, IReadOnlyCollection<string> elsewhere)
{
    /// <summary>The field of errors that are about the body as a whole.</summary>
    public const string Body = "body";

    private const int MostText = 40;
    private const int MostFields = 12;

    // How a request is decided and audited is no part of what is sent.
    private static readonly string[] Ours = ["demand", "auditAction", "auditSubject"];

    public (string Field, string Words) Empty() => (Body, $"The body is empty. Send {Expected(type)}, as JSON.");

    public static string FieldOf(JsonException ex) => Steps(ex.Path ?? "$") is { Count: > 0 } steps ? Name(steps) : Body;

    /// <param name="body">As it was sent, UTF-8.</param>
    /// <param name="ex">What the reader said to it; only its place is used, its words name types of the program.</param>
    public (string Field, string Words) Of(byte[] body, JsonException ex)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = json.MaxDepth });
            var steps = Steps(ex.Path ?? "$");
            var field = steps.Count == 0 ? Body : Name(steps);
            var given = Given(document.RootElement, steps);
            var wanted = TypeAt(steps);
            return (field, $"{(steps.Count == 0 ? "The body" : field)} is to be {(wanted is null ? "something else" : Expected(wanted))}, but {Said(given, wanted)}{Place(ex)}.");
        }
        catch (JsonException broken)
        {
            var words = broken.Message;
            var end = words.IndexOf(" LineNumber:", StringComparison.Ordinal);
            return (Body, $"The body is no JSON{Place(broken)}: {(end < 0 ? words : words[..end]).Replace(" when isFinalBlock is true", "", StringComparison.Ordinal)}");
        }
    }

    // Readers count from 0, people from 1.
    private static string Place(JsonException ex)
        => ex is { LineNumber: { } line, BytePositionInLine: { } at } && (line, at) != (0, 0) ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, position {at + 1})") : "";

    /// <summary>What belongs there, with its article.</summary>
    private string Expected(Type wanted, bool plural = false)
    {
        var plain = Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (plain.IsEnum)
        {
            return "one of " + string.Join(", ", Enum.GetNames(plain).Select(JsonNamingPolicy.CamelCase.ConvertName));
        }

        if (Simple(plain) is { } words)
        {
            return plural ? words.Many : words.One;
        }

        var info = json.GetTypeInfo(plain);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable when info.ElementType is { } element => (plural ? "lists of " : "a list of ") + Expected(element, plural: true),
            JsonTypeInfoKind.Dictionary when info.ElementType is { } element => (plural ? "objects" : "an object") + (element == typeof(object) ? "" : " whose values are " + Expected(element, plural: true)),
            JsonTypeInfoKind.Object => (plural ? "objects" : "an object") + Fields(info),
            _ => plural ? "other values" : "another value",
        };
    }

    private string Fields(JsonTypeInfo info)
    {
        var names = info.Properties.Where(p => p.Set is not null && !Ours.Contains(p.Name, StringComparer.Ordinal) && !(info.Type == type && elsewhere.Contains(p.Name, StringComparer.OrdinalIgnoreCase))).Select(p => p.Name).ToList();
        return names.Count == 0 ? "" : " with " + string.Join(", ", names.Take(MostFields)) + (names.Count > MostFields ? ", ..." : "");
    }

    private static (string One, string Many)? Simple(Type plain)
        => plain == typeof(string) || plain == typeof(char) ? ("text", "texts")
            : plain == typeof(bool) ? ("true or false", "true or false")
            : plain == typeof(int) ? Whole(int.MinValue, int.MaxValue)
            : plain == typeof(long) ? Whole(long.MinValue, long.MaxValue)
            : plain == typeof(short) ? Whole(short.MinValue, short.MaxValue)
            : plain == typeof(byte) ? Whole(byte.MinValue, byte.MaxValue)
            : plain == typeof(double) || plain == typeof(float) || plain == typeof(decimal) ? ("a number", "numbers")
            : plain == typeof(DateTimeOffset) || plain == typeof(DateTime) ? ("a moment such as \"2026-11-26T08:00:00Z\"", "moments such as \"2026-11-26T08:00:00Z\"")
            : plain == typeof(DateOnly) ? ("a date such as \"2026-11-26\"", "dates such as \"2026-11-26\"")
            : plain == typeof(TimeOnly) ? ("a time of day such as \"09:00\"", "times of day such as \"09:00\"")
            : plain == typeof(TimeSpan) ? ("a duration such as \"00:30:00\"", "durations such as \"00:30:00\"")
            : plain == typeof(Guid) ? ("an id such as \"6f9619ff-8b86-4d01-b42d-00cf4fc964ff\"", "ids")
            : plain == typeof(Uri) ? ("an address such as \"https://example.com\"", "addresses")
            : null;

    private static (string One, string Many) Whole(long least, long most)
        => (string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), "whole numbers");

    private string Said(JsonElement? given, Type? wanted)
    {
        if (given is not { } value)
        {
            return "it is missing";
        }

        if (value.ValueKind == JsonValueKind.Object && wanted is not null && json.GetTypeInfo(wanted) is { Kind: JsonTypeInfoKind.Object } info
            && info.Properties.Where(p => p.IsRequired && !value.EnumerateObject().Any(f => f.Name.Equals(p.Name, StringComparison.OrdinalIgnoreCase))).Select(p => p.Name).ToList() is { Count: > 0 } missing)
        {
            return "it lacks " + string.Join(", ", missing);
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => "an object was sent",
            JsonValueKind.Array => "a list was sent",
            JsonValueKind.String => $"the text {Cut(value.GetRawText())} was sent",
            JsonValueKind.Number => $"the number {Cut(value.GetRawText())} was sent",
            _ => $"{value.GetRawText()} was sent",
        };
    }

    private static string Cut(string text) => text.Length <= MostText ? text : text[..(MostText - 1)] + "…";

    private Type? TypeAt(List<string> steps)
    {
        Type? at = type;
        foreach (var step in steps)
        {
            var info = json.GetTypeInfo(Nullable.GetUnderlyingType(at) ?? at);
            at = info.Kind == JsonTypeInfoKind.Object ? info.Properties.FirstOrDefault(p => p.Name.Equals(step, StringComparison.OrdinalIgnoreCase))?.PropertyType : info.ElementType;
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    private static JsonElement? Given(JsonElement root, List<string> steps)
    {
        var at = root;
        foreach (var step in steps)
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                return null;
            }
        }

        return at;
    }

    private static string Name(List<string> steps)
        => string.Concat(steps.Select((s, n) => s.All(char.IsAsciiDigit) ? $"[{s}]" : n == 0 ? s : "." + s));

    /// <summary>$.rota.layers[0]['a.b'] as rota, layers, 0, a.b.</summary>
    private static List<string> Steps(string path)
    {
        List<string> steps = [];
        for (var at = 1; at < path.Length;)
        {
            var (from, to) = path[at] == '.' ? (at + 1, path.IndexOfAny(['.', '['], at + 1))
                : path.AsSpan(at).StartsWith("['") ? (at + 2, path.IndexOf("']", at, StringComparison.Ordinal))
                : (at + 1, path.IndexOf(']', at));
            to = to < 0 ? path.Length : to;
            steps.Add(path[from..to]);
            at = path[at] == '.' ? to : to + (path.AsSpan(at).StartsWith("['") ? 2 : 1);
        }

        return steps;
    }
}
