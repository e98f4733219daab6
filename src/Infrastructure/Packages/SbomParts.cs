using System.Globalization;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>What all SBOM formats share.</summary>
internal static class SbomParts
{
    private const int NamesShown = 3;

    /// <summary>Adds a component; its package URL, where it has one, says ecosystem, name and version.</summary>
    /// <returns>False when it has neither.</returns>
    public static bool AddComponent(DependencyGraph graph, string id, string? purl, string? group, string? name, string? version, bool isDevelopment)
    {
        if (PackageUrl.TryParse(purl, out var url))
        {
            graph.Add(id, url.Ecosystem, url.Name, url.Version ?? version ?? "", isDevelopment);
        }
        else if (!string.IsNullOrWhiteSpace(name))
        {
            graph.Add(id, Ecosystems.Generic, string.IsNullOrWhiteSpace(group) ? name : $"{group}/{name}", version ?? "", isDevelopment);
        }
        else
        {
            return false;
        }

        return graph.Count <= DependencyGraph.MaxPackages ? true
            : throw new MalformedException($"The SBOM names more than {DependencyGraph.MaxPackages:N0} packages.", "Describe one service in it, or split it and give each part its own source.");
    }

    public static DateTimeOffset? Moment(string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>Notes about what the items leave open.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<PackageItem> items, bool hasLinks, int nameless)
    {
        if (items.Count == 0)
        {
            yield return "It names no package.";
        }
        else if (!hasLinks)
        {
            yield return "It does not say what depends on what, so ways to a package are not known.";
        }
        else if (items.All(i => i.IsDirect is null))
        {
            yield return "It does not say what the service itself depends on, so direct dependencies are not known.";
        }

        var versionless = items.Where(i => i.Version.Length == 0).Select(i => i.Name).ToList();
        if (versionless.Count > 0)
        {
            yield return $"{versionless.Count} {(versionless.Count == 1 ? "package has" : "packages have")} no version: {string.Join(", ", versionless.Take(NamesShown))}{(versionless.Count > NamesShown ? ", ..." : "")}.";
        }

        if (nameless > 0)
        {
            yield return $"{nameless} {(nameless == 1 ? "component has" : "components have")} no name and {(nameless == 1 ? "is" : "are")} left out.";
        }
    }
}
