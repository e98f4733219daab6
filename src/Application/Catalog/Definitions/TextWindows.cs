using System.Runtime.CompilerServices;

namespace Portal.Application.Catalog.Definitions;

/// <summary>Parts of a definition's text that a page can carry.</summary>
internal static class TextWindows
{
    /// <summary>Texts of more characters are shown without colours.</summary>
    public const int MaxColoured = 256 * 1024;

    /// <summary>Characters of a line that are shown.</summary>
    private const int MaxLineLength = 2000;

    private static readonly ConditionalWeakTable<string, LineIndex> Lines = [];
    private static readonly ConditionalWeakTable<string, IReadOnlyList<TextToken>> Tokens = [];

    public static int CountLines(string text) => IndexOf(text).Count;

    /// <param name="first">First line of the window, from 1.</param>
    /// <param name="count">Most lines in it.</param>
    public static DefinitionText Of(string text, TextSyntax syntax, int first, int count)
    {
        var lines = IndexOf(text);
        var coloured = syntax != TextSyntax.None && text.Length <= MaxColoured;
        var tokens = coloured ? Tokens.GetValue(text, t => TextTokens.Of(syntax, t)) : [];
        first = Math.Clamp(first, 1, lines.Count);
        var last = (int)Math.Min((long)first + count - 1, lines.Count);
        var token = FirstTokenBehind(tokens, lines.Line(first).Start);
        List<DefinitionLine> found = new(last - first + 1);
        for (var number = first; number <= last; number++)
        {
            var (start, length) = lines.Line(number);
            var shown = Math.Min(length, MaxLineLength);
            found.Add(new(number, text.Substring(start, shown), length - shown, Parts(tokens, ref token, start, shown, length)));
        }

        return new(found, lines.Count, coloured, ApiDefinitions.BytesOf(text));
    }

    private static LineIndex IndexOf(string text) => Lines.GetValue(text, t => new LineIndex(t));

    // A token may go over several lines: each line takes its share.
    private static List<LinePart> Parts(IReadOnlyList<TextToken> tokens, ref int token, int start, int shown, int length)
    {
        List<LinePart> parts = [];
        while (token < tokens.Count && tokens[token].Start <= start + length)
        {
            var (from, to) = (Math.Max(tokens[token].Start, start), Math.Min(tokens[token].Start + tokens[token].Length, start + shown));
            if (to > from)
            {
                parts.Add(new(tokens[token].Kind, from - start, to - from));
            }

            if (tokens[token].Start + tokens[token].Length > start + length)
            {
                break; // goes on in the next line
            }

            token++;
        }

        return parts;
    }

    private static int FirstTokenBehind(IReadOnlyList<TextToken> tokens, int offset)
    {
        var (low, high) = (0, tokens.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = tokens[middle].Start + tokens[middle].Length <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
