using YamlDotNet.Core;

namespace Portal.Infrastructure.Descriptors;

/// <summary>
/// Where a place of the YAML library lies in the file as an editor counts: the library also ends a line at U+0085, U+2028 and U+2029, and puts what is not closed
/// behind the last line.
/// </summary>
internal sealed class TextPlaces
{
    private readonly List<(int Line, int Shift, int Length)> _lines = [];

    /// <param name="text">Of one chunk.</param>
    public TextPlaces(string text)
    {
        int line = 1, shift = 0, start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsBreak(text[i]))
            {
                continue;
            }

            var isOwn = text[i] is '\n' or '\r';
            _lines.Add((line, shift, i - start));
            if (isOwn && text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                i++;
            }

            (line, shift) = isOwn ? (line + 1, 0) : (line, shift + i - start + 1);
            start = i + 1;
        }

        if (start < text.Length || _lines.Count == 0)
        {
            _lines.Add((line, shift, text.Length - start));
        }
    }

    /// <summary>Whether the library counts lines otherwise than an editor.</summary>
    public static bool Differ(string text) => text.AsSpan().IndexOfAny('\u0085', '\u2028', '\u2029') >= 0;

    /// <summary>Line and column from 1, never outside the text.</summary>
    public (int Line, int Column) Of(int line, int column)
    {
        if (line > _lines.Count)
        {
            var last = _lines[^1];
            return (last.Line, last.Shift + last.Length + 1);
        }

        var at = _lines[Math.Max(line, 1) - 1];
        return (at.Line, at.Shift + Math.Clamp(column, 1, at.Length + 1));
    }

    public (int Line, int Column) Of(in Mark mark) => Of((int)mark.Line, (int)mark.Column);

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
