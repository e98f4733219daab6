using System.Collections.Concurrent;

namespace Portal.Application.Catalog.Definitions;

/// <summary>Follows <c>$ref</c> within one document. What points out of it is never fetched.</summary>
/// <remarks>Source: RFC 6901 (JSON Pointer) as URI fragment.</remarks>
internal sealed class LocalRefs(DescriptorNode root)
{
    private const int MaxHops = 20;
    private const int MaxProblems = 20;

    private readonly ConcurrentDictionary<string, DescriptorNode?> _known = new(StringComparer.Ordinal); // one outline serves many requests at once
    private readonly ConcurrentDictionary<DescriptorNode, Dictionary<string, DescriptorNode>> _wide = [];

    /// <summary>The node a reference stands for: itself when it is none, null when it leads nowhere, out of the document or in a circle.</summary>
    public DescriptorNode? Follow(DescriptorNode? node)
    {
        for (var hops = 0; node?["$ref"] is { Kind: NodeKind.Text } reference; hops++)
        {
            node = hops < MaxHops ? At(reference.Text) : null;
        }

        return node;
    }

    /// <summary>The text of a node's reference, or null when it is none.</summary>
    public static string? TextOf(DescriptorNode? node) => node?["$ref"] is { Kind: NodeKind.Text } reference ? reference.Text : null;

    /// <summary>Last part of a reference: what people call the thing.</summary>
    public static string NameOf(string reference)
        => Part(reference[(reference.LastIndexOf('/') + 1)..]) is { Length: > 0 } name ? name : reference;

    public DescriptorNode? At(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        if (_known.TryGetValue(reference, out var known))
        {
            return known;
        }

        var node = root;
        foreach (var part in reference.Length <= 2 ? [] : reference[2..].Split('/'))
        {
            node = Child(node, Part(part));
            if (node is null)
            {
                break;
            }
        }

        return _known[reference] = node;
    }

    /// <summary>References that lead nowhere, with their places, and how many lead out of the document.</summary>
    /// <param name="hasAliases">False: no value stands at two places, as in JSON, and none has to be remembered.</param>
    public (IReadOnlyList<EntityError> Broken, int External) Check(bool hasAliases)
    {
        List<EntityError> broken = [];
        var external = 0;
        var seen = new HashSet<DescriptorNode>(ReferenceEqualityComparer.Instance); // an alias stands for the same node again
        var open = new Stack<DescriptorNode>([root]);
        while (open.TryPop(out var node))
        {
            if (hasAliases && !seen.Add(node))
            {
                continue;
            }

            foreach (var field in node.Fields)
            {
                if (field is { Name: "$ref", Value.Kind: NodeKind.Text })
                {
                    external += field.Value.Text.StartsWith('#') ? 0 : 1;
                    if (field.Value.Text.StartsWith('#') && At(field.Value.Text) is null && broken.Count < MaxProblems)
                    {
                        broken.Add(new("", field.Value.Line, field.Value.Column, $"{Short(field.Value.Text)} leads nowhere in this document.", "Correct the name, or add what it names."));
                    }
                }
                else if (field.Value.Kind is NodeKind.Map or NodeKind.List)
                {
                    open.Push(field.Value);
                }
            }

            foreach (var item in node.Items)
            {
                if (item.Kind is NodeKind.Map or NodeKind.List)
                {
                    open.Push(item);
                }
            }
        }

        return (broken, external);
    }

    // A definition may have thousands of schemas side by side; looking through them once per reference would be quadratic.
    private DescriptorNode? Child(DescriptorNode node, string name)
    {
        if (node.Kind == NodeKind.List)
        {
            return int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var index) && index >= 0 && index < node.Items.Count ? node.Items[index] : null;
        }

        if (node.Fields.Count < 32)
        {
            return node[name];
        }

        if (!_wide.TryGetValue(node, out var byName))
        {
            byName = new(StringComparer.Ordinal);
            foreach (var field in node.Fields)
            {
                byName.TryAdd(field.Name, field.Value);
            }

            _wide[node] = byName;
        }

        return byName.GetValueOrDefault(name);
    }

    private static string Part(string text)
    {
        var plain = text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
        return plain.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    private static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
