using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>
/// Reads the YAML that nearly every descriptor is written in, without the YAML library: block maps and lists, words, quoted words without escapes, flow lists and maps within
/// one line. Whatever else occurs, and whatever looks like a mistake, is left to the library, which also has the words for mistakes.
/// </summary>
/// <remarks>That both give the same tree with the same places is held by PlainYamlTests, which compare them on generated, changed and real descriptors.</remarks>
internal ref partial struct PlainYaml
{
    private const int LongestText = 256 * 1024;
    private const int LongestKey = 128;
    private const int MostFields = 64;

    private readonly string _text;
    private readonly int _lineOffset;
    private readonly int _maxDepth;
    private readonly List<(int Start, int End, int Indent, int Number)> _lines;
    private int _at;

    private PlainYaml(string text, int lineOffset, int maxDepth, List<(int Start, int End, int Indent, int Number)> lines)
        => (_text, _lineOffset, _maxDepth, _lines, _at) = (text, lineOffset, maxDepth, lines, 0);

    /// <summary>The tree of a text's only document, or null: it is for the library.</summary>
    public static DescriptorNode? TryRead(string text, int lineOffset, DescriptorLimits limits)
    {
        if (text.Length > LongestText || Lines(text) is not { Count: > 0 } lines || lines[0].Indent != 0)
        {
            return null;
        }

        var reader = new PlainYaml(text, lineOffset, limits.MaxDepth, lines);
        var root = reader.Block(0, 1);
        return root is not null && reader._at == lines.Count && root.Size <= limits.MaxValues ? root : null;
    }

    // Lines with content; the marker that opens the document and comments are left out. Null: a character or a marker that is for the library.
    private static List<(int Start, int End, int Indent, int Number)>? Lines(string text)
    {
        List<(int Start, int End, int Indent, int Number)> lines = new(32);
        var number = 0;
        var opened = false;
        for (var at = 0; at < text.Length;)
        {
            number++;
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            var line = text.AsSpan(at, end - at);
            if (HasOddCharacter(line))
            {
                return null;
            }

            var indent = line.IndexOfAnyExcept(' ');
            if (indent >= 0 && line[indent] != '#')
            {
                if (indent == 0 && (line[0] == '%' || line.StartsWith("...", StringComparison.Ordinal) || line.StartsWith("---", StringComparison.Ordinal)))
                {
                    if (opened || lines.Count > 0 || line.Length != 3 || line[0] != '-')
                    {
                        return null;
                    }

                    opened = true;
                }
                else
                {
                    lines.Add((at, at + line.TrimEnd(' ').Length, indent, number));
                }
            }

            at = end + 1;
        }

        return lines;
    }

    private static bool HasOddCharacter(ReadOnlySpan<char> line)
    {
        if (line.IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return false;
        }

        foreach (var c in line)
        {
            if (c is < ' ' or (> '~' and < '\u00A1') or '\u2028' or '\u2029' or '\uFEFF' or >= '\uD800')
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDash(ReadOnlySpan<char> rest) => rest[0] == '-' && (rest.Length == 1 || rest[1] == ' ');

    private readonly ReadOnlySpan<char> Rest(int index, int from) => _text.AsSpan(_lines[index].Start + from, _lines[index].End - _lines[index].Start - from);

    private readonly int LineOf(int index) => _lines[index].Number + _lineOffset;

    private DescriptorNode? Block(int indent, int depth)
        => depth > _maxDepth ? null : IsDash(Rest(_at, indent)) ? List(indent, depth) : Map(indent, depth);

    private DescriptorNode? Map(int indent, int depth)
    {
        var (line, column) = (LineOf(_at), indent + 1);
        var fields = new List<DescriptorField>(8);
        while (_at < _lines.Count && _lines[_at].Indent == indent)
        {
            var rest = Rest(_at, indent);
            var length = KeyLength(rest);
            if (length == 0 || fields.Count >= MostFields || depth >= _maxDepth)
            {
                return null;
            }

            var name = Name(rest[..length]);
            foreach (var field in fields)
            {
                if (field.Name == name)
                {
                    return null; // the library says so with its words
                }
            }

            var keyLine = LineOf(_at);
            if (Value(indent, indent + length + 1, indent, depth + 1, mayBeDashes: true) is not { } value)
            {
                return null;
            }

            fields.Add(new(name, keyLine, indent + 1, value));
        }

        return _at < _lines.Count && _lines[_at].Indent > indent ? null : DescriptorNode.OfMap(fields.ToArray(), line, column);
    }

    private DescriptorNode? List(int indent, int depth)
    {
        var (line, column) = (LineOf(_at), indent + 1);
        var items = new List<DescriptorNode>(8);
        while (_at < _lines.Count && _lines[_at].Indent == indent && IsDash(Rest(_at, indent)))
        {
            var rest = Rest(_at, indent + 1);
            var gap = rest.IndexOfAnyExcept(' ');
            DescriptorNode? item;
            if (gap >= 0 && KeyLength(rest[gap..]) > 0)
            {
                // A map that begins behind the dash: its fields stand below that place.
                var inner = indent + 1 + gap;
                _lines[_at] = _lines[_at] with { Indent = inner };
                item = depth >= _maxDepth ? null : Map(inner, depth + 1);
            }
            else
            {
                item = Value(indent, indent + 1, indent, depth + 1, mayBeDashes: false);
            }

            if (item is null)
            {
                return null;
            }

            items.Add(item);
        }

        return _at < _lines.Count && _lines[_at].Indent > indent ? null : DescriptorNode.OfList(items.ToArray(), line, column);
    }

    /// <summary>What stands behind a key's colon or an item's dash, on this line or below.</summary>
    private DescriptorNode? Value(int indent, int from, int outer, int depth, bool mayBeDashes)
    {
        var rest = Rest(_at, from);
        var gap = rest.IndexOfAnyExcept(' ');
        var next = _at + 1;
        if (gap < 0)
        {
            _at = next;
            if (next < _lines.Count && _lines[next].Indent > outer)
            {
                return Block(_lines[next].Indent, depth);
            }

            return mayBeDashes && next < _lines.Count && _lines[next].Indent == indent && IsDash(Rest(next, indent)) && depth <= _maxDepth ? List(indent, depth) : null;
        }

        if (next < _lines.Count && _lines[next].Indent > outer)
        {
            return null; // a text that goes on below
        }

        var value = Inline(rest[gap..], LineOf(_at), from + gap + 1, depth);
        _at = next;
        return value;
    }

    private readonly DescriptorNode? Inline(ReadOnlySpan<char> text, int line, int column, int depth)
    {
        if (depth > _maxDepth)
        {
            return null;
        }

        if (text[0] is '"' or '\'' or '[' or '{')
        {
            var used = 0;
            var node = Flow(text, ref used, line, column, depth);
            return node is not null && used == text.Length ? node : null;
        }

        return IsPlainStart(text) && text[^1] != ':' && text.IndexOf(": ", StringComparison.Ordinal) < 0 && text.IndexOf(" #", StringComparison.Ordinal) < 0
            ? YamlScalars.ResolvePlain(text.ToString(), line, column)
            : null;
    }
}
