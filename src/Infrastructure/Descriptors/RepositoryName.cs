using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Host, owner and name of a repository, whatever form its address has.</summary>
internal sealed partial record RepositoryName(string Host, string Owner, string Name)
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

    [GeneratedRegex(@"^(((https?|ssh|git)://([^@/\s]+@)?)|([A-Za-z0-9._-]+@))(?<host>[A-Za-z0-9.-]+(:\d+)?)[/:](?<owner>[A-Za-z0-9._-]+)/(?<name>[A-Za-z0-9._-]+?)(\.git)?(/.*|[?#].*)?\z", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Form();
}
