using Portal.Application.Deployments;

namespace Portal.Web.Features.Clusters;

/// <summary>One cluster in full; the list answers the same fields without those from <see cref="Kinds"/> on. Null is unknown: not listed yet, or not readable.</summary>
public sealed class ClusterAnswer(ClusterDetail detail)
{
    public string Name => detail.Cluster.Name;

    public string Environment => detail.Cluster.Environment;

    public string? Region => detail.Cluster.Region;

    public ClusterState State => detail.Cluster.State;

    public DateTimeOffset? AsOf => detail.Cluster.AsOf;

    public DateTimeOffset? UnreachableSince => detail.Cluster.UnreachableSince;

    public string? LastError => detail.Cluster.LastError;

    public string? ServerVersion => detail.Cluster.ServerVersion;

    public IReadOnlyList<string> Forbidden => detail.Cluster.Forbidden;

    public int Workloads => detail.Cluster.Workloads;

    public int Pods => detail.Cluster.Pods;

    public IReadOnlyList<WatchedResource> Kinds => detail.Kinds;

    public PanelRows<NodeRow>? Nodes => detail.Panels.Nodes;

    public PanelRows<AutoscalerRow>? Autoscalers => detail.Panels.Autoscalers;

    public PanelRows<BudgetRow>? DisruptionBudgets => detail.Panels.Budgets;

    public PanelRows<ClaimRow>? VolumeClaims => detail.Panels.Claims;

    public PanelRows<IngressRow>? Ingresses => detail.Panels.Ingresses;

    public PanelRows<ClusterFinding>? Findings => detail.Panels.Findings;
}
