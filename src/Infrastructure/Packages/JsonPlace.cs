using System.Text.Json;
using Portal.Application.Common;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>A document cannot be read as what it claims to be; caught where a document begins to be read, never further up.</summary>
internal sealed class MalformedException(string message, string fix) : Exception(message)
{
    public string Fix => fix;

    public Invalid ToFailure() => PackageErrors.Unreadable(Message, fix);
}

/// <summary>A value of a JSON document with the way to it, so that what is wrong can be told with its place.</summary>
internal readonly record struct JsonPlace(JsonElement Value, string Path)
{
    private const int MaxDepth = 128;

    /// <exception cref="MalformedException">It is no JSON, or nested more deeply than any such document.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> content, string what)
    {
        try
        {
            return JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException ex)
        {
            var reason = ex.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0].TrimEnd('.');
            throw new MalformedException($"{what} is no valid JSON: line {ex.LineNumber + 1}, column {ex.BytePositionInLine + 1}: {reason}.", "Correct it there, or make it anew; a file that was cut short ends like this, too.");
        }
    }

    public static JsonPlace Root(JsonDocument document) => new(document.RootElement, "$");

    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    /// <summary>The member, or null when it is not there or null.</summary>
    public JsonPlace? this[string name]
        => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? new JsonPlace(member, $"{Path}.{name}") : null;

    /// <summary>The member's text, or null when it is not there.</summary>
    /// <exception cref="MalformedException">It is no text.</exception>
    public string? Text(string name) => this[name] is { } member ? member.AsText() : null;

    /// <exception cref="MalformedException">It is no text.</exception>
    public string AsText() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Wrong("a text");

    /// <summary>Whether the member is true.</summary>
    public bool Flag(string name) => this[name] is { Value.ValueKind: JsonValueKind.True };

    /// <summary>The member's items; none when it is not there.</summary>
    /// <exception cref="MalformedException">It is no list.</exception>
    public IEnumerable<JsonPlace> Items(string name) => this[name] is { } list ? list.Items() : [];

    /// <summary>The member's members; none when it is not there.</summary>
    /// <exception cref="MalformedException">It is no object.</exception>
    public IEnumerable<(string Name, JsonPlace Value)> Members(string name)
    {
        if (this[name] is not { } parent)
        {
            return [];
        }

        return parent.IsObject ? parent.Members() : throw parent.Wrong("an object");
    }

    public IEnumerable<(string Name, JsonPlace Value)> Members()
    {
        foreach (var member in Value.EnumerateObject())
        {
            yield return (member.Name, new JsonPlace(member.Value, $"{Path}['{member.Name}']"));
        }
    }

    /// <summary>What is wrong with it: it should be something else.</summary>
    public MalformedException Wrong(string wanted)
        => new($"{Path} is {Words(Value.ValueKind)}, where {wanted} belongs.", "Correct it, or make the document anew with the tool's present version.");

    private static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "empty",
    };

    private IEnumerable<JsonPlace> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("a list");
        }

        var index = 0;
        foreach (var item in Value.EnumerateArray())
        {
            yield return new JsonPlace(item, $"{Path}[{index++}]");
        }
    }
}
