using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>Host, owner and name of a repository, whatever form its address has.</summary>
public sealed partial record RepositoryName(string Host, string Owner, string Name)
{
    /// <summary>Lower case: host/owner/name. Forges do not tell addresses apart by case.</summary>
    public string Key => $"{Host}/{Owner}/{Name}".ToLowerInvariant();

    /// <summary>Reads https, ssh and scp-like addresses, with or without .git, and labels of files (REPOSITORY//path).</summary>
    /// <returns>Null when it names no repository with an owner.</returns>
    public static RepositoryName? Parse(string address)
    {
        var match = Form().Match(address.Trim());
        return match.Success ? new(match.Groups["host"].Value, match.Groups["owner"].Value, match.Groups["name"].Value) : null;
    }

    /// <summary>What two addresses of one repository have in common; for a repository of this machine its address itself.</summary>
    public static string KeyOf(string address) => Parse(address)?.Key ?? address.Trim().TrimEnd('/');

    /// <summary>The repository in the label of a file (REPOSITORY//path); null when the file lies in none.</summary>
    public static string? OfLabel(string label)
    {
        var scheme = label.IndexOf("://", StringComparison.Ordinal);
        var from = scheme < 0 ? 1 : scheme + 3;
        return from < label.Length && label.IndexOf("//", from, StringComparison.Ordinal) is > 0 and var end ? label[..end] : null;
    }

    [GeneratedRegex(@"^(((https?|ssh|git)://([^@/\s]+@)?)|([A-Za-z0-9._-]+@))(?<host>[A-Za-z0-9.-]+(:\d+)?)[/:](?<owner>[A-Za-z0-9._-]+)/(?<name>[A-Za-z0-9._-]+?)(\.git)?(/.*|[?#].*)?\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Form();
}
