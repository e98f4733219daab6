using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Application.Catalog;

/// <summary>What a value of a descriptor is, in JSON's terms.</summary>
public enum NodeKind
{
    Null,
    Bool,
    Number,
    Text,
    List,
    Map,
}

/// <summary>A field of a map with the place of its name; line and column from 1.</summary>
public readonly record struct DescriptorField(string Name, int Line, int Column, DescriptorNode Value);

/// <summary>One value of a descriptor together with the place it was read at, so that every message can point there.</summary>
public sealed class DescriptorNode
{
    private const int JsonDepth = 256;
    private const int FirstBuffer = 1024;

    // One of: the text, the items, the fields. A document is made of some fifty of these, and a catalog of some millions for a moment.
    private readonly object? _content;

    private DescriptorNode(NodeKind kind, int line, int column, object? content, double number = 0, long size = 1)
        => (Kind, Line, Column, _content, Number, Size) = (kind, line, column, content, number, size);

    public NodeKind Kind { get; }

    /// <summary>From 1; 0 when the value was not read from text.</summary>
    public int Line { get; }

    /// <summary>From 1; 0 when the value was not read from text.</summary>
    public int Column { get; }

    /// <summary>The text of a <see cref="NodeKind.Text"/>, or a scalar as it was written.</summary>
    public string Text => _content as string ?? "";

    public double Number { get; }

    public bool Bool => Kind == NodeKind.Bool && Number != 0;

    public IReadOnlyList<DescriptorNode> Items => _content as IReadOnlyList<DescriptorNode> ?? [];

    public IReadOnlyList<DescriptorField> Fields => _content as IReadOnlyList<DescriptorField> ?? [];

    /// <summary>How many values this one is once aliases are written out; saturates instead of overflowing.</summary>
    public long Size { get; }

    /// <summary>The value of a field, or null when this is no map or the field is absent.</summary>
    public DescriptorNode? this[string name]
    {
        get
        {
            if (Kind == NodeKind.Map)
            {
                var fields = Fields;
                for (var i = 0; i < fields.Count; i++)
                {
                    if (fields[i].Name == name)
                    {
                        return fields[i].Value;
                    }
                }
            }

            return null;
        }
    }

    public static DescriptorNode OfText(string text, int line, int column) => new(NodeKind.Text, line, column, text);

    public static DescriptorNode OfNull(int line, int column) => new(NodeKind.Null, line, column, null);

    public static DescriptorNode OfBool(bool value, string written, int line, int column) => new(NodeKind.Bool, line, column, written, value ? 1 : 0);

    public static DescriptorNode OfNumber(double value, string written, int line, int column) => new(NodeKind.Number, line, column, written, value);

    public static DescriptorNode OfList(IReadOnlyList<DescriptorNode> items, int line, int column)
    {
        var size = 1L;
        for (var i = 0; i < items.Count; i++)
        {
            size = Add(size, items[i].Size);
        }

        return new(NodeKind.List, line, column, items, size: size);
    }

    public static DescriptorNode OfMap(IReadOnlyList<DescriptorField> fields, int line, int column)
    {
        var size = 1L;
        for (var i = 0; i < fields.Count; i++)
        {
            size = Add(size, fields[i].Value.Size);
        }

        return new(NodeKind.Map, line, column, fields, size: size);
    }

