namespace Portal.Infrastructure.Descriptors;

/// <summary>
/// Cuts a file into its documents at the marker lines before anything is parsed: a marker at the start of a line ends a document in every
/// YAML context, so one that does not parse cannot take the next one with it.
/// </summary>
internal static class YamlChunks
{
    /// <param name="Text">The document's text, marker line included.</param>
    /// <param name="Line">Line of the text's first line in the file, from 1.</param>
    public readonly record struct Chunk(string Text, int Line);

    public static List<Chunk> Split(string text)
    {
        List<Chunk> chunks = [];
        int start = 0, startLine = 1, line = 1, at = 0;
        var onlyProlog = true;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            var content = text.AsSpan(at, next - at).TrimEnd("\r\n");
            if (IsMarker(content, "---"))
            {
                // Directives and comments before a marker belong to the document that it opens.
                if (!onlyProlog && at > start)
                {
                    chunks.Add(new(text[start..at], startLine));
                    (start, startLine) = (at, line);
                }

                onlyProlog = false;
            }
            else if (IsMarker(content, "..."))
            {
                chunks.Add(new(text[start..next], startLine));
                (start, startLine, onlyProlog) = (next, line + 1 + LoneReturns(text.AsSpan(at, next - at)), true);
            }
            else if (content.Length > 0 && content[0] is not ('#' or '%') && !content.IsWhiteSpace())
            {
                onlyProlog = false;
            }

            // A carriage return alone ends a line, too, for YAML and for editors.
            line += 1 + LoneReturns(text.AsSpan(at, next - at));
            at = next;
        }

        if (start < text.Length)
        {
            chunks.Add(new(text[start..], startLine));
        }

        return chunks;
    }

    private static int LoneReturns(ReadOnlySpan<char> line)
        => line.Contains('\r') ? line.Count('\r') - (line.EndsWith("\r\n", StringComparison.Ordinal) ? 1 : 0) : 0;

    private static bool IsMarker(ReadOnlySpan<char> line, string marker)
        => line.StartsWith(marker, StringComparison.Ordinal) && (line.Length == 3 || line[3] is ' ' or '\t');
}
