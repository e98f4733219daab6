namespace Portal.Application.Deployments;

/// <summary>The kinds the portal lists and watches.</summary>
public enum ObservedKind
{
    Deployment,
    ReplicaSet,
    StatefulSet,
    DaemonSet,
    Pod,
    Event,
    Service,
    Job,
    CronJob,
    Ingress,
    Autoscaler,
    DisruptionBudget,
    VolumeClaim,
    Node,
    Namespace,
}

/// <summary>A change of one kind in one cluster, in the order the server told it.</summary>
public abstract record ObservedChange(ObservedKind Kind)
{
    /// <summary>Added or modified.</summary>
    public sealed record Upserted(ObservedKind Kind, IObserved Item) : ObservedChange(Kind);

    public sealed record Deleted(ObservedKind Kind, IObserved Item) : ObservedChange(Kind);

    /// <summary>A complete list: what is known and not in it has been deleted meanwhile.</summary>
    public sealed record Relisted(ObservedKind Kind, IReadOnlyList<IObserved> Items) : ObservedChange(Kind);

    /// <summary>The portal may not list this kind, or the cluster does not serve it; what was known of it is forgotten.</summary>
    /// <param name="Unserved">The cluster has no such kind, so there is none: known, and not unknown.</param>
    public sealed record Refused(ObservedKind Kind, bool Unserved = false) : ObservedChange(Kind);
}
