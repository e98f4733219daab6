using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>One problem of one workload, as far as the search for its cause needs it.</summary>
/// <param name="Since">When it began.</param>
/// <param name="Text">Summary and evidence together, for names that are mentioned in it.</param>
/// <param name="Nodes">Nodes of the failing pods.</param>
/// <param name="OldestPod">When the oldest failing pod was made; null where no pod is named.</param>
/// <param name="NewestPod">When the newest one was.</param>
internal sealed record Trouble(
    string? Service, string Cluster, string Namespace, string ObjectKind, string Name, string Code, string Severity, DateTimeOffset Since, string Text, IReadOnlyList<string> Nodes, DateTimeOffset? OldestPod, DateTimeOffset? NewestPod)
{
    public bool IsCritical => Severity == Deployments.Severity.Critical || Code == "ScaledToZero";
}

/// <summary>Reads the troubles of services: from what runs now, or for an earlier moment from when workloads became ill.</summary>
internal sealed class TroubleReader(RecentChanges recent, IDeploymentPictures pictures, TimeProvider clock)
{
    // What is asked about so recent a moment is answered from the objects as they are.
    private static readonly TimeSpan Present = TimeSpan.FromMinutes(5);

    public IReadOnlyList<Trouble> Of(string service, DateTimeOffset at)
        => clock.GetUtcNow() - at <= Present ? Now(service, at) : Earlier(service, at);

    private List<Trouble> Now(string service, DateTimeOffset at)
    {
        List<Trouble> found = [];
        foreach (var row in pictures.OfService(service))
        {
            var problems = Troubles.Of(row).ToList();
            if (problems.Count == 0)
            {
                continue;
            }

            var entry = pictures.Find(row.Cluster, row.Namespace, row.Kind, row.Name);
            var ill = entry is null ? null : recent.IllSince(row.Cluster, entry.Observed.Metadata.Uid);
            foreach (var problem in problems)
            {
                var pods = (entry?.ObservedPods ?? []).Where(p => problem.Pods.Contains(p.Metadata.Name, StringComparer.Ordinal)).ToList();
                found.Add(new(service, row.Cluster, row.Namespace, row.Kind, row.Name, problem.Code, problem.Severity, problem.Since ?? ill ?? at, $"{problem.Summary} {string.Join(' ', problem.Evidence)}",
                    [.. pods.Select(p => p.Spec.NodeName).OfType<string>().Distinct(StringComparer.Ordinal)], pods.Min(p => p.Metadata.CreationTimestamp), pods.Max(p => p.Metadata.CreationTimestamp)));
            }
        }

        return found;
    }

    private List<Trouble> Earlier(string service, DateTimeOffset at)
        => [.. recent.TurnsOf(service, at).Where(t => t.IsIll).SelectMany(t => t.Codes.Select(c => new Trouble(service, t.Cluster, t.Namespace, t.ObjectKind, t.Name, c, Severity.Critical, t.At, t.Text, [], null, null)))];
}
