using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Adds something to be done because of an incident; it may be closed already.</summary>
/// <param name="Owner">Ref or name of a user or group.</param>
public sealed record AddIncidentAction(long Id, string Text, string Owner, DateOnly DueOn) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.action.added";

    public string AuditSubject => $"incident:{Id}";
}

internal sealed class AddIncidentActionValidator : AbstractValidator<AddIncidentAction>
{
    public AddIncidentActionValidator()
    {
        RuleFor(c => c.Text).NotEmpty().WithMessage("Say what is to be done.").MaximumLength(IncidentAction.TextMaxLength);
        RuleFor(c => c.Owner).NotEmpty().WithMessage("Name who does it: a user or a group.").MaximumLength(Incident.RefMaxLength);
        RuleFor(c => c.DueOn).Must(d => d.Year is >= 2000 and < 2200).WithMessage("Due is a day such as 2026-12-01.");
    }
}

internal sealed class AddIncidentActionHandler(IPortalDb db, IAuditTrail audit, IncidentDesk desk, ICatalog catalog) : ICommandHandler<AddIncidentAction, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(AddIncidentAction request, CancellationToken cancellationToken)
    {
        var found = await desk.FindAsync(request.Id, open: false, cancellationToken);
        if (found.Failure is { } failure)
        {
            return Result<IncidentRow>.Fail(failure);
        }

        if (IncidentErrors.PersonOf(catalog.Current, request.Owner.Trim()) is not { } owner)
        {
            return IncidentErrors.UnknownPerson("Owner", request.Owner);
        }

        db.Set<IncidentAction>().Add(new() { Incident = found.Value, Text = request.Text.Trim(), Owner = owner.ToString(), DueOn = request.DueOn });
        desk.Write(found.Value, "action", $"Action for {owner.Name} until {request.DueOn:yyyy-MM-dd}: {request.Text.Trim()}");
        audit.Record(null, new { Text = request.Text.Trim(), Owner = owner.ToString(), request.DueOn });
        return await desk.SaveAsync(found.Value, null, "", cancellationToken);
    }
}
