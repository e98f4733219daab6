using Portal.Application.Catalog;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A place and what is wrong there; turned into an <see cref="EntityError"/> by the reader.</summary>
internal sealed class DescriptorTextException(int line, int column, string message, string fix) : Exception(message)
{
    public int Line => line;

    public int Column => column;

    public string Fix => fix;
}

/// <summary>Builds the tree of one document from parser events: aliases shared, duplicate keys refused, depth and expanded size capped.</summary>
internal sealed class YamlTree(IParser parser, int lineOffset, DescriptorLimits limits)
{
    private const string MergeKey = "<<";

    private readonly Dictionary<string, DescriptorNode> _anchors = new(StringComparer.Ordinal);
    private bool _hasAliases;

    /// <summary>Reads the value under the cursor and moves behind it.</summary>
    /// <exception cref="DescriptorTextException">The document breaks a rule or a limit.</exception>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public DescriptorNode Read(int depth)
    {
        var current = parser.Current!;
        var (line, column) = Place(current.Start);
        if (depth > limits.MaxDepth)
        {
            throw new DescriptorTextException(line, column, $"Nested deeper than {limits.MaxDepth} levels.", "Flatten the document.");
        }

        DescriptorNode node;
        switch (current)
        {
            case AnchorAlias alias:
                _hasAliases = true;
                node = _anchors.GetValueOrDefault(alias.Value.Value)
                    ?? throw new DescriptorTextException(line, column, $"The alias *{alias.Value.Value} names an anchor that does not stand before it.", $"Write &{alias.Value.Value} in front of the value it should repeat, earlier in this document.");
                parser.MoveNext();
                return node;
            case Scalar scalar:
                node = YamlScalars.Resolve(scalar, line, column);
                parser.MoveNext();
                break;
            case SequenceStart:
                node = ReadList(depth, line, column);
                break;
            case MappingStart:
                node = ReadMap(depth, line, column);
                break;
            default:
                throw new DescriptorTextException(line, column, "A value was expected here.", "Check the indentation.");
        }

        if (node.Size > limits.MaxValues)
        {
            throw TooMany(line, column);
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = node;
        }

        return node;
    }

    public (int Line, int Column) Place(Mark mark) => ((int)mark.Line + lineOffset, (int)mark.Column);

    private DescriptorTextException TooMany(int line, int column) => _hasAliases
        ? new(line, column, $"Written out, its aliases make more than {limits.MaxValues:N0} values: refused as an alias bomb.", "Repeat less by alias (*name), or split the document.")
        : new(line, column, $"The document has more than {limits.MaxValues:N0} values.", "Split it into several documents, or keep the data in a file of its own and name it by $text.");

    private DescriptorNode ReadList(int depth, int line, int column)
    {
        List<DescriptorNode> items = [];
        long size = 1;
        parser.MoveNext();
        while (parser.Current is not SequenceEnd)
        {
            items.Add(Counted(Read(depth + 1), ref size));
        }

        parser.MoveNext();
        return DescriptorNode.OfList(items, line, column);
    }

    private DescriptorNode ReadMap(int depth, int line, int column)
    {
        List<DescriptorField> fields = [];
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        List<DescriptorNode> merged = [];
        long size = 1;
        parser.MoveNext();
        while (parser.Current is not MappingEnd)
        {
            var plainMerge = parser.Current is Scalar { Style: ScalarStyle.Plain, Value: MergeKey };
            var key = Read(depth + 1);
            var name = key.Kind switch
            {
                NodeKind.Map or NodeKind.List => throw new DescriptorTextException(key.Line, key.Column, "A key must be plain text, not a list or a map.", "If this is a template expression such as {{ name }}, put it in quotes."),
                NodeKind.Null => key.Text,
                _ => key.Text,
            };
            var value = Counted(Read(depth + 1), ref size);
            if (plainMerge)
            {
                merged.AddRange(value.Kind == NodeKind.List ? value.Items : [value]);
                continue;
            }

            if (!seen.TryAdd(name, key.Line))
            {
                throw new DescriptorTextException(key.Line, key.Column, $"The key '{name}' stands twice in one map, first in line {seen[name]}.", "Remove one of the two, or start a new document with --- between them.");
            }

            fields.Add(new(name, key.Line, key.Column, value));
        }

        parser.MoveNext();
        foreach (var source in merged)
        {
            if (source.Kind != NodeKind.Map)
            {
                throw new DescriptorTextException(source.Line, source.Column, "<< merges maps only.", "Point it to an anchored map, or quote the key.");
            }

            fields.AddRange(source.Fields.Where(f => seen.TryAdd(f.Name, f.Line)));
        }

        return DescriptorNode.OfMap(fields, line, column);
    }

    // Counted while reading, so that a bomb is refused before its levels are built.
    private DescriptorNode Counted(DescriptorNode node, ref long size)
    {
        size = node.Size > limits.MaxValues ? limits.MaxValues + 1 : size + node.Size;
        if (size > limits.MaxValues)
        {
            var (line, column) = parser.Current is { } at ? Place(at.Start) : (node.Line, node.Column);
            throw TooMany(line, column);
        }

        return node;
    }
}
