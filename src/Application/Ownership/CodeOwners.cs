using System.Text;

namespace Portal.Application.Ownership;

/// <summary>A rule of a CODEOWNERS file.</summary>
/// <param name="Pattern">As written.</param>
/// <param name="Owners">@user, @org/team or a mail address, as written; empty: nobody owns what it matches.</param>
/// <param name="Line">From 1.</param>
public sealed record CodeOwnersRule(string Pattern, IReadOnlyList<string> Owners, int Line);

/// <summary>A CODEOWNERS file, read and applied as GitHub does.</summary>
/// <remarks>
/// Source: GitHub Docs, "About code owners": the last matching pattern takes precedence; patterns follow most rules of gitignore, without negation, without character ranges, and a leading # cannot be escaped; paths are
/// case-sensitive; a line with invalid syntax is skipped; a pattern without owners takes ownership away; a file over 3 MB is not loaded.
/// </remarks>
public sealed class CodeOwners
{
    /// <summary>Where GitHub looks, in its order; the first that exists counts.</summary>
    public static readonly IReadOnlyList<string> Places = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

    private const int LargestFile = 3 * 1024 * 1024;
    private const int MostRules = 20_000;

    private readonly List<(CodeOwnersRule Rule, string[] Segments)> _rules;

    private CodeOwners(List<(CodeOwnersRule Rule, string[] Segments)> rules, int skipped) => (_rules, Skipped) = (rules, skipped);

    public IReadOnlyList<CodeOwnersRule> Rules => [.. _rules.Select(r => r.Rule)];

    /// <summary>Lines that GitHub would skip for their syntax.</summary>
    public int Skipped { get; }

    public static CodeOwners Parse(string text)
    {
        List<(CodeOwnersRule, string[])> rules = [];
        var skipped = 0;
        if (text.Length > LargestFile)
        {
            return new(rules, 0);
        }

        var number = 0;
        foreach (var line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            if (Words(line) is not [var pattern, .. var owners])
            {
                continue;
            }

            if (pattern[0] == '!' || pattern.Contains('[', StringComparison.Ordinal) || pattern.StartsWith("\\#", StringComparison.Ordinal) || owners.Exists(o => !IsOwner(o)) || Segments(pattern) is not { } segments || rules.Count >= MostRules)
            {
                skipped++;
                continue;
            }

            rules.Add((new(pattern, owners, number), segments));
        }

        return new(rules, skipped);
    }

    /// <summary>The rule that decides for a file.</summary>
    /// <param name="path">Relative to the root of the repository.</param>
    /// <returns>Null when no rule matches.</returns>
    public CodeOwnersRule? For(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var n = _rules.Count - 1; parts.Length > 0 && n >= 0; n--)
        {
            if (Matches(_rules[n].Segments, 0, parts, 0))
            {
                return _rules[n].Rule;
            }
        }

        return null;
    }

    // Pattern first, then owners; a backslash keeps a blank in the pattern, and # begins a comment where a word could.
    private static List<string> Words(ReadOnlySpan<char> line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '#' && word.Length == 0)
            {
                break;
            }

            if (line[i] == '\\' && i + 1 < line.Length)
            {
                word.Append(line[i]).Append(line[++i]);
            }
            else if (line[i] is ' ' or '\t')
            {
                End();
            }
            else
            {
                word.Append(line[i]);
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    private static bool IsOwner(string word)
        => word.Length > 1 && word[0] == '@' ? word.Count(c => c == '/') <= 1 && word[^1] != '/' && word[1] != '/' : word.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < word.Length - 1;

    /// <summary>A pattern without a slash, but for one at its end, matches at every depth; one that ends with a slash matches what is below.</summary>
    private static string[]? Segments(string pattern)
    {
        List<string> segments = [.. pattern.Split('/')];
        if (segments[0].Length == 0)
        {
            segments.RemoveAt(0);
        }
        else if (segments.Count == 1 || (segments.Count == 2 && segments[1].Length == 0))
        {
            segments.Insert(0, "**");
        }

        if (segments.Count > 1 && segments[^1].Length == 0)
        {
            segments[^1] = "**";
        }

        return segments.Count == 0 || segments.Exists(s => s.Length == 0) ? null : [.. segments];
    }

    private static bool Matches(string[] pattern, int at, string[] path, int from)
    {
        for (; at < pattern.Length; at++, from++)
        {
            var isLast = at == pattern.Length - 1;
            if (pattern[at] == "**")
            {
                if (isLast)
                {
                    return from < path.Length;
                }

                // What follows is tried at each depth; a run of ** is one.
                while (at + 1 < pattern.Length - 1 && pattern[at + 1] == "**")
                {
                    at++;
                }

                for (var start = from; start < path.Length; start++)
                {
                    if (Matches(pattern, at + 1, path, start))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (from >= path.Length || !Wild(pattern[at], path[from]))
            {
                return false;
            }

            // docs/* is what lies directly in docs; docs/x* is also what lies in a folder of such a name.
            if (isLast && pattern[at] == "*" && (at == 0 || pattern[at - 1] != "**"))
            {
                return from == path.Length - 1;
            }
        }

        return true;
    }

    /// <summary>One part of a path against one of a pattern: * any letters, ? one, \ the next one as it is.</summary>
    private static bool Wild(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == '\\' && p + 1 < pattern.Length && pattern[p + 1] == text[t])
            {
                (p, t) = (p + 2, t + 1);
            }
            else if (p < pattern.Length && pattern[p] != '\\' && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }
}
