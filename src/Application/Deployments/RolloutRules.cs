namespace Portal.Application.Deployments;

/// <summary>How many replicas there should be and are, and how far the newest revision has been rolled out.</summary>
/// <param name="Desired">Replicas asked for.</param>
/// <param name="Ready">Replicas that answer, of any revision.</param>
/// <param name="Updated">Replicas of the newest revision.</param>
/// <param name="State">One word.</param>
/// <param name="Reason">How far, or why not further; null when complete.</param>
public readonly record struct RolloutView(int Desired, int Ready, int Updated, RolloutState State, string? Reason)
{
    /// <remarks>Source: the rules that <c>kubectl rollout status</c> follows, plus: a workload whose controller says NewReplicaSetAvailable has finished its
    /// rollout, so a pod that fails later is a problem and not progress.</remarks>
    public static RolloutView Of(string kind, ObservedWorkload workload) => kind switch
    {
        "DaemonSet" => OfDaemonSet(workload),
        "StatefulSet" => OfStatefulSet(workload),
        _ => OfDeployment(workload),
    };

    private static RolloutView OfDeployment(ObservedWorkload workload)
    {
        var (spec, status) = (workload.Spec, workload.Status);
        var desired = spec.Replicas ?? 1;
        RolloutView As(RolloutState state, string? reason) => new(desired, status.ReadyReplicas, status.UpdatedReplicas, state, reason);

        var progressing = status.Condition("Progressing");
        if (spec.Paused)
        {
            return As(RolloutState.Paused, $"Paused with {status.UpdatedReplicas} of {desired} replicas on the new revision.");
        }

        if (Unseen(workload))
        {
            return As(RolloutState.Progressing, "The controller has not seen the newest change yet.");
        }

        if (progressing is { Status: "False", Reason: "ProgressDeadlineExceeded" })
        {
            return As(RolloutState.Stuck, progressing.Message ?? "The rollout made no progress within its deadline.");
        }

        if (status.UpdatedReplicas < desired)
        {
            return As(RolloutState.Progressing, $"{status.UpdatedReplicas} of {desired} replicas are on the new revision.");
        }

        if (status.Replicas > status.UpdatedReplicas)
        {
            return As(RolloutState.Progressing, $"{status.Replicas - status.UpdatedReplicas} old replicas are still to go.");
        }

        return status.AvailableReplicas < status.UpdatedReplicas && progressing is { Reason: not "NewReplicaSetAvailable" }
            ? As(RolloutState.Progressing, $"{status.AvailableReplicas} of {status.UpdatedReplicas} new replicas are available.")
            : As(RolloutState.Complete, null);
    }

    private static RolloutView OfStatefulSet(ObservedWorkload workload)
    {
        var status = workload.Status;
        var desired = workload.Spec.Replicas ?? 1;

        // Without a second revision updatedReplicas is left out by some versions.
        var same = status.UpdateRevision is null || status.CurrentRevision == status.UpdateRevision;
        var updated = same ? Math.Max(status.UpdatedReplicas, status.Replicas) : status.UpdatedReplicas;
        var rolling = Unseen(workload) || (!same && updated < desired);
        return new(desired, status.ReadyReplicas, updated, rolling ? RolloutState.Progressing : RolloutState.Complete,
            rolling ? $"{updated} of {desired} replicas are on the new revision." : null);
    }

    private static RolloutView OfDaemonSet(ObservedWorkload workload)
    {
        var status = workload.Status;
        var rolling = Unseen(workload) || status.UpdatedNumberScheduled < status.DesiredNumberScheduled;
        return new(status.DesiredNumberScheduled, status.NumberReady, status.UpdatedNumberScheduled, rolling ? RolloutState.Progressing : RolloutState.Complete,
            rolling ? $"{status.UpdatedNumberScheduled} of {status.DesiredNumberScheduled} nodes run the new revision." : null);
    }

    private static bool Unseen(ObservedWorkload workload)
        => workload.Metadata.Generation is { } generation && (workload.Status.ObservedGeneration ?? 0) < generation;
}
