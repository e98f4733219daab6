using System.Text.Json.Nodes;
using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>Takes a service out of service: a run removes its manifests by pull request, archives its repository and takes it out of the catalog. A member of its team may, or a platform engineer.</summary>
/// <param name="Reason">Kept with it, and told to whoever pushes.</param>
/// <param name="Override">Do it although something depends on it or still runs; platform engineers only.</param>
public sealed record DecommissionService(string Namespace, string Name, string Reason, bool Override = false) : ICommand<RunView>
{
    public Demand Demand => new(Permissions.ScaffoldRun, Entity: AuditSubject);

    public string AuditAction => "service.decommissioned";

    public string AuditSubject => new EntityRef("component", Namespace ?? "", Name ?? "").ToString();
}

internal sealed class DecommissionServiceValidator : AbstractValidator<DecommissionService>
{
    public DecommissionServiceValidator()
        => RuleFor(c => c.Reason).Must(r => !string.IsNullOrWhiteSpace(r)).OverridePropertyName("reason").WithMessage("Say why: it is kept with the service and told to whoever pushes to its repository.")
            .MaximumLength(RetiredService.ReasonMaxLength).WithMessage($"Write at most {RetiredService.ReasonMaxLength} characters.")
            .Must(r => r is null || !r.Any(char.IsControl)).WithMessage("Write the reason on one line.");
}

internal sealed class DecommissionServiceHandler(DecommissionPlanner planner, LineageStore lineage, IPortalDb db, IAuditTrail audit, IAccess access, ICurrentUser user, IScaffoldSignals signals, TimeProvider clock)
    : ICommandHandler<DecommissionService, RunView>
{
    public async Task<Result<RunView>> Handle(DecommissionService command, CancellationToken cancellationToken)
    {
        var reference = EntityRef.Parse(command.AuditSubject);
        if (lineage.Current.RetiredOf(reference.ToString()) is not null)
        {
            return DecommissionErrors.Already(reference.ToString());
        }

        if (await planner.PlanAsync(reference, user.Actor!, cancellationToken) is not { } plan)
        {
            return CatalogErrors.NoEntity(reference.ToString());
        }

        if (plan.Blockers.Count > 0 && !command.Override)
        {
            return DecommissionErrors.Blocked(plan.DisplayName, plan.Blockers);
        }

        var overridden = plan.Blockers.Count > 0;
        if (overridden && access.Decide(user.Actor!, new(Permissions.CatalogManage)) is { Allowed: false } refused)
        {
            return DecommissionErrors.OverrideDenied(refused.Reason);
        }

        var now = clock.GetUtcNow();
        var (run, steps) = BuiltInRuns.Of(DecommissionSteps.Template, $"Decommission {plan.DisplayName}", DecommissionSteps.Values(plan, command.Reason, overridden, user.Actor!), plan.Owner, user.Actor!, now, "");
        db.Set<ScaffoldRun>().Add(run);
        db.Set<ScaffoldStep>().AddRange(steps);
        db.Set<RetiredService>().Add(new()
        {
            RunId = run.Id,
            Entity = plan.Service,
            Title = run.Title["Decommission ".Length..],
            Reason = command.Reason,
            OverrideReason = overridden ? Cut(string.Join(" ", plan.Blockers)) : null,
            Repository = plan.Repository,
            OwnerGroup = plan.Owner,
            RequestedBy = user.Actor!.Ref,
            RequestedByName = run.CreatedByName,
            RequestedAt = now,
            ActiveKey = plan.Service,
        });
        audit.Record(new { plan.Service, plan.Owner, plan.Repository }, new { Run = run.Id, Overridden = overridden ? plan.Blockers : null, Effects = plan.Effects.Select(e => $"{e.Title}: {e.Target}") }, reason: command.Reason);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return DecommissionErrors.Already(plan.Service);
        }

        await lineage.ShowAsync(plan.Service, cancellationToken);
        signals.Wake();
        return RunView.Of(run, steps);
    }

    private static string Cut(string text) => text.Length <= RetiredService.ReasonMaxLength ? text : text[..RetiredService.ReasonMaxLength];
}
