using System.Globalization;
using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <summary>Finds what was changed around the workloads of a cluster. Pure.</summary>
/// <param name="known">The workload of a uid, as it was told last: the rows of a picture carry no service, those that were told do.</param>
internal sealed class AroundReader(ClusterStatus cluster, DateTimeOffset now, Func<string, WorkloadEntry?> known)
{
    private static readonly string[] Pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

    /// <summary>Whether a condition of a node can be a change.</summary>
    public static bool Watches(string condition) => condition == "Ready" || Pressures.Contains(condition, StringComparer.Ordinal);

    public IEnumerable<SeenChange> Read(ClusterPicture before, ClusterPicture after)
    {
        var (old, present) = (before.Around, after.Around);
        return Each(old.Nodes, present.Nodes, (a, b) => Node(a, b) is { } change ? [change with { Touches = On(before, after, change.Name!) }] : [])
            .Concat(Each(old.Autoscalers, present.Autoscalers, (a, b) => Autoscaler(a, b, after)))
            .Concat(Each(old.Budgets, present.Budgets, (a, b) => Budget(a, b, after)))
            .Concat(Each(old.Services, present.Services, (a, b) => Service(a, b, before, after)))
            .Concat(Each(old.Ingresses, present.Ingresses, (a, b) => Ingress(a, b, after)))
            .Concat(Each(old.Namespaces, present.Namespaces, (a, b) => Namespace(a, b, after)));
    }

