using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Closes an incident: it is resolved, and what is written here opens its post-mortem.</summary>
public sealed record CloseIncident(long Id, string Summary, string? Impact = null, string? Cause = null) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.incident.closed";

    public string AuditSubject => $"incident:{Id}";
}

internal sealed class CloseIncidentValidator : AbstractValidator<CloseIncident>
{
    public CloseIncidentValidator()
    {
        RuleFor(c => c.Summary).NotEmpty().WithMessage("Say in a few sentences what happened: it is the beginning of the post-mortem.").MaximumLength(Incident.TextMaxLength);
        RuleFor(c => c.Impact).MaximumLength(Incident.TextMaxLength);
        RuleFor(c => c.Cause).MaximumLength(Incident.CauseMaxLength);
    }
}

internal sealed class CloseIncidentHandler(IAuditTrail audit, IncidentDesk desk) : ICommandHandler<CloseIncident, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(CloseIncident request, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(request.Id, open: true, cancellationToken);
        if (found.Failure is { } failure)
        {
            return Result<IncidentRow>.Fail(failure);
        }

        var incident = found.Value;
        var before = incident.Status.ToString();
        (incident.Status, incident.ResolvedAt, incident.ClosedAt) = (IncidentStatus.Resolved, incident.ResolvedAt ?? desk.Now, desk.Now);
        (incident.Summary, incident.Impact) = (request.Summary.Trim(), string.IsNullOrWhiteSpace(request.Impact) ? null : request.Impact.Trim());
        incident.Cause = string.IsNullOrWhiteSpace(request.Cause) ? incident.Cause : request.Cause.Trim();
        desk.Write(incident, "status", $"Closed: {incident.Summary}");
        audit.Record(new { Status = before }, new { Status = "closed", incident.Summary, incident.Impact, incident.Cause });
        return await desk.SaveAsync(incident, OutgoingEventTypes.IncidentClosed, $"{incident.Severity} {incident.Title} is closed: {incident.Summary}", cancellationToken);
    }
}
