using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Answers the policies that ask about a run: with the last yes it begins, with a no it is over.</summary>
/// <param name="Id">The run.</param>
/// <param name="Approve">Yes or no.</param>
/// <param name="Reason">In the approver's words; a no needs one.</param>
public sealed record DecideRun(string Id, bool Approve, string? Reason) : ICommand<Done>
{
    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => Approve ? "scaffold.run.approved" : "scaffold.run.rejected";

    public string AuditSubject => $"run:{Id}";
}

internal sealed class DecideRunValidator : AbstractValidator<DecideRun>
{
    public DecideRunValidator()
    {
        RuleFor(c => c.Reason).NotEmpty().When(c => !c.Approve).WithMessage("Say why, for the person who has asked.");
        RuleFor(c => c.Reason).MaximumLength(ScaffoldRun.TextMaxLength);
    }
}

internal sealed class DecideRunHandler(RunStore store, ApprovalRights rights, IPortalDb db, IAuditTrail audit, IScaffoldSignals signals, ICurrentUser user, TimeProvider clock) : ICommandHandler<DecideRun, Done>
{
    public async Task<Result<Done>> Handle(DecideRun command, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(command.Id, cancellationToken) is not { } found)
        {
            return ScaffoldingErrors.NoRun(command.Id);
        }

        if (!found.Run.AwaitsApproval || found.Run.IsOver)
        {
            return ScaffoldingErrors.WrongState(command.Approve ? "approved" : "rejected", RunView.Word(found.Run.Status), "Only runs that wait for an approval can.");
        }

        var actor = user.Actor!;
        var all = await db.Set<ScaffoldApproval>().Where(a => a.RunId == command.Id).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        var open = all.Where(a => a.Approved is null).ToList();
        var mine = open.Where(a => rights.Refusal(found.Run, a, actor) is null).ToList();
        if (open.Count > 0 && mine.Count == 0)
        {
            return new Forbidden("access.denied", string.Join(" ", open.Select(a => rights.Refusal(found.Run, a, actor)).Distinct(StringComparer.Ordinal)));
        }

        foreach (var answer in mine)
        {
            (answer.Approved, answer.DecidedAt, answer.DecidedBy, answer.DecidedByName, answer.Reason) = (command.Approve, clock.GetUtcNow(), actor.Ref, Shorten(actor.DisplayName), command.Reason);
        }

        var begins = command.Approve && all.TrueForAll(a => a.Approved == true);
        audit.Record(new { status = "waiting" }, new { status = begins ? "queued" : command.Approve ? "waiting" : "cancelled", policies = mine.Select(a => a.Policy), command.Reason });
        await db.SaveAsync(cancellationToken);
        await store.LogAsync(command.Id, null, $"{(command.Approve ? "Approved" : "Rejected")} by {actor.DisplayName}: {string.Join(", ", mine.Select(a => a.Policy))}{(command.Reason is { Length: > 0 } why ? $" ({why})" : "")}", cancellationToken);
        await store.ChangeAsync(command.Id, (run, _) => Apply(run, command, begins, actor), cancellationToken);
        signals.Wake();
        return Done.Value;
    }

    private bool Apply(ScaffoldRun run, DecideRun command, bool begins, Actor actor)
    {
        if (run.IsOver || !run.AwaitsApproval)
        {
            return false; // cancelled meanwhile
        }

        if (!command.Approve)
        {
            (run.Status, run.AwaitsApproval, run.FinishedAt, run.Error) = (RunStatus.Cancelled, false, clock.GetUtcNow(), ScaffoldRunner.Shorten($"Rejected by {actor.DisplayName}: {command.Reason}"));
        }
        else if (begins)
        {
            (run.Status, run.AwaitsApproval) = (RunStatus.Queued, false);
        }

        return true;
    }

    private static string Shorten(string text) => text.Length <= ScaffoldRun.RefMaxLength ? text : text[..ScaffoldRun.RefMaxLength];
}
