using Portal.Application.Catalog;

namespace Portal.Application.Discovery;

/// <summary>How a dependency's declaration and its sightings compare.</summary>
public static class DriftKinds
{
    public const string Both = "declared-and-observed";
    public const string DeclaredOnly = "declared-only";
    public const string ObservedOnly = "observed-only";
    public const string Unknown = "unknown";

    public static IReadOnlyList<string> All { get; } = [ObservedOnly, DeclaredOnly, Unknown, Both];
}

/// <summary>One dependency of one service, declared against observed.</summary>
/// <param name="Service">Full ref.</param>
/// <param name="Owner">Full ref of the service's owner.</param>
/// <param name="Target">Full ref of what it depends on.</param>
/// <param name="Kind">One of <see cref="DriftKinds"/>.</param>
/// <param name="Summary">What it means and what to do, in words.</param>
/// <param name="DeclaredBy">How the descriptor says it, for instance "consumesApis: stock"; null when it does not.</param>
/// <param name="Confidence">Of the sighting; null when there is none.</param>
/// <param name="Proposal">For what was only observed: the lines to add to spec.</param>
public sealed record DriftRow(
    string Service,
    string ServiceName,
    string? Owner,
    string Target,
    string TargetName,
    string Kind,
    string Summary,
    string? DeclaredBy,
    double? Confidence,
    IReadOnlyList<string> Evidence,
    string? Proposal);

/// <summary>Compares what descriptors declare with what the clusters show. Pure.</summary>
internal static class DependencyDrift
{
    public static IReadOnlyList<DriftRow> Of(CatalogEntity service, CatalogGraph catalog, ServiceObservation? seen)
    {
        var observed = (seen?.Dependencies ?? []).ToDictionary(d => d.Target, StringComparer.Ordinal);
        List<DriftRow> rows = [];
        HashSet<string> covered = new(StringComparer.Ordinal);
        foreach (var relation in catalog.RelationsOf(service.Ref).Where(r => r.Type is RelationTypes.DependsOn or RelationTypes.ConsumesApi))
        {
            // An API is called at whoever provides it; a sighting of the API itself counts as well.
            var answers = (relation.Target.Kind == "api" ? catalog.Related(relation.Target, RelationTypes.ApiProvidedBy) : []).Append(relation.Target).Select(r => r.ToString()).ToList();
            covered.UnionWith(answers);
            var sighting = answers.Select(a => observed.GetValueOrDefault(a)).OfType<ObservedDependency>().MaxBy(d => d.Confidence);
            var declared = $"{(relation.Type == RelationTypes.DependsOn ? "dependsOn" : "consumesApis")}: {relation.Target}";
            rows.Add(sighting is not null
                ? Row(service, catalog, relation.Target, DriftKinds.Both, $"Declared, and seen in {WorkloadText.List(sighting.Clusters)}{(sighting.IsWeak ? " by weak evidence" : "")}.", declared, sighting, null)
                : Unseen(service, catalog, relation.Target, declared, seen));
        }

        foreach (var sighting in observed.Values.Where(d => !d.IsWeak && !covered.Contains(d.Target)))
        {
            var target = EntityRef.Parse(sighting.Target);
            rows.Add(Row(service, catalog, target, DriftKinds.ObservedOnly, $"Seen in {WorkloadText.List(sighting.Clusters)}, and the descriptor does not say so. Add it, or remove the setting if it is left over.", null, sighting, Proposal(catalog, target)));
        }

        return [.. rows.OrderBy(r => DriftKinds.All.ToList().IndexOf(r.Kind)).ThenBy(r => r.Target, StringComparer.Ordinal)];
    }

    /// <summary>Not seen is never "missing": it may be configured where the portal does not read.</summary>
    private static DriftRow Unseen(CatalogEntity service, CatalogGraph catalog, EntityRef target, string declared, ServiceObservation? seen)
    {
        if (seen is null || (seen.LiveClusters.Count == 0 && seen.SilentClusters.Count == 0))
        {
            return Row(service, catalog, target, DriftKinds.Unknown, "Unknown: no workload of the service is seen in a watched cluster.", declared, null, null);
        }

        if (seen.LiveClusters.Count == 0)
        {
            return Row(service, catalog, target, DriftKinds.Unknown, $"Unknown: {WorkloadText.List(seen.SilentClusters)}, where the service runs, {(seen.SilentClusters.Count == 1 ? "is" : "are")} not heard now.", declared, null, null);
        }

        var elsewhere = seen.Hidden.Count > 0 ? $" It may be configured in {WorkloadText.List(seen.Hidden)}, which the portal does not read." : " Nothing in the environment, command or arguments of its workloads names it.";
        var silent = seen.SilentClusters.Count > 0 ? $" {WorkloadText.List(seen.SilentClusters)} {(seen.SilentClusters.Count == 1 ? "is" : "are")} not heard now." : "";
        return Row(service, catalog, target, DriftKinds.DeclaredOnly, $"Not seen in {WorkloadText.List(seen.LiveClusters)}.{elsewhere}{silent}", declared, null, null);
    }

    private static DriftRow Row(CatalogEntity service, CatalogGraph catalog, EntityRef target, string kind, string summary, string? declared, ObservedDependency? sighting, string? proposal)
        => new(service.Ref.ToString(), service.DisplayName, service.Owner?.ToString(), target.ToString(), catalog.Find(target)?.DisplayName ?? target.Name, kind, summary, declared, sighting?.Confidence, sighting?.Evidence ?? [], proposal);

    // Where the target provides exactly one API, that API is what is called.
    private static string Proposal(CatalogGraph catalog, EntityRef target)
        => catalog.Related(target, RelationTypes.ProvidesApi).Take(2).ToList() is [var api] && catalog.Find(api) is not null
            ? $"  consumesApis:\n    - {(api.Namespace == EntityRef.DefaultNamespace ? api.Name : $"{api.Namespace}/{api.Name}")}"
            : $"  dependsOn:\n    - {target}";
}
