using System.Globalization;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>Says whether a trouble is a matter of capacity, by the signs that clusters give. Pure.</summary>
internal static class Capacity
{
    private static readonly HashSet<string> Certain = new(["OOMKilled", "Unschedulable", "TooManyReplicas", "Evicted", "MemoryPressure", "DiskPressure", "PIDPressure", "FailedCreate"], StringComparer.Ordinal);

    public static CapacityAnswer Of(IReadOnlyList<WorkloadEntry> entries, bool throttlingKnown = false)
    {
        List<string> lines = [];
        var (isCertain, isPossible) = (false, false);
        foreach (var entry in entries)
        {
            var row = entry.Row;
            foreach (var problem in row.Problems.Where(p => Certain.Contains(p.Code)))
            {
                isCertain = true;
                lines.Add($"{row.Name} in {row.Cluster}: {problem.Code}. {problem.Summary}");
            }

            if (entry.Around.Autoscaler is { } scaler && scaler.Spec.MaxReplicas > 0)
            {
                var atMost = scaler.Status.CurrentReplicas >= scaler.Spec.MaxReplicas;
                isPossible |= atMost;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{row.Name} in {row.Cluster}: the autoscaler has {scaler.Status.CurrentReplicas} of at most {scaler.Spec.MaxReplicas} replicas{(atMost ? ": it can add no more" : "")}"));
            }

            foreach (var node in entry.Around.Nodes.Values.Where(n => (n.Status.Conditions ?? []).Any(c => c.Type.EndsWith("Pressure", StringComparison.Ordinal) && c.Status == "True")))
            {
                isCertain = true;
                lines.Add($"node {node.Metadata.Name} in {row.Cluster} is short of {string.Join(", ", node.Status.Conditions!.Where(c => c.Type.EndsWith("Pressure", StringComparison.Ordinal) && c.Status == "True").Select(c => c.Type.Replace("Pressure", "", StringComparison.Ordinal).ToLowerInvariant()))}");
            }
        }

        if (!throttlingKnown)
        {
            lines.Add("CPU throttling is not measured here: clusters do not tell it.");
        }

        return new(isCertain ? "yes" : isPossible ? "perhaps" : entries.Count == 0 ? "unknown" : "no", lines);
    }
}
