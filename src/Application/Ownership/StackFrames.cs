namespace Portal.Application.Ownership;

/// <summary>Finds what lines of stack traces name: types of .NET and Java, modules of Python, files and packages of Node, packages of Go.</summary>
internal static class StackFrames
{
    private const int MostFrames = 60;
    private const int LongestLine = 2_000;

    /// <returns>Symbols and paths, where it went wrong first.</returns>
    public static IReadOnlyList<string> In(IReadOnlyList<string> lines)
    {
        List<string> frames = [];
        List<string> cause = [];
        var isPython = false;
        for (var n = 0; n < lines.Count && frames.Count + cause.Count < MostFrames; n++)
        {
            var line = lines[n].Length > LongestLine ? lines[n][..LongestLine] : lines[n];
            var trimmed = line.AsSpan().Trim();
            if (trimmed.StartsWith("Caused by:", StringComparison.Ordinal))
            {
                // The last cause is the first to have gone wrong.
                frames.InsertRange(0, cause);
                cause.Clear();
            }
            else if (trimmed.StartsWith("at ", StringComparison.Ordinal))
            {
                cause.AddRange(Called(trimmed[3..].Trim()));
            }
            else if (trimmed.StartsWith("File \"", StringComparison.Ordinal) && trimmed[6..].IndexOf('"') is > 0 and var end)
            {
                isPython = true;
                cause.Add(trimmed.Slice(6, end).ToString());
            }
            else if (n > 0 && trimmed.IndexOf(".go:", StringComparison.Ordinal) is > 0 and var file && (line[0] is '\t' or ' '))
            {
                cause.AddRange(OfGo(lines[n - 1].AsSpan().Trim(), trimmed[..(file + 3)]));
            }
        }

        frames.InsertRange(0, cause);
        if (isPython)
        {
            frames.Reverse(); // the most recent call is last
        }

        return [.. frames.Distinct(StringComparer.Ordinal)];
    }

    // .NET: A.B.C.Method(String x) in /src/C.cs:line 4   Java: app//com.x.C.method(C.java:4)   Node: Object.f (/app/x.js:1:2), async f (file:///app/x.js:1:2), /app/x.js:1:2
    private static IEnumerable<string> Called(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("async ", StringComparison.Ordinal))
        {
            text = text[6..];
        }

        var open = text.IndexOf('(');
        if (open < 0)
        {
            return text.IndexOfAny("/\\") >= 0 ? [Path(text)] : text.IndexOf('.') > 0 ? [text.ToString()] : [];
        }

        var inside = text[(open + 1)..];
        inside = inside.LastIndexOf(')') is >= 0 and var close ? inside[..close] : inside;
        if (open > 0 && text[open - 1] == ' ' && inside.IndexOfAny("/\\") >= 0)
        {
            return [Path(inside)];
        }

        var symbol = text[..open];
        symbol = symbol.LastIndexOf('/') is >= 0 and var module ? symbol[(module + 1)..] : symbol; // Java names loader and module before it
        return symbol.IndexOf('.') > 0 ? [symbol.Trim().ToString()] : [];
    }

    private static List<string> OfGo(ReadOnlySpan<char> function, ReadOnlySpan<char> file)
    {
        if (function.StartsWith("created by ", StringComparison.Ordinal))
        {
            function = function[11..];
        }

        List<string> found = [];
        var slash = function.LastIndexOf('/');
        var dot = function[(slash + 1)..].IndexOf('.');
        if (slash > 0 && dot > 0)
        {
            found.Add(function[..(slash + 1 + dot)].ToString()); // the package's path, without type and function
        }

        found.Add(file.ToString());
        return found;
    }

    private static string Path(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.StartsWith("file://", StringComparison.Ordinal))
        {
            text = text[7..];
        }

        // Line and column.
        for (var i = 0; i < 2; i++)
        {
            if (text.LastIndexOf(':') is > 1 and var colon && text[(colon + 1)..].IndexOfAnyExceptInRange('0', '9') < 0)
            {
                text = text[..colon];
            }
        }

        return text.ToString();
    }
}
