using System.Text.RegularExpressions;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A repository, and optionally a branch or tag and a path in it.</summary>
/// <param name="Repository">What git is given: an https, ssh or file URL, user@host:path, or an absolute path.</param>
/// <param name="Reference">Branch or tag; null for the default branch.</param>
/// <param name="Path">File, folder or pattern in it; empty for all catalog-info files.</param>
internal sealed partial record GitTarget(string Repository, string? Reference, string Path)
{
    /// <summary>The host, or null for a repository of this machine.</summary>
    public string? Host => Uri.TryCreate(Repository, UriKind.Absolute, out var uri) && uri.Scheme != "file"
        ? uri.Authority
        : ScpForm().Match(Repository) is { Success: true } scp ? scp.Groups["host"].Value : null;

    /// <summary>How people know a file of it.</summary>
    public string Label => WithoutSecret(Repository) + "//";

    /// <summary>
    /// Reads the forms docs/operator/catalog-sources.md lists: REPO, REPO//path, REPO#path, REPO?ref=branch, and the addresses that GitHub and GitLab show
    /// for a file or folder (/blob/BRANCH/path, /tree/BRANCH/path, /-/blob/BRANCH/path).
    /// </summary>
    /// <returns>Null with the reason when it is none of them.</returns>
    public static GitTarget? Parse(string target, out string? problem)
    {
        problem = null;
        var text = target.Trim();
        if (text.Length == 0 || text.StartsWith('-') || text.Any(char.IsControl))
        {
            problem = "The target is no repository address.";
            return null;
        }

        string? reference = null;
        var path = "";
        if (text.IndexOf('#', StringComparison.Ordinal) is > 0 and var hash)
        {
            (text, path) = (text[..hash], text[(hash + 1)..]);
        }

        if (text.IndexOf("?ref=", StringComparison.Ordinal) is > 0 and var query)
        {
            (text, reference) = (text[..query], text[(query + 5)..]);
            if (reference.IndexOf("//", StringComparison.Ordinal) is > 0 and var behind)
            {
                (reference, path) = (reference[..behind], reference[(behind + 2)..]);
            }
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var from = scheme < 0 ? 1 : scheme + 3;
        if (from < text.Length && text.IndexOf("//", from, StringComparison.Ordinal) is > 0 and var doubled)
        {
            (text, path) = (text[..doubled], text[(doubled + 2)..]);
        }
        else if (WebForm().Match(text) is { Success: true } web)
        {
            (text, reference, path) = (web.Groups["repo"].Value, Uri.UnescapeDataString(web.Groups["ref"].Value), Uri.UnescapeDataString(web.Groups["path"].Value));
        }

        path = path.Trim('/');
        if (path.Split('/').Contains("..", StringComparer.Ordinal) || (reference is { } name && !ReferenceForm().IsMatch(name)))
        {
            problem = "The path must stay in the repository, and a branch holds letters, digits and . _ / - only.";
            return null;
        }

        if (!KnownForm().IsMatch(text) && !System.IO.Path.IsPathRooted(text))
        {
            problem = "A git target starts with https://, http://, ssh://, file://, user@host: or is an absolute path.";
            return null;
        }

        return new(text.TrimEnd('/'), reference, path);
    }

    /// <summary>Whether this is an address of a file or folder as GitHub and GitLab show it.</summary>
    public static bool IsWebForm(string target) => WebForm().IsMatch(target);

    /// <summary>Without a user or token that stands in the URL.</summary>
    public static string WithoutSecret(string text) => TargetMask.Mask(text);

    [GeneratedRegex(@"^(?<repo>https?://[^?#]+?)/(-/)?(blob|tree|raw)/(?<ref>[^/?#]+)(/(?<path>[^?#]*))?\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex WebForm();

    [GeneratedRegex(@"^((https?|ssh|git|file)://|[A-Za-z0-9._-]+@[A-Za-z0-9._-]+:)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex KnownForm();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+@(?<host>[A-Za-z0-9._-]+):", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ScpForm();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._/-]*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ReferenceForm();
}
