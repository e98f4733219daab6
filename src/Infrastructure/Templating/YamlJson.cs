using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Portal.Infrastructure.Templating;

/// <summary>A YAML document as JSON (core schema), with the lines its nodes stand on.</summary>
internal sealed class YamlJson
{
    private const int MaxNodes = 50_000;
    private const int MaxDepth = 64;

    private readonly Dictionary<JsonNode, int> _lines = new(ReferenceEqualityComparer.Instance);
    private int _nodes;

    /// <summary>Line of a node, from 1; 0 when it is unknown.</summary>
    public int LineOf(JsonNode? node) => node is not null && _lines.TryGetValue(node, out var line) ? line : 0;

    /// <exception cref="YamlException">The text is no YAML, has a key twice, or unfolds to more than it should.</exception>
    public JsonNode? Read(string text) => ReadAll(text) is [var first, ..] ? first : null;

    /// <summary>Every document of the text.</summary>
    /// <exception cref="YamlException">The text is no YAML, has a key twice, or unfolds to more than it should.</exception>
    public IReadOnlyList<JsonNode?> ReadAll(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => Convert(d.RootNode, 0))];
    }

    private JsonNode? Convert(YamlNode node, int depth)
    {
        // Aliases are followed, so a document of a few lines can unfold to billions of nodes.
        if (++_nodes > MaxNodes || depth > MaxDepth)
        {
            throw new YamlException(node.Start, node.End, $"The document unfolds to more than {MaxNodes} nodes or {MaxDepth} levels.");
        }

        JsonNode? json = node switch
        {
            YamlMappingNode map => Map(map, depth),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Convert(child, depth + 1))]),
            YamlScalarNode scalar => Scalar(scalar),
            _ => null,
        };
        if (json is not null)
        {
            _lines[json] = (int)node.Start.Line;
        }

        return json;
    }

    private JsonObject Map(YamlMappingNode map, int depth)
    {
        JsonObject result = [];
        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw new YamlException(key.Start, key.End, "A key must be text.");
            if (name == "<<" && value is YamlMappingNode merged)
            {
                foreach (var (mergedName, mergedValue) in Map(merged, depth + 1).Where(p => !result.ContainsKey(p.Key)).ToList())
                {
                    result[mergedName] = mergedValue?.DeepClone();
                }

                continue;
            }

            result[name] = Convert(value, depth + 1);
        }

        return result;
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            _ when LooksNumeric(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }

    private static bool LooksNumeric(string text) => char.IsAsciiDigit(text[0]) || (text.Length > 1 && text[0] is '-' or '+' or '.' && (char.IsAsciiDigit(text[1]) || text[1] == '.'));
}
