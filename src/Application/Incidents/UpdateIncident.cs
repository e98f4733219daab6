using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Says how far an incident is, and what is known: a status update.</summary>
/// <param name="Status">investigating, identified, monitoring or resolved; one that is resolved may be taken up again.</param>
/// <param name="Severity">Another severity; left out where it stays.</param>
public sealed record UpdateIncident(long Id, string Status, string? Text = null, string? Severity = null) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.incident.updated";

    public string AuditSubject => $"incident:{Id}";
}

internal sealed class UpdateIncidentValidator : AbstractValidator<UpdateIncident>
{
    public UpdateIncidentValidator()
    {
        RuleFor(c => c.Status).Must(s => Enum.TryParse<IncidentStatus>(s, ignoreCase: true, out var status) && Enum.IsDefined(status)).WithMessage("Status is investigating, identified, monitoring or resolved.");
        RuleFor(c => c.Text).MaximumLength(Incident.TextMaxLength);
        RuleFor(c => c.Severity).Must(s => string.IsNullOrEmpty(s) || Incident.Severities.Contains(s, StringComparer.Ordinal)).WithMessage("Severity is sev1, sev2, sev3 or sev4.");
    }
}

internal sealed class UpdateIncidentHandler(IAuditTrail audit, IncidentDesk desk) : ICommandHandler<UpdateIncident, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(UpdateIncident request, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(request.Id, open: true, cancellationToken);
        if (found.Failure is { } failure)
        {
            return Result<IncidentRow>.Fail(failure);
        }

        var incident = found.Value;
        var before = new { Status = incident.Status.ToString(), incident.Severity };
        var status = Enum.Parse<IncidentStatus>(request.Status, ignoreCase: true);
        incident.ResolvedAt = status == IncidentStatus.Resolved ? incident.ResolvedAt ?? desk.Now : null;
        incident.Status = status;
        var severity = string.IsNullOrEmpty(request.Severity) || request.Severity == incident.Severity ? null : request.Severity;
        incident.Severity = severity ?? incident.Severity;
        var words = status.ToString() + (severity is null ? "" : $", now {severity}") + (string.IsNullOrWhiteSpace(request.Text) ? "" : $": {request.Text.Trim()}");
        desk.Write(incident, "status", words);
        audit.Record(before, new { Status = status.ToString(), incident.Severity }, reason: request.Text);
        return await desk.SaveAsync(incident, OutgoingEventTypes.IncidentUpdated, $"{incident.Severity} {incident.Title}: {words}", cancellationToken);
    }
}
