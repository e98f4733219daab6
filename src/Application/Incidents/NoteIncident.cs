using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Adds a note to the timeline of an open incident.</summary>
public sealed record NoteIncident(long Id, string Text) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.incident.noted";

    public string AuditSubject => $"incident:{Id}";
}

internal sealed class NoteIncidentValidator : AbstractValidator<NoteIncident>
{
    public NoteIncidentValidator() => RuleFor(c => c.Text).NotEmpty().WithMessage("Write what is to be noted.").MaximumLength(Incident.TextMaxLength);
}

internal sealed class NoteIncidentHandler(IAuditTrail audit, IncidentDesk desk) : ICommandHandler<NoteIncident, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(NoteIncident request, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(request.Id, open: true, cancellationToken);
        if (found.Failure is { } failure)
        {
            return Result<IncidentRow>.Fail(failure);
        }

        desk.Write(found.Value, "note", request.Text.Trim());
        audit.Record(null, new { note = request.Text.Trim() });
        return await desk.SaveAsync(found.Value, OutgoingEventTypes.IncidentUpdated, $"{found.Value.Title}: a note", cancellationToken);
    }
}
