using FluentValidation;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>Incidents, newest first, with the actions after them. From memory. Every filter may be left out; several must all hold.</summary>
/// <param name="State">open or closed.</param>
/// <param name="Service">Ref or name of a component.</param>
/// <param name="Text">Words of title, summary or cause.</param>
public sealed record ListIncidents(string? State = null, string? Severity = null, string? Service = null, string? Text = null, int Limit = 100) : IQuery<IncidentList>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Total">How many fit.</param>
/// <param name="Overdue">Actions that should have been done.</param>
/// <param name="Due">Actions that are not done and not overdue.</param>
/// <param name="AsOf">When incidents were read last; null: never, the database has not answered yet.</param>
public sealed record IncidentList(IReadOnlyList<IncidentRow> Items, int Total, int Open, IReadOnlyList<ActionRow> Overdue, IReadOnlyList<ActionRow> Due, DateTimeOffset? AsOf, DateTimeOffset Now);

internal sealed class ListIncidentsValidator : AbstractValidator<ListIncidents>
{
    public ListIncidentsValidator()
    {
        RuleFor(q => q.State).Must(s => string.IsNullOrEmpty(s) || s is "open" or "closed").WithMessage("State is open or closed; leave it out for both.");
        RuleFor(q => q.Severity).Must(s => string.IsNullOrEmpty(s) || Incident.Severities.Contains(s, StringComparer.Ordinal)).WithMessage("Severity is sev1, sev2, sev3 or sev4.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 500).WithMessage("Ask for 1 to 500 incidents.");
    }
}

internal sealed class ListIncidentsHandler(IncidentBook book, TimeProvider clock) : IQueryHandler<ListIncidents, IncidentList>
{
    public Task<Result<IncidentList>> Handle(ListIncidents request, CancellationToken cancellationToken)
    {
        var look = book.Current;
        var now = clock.GetUtcNow();
        var service = EntityRef.TryParse(request.Service, "component", EntityRef.DefaultNamespace, out var reference) ? reference.ToString() : request.Service;
        var found = look.Incidents.Where(i => (string.IsNullOrEmpty(request.State) || i.IsOpen == (request.State == "open"))
            && (string.IsNullOrEmpty(request.Severity) || i.Severity == request.Severity)
            && (string.IsNullOrEmpty(service) || i.Services.Contains(service, StringComparer.Ordinal))
            && (string.IsNullOrWhiteSpace(request.Text) || $"{i.Title} {i.Summary} {i.Cause}".Contains(request.Text.Trim(), StringComparison.OrdinalIgnoreCase))).ToList();
        var due = look.Actions.Where(a => a.DoneAt is null).ToList();
        return Task.FromResult<Result<IncidentList>>(new IncidentList([.. found.Take(request.Limit)], found.Count, look.Incidents.Count(i => i.IsOpen), [.. due.Where(a => a.IsOverdue(now))], [.. due.Where(a => !a.IsOverdue(now))], look.ReadAt, now));
    }
}
