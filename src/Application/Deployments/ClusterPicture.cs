using System.Collections.Immutable;

namespace Portal.Application.Deployments;

/// <summary>A workload's row, its pods, and what matching looks at.</summary>
public sealed record WorkloadEntry(Deployment Row, IReadOnlyList<PodSummary> Pods, ObservedMeta Workload, IReadOnlyDictionary<string, string>? TemplateLabels)
{
    /// <summary>Hosts and ConfigMaps that its template names.</summary>
    public IReadOnlyList<ObservedReference> References { get; init; } = [];

    /// <summary>The workload as its cluster reports it. The objects are shared with the picture, so holding them costs nothing.</summary>
    public ObservedWorkload Observed { get; init; } = new();

    /// <summary>Its ReplicaSets, in no order; empty for other kinds.</summary>
    public IReadOnlyList<ObservedWorkload> ReplicaSets { get; init; } = [];

    /// <summary>Its pods, in the order of <see cref="Pods"/>.</summary>
    public IReadOnlyList<ObservedPod> ObservedPods { get; init; } = [];

    /// <summary>Newest warning events of it, of its ReplicaSets or Jobs, and of its pods.</summary>
    public IReadOnlyList<ObservedEvent> Events { get; init; } = [];

    /// <summary>What stands around it in the cluster.</summary>
    public WorkloadSurroundings Around { get; init; } = WorkloadSurroundings.None;
}

/// <summary>What a workload has to do with beside its own pods.</summary>
/// <param name="Services">Services whose selector its template's labels satisfy; null when the portal may not list them.</param>
/// <param name="Autoscaler">The HorizontalPodAutoscaler that scales it.</param>
/// <param name="Budgets">PodDisruptionBudgets that select its pods.</param>
/// <param name="Claims">Volume claims its pods name, those that do not exist left out.</param>
/// <param name="Nodes">Nodes its pods run on, as far as they are known.</param>
/// <param name="Jobs">Jobs of a CronJob, the newest first.</param>
/// <param name="NodesUnknown">The portal may not list nodes: a node that is missing says nothing.</param>
public sealed record WorkloadSurroundings(
    IReadOnlyList<ObservedService>? Services,
    ObservedAutoscaler? Autoscaler,
    IReadOnlyList<ObservedDisruptionBudget> Budgets,
    IReadOnlyList<ObservedVolumeClaim> Claims,
    IReadOnlyDictionary<string, ObservedNode> Nodes,
    IReadOnlyList<ObservedWorkload> Jobs,
    bool NodesUnknown = false)
{
    /// <summary>The namespace it is in; null when it is not known.</summary>
    public ObservedNamespace? Namespace { get; init; }

    public static WorkloadSurroundings None { get; } = new([], null, [], [], ImmutableDictionary<string, ObservedNode>.Empty, [], NodesUnknown: true);
}

/// <summary>What a cluster has besides workloads and pods. A list is null when the portal may not list its kind, and the same object until something in it changes.</summary>
public sealed record ClusterSurroundings(
    IReadOnlyList<ObservedService>? Services,
    IReadOnlyList<ObservedNode>? Nodes,
    IReadOnlyList<ObservedNamespace>? Namespaces,
    IReadOnlyList<ObservedIngress>? Ingresses,
    IReadOnlyList<ObservedAutoscaler>? Autoscalers,
    IReadOnlyList<ObservedDisruptionBudget>? Budgets,
    IReadOnlyList<ObservedVolumeClaim>? Claims)
{
    public static ClusterSurroundings Empty { get; } = new([], [], [], [], [], [], []);
}

/// <summary>Rows of one cluster at one moment. Immutable.</summary>
/// <param name="Workloads">By uid.</param>
/// <param name="LoosePods">Pods that belong to no workload.</param>
/// <param name="Pods">Number of all pods.</param>
public sealed record ClusterPicture(ImmutableDictionary<string, WorkloadEntry> Workloads, IReadOnlyList<PodSummary> LoosePods, int Pods)
{
    public static ClusterPicture Empty { get; } = new(ImmutableDictionary.Create<string, WorkloadEntry>(StringComparer.Ordinal), [], 0);

    /// <summary>The pods of <see cref="LoosePods"/> as the cluster reports them.</summary>
    public IReadOnlyList<ObservedPod> LooseObserved { get; init; } = [];

    public ClusterSurroundings Around { get; init; } = ClusterSurroundings.Empty;

    /// <summary>Uids of the workloads that were read anew, or are gone, since the picture before this one.</summary>
    public IReadOnlyCollection<string> Touched { get; init; } = [];

    /// <summary>Who made it, and which of its pictures it is.</summary>
    public (object? Model, long Number) Origin { get; init; }

    /// <summary>This picture came right after the other, so that <see cref="Touched"/> holds all differences between the two.</summary>
    public bool Follows(ClusterPicture other) => Origin.Model is { } model && ReferenceEquals(model, other.Origin.Model) && Origin.Number == other.Origin.Number + 1;
}
