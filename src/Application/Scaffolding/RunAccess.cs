using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Finds a run for somebody who wants to change it: members of its team, whoever started it, and platform engineers may.</summary>
internal sealed class RunAccess(RunStore store, IAccess access, ICurrentUser user)
{
    public async Task<Result<ScaffoldRun>> FindAsync(string runId, CancellationToken ct)
    {
        if (await store.FindAsync(runId, ct) is not { } found)
        {
            return ScaffoldingErrors.NoRun(runId);
        }

        var actor = user.Actor!;
        if (found.Run.CreatedBy == actor.Ref || found.Run.OwnerGroup is not { } owner)
        {
            return found.Run;
        }

        var decision = access.Decide(actor, new(Permissions.ScaffoldRun, Group: owner));
        return decision.Allowed ? found.Run : new Forbidden("access.denied", decision.Reason);
    }
}
