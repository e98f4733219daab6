using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Says that an action is done, or that it is not after all.</summary>
public sealed record FinishIncidentAction(long Id, long Action, bool Done = true) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.action.finished";

    public string AuditSubject => $"incident:{Id}";
}

internal sealed class FinishIncidentActionHandler(IPortalDb db, IAuditTrail audit, IncidentDesk desk) : ICommandHandler<FinishIncidentAction, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(FinishIncidentAction request, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(request.Id, open: false, cancellationToken);
        if (found.Failure is { } failure)
        {
            return Result<IncidentRow>.Fail(failure);
        }

        if (await db.Set<IncidentAction>().FirstOrDefaultAsync(a => a.Id == request.Action && a.IncidentId == request.Id, cancellationToken) is not { } action)
        {
            return IncidentErrors.UnknownAction(request.Id, request.Action);
        }

        var before = action.DoneAt;
        action.DoneAt = request.Done ? action.DoneAt ?? desk.Now : null;
        action.DoneBy = request.Done ? action.DoneBy ?? desk.Me : null;
        action.Version++;
        desk.Write(found.Value, "action", $"{(request.Done ? "Done" : "Not done after all")}: {action.Text}");
        audit.Record(new { action.Text, DoneAt = before }, new { action.Text, action.DoneAt });
        return await desk.SaveAsync(found.Value, null, "", cancellationToken);
    }
}
