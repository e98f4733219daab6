using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>Addresses of a descriptor at the host it was read from; null where the host's form of address is not known.</summary>
/// <param name="Path">Within its repository, or the whole location when it is in none.</param>
/// <param name="View">Shows the file as it was read, at its line.</param>
/// <param name="Edit">Opens the host's editor on the branch.</param>
/// <param name="IsLocal">A file of the portal's machine: a path to copy, no link.</param>
/// <remarks>Source: the address bars of GitHub, GitLab, Bitbucket Cloud and Gitea (Forgejo, Codeberg).</remarks>
public sealed partial record SourceLink(string Path, string? View, string? Edit, bool IsLocal)
{
    private const string DefaultBranch = "HEAD"; // every one of these hosts reads it as the default branch

    /// <param name="source">Label "REPOSITORY//path", an address of a file at a host, or a path.</param>
    /// <param name="target">The location's target, which may name a branch.</param>
    public static SourceLink Of(EntitySource source, string? target)
    {
        var location = source.Location.StartsWith("url:", StringComparison.Ordinal) ? source.Location[4..] : source.Location;
        if (Web(location) is { } web)
        {
            return Links(web.Repository, web.Path, web.Branch, source);
        }

        if (Repository(location) is var (repository, path))
        {
            return Links(repository, path, BranchOf(target), source);
        }

        var isWeb = location.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return new(location, isWeb ? location : null, null, !isWeb);
    }

    private static SourceLink Links(Uri repository, string path, string? branch, EntitySource source)
    {
        var at = repository.GetLeftPart(UriPartial.Path).TrimEnd('/');
        at = at.EndsWith(".git", StringComparison.Ordinal) ? at[..^4] : at;
        var file = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var on = string.Join('/', (branch ?? DefaultBranch).Split('/').Select(Uri.EscapeDataString));
        var commit = source.Commit is { } sha && Sha().IsMatch(sha) ? sha : null;
        var line = source.Line > 0 ? source.Line : 1;
        return Host(repository.Host) switch
        {
            "github" => new(path, $"{at}/blob/{commit ?? on}/{file}#L{line}", $"{at}/edit/{on}/{file}", IsLocal: false),
            "gitlab" => new(path, $"{at}/-/blob/{commit ?? on}/{file}#L{line}", $"{at}/-/edit/{on}/{file}", IsLocal: false),
            "bitbucket" => new(path, $"{at}/src/{commit ?? on}/{file}#lines-{line}", $"{at}/src/{on}/{file}?mode=edit", IsLocal: false),
            "gitea" => new(path, commit is null ? $"{at}/src/branch/{on}/{file}#L{line}" : $"{at}/src/commit/{commit}/{file}#L{line}", branch is null ? null : $"{at}/_edit/{on}/{file}", IsLocal: false),
            _ => new(path, null, null, IsLocal: false),
        };
    }

    private static string? Host(string host)
    {
        var labels = host.ToLowerInvariant().Split('.');
        return labels.Contains("github") ? "github"
            : labels.Contains("gitlab") ? "gitlab"
            : labels.Contains("bitbucket") ? "bitbucket"
            : labels.Contains("gitea") || labels.Contains("forgejo") || labels.Contains("codeberg") ? "gitea"
            : null;
    }

    private static (Uri Repository, string Path)? Repository(string location)
    {
        var scheme = location.IndexOf("://", StringComparison.Ordinal);
        var doubled = location.IndexOf("//", scheme < 0 ? 0 : scheme + 3, StringComparison.Ordinal);
        if (doubled <= 0)
        {
            return null;
        }

        var (repository, path) = (location[..doubled], location[(doubled + 2)..]);
        if (Scp().Match(repository) is { Success: true } scp)
        {
            repository = $"https://{scp.Groups["host"].Value}/{scp.Groups["path"].Value}";
        }
        else if (repository.StartsWith("ssh://", StringComparison.Ordinal) || repository.StartsWith("git://", StringComparison.Ordinal))
        {
            repository = Uri.TryCreate(repository, UriKind.Absolute, out var ssh) ? $"https://{ssh.Host}{ssh.AbsolutePath}" : repository;
        }

        return path.Length > 0 && Uri.TryCreate(repository, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? (uri, path) : null;
    }

    private static (Uri Repository, string Path, string Branch)? Web(string location)
    {
        var form = RawHost().Match(location) is { Success: true } raw ? raw : BlobForm().Match(location);
        if (!form.Success)
        {
            return null;
        }

        var repository = form.Groups["owner"].Success ? $"https://github.com/{form.Groups["owner"].Value}/{form.Groups["name"].Value}" : form.Groups["repo"].Value;
        return Uri.TryCreate(repository, UriKind.Absolute, out var uri)
            ? (uri, Uri.UnescapeDataString(form.Groups["path"].Value), Uri.UnescapeDataString(form.Groups["ref"].Value))
            : null;
    }

    private static string? BranchOf(string? target)
        => target is null ? null
            : QueryRef().Match(target) is { Success: true } query ? query.Groups["ref"].Value
            : WebTarget().Match(target) is { Success: true } web ? Uri.UnescapeDataString(web.Groups["ref"].Value) : null;

    [GeneratedRegex(@"^(?<repo>https?://[^?#]+?)/(-/)?(blob|raw)/(?<ref>[^/?#]+)/(?<path>[^?#]+)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex BlobForm();

    [GeneratedRegex(@"^https://raw\.githubusercontent\.com/(?<owner>[^/?#]+)/(?<name>[^/?#]+)/(refs/heads/)?(?<ref>[^/?#]+)/(?<path>[^?#]+)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex RawHost();

    [GeneratedRegex(@"\?ref=(?<ref>[A-Za-z0-9_][A-Za-z0-9._/-]*?)(//|#|\z)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex QueryRef();

    [GeneratedRegex(@"^https?://[^?#]+?/(-/)?(blob|tree|raw)/(?<ref>[^/?#]+)(/|\z)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex WebTarget();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+@(?<host>[A-Za-z0-9._-]+):(?<path>.+)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Scp();

    [GeneratedRegex(@"^[0-9a-f]{7,64}\z", RegexOptions.None, 2000)]
    private static partial Regex Sha();
}
