using FluentValidation;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>What an action would do, in words and tried out by the server, before anybody orders it. Changes nothing.</summary>
/// <param name="Replicas">For scale; null while one has not chosen.</param>
/// <param name="Revision">For rollback; null proposes the previous one.</param>
/// <param name="MustBeAllowed">Refuse whoever may not act, instead of saying so in the preview.</param>
public sealed record PreviewWorkloadAction(string Cluster, string Namespace, string Kind, string Name, WorkloadVerb Verb, int? Replicas = null, long? Revision = null, bool MustBeAllowed = false) : IQuery<WorkloadPreview>
{
    public Demand Demand => new(MustBeAllowed ? Permissions.DeploymentsOperate : Permissions.DeploymentsRead);

    public WorkloadAddress Workload => new(Cluster, Namespace, WorkloadRules.KindOf(Kind), Name);
}

/// <param name="Workload">As it is; in a dry run that the server accepted, see <see cref="After"/>.</param>
/// <param name="Title">The action in words: Scale orders from 3 to 5.</param>
/// <param name="Changes">What will happen, one sentence each.</param>
/// <param name="Values">What has which value now, and which then.</param>
/// <param name="Warnings">What to know before; none is a refusal.</param>
/// <param name="Refused">Why it cannot be done at all, or null.</param>
/// <param name="Decision">Whether the caller may, and why.</param>
/// <param name="Trial">What the server said to it; null where nothing is complete enough to be tried.</param>
/// <param name="TypeName">The workload's name must be typed to confirm.</param>
/// <param name="Revisions">For rollback: what can be chosen, newest first.</param>
/// <param name="Dependents">Entities that depend on the service directly; null when the workload has none.</param>
public sealed record WorkloadPreview(Deployment Workload, ClusterStatus Cluster, WorkloadOrder Order, string Title, IReadOnlyList<string> Changes, IReadOnlyList<PreviewValue> Values, IReadOnlyList<string> Warnings, string? Refused, Decision Decision, Trial? Trial, bool TypeName, IReadOnlyList<WorkloadRevision> Revisions, int? Dependents)
{
    /// <summary>Goes with the order, so that it fails if somebody has changed the workload since.</summary>
    public long? Generation { get; init; }

    /// <summary>The workload as the server says it would be.</summary>
    public Deployment? After { get; init; }

    /// <summary>Everything that must be chosen has been.</summary>
    public bool Complete => Order.Verb switch { WorkloadVerb.Scale => Order.Replicas is not null, WorkloadVerb.Rollback => Order.Revision is not null, _ => true };
}

public sealed record PreviewValue(string Name, string Now, string Then);

/// <summary>How the server answered when it was asked to check and not to do it.</summary>
/// <param name="Accepted">Null when it could not be asked; then the words say why.</param>
public sealed record Trial(bool? Accepted, string Words);

internal sealed class PreviewWorkloadActionValidator : AbstractValidator<PreviewWorkloadAction>
{
    public PreviewWorkloadActionValidator()
    {
        RuleFor(q => q.Replicas).InclusiveBetween(0, 1000).WithMessage("Between 0 and 1000 replicas; more than that belongs into the manifests.");
        RuleFor(q => q.Workload).Custom((workload, context) =>
        {
            if (WorkloadRules.Unfit(context.InstanceToValidate.Verb, workload.Kind) is { } unfit)
            {
                context.AddFailure("kind", unfit);
            }
        });
    }
}

internal sealed class PreviewWorkloadActionHandler(IWorkloadLookup lookup, IClusterControl control, WorkloadOperator operations, IAccess access, ICurrentUser user, ICatalog catalog, TimeProvider clock) : IQueryHandler<PreviewWorkloadAction, WorkloadPreview>
{
    // A page must not hang on a slow cluster: without an answer the preview says that nothing could be tried.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<Result<WorkloadPreview>> Handle(PreviewWorkloadAction request, CancellationToken cancellationToken)
    {
        if (lookup.Cluster(request.Cluster) is not { } cluster)
        {
            return DeploymentErrors.NotFollowed(request.Cluster);
        }

        if (lookup.Workload(request.Workload) is not { } entry)
        {
            return DeploymentErrors.UnknownWorkload(request.Cluster, request.Namespace, request.Workload.Kind, request.Name);
        }

        var decision = WorkloadAccess.Decide(access, user.Actor!, Permissions.DeploymentsOperate, entry.Row);
        if (request.MustBeAllowed && !decision.Allowed)
        {
            return new Forbidden("access.denied", decision.Reason);
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var facts = new PreviewFacts(entry, cluster, await RevisionsAsync(request, entry, both.Token));
        var order = new WorkloadOrder(WorkloadOperator.AddressOf(entry), request.Verb, request.Replicas, request.Verb == WorkloadVerb.Rollback ? request.Revision ?? facts.Previous?.Number : null);
        var words = new PreviewWords(facts, order);
        var refused = words.Refused() ?? WorkloadRules.Refuse(order, entry.Observed)?.Message;
        var preview = new WorkloadPreview(entry.Row, cluster, order, words.Title(), words.Changes(), words.Values(), words.Warnings(), refused, decision, null, words.TypeName(), facts.Revisions, DependentsOf(entry.Row))
        {
            Generation = entry.Observed.Metadata.Generation,
        };
        return decision.Allowed && refused is null && preview.Complete ? await TryAsync(preview, entry, both.Token, cancellationToken) : preview;
    }

    private async Task<WorkloadPreview> TryAsync(WorkloadPreview preview, WorkloadEntry entry, CancellationToken ct, CancellationToken caller)
    {
        try
        {
            var prepared = await operations.PrepareAsync(preview.Order, entry, ct);
            var answer = prepared.Failure is { } unknown ? unknown : await control.SendAsync(prepared.Value with { DryRun = true }, ct);
            return answer.Failure switch
            {
                null => preview with { Trial = new(true, $"{preview.Cluster.Name} has checked it (dry run) and would accept it."), After = WorkloadOperator.RowAfter(entry, answer.Value) },
                Unavailable { Code: OperationErrors.UnknownOutcomeCode } => preview with { Trial = NotTried("it gave no answer in time.") },
                Unavailable away => preview with { Trial = NotTried(away.Message) },
                var no => preview with { Trial = new(false, no.Message) },
            };
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return preview with { Trial = NotTried("it gave no answer within 3 s.") };
        }

        Trial NotTried(string why) => new(null, $"{preview.Cluster.Name} could not be asked to check it: {why}");
    }

    private async Task<(IReadOnlyList<WorkloadRevision> Found, string? Why)> RevisionsAsync(PreviewWorkloadAction request, WorkloadEntry entry, CancellationToken ct)
    {
        if (request.Verb != WorkloadVerb.Rollback)
        {
            return ([], null);
        }

        try
        {
            return (await operations.RevisionsAsync(entry, ct)).Match<(IReadOnlyList<WorkloadRevision>, string?)>(found => (found, null), failure => ([], failure.Message));
        }
        catch (OperationCanceledException)
        {
            return ([], $"{entry.Row.Cluster} gave no answer in time, so its revisions are unknown.");
        }
    }

    private int? DependentsOf(Deployment row)
    {
        if (!row.IsDeclared || !EntityRef.TryParse(row.Service, out var service))
        {
            return null;
        }

        var graph = catalog.Current;
        return graph.Related(service, RelationTypes.DependencyOf).Concat(graph.Related(service, RelationTypes.ProvidesApi).SelectMany(api => graph.Related(api, RelationTypes.ApiConsumedBy)))
            .Where(r => r != service).Distinct().Count();
    }
}
