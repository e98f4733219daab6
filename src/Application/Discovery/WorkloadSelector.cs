using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>Finds the labels by which a workload can be told from all others of its namespace, so that a descriptor can name it.</summary>
internal static class WorkloadSelector
{
    private const string Component = "app.kubernetes.io/component";

    private static readonly string[] Names = ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app", "k8s-app", "name"];
    private static readonly string[] Qualifiers = ["app.kubernetes.io/instance", Component, "component", "tier", "role"];

    /// <returns>For instance app=web,component=api; null when labels do not tell.</returns>
    public static string? Of(IReadOnlyList<WorkloadEntry> entries, ObservedEstate estate)
    {
        var others = estate.Workloads.Where(w => w.Row.Namespace == entries[0].Row.Namespace && WorkloadDiscovery.From(w) != WorkloadDiscovery.From(entries[0])).ToList();
        foreach (var name in Names)
        {
            if (Candidate(entries, name) is not { } first)
            {
                continue;
            }

            foreach (var text in Qualifiers.Where(q => q != name).Select(q => Candidate(entries, q)).OfType<string>().Select(q => $"{first},{q}").Prepend(first))
            {
                if (LabelSelector.TryParse(text, out var selector, out _) && entries.All(e => Matches(selector, e)) && !others.Any(o => Matches(selector, o)))
                {
                    return text;
                }
            }
        }

        return null;
    }

    private static string? Candidate(IReadOnlyList<WorkloadEntry> entries, string key)
    {
        var value = LabelOf(entries[0], key);
        return value is { Length: > 0 } && entries.All(e => LabelOf(e, key) == value) ? $"{key}={value}" : null;
    }

    private static string? LabelOf(WorkloadEntry entry, string key) => entry.Workload.Labels?.GetValueOrDefault(key) ?? entry.TemplateLabels?.GetValueOrDefault(key);

    private static bool Matches(LabelSelector selector, WorkloadEntry entry) => selector.Matches(entry.Workload.Labels) || selector.Matches(entry.TemplateLabels);
}
