using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Undoes what a failed or cancelled run has made, last step first.</summary>
public sealed record CleanupRun(string Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => "scaffold.run.cleaned";

    public string AuditSubject => $"run:{Id}";
}

internal sealed class CleanupRunHandler(RunAccess runs, RunStore store, IAuditTrail audit, IScaffoldSignals signals) : ICommandHandler<CleanupRun, Done>
{
    public async Task<Result<Done>> Handle(CleanupRun command, CancellationToken cancellationToken)
    {
        var found = await runs.FindAsync(command.Id, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        var before = RunView.Word(found.Value.Status);
        if (await store.ChangeAsync(command.Id, (run, _) => Request(run), cancellationToken) is null)
        {
            return ScaffoldingErrors.WrongState("cleaned up", before, "Only failed and cancelled runs can: a finished one has made something that is in use.");
        }

        audit.Record(new { status = before }, new { cleanupRequested = true });
        signals.Wake();
        return Done.Value;
    }

    private static bool Request(ScaffoldRun run)
    {
        if (run.Status is not (RunStatus.Failed or RunStatus.Cancelled))
        {
            return false;
        }

        (run.Status, run.CleanupRequested, run.NotBefore) = (RunStatus.Queued, true, null);
        return true;
    }
}