    /// <summary>Objects that came, went or differ; nothing while one of the lists is not known, or was empty before the first look.</summary>
    private static List<SeenChange> Each<T>(IReadOnlyList<T>? before, IReadOnlyList<T>? after, Func<T?, T?, IEnumerable<SeenChange>> read)
        where T : class, IObserved
    {
        if (before is null || after is null || ReferenceEquals(before, after) || before.Count == 0)
        {
            return [];
        }

        var old = before.ToDictionary(o => o.Metadata.Uid, StringComparer.Ordinal);
        var present = after.Select(o => o.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
        return after.Where(o => !ReferenceEquals(old.GetValueOrDefault(o.Metadata.Uid), o)).SelectMany(o => read(old.GetValueOrDefault(o.Metadata.Uid), o))
            .Concat(before.Where(o => !present.Contains(o.Metadata.Uid)).SelectMany(o => read(o, null))).ToList();
    }

    private SeenChange? Node(ObservedNode? before, ObservedNode? after)
    {
        var name = (after ?? before)!.Metadata.Name;
        var text = (before, after) switch
        {
            (null, _) => null, // room that came breaks nothing
            (_, null) => "the node is gone",
            ({ IsReady: true }, { IsReady: false }) => $"the node is not ready: {ReadyWords(after)}",
            _ when Pressures.FirstOrDefault(p => after.Status.Condition(p)?.Status == "True" && before.Status.Condition(p)?.Status != "True") is { } pressure => $"the node reports {pressure}",
            _ when after.Spec.Unschedulable && !before.Spec.Unschedulable => "the node was cordoned: it takes no new pods",
            _ => null,
        };
        return text is null ? null : new(now, ChangeKind.Node, text) { Key = $"{cluster.Name}/node/{name} {text}", Cluster = cluster.Name, Environment = cluster.Environment, ObjectKind = "Node", Name = name };
    }

    private static string ReadyWords(ObservedNode node)
        => node.Status.Condition("Ready") is { Reason: not null } ready ? $"{ready.Reason} {ready.Message}".Trim() : "it reports nothing";

    private List<string> On(ClusterPicture before, ClusterPicture after, string node)
        => [.. before.Workloads.Concat(after.Workloads).Where(w => w.Value.ObservedPods.Any(p => p.Spec.NodeName == node)).Select(w => known(w.Key)?.Row.Service).OfType<string>().Distinct(StringComparer.Ordinal)];

    private IEnumerable<SeenChange> Autoscaler(ObservedAutoscaler? before, ObservedAutoscaler? after, ClusterPicture picture)
    {
        if ((before, after) is ({ } a, { } b) && a.Spec.MinReplicas == b.Spec.MinReplicas && a.Spec.MaxReplicas == b.Spec.MaxReplicas && a.Spec.ScaleTargetRef == b.Spec.ScaleTargetRef)
        {
            yield break;
        }

        var one = (after ?? before)!;
        var text = (before, after) switch
        {
            (null, _) => $"the autoscaler {one.Metadata.Name} was added, {Bounds(one)}",
            (_, null) => $"the autoscaler {one.Metadata.Name} was removed",
            _ => $"the autoscaler's bounds went from {Bounds(before)} to {Bounds(after)}",
        };
        foreach (var entry in picture.Workloads.Values.Where(w => w.Row.Namespace == one.Metadata.Namespace && w.Row.Kind == one.Spec.ScaleTargetRef?.Kind && w.Row.Name == one.Spec.ScaleTargetRef.Name))
        {
            yield return Of(entry, ChangeKind.Autoscaler, text) with { ReplicasBefore = before?.Spec.MaxReplicas, ReplicasAfter = after?.Spec.MaxReplicas };
        }
    }

    private List<SeenChange> Budget(ObservedDisruptionBudget? before, ObservedDisruptionBudget? after, ClusterPicture picture)
    {
        if ((before, after) is ({ } a, { } b) && a.Spec.MinAvailable == b.Spec.MinAvailable && a.Spec.MaxUnavailable == b.Spec.MaxUnavailable)
        {
            return [];
        }

        var one = (after ?? before)!;
        var text = $"the disruption budget {one.Metadata.Name} was {(before is null ? "added" : after is null ? "removed" : "changed")}";
        return picture.Workloads.Values.Where(w => w.Row.Namespace == one.Metadata.Namespace && one.Spec.Selector?.Matches(w.TemplateLabels) == true).Select(w => Of(w, ChangeKind.Surroundings, text)).ToList();
    }

    private List<SeenChange> Service(ObservedService? before, ObservedService? after, ClusterPicture was, ClusterPicture picture)
    {
        if ((before, after) is ({ } a, { } b) && Words(a.Spec.Selector) == Words(b.Spec.Selector) && a.Spec.ExternalName == b.Spec.ExternalName)
        {
            return [];
        }

        var one = (after ?? before)!;
        var text = (before, after) switch
        {
            (null, _) => $"the Service {one.Metadata.Name} was added",
            (_, null) => $"the Service {one.Metadata.Name} was removed: its name leads nowhere",
            _ => $"the Service {one.Metadata.Name} selects {Words(after.Spec.Selector)} instead of {Words(before.Spec.Selector)}",
        };
        FieldDifference[] differences = before is not null && after is not null ? [new("selector", Words(before.Spec.Selector), Words(after.Spec.Selector))] : [];
        return picture.Workloads.Values.Concat(was.Workloads.Values).Where(w => w.Row.Namespace == one.Metadata.Namespace && (Selects(before, w) || Selects(after, w))).DistinctBy(w => w.Observed.Metadata.Uid)
            .Select(w => Of(w, ChangeKind.Routing, text) with { Differences = differences }).ToList();
    }

    private List<SeenChange> Ingress(ObservedIngress? before, ObservedIngress? after, ClusterPicture picture)
    {
        var (old, present) = (Targets(before), Targets(after));
        if (before is not null && after is not null && old.SetEquals(present))
        {
            return [];
        }

        var one = (after ?? before)!;
        var text = $"the Ingress {one.Metadata.Name} was {(before is null ? "added" : after is null ? "removed" : $"changed: {string.Join(", ", present.Except(old).Concat(old.Except(present)).Take(3))}")}";
        var names = old.Concat(present).Select(t => t[(t.LastIndexOf(' ') + 1)..]).ToHashSet(StringComparer.Ordinal);
        return picture.Workloads.Values.Where(w => w.Row.Namespace == one.Metadata.Namespace && w.Around.Services?.Any(s => names.Contains(s.Metadata.Name)) == true).Select(w => Of(w, ChangeKind.Routing, text)).ToList();
    }

    private List<SeenChange> Namespace(ObservedNamespace? before, ObservedNamespace? after, ClusterPicture picture)
        => before is null || (after is not null && (after.Status.Phase == before.Status.Phase || after.Status.Phase != "Terminating")) ? []
            : picture.Workloads.Values.Where(w => w.Row.Namespace == before.Metadata.Name).Select(w => Of(w, ChangeKind.Surroundings, $"the namespace {before.Metadata.Name} {(after is null ? "is gone" : "is being deleted")}")).ToList();

    private static HashSet<string> Targets(ObservedIngress? ingress)
        => [.. (ingress?.Spec.Rules ?? []).SelectMany(r => (r.Http?.Paths ?? []).Select(p => $"{r.Host ?? "*"}{p.Path} to {p.Backend?.Target}"))];

    private static bool Selects(ObservedService? service, WorkloadEntry entry)
        => service?.Spec.Selector is { Count: > 0 } selector && selector.All(l => entry.TemplateLabels?.GetValueOrDefault(l.Key) == l.Value);

    private SeenChange Of(WorkloadEntry entry, ChangeKind kind, string text)
        => new(now, kind, text)
        {
            Key = $"{cluster.Name}/{entry.Row.Namespace}/{entry.Row.Kind}/{entry.Row.Name} {text}",
            Service = known(entry.Observed.Metadata.Uid)?.Row.Service,
            Cluster = cluster.Name,
            Environment = cluster.Environment,
            Namespace = entry.Row.Namespace,
            ObjectKind = entry.Row.Kind,
            Name = entry.Row.Name,
        };

    private static string Words(IReadOnlyDictionary<string, string>? selector)
        => selector is { Count: > 0 } ? string.Join(",", selector.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")) : "nothing";

    private static string Bounds(ObservedAutoscaler scaler) => string.Create(CultureInfo.InvariantCulture, $"{scaler.Spec.MinReplicas ?? 1} to {scaler.Spec.MaxReplicas} replicas");
}
