using System.Text;
using System.Text.Json;

namespace Portal.Application.Catalog.Definitions;

/// <summary>JSON text as a tree with places; several times faster than reading it as YAML.</summary>
internal static class JsonTree
{
    private const int MaxDepth = 100;

    /// <returns>The tree, or null with the place and reason.</returns>
    public static DescriptorNode? Read(string text, out EntityError? error)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var places = new Places(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            error = null;
            reader.Read();
            var root = Value(ref reader, places);
            reader.Read(); // anything behind the value is an error
            return root;
        }
        catch (JsonException ex)
        {
            var tooDeep = ex.Message.Contains("maximum configured depth", StringComparison.Ordinal);
            error = new("", (int)(ex.LineNumber ?? 0) + 1, (int)(ex.BytePositionInLine ?? 0) + 1,
                tooDeep ? $"Nested deeper than {MaxDepth} levels." : "Not valid JSON here: a quote, comma or bracket is missing or too much.",
                tooDeep ? "Flatten the document." : "Check this line and the one before it.");
            return null;
        }
        catch (InvalidOperationException) // half a surrogate pair, written as an escape
        {
            var (line, column) = places.Of(reader.TokenStartIndex);
            error = new("", line, column, "This text holds an escape that makes no character.", "Write both halves of the pair, or the character itself.");
            return null;
        }
    }

    private static DescriptorNode Value(ref Utf8JsonReader reader, Places places)
    {
        var (line, column) = places.Of(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                List<DescriptorField> fields = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (nameLine, nameColumn) = places.Of(reader.TokenStartIndex);
                    var name = reader.GetString()!;
                    reader.Read();
                    fields.Add(new(name, nameLine, nameColumn, Value(ref reader, places)));
                }

                return DescriptorNode.OfMap(fields, line, column);
            case JsonTokenType.StartArray:
                List<DescriptorNode> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value(ref reader, places));
                }

                return DescriptorNode.OfList(items, line, column);
            case JsonTokenType.String:
                return DescriptorNode.OfText(reader.GetString()!, line, column);
            case JsonTokenType.Number:
                return DescriptorNode.OfNumber(reader.TryGetDouble(out var number) ? number : double.NaN, Encoding.UTF8.GetString(reader.ValueSpan), line, column);
            case JsonTokenType.True or JsonTokenType.False:
                return DescriptorNode.OfBool(reader.GetBoolean(), reader.GetBoolean() ? "true" : "false", line, column);
            default:
                return DescriptorNode.OfNull(line, column);
        }
    }

    /// <summary>Lines and columns of byte offsets that only grow.</summary>
    private sealed class Places(byte[] bytes)
    {
        private int _line = 1;
        private int _lineStart;
        private int _at;

        public (int Line, int Column) Of(long offset)
        {
            var end = (int)Math.Min(offset, bytes.Length);
            while (_at < end)
            {
                var next = bytes.AsSpan(_at, end - _at).IndexOf((byte)'\n');
                if (next < 0)
                {
                    break;
                }

                _at += next + 1;
                (_line, _lineStart) = (_line + 1, _at);
            }

            _at = Math.Max(_at, end);
            return (_line, end - _lineStart + 1);
        }
    }
}
