using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>Goes on from the step that failed; finished steps are not done again.</summary>
public sealed record RetryRun(string Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => "scaffold.run.retried";

    public string AuditSubject => $"run:{Id}";
}

internal sealed class RetryRunHandler(RunAccess runs, RunChecks checks, RunReservation reservation, IPortalDb db, IAuditTrail audit, IScaffoldSignals signals, ILiveFeed feed) : ICommandHandler<RetryRun, Done>
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

        // Its end made room that somebody else may have taken: it takes its place in the quotas again, as a start does.
        ScaffoldRun? row = null;
        List<ScaffoldStep> steps = [];
        var goesOn = false;
        var refusal = await reservation.SaveAsync(
            found.Value.CreatedBy,
            found.Value.OwnerGroup,
            found.Value.Title,
            async () =>
            {
                row = await db.Set<ScaffoldRun>().FirstOrDefaultAsync(r => r.Id == command.Id, cancellationToken);
                steps = await db.Set<ScaffoldStep>().Where(s => s.RunId == command.Id).OrderBy(s => s.Position).ToListAsync(cancellationToken);
                return row is null || !IsOver(row, steps) || BuiltInRuns.Is(row.Template) ? [] : await checks.CountedAsync(row, cancellationToken);
            },
            () =>
            {
                goesOn = row is not null && IsOver(row, steps);
                if (goesOn)
                {
                    Again(row!, steps, answers.Contains(null));
                }
            },
            cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!goesOn)
        {
            return ScaffoldingErrors.WrongState("retried", row is null ? before : RunView.Word(row.Status), "Only failed and cancelled runs can, as long as nothing of them was cleaned up.");
        }

        audit.Record(new { status = before }, new { status = RunView.Word(row!.Status) });
        feed.Publish(Topics.Run(command.Id));
        feed.Publish(Topics.Runs);
        signals.Wake();
        return Done.Value;
    }

    private static bool IsOver(ScaffoldRun run, List<ScaffoldStep> steps) => run.Status is RunStatus.Failed or RunStatus.Cancelled && !steps.Exists(s => s.Status == StepStatus.Undone);

    /// <param name="run">Of the run's rows.</param>
    /// <param name="steps">Of the run's rows.</param>
    /// <param name="unanswered">It was cancelled while it waited for an approval, and waits for it again.</param>
    private static void Again(ScaffoldRun run, List<ScaffoldStep> steps, bool unanswered)
    {
        foreach (var step in steps.Where(s => s.Status is StepStatus.Failed or StepStatus.Cancelled or StepStatus.Running))
        {
            (step.Status, step.Error, step.StartedAt, step.FinishedAt) = (StepStatus.Pending, null, null, null);
        }

        (run.Status, run.Error, run.FinishedAt, run.NotBefore, run.CancelRequested, run.CleanupRequested) = (unanswered ? RunStatus.Waiting : RunStatus.Queued, null, null, null, false, false);
        run.AwaitsApproval = unanswered;
        run.Version++;
    }
}
