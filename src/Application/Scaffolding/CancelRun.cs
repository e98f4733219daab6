using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Stops a run at its next safe point; what was made stays until it is cleaned up.</summary>
public sealed record CancelRun(string Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => "scaffold.run.cancelled";

    public string AuditSubject => $"run:{Id}";
}

internal sealed class CancelRunHandler(RunAccess runs, RunStore store, IAuditTrail audit, IScaffoldSignals signals, TimeProvider clock) : ICommandHandler<CancelRun, Done>
{
    public async Task<Result<Done>> Handle(CancelRun command, CancellationToken cancellationToken)
    {
        var found = await runs.FindAsync(command.Id, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        var before = RunView.Word(found.Value.Status);
        var changed = await store.ChangeAsync(command.Id, (run, _) => Request(run), cancellationToken);
        if (changed is null)
        {
            return ScaffoldingErrors.WrongState("cancelled", before, "It has ended.");
        }

        audit.Record(new { status = before }, new { status = RunView.Word(changed.Status), cancelRequested = true });
        signals.Interrupt(command.Id);
        return Done.Value;
    }

    private bool Request(ScaffoldRun run)
    {
        if (run.IsOver)
        {
            return false;
        }

        if (run.Status == RunStatus.Running)
        {
            run.CancelRequested = true;
            return true;
        }

        // Nobody works on it: it ends here.
        (run.Status, run.FinishedAt, run.NotBefore, run.AwaitsApproval, run.CleanupRequested) = (RunStatus.Cancelled, clock.GetUtcNow(), null, false, false);
        return true;
    }
}
