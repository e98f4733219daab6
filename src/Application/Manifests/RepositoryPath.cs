using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Paths inside a repository.</summary>
internal static class RepositoryPath
{
    /// <summary>Folder of a path; "" for the root.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <returns>Null when the result leaves the repository.</returns>
    public static string? Join(string folder, string relative)
    {
        List<string> parts = [];
        foreach (var part in $"{folder}/{relative.Replace('\\', '/')}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    public static bool IsYaml(string path)
        => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
