using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Gives a role in an incident to a person, or takes it away.</summary>
/// <param name="Role">lead, communications or scribe.</param>
/// <param name="Person">Ref or name of a user; empty: nobody.</param>
public sealed record AssignIncident(long Id, string Role, string? Person) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.incident.assigned";

    public string AuditSubject => $"incident:{Id}";
}

internal sealed class AssignIncidentValidator : AbstractValidator<AssignIncident>
{
    public AssignIncidentValidator()
    {
        RuleFor(c => c.Role).Must(r => r is "lead" or "communications" or "scribe").WithMessage("Role is lead, communications or scribe.");
        RuleFor(c => c.Person).MaximumLength(Incident.RefMaxLength);
    }
}

internal sealed class AssignIncidentHandler(IAuditTrail audit, IncidentDesk desk, ICatalog catalog) : ICommandHandler<AssignIncident, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(AssignIncident request, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(request.Id, open: true, cancellationToken);
        if (found.Failure is { } failure)
        {
            return Result<IncidentRow>.Fail(failure);
        }

        string? person = null;
        if (!string.IsNullOrWhiteSpace(request.Person))
        {
            if (IncidentErrors.PersonOf(catalog.Current, request.Person.Trim()) is not { } reference)
            {
                return IncidentErrors.UnknownPerson("Person", request.Person);
            }

            person = reference.ToString();
        }

        var incident = found.Value;
        string? before;
        switch (request.Role)
        {
            case "lead":
                (before, incident.Lead) = (incident.Lead, person);
                break;
            case "communications":
                (before, incident.Communications) = (incident.Communications, person);
                break;
            default:
                (before, incident.Scribe) = (incident.Scribe, person);
                break;
        }

        var name = person is null ? "nobody" : catalog.Current.Find(EntityRef.Parse(person)) is { } entity ? People.NameOf(entity) : person;
        desk.Write(incident, "role", $"{char.ToUpperInvariant(request.Role[0])}{request.Role[1..]}: {name}");
        audit.Record(new { request.Role, Person = before }, new { request.Role, Person = person });
        return await desk.SaveAsync(incident, OutgoingEventTypes.IncidentUpdated, $"{incident.Title}: {request.Role} is {name}", cancellationToken);
    }
}
