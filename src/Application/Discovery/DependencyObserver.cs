using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>
/// Reads out of the estate which service calls which: hosts in the configuration of workloads, led to entities; names of ConfigMaps as weaker evidence. Pure.
/// </summary>
internal static class DependencyObserver
{
    private const double NamedConfigMap = 0.4;
    private const double SharedConfigMap = 0.3;
    private const int EvidenceKept = 6;

    private static readonly string[] ConfigSuffixes = ["-config", "-configmap", "-settings", "-env", "-endpoints", "-client"];

    /// <returns>By full ref of the service; services without a workload are absent.</returns>
    public static IReadOnlyDictionary<string, ServiceObservation> Of(ObservedEstate estate, CatalogGraph catalog)
    {
        var hosts = new HostResolver(estate, catalog);
        var byName = estate.Workloads.Where(w => w.Row.Service is not null).GroupBy(w => (w.Row.Cluster, w.Row.Namespace, w.Row.Name)).ToDictionary(g => g.Key, g => g.First().Row.Service!);
        var users = UsersOfConfigMaps(estate);
        return estate.Workloads.Where(w => w.Row.Service is not null).GroupBy(w => w.Row.Service!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Of(g.Key, [.. g], estate, hosts, byName, users), StringComparer.Ordinal);
    }

    private static ServiceObservation Of(string service, List<WorkloadEntry> workloads, ObservedEstate estate, HostResolver hosts, Dictionary<(string, string, string), string> byName, ILookup<(string, string, string), string> users)
    {
        List<Sighting> sightings = [];
        List<UnknownHost> unknown = [];
        foreach (var workload in workloads)
        {
            foreach (var reference in workload.References)
            {
                var place = $"in {workload.Row.Cluster}, {workload.Row.Kind} {workload.Row.Name}";
                if (reference.Host is { } host)
                {
                    var text = $"{reference.From} -> {host}{(reference.Port is { } port ? $":{port}" : "")} {place}";
                    if (hosts.Resolve(workload, host) is not { } found)
                    {
                        unknown.Add(new(host, text));
                    }
                    else if (found.Target.ToString() != service)
                    {
                        sightings.Add(new(found.Target.ToString(), found.Confidence, $"{text} ({found.Way})", workload.Row.Cluster));
                    }
                }
                else if (reference.ConfigMap is { } map)
                {
                    sightings.AddRange(OfConfigMap(service, workload, map, byName, users).Select(s => s with { Words = $"{s.Words} {place}" }));
                }
            }
        }

        var clusters = workloads.Select(w => w.Row.Cluster).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToLookup(c => estate.Clusters.GetValueOrDefault(c)?.State == ClusterState.Live);
        return new(
            service,
            [.. sightings.GroupBy(s => s.Target, StringComparer.Ordinal).Select(Join).OrderByDescending(d => d.Confidence).ThenBy(d => d.Target, StringComparer.Ordinal)],
            [.. unknown.GroupBy(u => u.Host, StringComparer.Ordinal).Select(g => g.First()).OrderBy(u => u.Host, StringComparer.Ordinal)],
            [.. clusters[true]], [.. clusters[false]], Hidden(workloads));
    }

    private static ObservedDependency Join(IGrouping<string, Sighting> of)
    {
        var strongest = of.OrderByDescending(s => s.Confidence).ThenBy(s => s.Words, StringComparer.Ordinal).ToList();
        return new(of.Key, strongest[0].Confidence, [.. strongest.Select(s => s.Words).Distinct(StringComparer.Ordinal).Take(EvidenceKept)],
            [.. of.Select(s => s.Cluster).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<Sighting> OfConfigMap(string service, WorkloadEntry workload, string map, Dictionary<(string, string, string), string> byName, ILookup<(string, string, string), string> users)
    {
        var (cluster, ns) = (workload.Row.Cluster, workload.Row.Namespace);
        var stem = ConfigSuffixes.FirstOrDefault(s => map.EndsWith(s, StringComparison.Ordinal)) is { } suffix ? map[..^suffix.Length] : map;
        if (byName.GetValueOrDefault((cluster, ns, stem)) is { } named)
        {
            if (named != service)
            {
                yield return new(named, NamedConfigMap, $"ConfigMap {map}, named after {named},", cluster);
            }

            yield break;
        }

        // Which of two that share one calls the other, the name does not say.
        if (users[(cluster, ns, map)].Distinct(StringComparer.Ordinal).ToList() is { Count: 2 } both && both.Find(u => u != service) is { } other)
        {
            yield return new(other, SharedConfigMap, $"ConfigMap {map}, which only {other} reads, too,", cluster);
        }
    }

    private static ILookup<(string, string, string), string> UsersOfConfigMaps(ObservedEstate estate)
        => estate.Workloads.Where(w => w.Row.Service is not null).SelectMany(w => w.References.Where(r => r.ConfigMap is not null).Select(r => ((w.Row.Cluster, w.Row.Namespace, r.ConfigMap!), w.Row.Service!))).ToLookup(p => p.Item1, p => p.Item2);

    private static List<string> Hidden(List<WorkloadEntry> workloads)
    {
        var maps = workloads.SelectMany(w => w.References).Where(r => r.ConfigMap is not null).Select(r => r.ConfigMap!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        List<string> hidden = [];
        if (maps.Count > 0)
        {
            hidden.Add($"the ConfigMap{(maps.Count == 1 ? "" : "s")} {WorkloadText.List(maps)}");
        }

        if (workloads.Exists(w => w.References.Any(r => r.IsSecret)))
        {
            hidden.Add("Secrets");
        }

        return hidden;
    }

    private sealed record Sighting(string Target, double Confidence, string Words, string Cluster);
}
