using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Where in its repository the manifests of a service lie, by environment.</summary>
internal static class ManifestPaths
{
    /// <summary>One path, or environment=path pairs separated by commas; * stands for every other environment.</summary>
    public const string Annotation = "portal.dev/manifests";

    private static readonly string[] Habits = ["deploy/overlays/{0}", "deploy/{0}", "deploy", "k8s/overlays/{0}", "k8s/{0}", "k8s", "manifests/overlays/{0}", "manifests/{0}", "manifests"];

    /// <returns>The path that the repository has, or null with all that was looked for.</returns>
    public static (string? Path, IReadOnlyList<string> Looked) Of(CatalogEntity service, string environment, RepositoryFiles files)
    {
        List<string> looked = [];
        var value = service.Annotations.GetValueOrDefault(Annotation) ?? "";
        var parts = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var pairs = parts.Where(p => p.Contains('=', StringComparison.Ordinal)).Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
        if (pairs.Count > 0)
        {
            var named = pairs.Find(p => p[0].Equals(environment, StringComparison.OrdinalIgnoreCase)) ?? pairs.Find(p => p[0] == "*");
            return named is null ? (null, looked) : (First([named[1]], files, looked), looked);
        }

        // The annotation also names manifests of packages; then it says nothing about Kubernetes.
        return parts is [var single] && First([single], files, looked) is { } path ? (path, looked)
            : (First(Habits.Select(h => string.Format(System.Globalization.CultureInfo.InvariantCulture, h, environment)), files, looked), looked);
    }

    /// <summary>The annotation lists environments, and this one is not among them.</summary>
    public static bool IsLeftOut(CatalogEntity service, string environment)
        => service.Annotations.GetValueOrDefault(Annotation) is { } value && value.Contains('=', StringComparison.Ordinal)
            && !value.Split(',', StringSplitOptions.TrimEntries).Any(p => p.StartsWith("*=", StringComparison.Ordinal) || p.StartsWith(environment + "=", StringComparison.OrdinalIgnoreCase));

    private static string? First(IEnumerable<string> candidates, RepositoryFiles files, List<string> looked)
    {
        foreach (var candidate in candidates)
        {
            if (ManifestAddress.Parse(candidate) is not null)
            {
                looked.Add($"{candidate} (another repository, which is not compared)");
                continue;
            }

            // As the descriptor sees it first, then from the root of the repository.
            foreach (var home in new[] { files.Home, "" }.Distinct(StringComparer.Ordinal))
            {
                if (RepositoryPath.Join(candidate.StartsWith('/') ? "" : home, candidate) is not { } path)
                {
                    looked.Add($"{candidate} (it leaves the repository)");
                    continue;
                }

                if (files.HasFile(path) ? RepositoryPath.IsYaml(path) || Kustomization.IsFile(path) : files.HasFolder(path) && files.In(path).Any(p => RepositoryPath.IsYaml(p) || Kustomization.IsFile(p)))
                {
                    return path;
                }

                looked.Add(path.Length == 0 ? "the root" : path);
            }
        }

        return null;
    }
}
