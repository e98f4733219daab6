using System.Globalization;

namespace Portal.Application.Deployments;

/// <summary>In which order environments are read: production first.</summary>
public static class EnvironmentOrder
{
    public static int Of(string environment) => environment.ToLowerInvariant() switch
    {
        "production" or "prod" or "live" => 0,
        "staging" or "preprod" or "uat" => 1,
        "test" or "qa" => 2,
        _ => 3,
    };

    public static bool IsProduction(string environment) => Of(environment) == 0;
}

/// <summary>Finds deployments that lag behind. Only two cases count: production clusters that differ for more than half an hour, and an earlier
/// environment that is older than production.</summary>
internal static class VersionSkew
{
    private static readonly TimeSpan RollingOutTakes = TimeSpan.FromMinutes(30);

    /// <returns>Lagging deployment -> the newer one it lags behind. Records are compared by reference.</returns>
    public static IReadOnlyDictionary<Deployment, Deployment> Of(IEnumerable<Deployment> ofService, DateTimeOffset now)
    {
        var result = new Dictionary<Deployment, Deployment>(ReferenceEqualityComparer.Instance);
        foreach (var workload in ofService.GroupBy(d => (d.Kind, d.Name)))
        {
            var newest = workload.Where(d => EnvironmentOrder.IsProduction(d.Environment)).Aggregate((Deployment?)null, (best, d) => best is null || Compare(d.Version, best.Version) > 0 ? d : best);
            if (newest is null)
            {
                continue;
            }

            foreach (var row in workload.Where(d => Compare(d.Version, newest.Version) < 0 && now - (newest.VersionSince ?? now) > RollingOutTakes))
            {
                result[row] = newest;
            }
        }

        return result;
    }

    /// <summary>The lag as a problem. It changes no state: the workload itself is well.</summary>
    public static Problem Problem(Deployment behind, Deployment newer) => new("VersionSkew", Severity.Warning, $"{behind.Cluster} runs {behind.Version} while {newer.Cluster} has run {newer.Version} for more than 30 minutes.", newer.VersionSince,
        [$"{behind.Cluster}: {behind.Image}", $"{newer.Cluster}: {newer.Image}, since {FindingText.At(newer.VersionSince)}"],
        $"Look whether the rollout to {behind.Cluster} was forgotten, waits for an approval or failed in the pipeline; then roll out {newer.Version} there, or go back in {newer.Cluster}.", []);

    /// <summary>Compares dotted versions number by number; what does not parse as one is taken as equal, for nothing can be said.</summary>
    public static int Compare(string a, string b)
    {
        if (Numbers(a) is not { } left || Numbers(b) is not { } right)
        {
            return 0;
        }

        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var order = left.ElementAtOrDefault(i).CompareTo(right.ElementAtOrDefault(i));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static long[]? Numbers(string version)
    {
        var core = version.TrimStart('v', 'V').Split('-', '+')[0].Split('.');
        var numbers = new long[core.Length];
        for (var i = 0; i < core.Length; i++)
        {
            if (!long.TryParse(core[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return core.Length < 2 ? null : numbers;
    }
}
