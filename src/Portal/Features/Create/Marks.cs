using System.Text.Json.Nodes;

namespace Portal.Web.Features.Create;

/// <summary>Finds the answers in a rendered line, for the marks of the preview.</summary>
public static class Marks
{
    private const int Shortest = 3; // shorter texts would be found everywhere

    /// <summary>The texts to look for: the answers, and the last part of refs and repository URLs; longest first.</summary>
    public static IReadOnlyList<string> Of(JsonObject answers)
        => [.. answers.Select(a => a.Value).OfType<JsonValue>().Where(v => v.GetValueKind() == System.Text.Json.JsonValueKind.String).Select(v => v.ToString())
            .SelectMany(text => text.Contains("?owner=", StringComparison.Ordinal) ? [] : text.LastIndexOf('/') is > 0 and var slash ? new[] { text, text[(slash + 1)..] } : [text])
            .Where(t => t.Length >= Shortest).Distinct(StringComparer.Ordinal).OrderByDescending(t => t.Length)];

    /// <returns>The line in parts, each marked or not.</returns>
    public static IEnumerable<(string Text, bool Marked)> Split(string line, IReadOnlyList<string> texts)
    {
        var from = 0;
        while (from < line.Length)
        {
            var (at, text) = texts.Select(t => (At: Find(line, t, from), Text: t)).Where(h => h.At >= 0).OrderBy(h => h.At).ThenByDescending(h => h.Text.Length).FirstOrDefault((-1, ""));
            if (at < 0)
            {
                break;
            }

            if (at > from)
            {
                yield return (line[from..at], false);
            }

            yield return (text, true);
            from = at + text.Length;
        }

        if (from < line.Length)
        {
            yield return (line[from..], false);
        }
    }

    /// <summary>As a whole word: "alpha" is not meant in "v1alpha1".</summary>
    private static int Find(string line, string text, int from)
    {
        for (var at = line.IndexOf(text, from, StringComparison.Ordinal); at >= 0; at = line.IndexOf(text, at + 1, StringComparison.Ordinal))
        {
            var end = at + text.Length;
            if ((at == 0 || !char.IsLetterOrDigit(line[at - 1])) && (end == line.Length || !char.IsLetterOrDigit(line[end])))
            {
                return at;
            }
        }

        return -1;
    }

    public static int Count(string? content, IReadOnlyList<string> texts)
        => content is null ? 0 : content.Split('\n').Sum(line => Split(line, texts).Count(p => p.Marked));
}
