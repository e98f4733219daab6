using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Portal.Application.Scaffolding;

/// <summary>A repository as RepoUrlPicker writes it: <c>host?owner=o&amp;repo=r</c>.</summary>
public sealed partial record RepoUrl(string Host, string Owner, string Repo)
{
    /// <summary>Why a text is no repository, in words; null when it is one.</summary>
    public static string? TryParse(string? text, out RepoUrl? url)
    {
        url = null;
        if (string.IsNullOrWhiteSpace(text) || text.IndexOf('?', StringComparison.Ordinal) is var mark && mark <= 0)
        {
            return "must look like github.com?owner=my-organisation&repo=my-service.";
        }

        var parts = text[(mark + 1)..].Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2)
            .GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => Uri.UnescapeDataString(g.First()[1]), StringComparer.Ordinal);
        var owner = parts.GetValueOrDefault("owner") ?? parts.GetValueOrDefault("organization") ?? "";
        var repo = parts.GetValueOrDefault("repo") ?? "";
        if (!Part().IsMatch(owner))
        {
            return owner.Length == 0 ? "lacks owner=, the organisation." : $"has the owner '{owner}'. Use letters, digits, dots, dashes and underscores.";
        }

        if (!Part().IsMatch(repo) || repo.EndsWith(".git", StringComparison.OrdinalIgnoreCase))
        {
            return repo.Length == 0 ? "lacks repo=, the repository's name." : $"has the repository name '{repo}'. Use letters, digits, dots, dashes and underscores, not starting with a dot and not ending with .git.";
        }

        url = new(text[..mark], owner, repo);
        return null;
    }

    public override string ToString() => $"{Host}?owner={Uri.EscapeDataString(Owner)}&repo={Uri.EscapeDataString(Repo)}";

    public JsonObject ToJson() => new() { ["host"] = Host, ["owner"] = Owner, ["repo"] = Repo };

    // Not starting with a dot: no "..", no hidden folder.
    [GeneratedRegex("^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}\\z", RegexOptions.None, 2000)]
    private static partial Regex Part();
}
