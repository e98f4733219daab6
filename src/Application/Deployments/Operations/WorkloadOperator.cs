using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>
/// Carries out an order: may the caller, does it make sense for the workload as it is now, send it, and keep what was and what is. Once it begins it does not stop
/// because the caller has left: a change that was made must be in the audit trail.
/// </summary>
internal sealed class WorkloadOperator(IWorkloadLookup lookup, IClusterControl control, IAccess access, ICurrentUser user, IAuditTrail audit, IPortalDb db, RecentOrders recent, TimeProvider clock)
{
    // A status that the controller writes changes the resource version too, and is no reason to give up.
    private const int Tries = 4;

    public async Task<Result<Deployment>> RunAsync(IWorkloadCommand command, CancellationToken ct)
    {
        var asked = command.Order;
        if (lookup.Workload(asked.Workload) is not { } entry)
        {
            return lookup.Cluster(asked.Workload.Cluster) is null ? DeploymentErrors.NotFollowed(asked.Workload.Cluster) : DeploymentErrors.UnknownWorkload(asked.Workload.Cluster, asked.Workload.Namespace, asked.Workload.Kind, asked.Workload.Name);
        }

        if (WorkloadAccess.Decide(access, user.Actor!, Permissions.DeploymentsOperate, entry.Row) is { Allowed: false } denied)
        {
            return new Forbidden("access.denied", denied.Reason);
        }

        var prepared = await PrepareAsync(asked, entry, ct);
        if (prepared.Failure is { } unknown)
        {
            return unknown;
        }

        var order = prepared.Value;
        if (recent.Begin(order) is { } twice)
        {
            return twice;
        }

        var sent = await SendAsync(order, command.Generation);
        if (sent.Failure is { } failure)
        {
            if (failure.Code != OperationErrors.UnknownOutcomeCode)
            {
                recent.Forget(order);
            }

            return failure;
        }

        var (before, after) = sent.Value;
        audit.Record(Kept(before, null), Kept(after, order), reason: command.Reason);
        await db.SaveAsync(CancellationToken.None);
        return RowAfter(entry, after);
    }

    /// <summary>The order with all that the adapter needs: full names, the moment, the revision's object.</summary>
    public async Task<Result<WorkloadOrder>> PrepareAsync(WorkloadOrder asked, WorkloadEntry entry, CancellationToken ct)
    {
        var order = asked with { Workload = AddressOf(entry), At = clock.GetUtcNow() };
        if (order.Verb != WorkloadVerb.Rollback)
        {
            return order;
        }

        var revisions = await RevisionsAsync(entry, ct);
        if (revisions.Failure is { } failure)
        {
            return failure;
        }

        return revisions.Value.FirstOrDefault(r => r.Number == order.Revision) switch
        {
            null => OperationErrors.RevisionGone(order.Workload, order.Revision),
            { Current: true } => OperationErrors.Pointless($"{order.Workload.Title} has revision {order.Revision} already."),
            var found => order with { RevisionName = found.Name },
        };
    }

    /// <summary>Revisions, newest first: of a Deployment from the picture, of others from the cluster.</summary>
    public async Task<Result<IReadOnlyList<WorkloadRevision>>> RevisionsAsync(WorkloadEntry entry, CancellationToken ct)
        => entry.Row.Kind == "Deployment" ? Result<IReadOnlyList<WorkloadRevision>>.Of(RevisionList.Of(entry)) : await control.RevisionsAsync(AddressOf(entry), ct);

    public static WorkloadAddress AddressOf(WorkloadEntry entry) => new(entry.Row.Cluster, entry.Row.Namespace, entry.Row.Kind, entry.Row.Name);

    /// <summary>The row with what the server's answer changes in it; the rest follows when the picture hears of it.</summary>
    public static Deployment RowAfter(WorkloadEntry entry, ObservedWorkload after)
    {
        var rollout = RolloutView.Of(new WorkloadFacts(entry.Row.Kind, after, entry.ReplicaSets, entry.ObservedPods, entry.Events), [], []);
        var image = ImageName.MainContainer(after.Spec.Template, entry.Row.Name).Image;
        return entry.Row with
        {
            Desired = rollout.Desired,
            Ready = rollout.Ready,
            Updated = rollout.Updated,
            Rollout = rollout.State,
            RolloutReason = rollout.Reason,
            Image = image,
            Version = ImageName.VersionOf(after.Spec.Template, after.Metadata, ImageName.Parse(image)),
            Digest = image == entry.Row.Image ? entry.Row.Digest : ImageName.Parse(image).Digest,
            Health = entry.Row.Health is Health.Healthy or Health.Idle && rollout.State == RolloutState.Progressing ? Health.Progressing : entry.Row.Health,
        };
    }

    private async Task<Result<(ObservedWorkload Before, ObservedWorkload After)>> SendAsync(WorkloadOrder order, long? generation)
    {
        ObservedWorkload? before = null;
        for (var tries = 1; ; tries++)
        {
            var read = await control.ReadAsync(order.Workload, CancellationToken.None);
            if (read.Failure is { } unreadable)
            {
                return unreadable;
            }

            if (before is not null && before.Metadata.Generation != read.Value.Metadata.Generation)
            {
                return OperationErrors.Changed(order.Workload, WorkloadRules.Differences(before, read.Value));
            }

            before = read.Value;
            if (generation is { } seen && before.Metadata.Generation != seen)
            {
                return OperationErrors.Changed(order.Workload, $"you looked at generation {seen}, {WorkloadRules.Now(before)}.");
            }

            if (WorkloadRules.Refuse(order, before) is { } refused)
            {
                return refused;
            }

            var sent = await control.SendAsync(order with { ResourceVersion = before.Metadata.ResourceVersion }, CancellationToken.None);
            switch (sent.Failure)
            {
                case null:
                    return (before, sent.Value);
                case { Code: OperationErrors.ChangedCode } when tries < Tries:
                    continue;
                case Unavailable { Code: OperationErrors.UnknownOutcomeCode } silence:
                    return await ReadBackAsync(order, before, silence);
                default:
                    return sent.Failure;
            }
        }
    }

    private async Task<Unavailable> ReadBackAsync(WorkloadOrder order, ObservedWorkload before, Unavailable silence)
    {
        var now = await control.ReadAsync(order.Workload, CancellationToken.None);
        var truth = now.Failure is { } unreadable ? $"Reading it back failed too: {unreadable.Message} Look at the workload before you repeat it."
            : order.Shows(before, now.Value) ? $"Read back just now: it was done; {WorkloadRules.Now(now.Value)}. Do not repeat it."
            : $"Read back just now: it is not done; {WorkloadRules.Now(now.Value)}. It may still be under way: look again before you repeat it.";
        return silence with { Message = $"{silence.Message} {truth}" };
    }

    private static object Kept(ObservedWorkload workload, WorkloadOrder? order) => new
    {
        replicas = workload.Spec.Replicas,
        image = WorkloadRules.Images(workload),
        paused = workload.Spec.Paused,
        restartedAt = WorkloadRules.RestartedAt(workload),
        generation = workload.Metadata.Generation,
        toRevision = order?.Revision,
    };
}
