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

    /// <summary>Newest warning events of its pods.</summary>
    public IReadOnlyList<ObservedEvent> Events { get; init; } = [];
}

/// <summary>Rows of one cluster at one moment. Immutable.</summary>
public sealed record ClusterPicture(IReadOnlyDictionary<string, WorkloadEntry> Workloads, IReadOnlyList<PodSummary> LoosePods, int Pods)
{
    public static ClusterPicture Empty { get; } = new(new Dictionary<string, WorkloadEntry>(StringComparer.Ordinal), [], 0);

    /// <summary>The cluster's Services; null when the portal may not list them.</summary>
    public IReadOnlyList<ObservedService>? Services { get; init; } = [];
}
