namespace Portal.Application.Catalog.Definitions;

/// <summary>Colours of YAML, line by line: keys, quoted texts, block texts, comments, plain numbers and words with a meaning.</summary>
internal static class YamlTokens
{
    public static List<TextToken> Of(string text)
    {
        List<TextToken> tokens = [];
        var blockIndent = -1; // lines indented deeper than this belong to a block text
        var at = 0;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            var content = text.AsSpan(at, end - at).TrimEnd('\r');
            var indent = content.Length - content.TrimStart(' ').Length;
            if (blockIndent >= 0 && (content.IsWhiteSpace() || indent > blockIndent))
            {
                if (!content.IsWhiteSpace())
                {
                    tokens.Add(new(TokenKind.Text, at + indent, content.Length - indent));
                }
            }
            else
            {
                blockIndent = Line(content, at, indent, tokens) ? indent : -1;
            }

            at = end + 1;
        }

        return tokens;
    }

    /// <returns>True when a block text begins behind this line.</returns>
    private static bool Line(ReadOnlySpan<char> line, int offset, int at, List<TextToken> tokens)
    {
        var flow = 0; // brackets that are open on this line
        while (at < line.Length)
        {
            var c = line[at];
            if (c == '#' && (at == 0 || line[at - 1] is ' ' or '\t'))
            {
                tokens.Add(new(TokenKind.Comment, offset + at, line.Length - at));
                return false;
            }

            if (c is ' ' or '\t' or '{' or '}' or '[' or ']' or ',' || (c is '-' or '?' or ':' && (at + 1 == line.Length || line[at + 1] == ' ')))
            {
                flow += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
                at++;
            }
            else if (c is '"' or '\'')
            {
                var end = Quoted(line, at);
                tokens.Add(new(IsKey(line, end) ? TokenKind.Key : TokenKind.Text, offset + at, end - at));
                at = end;
            }
            else if (c is '|' or '>' && line[(at + 1)..].TrimEnd() is var rest && (rest.IsEmpty || rest.TrimStart("+-123456789").TrimStart() is [] or ['#', ..]))
            {
                tokens.Add(new(TokenKind.Mark, offset + at, 1));
                return true;
            }
            else
            {
                at = Plain(line, offset, at, flow > 0, tokens);
            }
        }

        return false;
    }

    private static int Plain(ReadOnlySpan<char> line, int offset, int at, bool inFlow, List<TextToken> tokens)
    {
        var end = at;
        while (end < line.Length && !(inFlow && line[end] is (',' or '}' or ']')) && !(line[end] == ':' && (end + 1 == line.Length || line[end + 1] == ' '))
            && !(line[end] == '#' && end > at && line[end - 1] == ' '))
        {
            end++;
        }

        var word = line[at..end].TrimEnd();
        if (word.IsEmpty)
        {
            return at + 1; // a space of another alphabet
        }

        TokenKind? kind = end < line.Length && line[end] == ':' ? TokenKind.Key
            : word[0] is '&' or '*' or '!' ? TokenKind.Mark
            : word is "true" or "false" or "null" or "~" or "True" or "False" ? TokenKind.Literal
            : char.IsAsciiDigit(word[^1]) && double.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out _) ? TokenKind.Number
            : word is "---" or "..." ? TokenKind.Mark : null;
        if (kind is { } known)
        {
            tokens.Add(new(known, offset + at, word.Length));
        }

        return Math.Max(end, at + 1);
    }

    private static bool IsKey(ReadOnlySpan<char> line, int end) => end < line.Length && line[end] == ':' && (end + 1 == line.Length || line[end + 1] == ' ');

    private static int Quoted(ReadOnlySpan<char> line, int at)
    {
        var quote = line[at];
        for (at++; at < line.Length; at++)
        {
            if (quote == '"' && line[at] == '\\')
            {
                at++;
            }
            else if (line[at] == quote)
            {
                return at + 1;
            }
        }

        return line.Length;
    }
}
