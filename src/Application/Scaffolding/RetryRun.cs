using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Goes on from the step that failed; finished steps are not done again.</summary>
public sealed record RetryRun(string Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => "scaffold.run.retried";

    public string AuditSubject => $"run:{Id}";
}

internal sealed class RetryRunHandler(RunAccess runs, RunStore store, IPortalDb db, IAuditTrail audit, IScaffoldSignals signals) : ICommandHandler<RetryRun, Done>
{
    public async Task<Result<Done>> Handle(RetryRun command, CancellationToken cancellationToken)
    {
        var found = await runs.FindAsync(command.Id, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        var before = RunView.Word(found.Value.Status);
        var answers = await db.Set<ScaffoldApproval>().AsNoTracking().Where(a => a.RunId == command.Id).Select(a => a.Approved).ToListAsync(cancellationToken);
        if (answers.Contains(false))
        {
            return ScaffoldingErrors.WrongState("retried", "rejected", "Talk to whoever rejected it, and start a new one.");
        }

        if (await store.ChangeAsync(command.Id, (run, steps) => Again(run, steps, answers.Contains(null)), cancellationToken) is not { } changed)
        {
            return ScaffoldingErrors.WrongState("retried", before, "Only failed and cancelled runs can, as long as nothing of them was cleaned up.");
        }

        audit.Record(new { status = before }, new { status = RunView.Word(changed.Status) });
        signals.Wake();
        return Done.Value;
    }

    /// <param name="run">Of the run's rows.</param>
    /// <param name="steps">Of the run's rows.</param>
    /// <param name="unanswered">It was cancelled while it waited for an approval, and waits for it again.</param>
    private static bool Again(ScaffoldRun run, List<ScaffoldStep> steps, bool unanswered)
    {
        if (run.Status is not (RunStatus.Failed or RunStatus.Cancelled) || steps.Exists(s => s.Status == StepStatus.Undone))
        {
            return false;
        }

        foreach (var step in steps.Where(s => s.Status is StepStatus.Failed or StepStatus.Cancelled or StepStatus.Running))
        {
            (step.Status, step.Error, step.FinishedAt) = (StepStatus.Pending, null, null);
        }

        (run.Status, run.Error, run.FinishedAt, run.NotBefore, run.CancelRequested, run.CleanupRequested) = (unanswered ? RunStatus.Waiting : RunStatus.Queued, null, null, null, false, false);
        run.AwaitsApproval = unanswered;
        return true;
    }
}
