namespace Portal.Application.Catalog.Definitions;

/// <summary>Colours of JSON; tolerates comments and broken ends.</summary>
internal static class JsonTokens
{
    public static List<TextToken> Of(string text)
    {
        List<TextToken> tokens = [];
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            var start = at;
            if (c == '"')
            {
                at = EndOfText(text, at);
                var next = at;
                while (next < text.Length && text[next] is ' ' or '\t' or '\r' or '\n')
                {
                    next++;
                }

                tokens.Add(new(next < text.Length && text[next] == ':' ? TokenKind.Key : TokenKind.Text, start, at - start));
                at = Math.Max(at, Math.Min(next, text.Length)); // the space was looked at once; never again
            }
            else if (char.IsAsciiDigit(c) || c == '-')
            {
                while (++at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '+' or '-'))
                {
                }

                tokens.Add(new(TokenKind.Number, start, at - start));
            }
            else if (char.IsAsciiLetter(c))
            {
                while (++at < text.Length && char.IsAsciiLetter(text[at]))
                {
                }

                if (text.AsSpan(start, at - start) is "true" or "false" or "null")
                {
                    tokens.Add(new(TokenKind.Literal, start, at - start));
                }
            }
            else
            {
                at++;
            }
        }

        return tokens;
    }

    // A text that is not closed ends with its line.
    private static int EndOfText(string text, int at)
    {
        for (at++; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                return at + 1;
            }
        }

        return Math.Min(at, text.Length);
    }
}
