using Portal.Application.Deployments;

namespace Portal.Application.Versions;

/// <summary>Declared beside live, in words.</summary>
internal static class VersionWords
{
    public static string? Summary(DeclaredVersion? declared, IReadOnlyList<LiveVersion> live)
    {
        List<LiveVersion> production = [.. live.Where(l => EnvironmentOrder.IsProduction(l.Environment))];
        var shown = production.Count > 0 ? production : [.. live];
        if (declared is null || shown.Count == 0)
        {
            return null;
        }

        var place = production.Count > 0 ? "Production" : "What runs";
        var versions = shown.Select(l => l.Version).Distinct(StringComparer.Ordinal).ToList();
        var skew = versions.Count > 1 ? $" {versions.Count} versions run at once: {string.Join(", ", versions)}." : "";
        if (shown.TrueForAll(l => l.Standing == VersionStanding.Same))
        {
            return $"{place} runs the declared version.";
        }

        List<string> parts = [];
        Add(VersionStanding.Behind, "is behind");
        Add(VersionStanding.Ahead, "is ahead of what is declared");
        if (parts.Count == 0)
        {
            return $"{place} cannot be compared with {declared.Version}: not all of the versions are numbers.{skew}";
        }

        return $"{place} {string.Join(", ", parts)}.{skew}";

        void Add(VersionStanding standing, string words)
        {
            var rows = shown.Where(l => l.Standing == standing).ToList();
            if (rows.Count > 0)
            {
                parts.Add($"{words}: {string.Join(", ", rows.Select(r => $"{r.Version} in {r.Cluster}").Distinct(StringComparer.Ordinal))}");
            }
        }
    }
}
