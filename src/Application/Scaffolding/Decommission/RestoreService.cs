using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>Takes a decommission back, last step first: the service is in the catalog again, its repository writable, an unmerged pull request closed.</summary>
public sealed record RestoreService(string Namespace, string Name) : ICommand<RunView>
{
    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => "service.restored";

    public string AuditSubject => new EntityRef("component", Namespace ?? "", Name ?? "").ToString();
}

internal sealed class RestoreServiceHandler(LineageStore lineage, RunAccess runs, RunStore store, IAuditTrail audit, IScaffoldSignals signals) : ICommandHandler<RestoreService, RunView>
{
    public async Task<Result<RunView>> Handle(RestoreService command, CancellationToken cancellationToken)
    {
        if (lineage.Current.RetiredOf(command.AuditSubject) is not { } retired)
        {
            return DecommissionErrors.NotRetired(command.AuditSubject);
        }

        var found = await runs.FindAsync(retired.RunId, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        var before = RunView.Word(found.Value.Status);
        if (await store.ChangeAsync(retired.RunId, (run, _) => Back(run), cancellationToken) is null)
        {
            return DecommissionErrors.NotNow(command.AuditSubject, before);
        }

        audit.Record(new { run = retired.RunId, status = before }, new { cleanupRequested = true });
        await lineage.ShowAsync(command.AuditSubject, cancellationToken);
        signals.Wake();
        return await store.FindAsync(retired.RunId, cancellationToken) is { } now ? RunView.Of(now.Run, now.Steps) : ScaffoldingErrors.NoRun(retired.RunId);
    }

    private static bool Back(ScaffoldRun run)
    {
        if (!run.IsOver || run.Status == RunStatus.Cleaned)
        {
            return false;
        }

        (run.Status, run.CleanupRequested, run.NotBefore, run.FinishedAt) = (RunStatus.Queued, true, null, null);
        return true;
    }
}
