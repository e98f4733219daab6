using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portal.Web.Features.Runs;

/// <summary>
/// Reads answers whole. A JsonObject reads itself late: a key that stands twice or a broken escape would come to light in the middle of
/// a use case, where it looks like a bug of the portal instead of a mistake of the caller.
/// </summary>
public sealed class AnswersConverter : JsonConverter<JsonObject>
{
    /// <exception cref="JsonWordsException">Not an object, a key twice in one object at any depth, or text that is no Unicode.</exception>
    public override JsonObject? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonWordsException("values must be an object with one answer for each parameter.");
        }

        Check(document.RootElement, "values");
        return JsonObject.Create(document.RootElement.Clone());
    }

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer, options);

    private static void Check(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object: CheckKeys(element, path); break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Check(item, $"{path}[{index}]");
                }

                break;
            case JsonValueKind.String: Text(() => element.GetString()!, path); break;
        }
    }

    private static void CheckKeys(JsonElement element, string path)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var name = Text(() => property.Name, path);
            if (!seen.Add(name))
            {
                throw new JsonWordsException($"{path} has the key '{name}' twice. Give it once.");
            }

            Check(property.Value, $"{path}.{name}");
        }
    }

    private static string Text(Func<string> read, string path)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException ex)
        {
            throw new JsonWordsException($"{path} holds half of a surrogate pair, which is no character.", ex);
        }
    }
}
