using System.Globalization;
using System.Text;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Differences of two texts as people read them: - for what was expected, + for what was made, with the lines around.</summary>
internal static class LineDiff
{
    private const int Around = 2;
    private const int LongestText = 3000; // lines; the comparison takes the product of both
    private const int MostLines = 60;

    public static IReadOnlyList<string> Of(byte[] expected, byte[] made)
    {
        if (expected.Contains((byte)0) || made.Contains((byte)0))
        {
            return [string.Create(CultureInfo.InvariantCulture, $"binary: {expected.Length} bytes expected, {made.Length} made")];
        }

        var (left, right) = (Lines(expected), Lines(made));
        if (left.Length > LongestText || right.Length > LongestText)
        {
            var at = left.Zip(right).TakeWhile(p => p.First == p.Second).Count();
            return [string.Create(CultureInfo.InvariantCulture, $"first difference in line {at + 1}"), "- " + left.ElementAtOrDefault(at), "+ " + right.ElementAtOrDefault(at)];
        }

        var script = Script(left, right);
        List<string> shown = [];
        for (var i = 0; i < script.Count; i++)
        {
            if (script.Skip(Math.Max(0, i - Around)).Take(Math.Min(i, Around) + 1 + Around).Any(s => s[0] != ' '))
            {
                shown.Add(script[i]);
            }
            else if (shown is [.., not "..."])
            {
                shown.Add("...");
            }
        }

        return shown.Count <= MostLines ? shown : [.. shown.Take(MostLines), string.Create(CultureInfo.InvariantCulture, $"... and {shown.Count - MostLines} lines more")];
    }

    private static string[] Lines(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        return text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text + "\\ no line break at the end").Split('\n');
    }

    private static List<string> Script(string[] left, string[] right)
    {
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        List<string> script = [];
        var (a, b) = (0, 0);
        while (a < left.Length || b < right.Length)
        {
            if (a < left.Length && b < right.Length && left[a] == right[b])
            {
                script.Add("  " + left[a]);
                (a, b) = (a + 1, b + 1);
            }
            else if (a < left.Length && (b == right.Length || common[a + 1, b] >= common[a, b + 1]))
            {
                script.Add("- " + left[a++]);
            }
            else
            {
                script.Add("+ " + right[b++]);
            }
        }

        return script;
    }
}
