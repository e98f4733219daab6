using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What stands within one line: flow lists and maps, quoted words, keys.</summary>
internal ref partial struct PlainYaml
{
    // One value in flow style, which must end on its line.
    private readonly DescriptorNode? Flow(ReadOnlySpan<char> text, ref int at, int line, int column, int depth)
    {
        if (depth > _maxDepth || at >= text.Length)
        {
            return null;
        }

        switch (text[at])
        {
            case '"' or '\'': return Quoted(text, ref at, line, column);
            case '[': return FlowList(text, ref at, line, column, depth);
            case '{': return FlowMap(text, ref at, line, column, depth);
            default:
                var start = at;
                var length = FlowWord(text[at..]);
                at += length;
                return length == 0 ? null : YamlScalars.ResolvePlain(text.Slice(start, length).ToString(), line, column + start);
        }
    }

    private static DescriptorNode? Quoted(ReadOnlySpan<char> text, ref int at, int line, int column)
    {
        var (quote, start) = (text[at], at);
        var length = text[(at + 1)..].IndexOf(quote);
        if (length < 0)
        {
            return null;
        }

        var content = text.Slice(start + 1, length);
        at = start + length + 2;
        return content.Contains('\\') && quote == '"' || (quote == '\'' && at < text.Length && text[at] == '\'') ? null : DescriptorNode.OfText(content.ToString(), line, column + start);
    }

    private readonly DescriptorNode? FlowList(ReadOnlySpan<char> text, ref int at, int line, int column, int depth)
    {
        var start = at;
        var items = new List<DescriptorNode>(4);
        at++;
        while (true)
        {
            SkipSpaces(text, ref at);
            if (at < text.Length && text[at] == ']' && items.Count == 0)
            {
                break;
            }

            if (Flow(text, ref at, line, column, depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
            SkipSpaces(text, ref at);
            if (at >= text.Length || text[at] is not (',' or ']'))
            {
                return null;
            }

            if (text[at] == ']')
            {
                break;
            }

            at++;
        }

        at++;
        return DescriptorNode.OfList(items.ToArray(), line, column + start);
    }

    private readonly DescriptorNode? FlowMap(ReadOnlySpan<char> text, ref int at, int line, int column, int depth)
    {
        var start = at;
        var fields = new List<DescriptorField>(4);
        at++;
        while (true)
        {
            SkipSpaces(text, ref at);
            if (at < text.Length && text[at] == '}' && fields.Count == 0)
            {
                break;
            }

            var length = at < text.Length ? KeyLength(text[at..]) : 0;
            if (length == 0 || at + length + 1 >= text.Length || depth >= _maxDepth)
            {
                return null;
            }

            var (name, keyColumn) = (Name(text.Slice(at, length)), column + at);
            at += length + 1;
            SkipSpaces(text, ref at);
            if (fields.Count >= MostFields || fields.Exists(f => f.Name == name) || Flow(text, ref at, line, column, depth + 1) is not { } value)
            {
                return null;
            }

            fields.Add(new(name, line, keyColumn, value));
            SkipSpaces(text, ref at);
            if (at >= text.Length || text[at] is not (',' or '}'))
            {
                return null;
            }

            if (text[at] == '}')
            {
                break;
            }

            at++;
        }

        at++;
        return DescriptorNode.OfMap(fields.ToArray(), line, column + start);
    }

    private static void SkipSpaces(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    /// <summary>Length of the key that the text begins with, its colon behind it followed by a space or nothing; 0: none that is read here.</summary>
    private static int KeyLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && length <= LongestKey && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '_' or '.' or '/' or '$' || (text[length] == '-' && length > 0)))
        {
            length++;
        }

        return length is 0 or > LongestKey || length >= text.Length || text[length] != ':' || (length + 1 < text.Length && text[length + 1] != ' ') || text[..length] is "null" or "Null" or "NULL" ? 0 : length;
    }

    private static bool IsPlainStart(ReadOnlySpan<char> text)
        => char.IsAsciiLetterOrDigit(text[0]) || text[0] is '_' or '.' or '/' or '$' or '(' or '+' or '=' or >= '\u00A1' || (text[0] == '-' && text.Length > 1 && char.IsAsciiLetterOrDigit(text[1]));

    /// <summary>Length of a plain word in flow style; 0: none, or one that is for the library.</summary>
    private static int FlowWord(ReadOnlySpan<char> text)
    {
        if (!IsPlainStart(text))
        {
            return 0;
        }

        var end = text.IndexOfAny(",]}");
        var word = (end < 0 ? text : text[..end]).TrimEnd(' ');
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            var isSound = char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '-' or ' ' or '+' or '=' or '$' or '(' or ')' or '@' or >= '\u00A1'
                || (c == ':' && i + 1 < word.Length && (char.IsAsciiLetterOrDigit(word[i + 1]) || word[i + 1] == '/'));
            if (!isSound)
            {
                return 0;
            }
        }

        return word.Length;
    }

    // The names that every descriptor has are shared.
    private static string Name(ReadOnlySpan<char> text) => text switch
    {
        "apiVersion" => "apiVersion",
        "kind" => "kind",
        "metadata" => "metadata",
        "name" => "name",
        "spec" => "spec",
        "description" => "description",
        "annotations" => "annotations",
        "labels" => "labels",
        "tags" => "tags",
        "type" => "type",
        "owner" => "owner",
        "lifecycle" => "lifecycle",
        "system" => "system",
        "dependsOn" => "dependsOn",
        _ => text.ToString(),
    };
}
