using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments.Operations;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>One workload of one cluster: its state, what it is made of, and what the caller may do to it.</summary>
public sealed record GetWorkload(string Cluster, string Namespace, string Kind, string Name) : IQuery<WorkloadDetail>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Owner">Ref of the service's first owner, or null.</param>
/// <param name="Strategy">How pods are replaced, in words.</param>
/// <param name="Revisions">Newest first; of a Deployment only, others keep theirs where no picture reaches.</param>
/// <param name="Requested">What all asked-for pods request together.</param>
/// <param name="Events">Newest first; warnings only.</param>
/// <param name="Generation">Grows with each change of the spec.</param>
/// <param name="Observed">The generation that the controller has seen.</param>
public sealed record WorkloadDetail(Deployment Workload, ClusterStatus Cluster, string? Owner, string? OwnerName, string Strategy, IReadOnlyList<TemplateContainer> Containers, IReadOnlyList<WorkloadRevision> Revisions, IReadOnlyList<PodSummary> Pods, ResourceSum Requested, IReadOnlyList<ShownEvent> Events, IReadOnlyList<WorkloadChoice> Choices, long? Generation, long? Observed)
{
    public bool Paused => Workload.Rollout == RolloutState.Paused;
}

/// <summary>A container of the template; quantities as written.</summary>
public sealed record TemplateContainer(string Name, string Image, IReadOnlyDictionary<string, string> Requests, IReadOnlyDictionary<string, string> Limits, string? Readiness, string? Liveness, string? Startup);

/// <param name="Subject">The pod it is about.</param>
public sealed record ShownEvent(DateTimeOffset? At, string Reason, string Message, int Count, string Subject);

/// <summary>Something that can be done to the workload.</summary>
/// <param name="Why">Why the caller may not, or why it makes no sense; null when it can be done.</param>
public sealed record WorkloadChoice(WorkloadVerb Verb, string? Why);

internal sealed class GetWorkloadHandler(IWorkloadLookup lookup, ICatalog catalog, IAccess access, ICurrentUser user) : IQueryHandler<GetWorkload, WorkloadDetail>
{
    private static readonly WorkloadVerb[] Verbs = [WorkloadVerb.Restart, WorkloadVerb.Scale, WorkloadVerb.Rollback, WorkloadVerb.Pause, WorkloadVerb.Resume];

    public Task<Result<WorkloadDetail>> Handle(GetWorkload request, CancellationToken cancellationToken)
    {
        var kind = WorkloadRules.KindOf(request.Kind);
        if (lookup.Cluster(request.Cluster) is not { } cluster)
        {
            return Task.FromResult<Result<WorkloadDetail>>(DeploymentErrors.NotFollowed(request.Cluster));
        }

        if (lookup.Workload(new(request.Cluster, request.Namespace, kind, request.Name)) is not { } entry)
        {
            return Task.FromResult<Result<WorkloadDetail>>(DeploymentErrors.UnknownWorkload(request.Cluster, request.Namespace, kind, request.Name));
        }

        var (row, now) = (entry.Row, entry.Observed);
        var owner = row.IsDeclared && EntityRef.TryParse(row.Service, out var service) ? catalog.Current.Find(service)?.Owner : null;
        var each = ResourceSum.Of(now.Template.Spec);
        return Task.FromResult<Result<WorkloadDetail>>(new WorkloadDetail(row, cluster, owner?.ToString(), owner is { } group ? catalog.Current.Find(group)?.DisplayName ?? group.Name : null, StrategyOf(row.Kind, now),
            [.. (now.Template.Spec.Containers ?? []).Select(Container)], RevisionList.Of(entry), [.. entry.Pods.Select(p => p with { Service = row.Service })],
            new(each.MilliCpu * row.Desired, each.Bytes * row.Desired), EventsOf(entry.Events), [.. Choices(entry)], now.Metadata.Generation, now.Status.ObservedGeneration));
    }

    internal static IReadOnlyList<ShownEvent> EventsOf(IEnumerable<ObservedEvent> events)
        => [.. events.OrderByDescending(e => e.At).Select(e => new ShownEvent(e.At, e.Reason ?? "", e.Message ?? "", e.Count ?? 1, e.InvolvedObject.Name))];

    private static TemplateContainer Container(ObservedContainer c)
        => new(c.Name, c.Image, c.Resources?.Requests ?? new Dictionary<string, string>(), c.Resources?.Limits ?? new Dictionary<string, string>(), c.ReadinessProbe?.ToString(), c.LivenessProbe?.ToString(), c.StartupProbe?.ToString());

    private static string StrategyOf(string kind, ObservedWorkload now)
    {
        var strategy = now.Spec.Strategy ?? now.Spec.UpdateStrategy;
        var rolling = strategy?.RollingUpdate;
        return (kind, strategy?.Type) switch
        {
            ("Job" or "CronJob", _) => now.Spec.ConcurrencyPolicy switch { "Forbid" => "no run while another runs", "Replace" => "a new run ends the one before", _ => "" },
            (_, "Recreate" or "OnDelete") => strategy!.Type!,
            ("Deployment", _) => $"RollingUpdate, {rolling?.MaxSurge ?? "25%"} more, {rolling?.MaxUnavailable ?? "25%"} fewer",
            ("DaemonSet", _) => $"RollingUpdate, {rolling?.MaxUnavailable ?? "1"} at a time",
            _ => rolling?.Partition is > 0 and var partition ? $"RollingUpdate from ordinal {partition}" : "RollingUpdate, one at a time",
        };
    }

    private IEnumerable<WorkloadChoice> Choices(WorkloadEntry entry)
    {
        var decision = WorkloadAccess.Decide(access, user.Actor!, Permissions.DeploymentsOperate, entry.Row);
        foreach (var verb in Verbs)
        {
            // Of the pair pause and resume only one makes sense at a time.
            if (WorkloadRules.Unfit(verb, entry.Row.Kind) is null && verb != (entry.Observed.Spec.Paused ? WorkloadVerb.Pause : WorkloadVerb.Resume))
            {
                yield return new(verb, decision.Allowed ? WorkloadRules.Refuse(new(WorkloadOperator.AddressOf(entry), verb), entry.Observed)?.Message : decision.Reason);
            }
        }
    }
}
