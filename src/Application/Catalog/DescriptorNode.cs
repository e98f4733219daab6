using System.Globalization;
using System.Text.Json;

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
    private DescriptorNode(NodeKind kind, int line, int column)
        => (Kind, Line, Column) = (kind, line, column);

    public NodeKind Kind { get; }

    /// <summary>From 1; 0 when the value was not read from text.</summary>
    public int Line { get; }

    /// <summary>From 1; 0 when the value was not read from text.</summary>
    public int Column { get; }

    /// <summary>The text of a <see cref="NodeKind.Text"/>, or a scalar as it was written.</summary>
    public string Text { get; private init; } = "";

    public double Number { get; private init; }

    public bool Bool { get; private init; }

    public IReadOnlyList<DescriptorNode> Items { get; private init; } = [];

    public IReadOnlyList<DescriptorField> Fields { get; private init; } = [];

    /// <summary>How many values this one is once aliases are written out; saturates instead of overflowing.</summary>
    public long Size { get; private init; } = 1;

    /// <summary>The value of a field, or null when this is no map or the field is absent.</summary>
    public DescriptorNode? this[string name]
    {
        get
        {
            foreach (var field in Fields)
            {
                if (field.Name == name)
                {
                    return field.Value;
                }
            }

            return null;
        }
    }

    public static DescriptorNode OfText(string text, int line, int column) => new(NodeKind.Text, line, column) { Text = text };

    public static DescriptorNode OfNull(int line, int column) => new(NodeKind.Null, line, column);

    public static DescriptorNode OfBool(bool value, string written, int line, int column) => new(NodeKind.Bool, line, column) { Bool = value, Text = written };

    public static DescriptorNode OfNumber(double value, string written, int line, int column) => new(NodeKind.Number, line, column) { Number = value, Text = written };

    public static DescriptorNode OfList(IReadOnlyList<DescriptorNode> items, int line, int column)
        => new(NodeKind.List, line, column) { Items = items, Size = items.Aggregate(1L, (sum, item) => Add(sum, item.Size)) };

    public static DescriptorNode OfMap(IReadOnlyList<DescriptorField> fields, int line, int column)
        => new(NodeKind.Map, line, column) { Fields = fields, Size = fields.Aggregate(1L, (sum, field) => Add(sum, field.Value.Size)) };

    /// <summary>Reads stored JSON back; there are no places in it.</summary>
    public static DescriptorNode FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => OfMap([.. json.EnumerateObject().Select(p => new DescriptorField(p.Name, 0, 0, FromJson(p.Value)))], 0, 0),
        JsonValueKind.Array => OfList([.. json.EnumerateArray().Select(FromJson)], 0, 0),
        JsonValueKind.String => OfText(json.GetString()!, 0, 0),
        JsonValueKind.Number => OfNumber(json.GetDouble(), json.GetRawText(), 0, 0),
        JsonValueKind.True or JsonValueKind.False => OfBool(json.GetBoolean(), json.GetRawText(), 0, 0),
        _ => OfNull(0, 0),
    };

    /// <summary>The value as JSON, aliases written out.</summary>
    public JsonElement ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, MaxDepth = 256 }))
        {
            WriteTo(writer);
        }

        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), new JsonDocumentOptions { MaxDepth = 256 });
    }

    /// <summary>The value as JSON text, aliases written out.</summary>
    public string ToJsonText() => System.Text.Encoding.UTF8.GetString(ToJsonUtf8());

    /// <summary>The value as UTF-8 JSON, aliases written out.</summary>
    public byte[] ToJsonUtf8()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, MaxDepth = 256 }))
        {
            WriteTo(writer);
        }

        return buffer.ToArray();
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
                if (Number == Math.Floor(Number) && Math.Abs(Number) < 1e15)
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
