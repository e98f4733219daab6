using System.Text;

namespace Portal.Application.Deployments.Logs;

/// <summary>Makes a line of a log fit to be shown: what a terminal would do with it is taken out. Pure.</summary>
public static class LogText
{
    private const char Escape = '\u001b';

    /// <summary>Longest line that is kept, in characters; the rest is cut with a mark.</summary>
    public const int LineMaxLength = 8192;

    /// <summary>Without colours, cursor movements and other control characters; tabs stay.</summary>
    public static string Clean(string line)
    {
        var cut = line.Length > LineMaxLength;
        var text = cut ? line[..LineMaxLength] : line;
        if (!text.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
        {
            return cut ? text + " … (cut)" : text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Escape)
            {
                i = EndOfSequence(text, i);
            }
            else if (text[i] == '\u009b')
            {
                i = EndOfControl(text, i + 1);
            }
            else if (text[i] == '\t' || !char.IsControl(text[i]))
            {
                clean.Append(text[i]);
            }
        }

        return clean.Append(cut ? " … (cut)" : "").ToString();
    }

    // ECMA-48: ESC [ parameters final; ESC ] text BEL or ESC \; otherwise intermediates and one final.
    private static int EndOfSequence(string text, int at)
    {
        if (at + 1 >= text.Length)
        {
            return at;
        }

        switch (text[at + 1])
        {
            case '[':
                return EndOfControl(text, at + 2);
            case ']' or 'P' or '^' or '_' or 'X':
                for (var i = at + 2; i < text.Length; i++)
                {
                    if (text[i] is '\u0007' or '\u009c')
                    {
                        return i;
                    }

                    if (text[i] == Escape && i + 1 < text.Length && text[i + 1] == '\\')
                    {
                        return i + 1;
                    }
                }

                return text.Length - 1;
            default:
                var end = at + 1;
                while (end < text.Length - 1 && text[end] is >= ' ' and <= '/')
                {
                    end++;
                }

                return end;
        }
    }

    private static int EndOfControl(string text, int at)
    {
        while (at < text.Length && text[at] is >= '\u0020' and <= '\u003f')
        {
            at++;
        }

        return Math.Min(at, text.Length - 1);
    }
}
