namespace Portal.Application.Deployments;

/// <summary>What a cluster has and says beside its workloads. A panel is null when it is unknown: the cluster has not been listed yet, or the portal may not list what it needs.</summary>
/// <param name="Nodes">Those that are not well first.</param>
/// <param name="Autoscalers">Those that can go no higher, or cannot see their metric.</param>
/// <param name="Budgets">Those that allow no eviction now.</param>
/// <param name="Claims">Those that are not bound.</param>
/// <param name="Ingresses">Every host with the Service it leads to; those that lead nowhere first.</param>
/// <param name="Findings">What leads nowhere and belongs to no workload.</param>
public sealed record ClusterPanels(
    PanelRows<NodeRow>? Nodes,
    PanelRows<AutoscalerRow>? Autoscalers,
    PanelRows<BudgetRow>? Budgets,
    PanelRows<ClaimRow>? Claims,
    PanelRows<IngressRow>? Ingresses,
    PanelRows<ClusterFinding>? Findings)
{
    /// <summary>Rows of a panel at most.</summary>
    public const int MostRows = 50;

    public static ClusterPanels Unknown { get; } = new(null, null, null, null, null, null);
}

/// <param name="Rows">At most <see cref="ClusterPanels.MostRows"/>.</param>
/// <param name="Total">How many there are.</param>
public sealed record PanelRows<T>(IReadOnlyList<T> Rows, int Total)
{
    /// <summary>How many are not among the rows.</summary>
    public int More => Total - Rows.Count;

    internal static PanelRows<T> Of(IReadOnlyCollection<T> all) => new([.. all.Take(ClusterPanels.MostRows)], all.Count);
}

/// <param name="Why">What the cluster says when it is not ready.</param>
/// <param name="Pressures">MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable: those that are true.</param>
/// <param name="Version">Of its kubelet.</param>
/// <param name="Pods">Pods on it that have not ended; null when pods may not be listed.</param>
/// <param name="Requested">What these request together; null when pods may not be listed.</param>
/// <param name="Unsaid">How many of them do not say all of it: the sums do not hold them.</param>
/// <param name="Allocatable">What it has to give; a part is null when the node does not say.</param>
public sealed record NodeRow(string Name, bool IsReady, string? Why, bool IsCordoned, IReadOnlyList<string> Pressures, string? Version, int? Pods, ResourceSum? Requested, int Unsaid, ResourceSum Allocatable)
{
    public bool IsWell => IsReady && !IsCordoned && Pressures.Count == 0;
}

/// <param name="Target">Kind and name of what it scales.</param>
/// <param name="IsBlind">It cannot read its metric, or cannot scale; else it is at its maximum.</param>
/// <param name="Reason">In the cluster's words.</param>
public sealed record AutoscalerRow(string Namespace, string Name, string Target, int Current, int Most, bool IsBlind, string? Reason);

/// <param name="Rule">minAvailable or maxUnavailable, as written.</param>
/// <param name="IsNever">It allows none even when every pod is healthy.</param>
public sealed record BudgetRow(string Namespace, string Name, string Rule, int Healthy, int Needed, int Expected, bool IsNever);

/// <param name="Phase">Pending or Lost.</param>
/// <param name="StorageClass">Null for the cluster's own.</param>
/// <param name="Asked">Storage as written, for instance 10Gi.</param>
public sealed record ClaimRow(string Namespace, string Name, string Phase, string? StorageClass, string? Asked, DateTimeOffset? Since);

/// <param name="Host">Null for every host.</param>
/// <param name="Service">The Service of the cluster; null when it leads to something else.</param>
/// <param name="Leads">Full refs of the declared services whose workloads the Service selects.</param>
/// <param name="IsBroken">There is no such Service.</param>
public sealed record IngressRow(string Namespace, string Name, string? Host, IReadOnlyList<string> Paths, string? Service, IReadOnlyList<string> Leads, bool IsBroken);
