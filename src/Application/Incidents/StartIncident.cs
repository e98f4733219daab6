using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Starts an incident about one service or several.</summary>
/// <param name="Severity">sev1, the worst, to sev4.</param>
/// <param name="Services">Refs, or names of components.</param>
/// <param name="Note">What is known, for the first line of the timeline.</param>
public sealed record StartIncident(string Title, string Severity, IReadOnlyList<string> Services, string? Note = null) : ICommand<IncidentRow>
{
    public Demand Demand => new(Permissions.IncidentsWrite);

    public string AuditAction => "incidents.incident.started";

    public string AuditSubject => Services is { Count: > 0 } && Services[0] is { } first ? first : "no service";
}

internal sealed class StartIncidentValidator : AbstractValidator<StartIncident>
{
    public const int MostServices = 50;

    public StartIncidentValidator()
    {
        RuleFor(c => c.Title).NotEmpty().WithMessage("Say in a few words what is wrong.").MaximumLength(Incident.TitleMaxLength);
        RuleFor(c => c.Severity).Must(s => Incident.Severities.Contains(s, StringComparer.Ordinal)).WithMessage("Severity is sev1, sev2, sev3 or sev4.");
        RuleFor(c => c.Services).NotEmpty().WithMessage("Name at least one service.").Must(s => s is null || s.Count <= MostServices).WithMessage($"At most {MostServices} services.");
        RuleForEach(c => c.Services).NotEmpty().MaximumLength(Incident.RefMaxLength);
        RuleFor(c => c.Note).MaximumLength(Incident.TextMaxLength);
    }
}

internal sealed class StartIncidentHandler(IPortalDb db, IAuditTrail audit, IncidentDesk desk, ICatalog catalog, IDeploymentPictures pictures) : ICommandHandler<StartIncident, IncidentRow>
{
    public async Task<Result<IncidentRow>> Handle(StartIncident request, CancellationToken cancellationToken)
    {
        List<string> services = [];
        foreach (var text in request.Services)
        {
            if (!EntityRef.TryParse(text.Trim(), "component", EntityRef.DefaultNamespace, out var reference) || catalog.Current.Find(reference) is null)
            {
                return IncidentErrors.UnknownService(text);
            }

            services.Add(reference.ToString());
        }

        services = [.. services.Distinct(StringComparer.Ordinal)];
        var codes = services.SelectMany(pictures.OfService).SelectMany(Troubles.Of).Select(p => p.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Incident incident = new()
        {
            Title = request.Title.Trim(),
            Severity = request.Severity,
            StartedAt = desk.Now,
            StartedBy = desk.Me,
            Codes = IncidentCodes.Join(codes),
            Services = [.. services.Select(s => new IncidentService { Service = s })],
        };
        db.Set<Incident>().Add(incident);
        desk.Write(incident, "status", $"Started as {request.Severity}: {request.Title.Trim()}");
        if (!string.IsNullOrWhiteSpace(request.Note))
        {
            desk.Write(incident, "note", request.Note.Trim());
        }

        audit.Record(null, new { incident.Title, incident.Severity, Services = services }, services[0]);
        return await desk.SaveAsync(incident, OutgoingEventTypes.IncidentStarted, $"{incident.Severity}: {incident.Title}", cancellationToken);
    }
}

/// <summary>Problem codes as they are kept: a list in one text.</summary>
internal static class IncidentCodes
{
    public static IReadOnlyList<string> Split(string codes) => codes.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As many as fit.</summary>
    public static string Join(IEnumerable<string> codes)
    {
        var text = "";
        foreach (var code in codes)
        {
            var longer = text.Length == 0 ? code : $"{text},{code}";
            if (longer.Length > Incident.CodesMaxLength)
            {
                break;
            }

            text = longer;
        }

        return text;
    }
}
