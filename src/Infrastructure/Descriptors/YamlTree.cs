using System.Runtime.InteropServices;
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
internal sealed class YamlTree(Parser parser, int lineOffset, DescriptorLimits limits, TextPlaces? places = null)
{
    private const string MergeKey = "<<";

    // Maps of this many fields are searched; for larger ones a table is made.
    private const int FewFields = 16;

    // Fields and items of the maps and lists that are open, outermost first; a closed one takes its own off the end.
    private readonly List<DescriptorField> _fields = new(32);
    private readonly List<DescriptorNode> _items = new(16);
    private Dictionary<string, DescriptorNode>? _anchors;
    private bool _hasAliases;

    /// <summary>Reads the value under the cursor and moves behind it.</summary>
    /// <exception cref="DescriptorTextException">The document breaks a rule or a limit.</exception>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public DescriptorNode Read(int depth)
    {
        var current = parser.Current!;
        var (line, column) = Place(current.Start);
        CheckDepth(depth, line, column);
        DescriptorNode node;
        switch (current)
        {
            case Scalar scalar:
                node = YamlScalars.Resolve(scalar, line, column);
                parser.MoveNext();
                break;
            case MappingStart:
                node = ReadMap(depth, line, column);
                break;
            case SequenceStart:
                node = ReadList(depth, line, column);
                break;
            case AnchorAlias alias:
                _hasAliases = true;
                node = _anchors?.GetValueOrDefault(alias.Value.Value)
                    ?? throw new DescriptorTextException(line, column, $"The alias *{alias.Value.Value} names an anchor that does not stand before it.", $"Write &{alias.Value.Value} in front of the value it should repeat, earlier in this document.");
                parser.MoveNext();
                return node;
            default:
                throw new DescriptorTextException(line, column, "A value was expected here.", "Check the indentation.");
        }

        if (node.Size > limits.MaxValues)
        {
            throw TooMany(line, column);
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            (_anchors ??= new(StringComparer.Ordinal))[anchored.Anchor.Value] = node;
        }

        return node;
    }

    private (int Line, int Column) Place(in Mark mark)
    {
        if (places is null)
        {
            return ((int)mark.Line + lineOffset, (int)mark.Column);
        }

        var (line, column) = places.Of(mark);
        return (line + lineOffset, column);
    }

    private void CheckDepth(int depth, int line, int column)
    {
        if (depth > limits.MaxDepth)
        {
            throw new DescriptorTextException(line, column, $"Nested deeper than {limits.MaxDepth} levels.", "Flatten the document.");
        }
    }

    private DescriptorTextException TooMany(int line, int column) => _hasAliases
        ? new(line, column, $"Written out, its aliases make more than {limits.MaxValues:N0} values: refused as an alias bomb.", "Repeat less by alias (*name), or split the document.")
        : new(line, column, $"The document has more than {limits.MaxValues:N0} values.", "Split it into several documents, or keep the data in a file of its own and name it by $text.");

    private DescriptorNode ReadList(int depth, int line, int column)
    {
        var start = _items.Count;
        long size = 1;
        parser.MoveNext();
        while (parser.Current is not SequenceEnd)
        {
            _items.Add(Counted(Read(depth + 1), ref size));
        }

        parser.MoveNext();
        DescriptorNode[] items = [.. CollectionsMarshal.AsSpan(_items)[start..]];
        _items.RemoveRange(start, items.Length);
        return DescriptorNode.OfList(items, line, column);
    }

    private DescriptorNode ReadMap(int depth, int line, int column)
    {
        var start = _fields.Count;
        Dictionary<string, int>? seen = null;
        List<DescriptorNode>? merged = null;
        long size = 1;
        parser.MoveNext();
        while (parser.Current is not MappingEnd)
        {
            var plainMerge = parser.Current is Scalar { Style: ScalarStyle.Plain, Value: MergeKey };
            var (name, keyLine, keyColumn) = ReadKey(depth + 1);
            var value = Counted(Read(depth + 1), ref size);
            if (plainMerge)
            {
                (merged ??= []).AddRange(value.Kind == NodeKind.List ? value.Items : [value]);
                continue;
            }

            if (LineOf(name, start, ref seen) is { } before)
            {
                throw new DescriptorTextException(keyLine, keyColumn, $"The key '{name}' stands twice in one map, first in line {before}.", "Remove one of the two, or start a new document with --- between them.");
            }

            Add(new(name, keyLine, keyColumn, value), seen);
        }

        parser.MoveNext();
        foreach (var source in merged ?? [])
        {
            if (source.Kind != NodeKind.Map)
            {
                throw new DescriptorTextException(source.Line, source.Column, "<< merges maps only.", "Point it to an anchored map, or quote the key.");
            }

            foreach (var field in source.Fields)
            {
                if (LineOf(field.Name, start, ref seen) is null)
                {
                    Add(field, seen);
                }
            }
        }

        DescriptorField[] fields = [.. CollectionsMarshal.AsSpan(_fields)[start..]];
        _fields.RemoveRange(start, fields.Length);
        return DescriptorNode.OfMap(fields, line, column);
    }

    // Nearly every key is a word: no node is made for it.
    private (string Name, int Line, int Column) ReadKey(int depth)
    {
        if (parser.Current is Scalar { Anchor.IsEmpty: true } scalar)
        {
            var (line, column) = Place(scalar.Start);
            CheckDepth(depth, line, column);
            parser.MoveNext();
            return (YamlScalars.IsNull(scalar) ? "" : scalar.Value, line, column);
        }

        var key = Read(depth);
        return key.Kind is NodeKind.Map or NodeKind.List
            ? throw new DescriptorTextException(key.Line, key.Column, "A key must be plain text, not a list or a map.", "If this is a template expression such as {{ name }}, put it in quotes.")
            : (key.Text, key.Line, key.Column);
    }

    /// <summary>Line of the field of that name in the map that began at <paramref name="start"/>, or null.</summary>
    private int? LineOf(string name, int start, ref Dictionary<string, int>? seen)
    {
        var fields = CollectionsMarshal.AsSpan(_fields)[start..];
        if (fields.Length < FewFields)
        {
            foreach (ref readonly var field in fields)
            {
                if (field.Name == name)
                {
                    return field.Line;
                }
            }

            return null;
        }

        if (seen is null)
        {
            seen = new(StringComparer.Ordinal);
            foreach (ref readonly var field in fields)
            {
                seen.Add(field.Name, field.Line);
            }
        }

        return seen.TryGetValue(name, out var line) ? line : null;
    }

    private void Add(DescriptorField field, Dictionary<string, int>? seen)
    {
        _fields.Add(field);
        seen?.Add(field.Name, field.Line);
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
