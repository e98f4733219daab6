using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Says what is held to be the cause of an incident.</summary>
/// <param name="Cause">In words; empty: nobody knows any more.</param>
/// <param name="Subject">Ref of the service, or name of the node, that changed.</param>
public sealed record LinkCause(long Id, string? Cause, string? Subject = null) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.incident.cause_linked";

    public string AuditSubject => $"incident:{Id}";
}

internal sealed class LinkCauseValidator : AbstractValidator<LinkCause>
{
    public LinkCauseValidator()
    {
        RuleFor(c => c.Cause).MaximumLength(Incident.CauseMaxLength);
        RuleFor(c => c.Subject).MaximumLength(Incident.RefMaxLength);
    }
}

internal sealed class LinkCauseHandler(IAuditTrail audit, IncidentDesk desk) : ICommandHandler<LinkCause, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(LinkCause request, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(request.Id, open: true, cancellationToken);
        if (found.Failure is { } failure)
        {
            return Result<IncidentRow>.Fail(failure);
        }

        var incident = found.Value;
        var before = incident.Cause;
        incident.Cause = string.IsNullOrWhiteSpace(request.Cause) ? null : request.Cause.Trim();
        incident.CauseSubject = incident.Cause is null || string.IsNullOrWhiteSpace(request.Subject) ? null : request.Subject.Trim();
        desk.Write(incident, "cause", incident.Cause is null ? "The cause is open again" : $"Suspected cause: {incident.Cause}");
        audit.Record(new { Cause = before }, new { incident.Cause, incident.CauseSubject });
        return await desk.SaveAsync(incident, OutgoingEventTypes.IncidentUpdated, $"{incident.Title}: {incident.Cause ?? "the cause is open again"}", cancellationToken);
    }
}