    /// <summary>Reads JSON; there are no places in it. Of a name that stands twice in one object the last one counts, as for a browser.</summary>
    /// <exception cref="InvalidOperationException">A text holds half a surrogate pair (<c>"\ud800"</c>).</exception>
    public static DescriptorNode FromJson(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                return OfMap(FieldsOf(json), 0, 0);
            case JsonValueKind.Array:
                var items = new DescriptorNode[json.GetArrayLength()];
                var next = 0;
                foreach (var item in json.EnumerateArray())
                {
                    items[next++] = FromJson(item);
                }

                return OfList(items, 0, 0);
            case JsonValueKind.String:
                return OfText(json.GetString()!, 0, 0);
            case JsonValueKind.Number:
                return OfNumber(json.GetDouble(), json.GetRawText(), 0, 0);
            case JsonValueKind.True or JsonValueKind.False:
                return OfBool(json.GetBoolean(), json.GetRawText(), 0, 0);
            default:
                return OfNull(0, 0);
        }
    }

    private static DescriptorField[] FieldsOf(JsonElement json)
    {
        const int Few = 12;
        var fields = new DescriptorField[json.GetPropertyCount()];
        var names = fields.Length > Few ? new Dictionary<string, int>(fields.Length, StringComparer.Ordinal) : null;
        var count = 0;
        foreach (var property in json.EnumerateObject())
        {
            var field = new DescriptorField(property.Name, 0, 0, FromJson(property.Value));
            var before = names is null ? Array.FindIndex(fields, 0, count, f => f.Name == field.Name) : names.GetValueOrDefault(field.Name, -1);
            if (before >= 0)
            {
                fields[before] = field;
                continue;
            }

            names?.Add(field.Name, count);
            fields[count++] = field;
        }

        return count == fields.Length ? fields : fields[..count];
    }

    /// <summary>The value as JSON, aliases written out.</summary>
    public JsonElement ToJson() => JsonElement.Parse(ToJsonUtf8(), new JsonDocumentOptions { MaxDepth = JsonDepth });

    /// <summary>The value as JSON text, aliases written out.</summary>
    public string ToJsonText() => System.Text.Encoding.UTF8.GetString(ToJsonUtf8());

    /// <summary>The value as UTF-8 JSON, aliases written out.</summary>
    public byte[] ToJsonUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>(FirstBuffer);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, MaxDepth = JsonDepth }))
        {
            WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The value as a JSON tree of its own; null for an empty value, and for .inf and .nan, which JSON lacks.</summary>
    public JsonNode? ToJsonNode()
    {
        switch (Kind)
        {
            case NodeKind.Map:
                var map = new JsonObject();
                foreach (var field in Fields)
                {
                    map[Clean(field.Name)] = field.Value.ToJsonNode();
                }

                return map;
            case NodeKind.List:
                return new JsonArray([.. Items.Select(i => i.ToJsonNode())]);
            case NodeKind.Text:
                return JsonValue.Create(Clean(Text));
            case NodeKind.Bool:
                return JsonValue.Create(Bool);
            case NodeKind.Number when double.IsFinite(Number):
                return IsWhole(Number) ? JsonValue.Create((long)Number) : JsonValue.Create(Number);
            default:
                return null;
        }
    }

    /// <summary>Where a field's name stands, or this value's own place.</summary>
    public (int Line, int Column) PlaceOf(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
            {
                return (field.Line, field.Column);
            }
        }

        return (Line, Column);
    }

    private static long Add(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;

    private void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case NodeKind.Map:
                writer.WriteStartObject();
                foreach (var field in Fields)
                {
                    writer.WritePropertyName(Clean(field.Name));
                    field.Value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            case NodeKind.List:
                writer.WriteStartArray();
                foreach (var item in Items)
                {
                    item.WriteTo(writer);
                }

                writer.WriteEndArray();
                break;
            case NodeKind.Text:
                writer.WriteStringValue(Clean(Text));
                break;
            case NodeKind.Bool:
                writer.WriteBooleanValue(Bool);
                break;
            case NodeKind.Number when double.IsFinite(Number):
                if (IsWhole(Number))
                {
                    writer.WriteNumberValue((long)Number);
                }
                else
                {
                    writer.WriteRawValue(Number.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
                }

                break;
            default:
                writer.WriteNullValue(); // null, and .inf and .nan, which JSON lacks
                break;
        }
    }

    private static bool IsWhole(double number) => number == Math.Floor(number) && Math.Abs(number) < 1e15;

    // An escape such as "\uD800" makes half a surrogate pair, which UTF-8 cannot carry.
    private static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }
}

/// <summary>One document of a descriptor file: either a value or what is wrong with it.</summary>
/// <param name="File">Where it was read, as people know it.</param>
/// <param name="Index">Position among the file's non-empty documents, from 0.</param>
/// <param name="Line">Line of its first content, from 1.</param>
/// <param name="Raw">Its text.</param>
/// <param name="Root">The value, or null when the text does not parse.</param>
/// <param name="Errors">What is wrong with the text.</param>
public sealed record DescriptorDocument(string File, int Index, int Line, string Raw, DescriptorNode? Root, IReadOnlyList<EntityError> Errors);

/// <summary>Turns text into documents. Malformed text is an answer with places, never an exception.</summary>
public interface IDescriptorReader
{
    /// <param name="text">YAML, any number of documents.</param>
    /// <param name="file">The name that messages carry.</param>
    IReadOnlyList<DescriptorDocument> Read(string text, string file);
}
