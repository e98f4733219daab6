using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>A value of a manifest that patches can change, and the place it came from.</summary>
internal sealed class ManifestNode
{
    private ManifestNode(NodeKind kind, string text, GitPlace place) => (Kind, Text, Place) = (kind, text, place);

    public NodeKind Kind { get; }

    /// <summary>A scalar as it was written; empty for maps, lists and null.</summary>
    public string Text { get; }

    public GitPlace Place { get; }

    public Dictionary<string, ManifestNode> Fields { get; } = new(StringComparer.Ordinal);

    public List<ManifestNode> Items { get; } = [];

    public bool IsNull => Kind == NodeKind.Null;

    /// <summary>The field, or null where this is no map or has none of that name.</summary>
    public ManifestNode? this[string name] => Fields.GetValueOrDefault(name);

    public static ManifestNode Map(GitPlace place) => new(NodeKind.Map, "", place);

    public static ManifestNode List(GitPlace place) => new(NodeKind.List, "", place);

    public static ManifestNode OfText(string text, GitPlace place) => new(NodeKind.Text, text, place);

    public static ManifestNode OfNumber(long number, GitPlace place) => new(NodeKind.Number, number.ToString(CultureInfo.InvariantCulture), place);

    /// <param name="lineOffset">Lines of the file before the text that was read.</param>
    public static ManifestNode Of(DescriptorNode node, string file, int lineOffset = 0)
    {
        ManifestNode made = new(node.Kind, node.Text, new(file, node.Line + lineOffset));
        foreach (var field in node.Fields)
        {
            made.Fields[field.Name] = Of(field.Value, file, lineOffset);
        }

        made.Items.AddRange(node.Items.Select(i => Of(i, file, lineOffset)));
        return made;
    }

    public ManifestNode Clone()
    {
        ManifestNode made = new(Kind, Text, Place);
        foreach (var (name, value) in Fields)
        {
            made.Fields[name] = value.Clone();
        }

        made.Items.AddRange(Items.Select(i => i.Clone()));
        return made;
    }

    /// <summary>The text of a field that holds a plain value.</summary>
    public string? TextOf(string name) => this[name] is { Kind: NodeKind.Text or NodeKind.Number or NodeKind.Bool } value ? value.Text : null;

    /// <summary>The value below these names; null where one of them is missing.</summary>
    public ManifestNode? At(params ReadOnlySpan<string> path)
    {
        var at = this;
        foreach (var name in path)
        {
            at = at?[name];
        }

        return at;
    }

    /// <summary>The map at a field, made where it is missing.</summary>
    public ManifestNode MapAt(string name, GitPlace place)
    {
        if (this[name] is { Kind: NodeKind.Map } there)
        {
            return there;
        }

        return Fields[name] = Map(place);
    }

    public bool SameAs(ManifestNode other)
        => Kind == other.Kind && Text == other.Text && Fields.Count == other.Fields.Count && Items.Count == other.Items.Count
            && Fields.All(f => other[f.Key] is { } value && f.Value.SameAs(value)) && Items.Zip(other.Items).All(p => p.First.SameAs(p.Second));

    public JsonNode? ToJson()
    {
        switch (Kind)
        {
            case NodeKind.Map:
                JsonObject map = [];
                foreach (var (name, value) in Fields)
                {
                    map[name] = value.ToJson();
                }

                return map;
            case NodeKind.List:
                return new JsonArray([.. Items.Select(i => i.ToJson())]);
            case NodeKind.Null:
                return null;
            case NodeKind.Bool:
                return JsonValue.Create(Text is "true" or "True" or "TRUE");
            case NodeKind.Number:
                return long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
                    : double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(Text);
            default:
                return JsonValue.Create(Text);
        }
    }
}
