using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>What a workload was asked for.</summary>
internal sealed record WorkloadFacts(string Uid, string Namespace, string Kind, string Name, string Environment, string? Service, int? Replicas, bool Paused, bool Suspend)
{
    /// <summary>Null for what is rolled out: its templates are in the release ledger.</summary>
    public TemplateLook? Template { get; init; }
}

/// <summary>What is kept of a cluster to find later what changed: of each object only that in which a difference is a change.</summary>
/// <param name="OnNode">Services with pods on each node.</param>
internal sealed record ClusterFacts(
    IReadOnlyList<WorkloadFacts> Workloads,
    IReadOnlyList<ObservedNode>? Nodes,
    IReadOnlyList<ObservedNamespace>? Namespaces,
    IReadOnlyList<ObservedAutoscaler>? Autoscalers,
    IReadOnlyList<ObservedDisruptionBudget>? Budgets,
    IReadOnlyList<ObservedService>? Services,
    IReadOnlyList<ObservedIngress>? Ingresses,
    IReadOnlyDictionary<string, IReadOnlyList<string>> OnNode)
{
    /// <summary>All but what is on the nodes.</summary>
    public static ClusterFacts Of(IReadOnlyDictionary<string, WorkloadEntry> rows, ClusterSurroundings around) => new(
        [.. rows.Where(r => r.Value.Row.Kind != "Job").OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => Of(r.Key, r.Value))],
        Each(around.Nodes, n => new ObservedNode { Metadata = Of(n.Metadata), Spec = new(n.Spec.Unschedulable), Status = new([.. (n.Status.Conditions ?? []).Where(c => AroundReader.Watches(c.Type)).Select(c => new ObservedCondition(c.Type, c.Status)).OrderBy(c => c.Type, StringComparer.Ordinal)]) }),
        Each(around.Namespaces, n => new ObservedNamespace { Metadata = Of(n.Metadata), Status = new(n.Status.Phase) }),
        Each(around.Autoscalers, a => new ObservedAutoscaler { Metadata = Of(a.Metadata), Spec = a.Spec }),
        Each(around.Budgets, b => new ObservedDisruptionBudget { Metadata = Of(b.Metadata), Spec = b.Spec }),
        Each(around.Services, s => new ObservedService { Metadata = Of(s.Metadata), Spec = new() { Selector = s.Spec.Selector, ExternalName = s.Spec.ExternalName } }),
        Each(around.Ingresses, i => new ObservedIngress { Metadata = Of(i.Metadata), Spec = i.Spec }),
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <summary>Services with pods on each node.</summary>
    public static Dictionary<string, IReadOnlyList<string>> OnNodes(IReadOnlyDictionary<string, WorkloadEntry> rows)
        => rows.Values.Where(r => r.Row.Service is not null).SelectMany(r => r.Pods.Select(p => p.Node).OfType<string>().Distinct(StringComparer.Ordinal).Select(n => (Node: n, Service: r.Row.Service!)))
            .GroupBy(p => p.Node, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(p => p.Service).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], StringComparer.Ordinal);

    /// <summary>What stood around the workloads then.</summary>
    public ClusterSurroundings Around => new(Services, Nodes, Namespaces, Ingresses, Autoscalers, Budgets, null);

    private static WorkloadFacts Of(string uid, WorkloadEntry entry)
        => new(uid, entry.Row.Namespace, entry.Row.Kind, entry.Row.Name, entry.Row.Environment, entry.Row.Service, entry.Observed.Spec.Replicas, entry.Observed.Spec.Paused, entry.Observed.Spec.Suspend)
        {
            Template = entry.Row.Kind == "CronJob" ? TemplateLook.Of(entry) : null,
        };

    private static ObservedMeta Of(ObservedMeta meta) => new() { Name = meta.Name, Namespace = meta.Namespace, Uid = meta.Uid };

    private static List<T>? Each<T>(IReadOnlyList<T>? all, Func<T, T> reduce)
        where T : IObserved
        => all?.OrderBy(o => o.Metadata.Uid, StringComparer.Ordinal).Select(reduce).ToList();
}
