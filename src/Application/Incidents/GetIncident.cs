using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>One incident with its timeline, actions and post-mortem. An open one is answered from memory; the timeline of a closed one is read from the database.</summary>
public sealed record GetIncident(long Id) : IQuery<IncidentDetail>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Lines">Oldest first.</param>
/// <param name="Names">Names of the people and services it mentions, by ref.</param>
/// <param name="PostMortem">Markdown; a draft while it is open.</param>
/// <param name="AsOf">When it was read.</param>
public sealed record IncidentDetail(IncidentRow Incident, IReadOnlyList<IncidentLine> Lines, IReadOnlyList<ActionRow> Actions, IReadOnlyDictionary<string, string> Names, IReadOnlyList<SimilarIncident> Similar, string PostMortem, DateTimeOffset? AsOf, DateTimeOffset Now);

internal sealed class GetIncidentHandler(IPortalDb db, IncidentBook book, ICatalog catalog, TimeProvider clock) : IQueryHandler<GetIncident, IncidentDetail>
{
    private const int MostLines = 2_000;

    public async Task<Result<IncidentDetail>> Handle(GetIncident request, CancellationToken cancellationToken)
    {
        var look = book.Current;
        if (look.Find(request.Id) is not { } incident)
        {
            return IncidentErrors.Unknown(request.Id);
        }

        IReadOnlyList<IncidentLine> lines = incident.IsOpen ? [.. look.Lines[incident.Id]] : await ClosedAsync(incident.Id, cancellationToken);
        IReadOnlyList<ActionRow> actions = [.. look.Actions.Where(a => a.IncidentId == incident.Id)];
        var graph = catalog.Current;
        var names = incident.Services.Concat([incident.StartedBy]).Concat(new[] { incident.Lead, incident.Communications, incident.Scribe }.OfType<string>()).Concat(lines.Select(l => l.By)).Concat(actions.Select(a => a.Owner)).Distinct(StringComparer.Ordinal)
            .ToDictionary(r => r, r => r == "system:portal" ? "portal" : EntityRef.TryParse(r, out var reference) ? graph.Find(reference) is { } entity ? People.NameOf(entity) : reference.Name : r, StringComparer.Ordinal);
        var similar = SimilarIncidents.Of(look.Incidents, incident.Services, incident.Codes, incident.CauseSubject is { } subject ? [subject] : [], $"{incident.Title} {incident.Summary} {incident.Cause}", incident.Id);
        var now = clock.GetUtcNow();
        return new IncidentDetail(incident, lines, actions, names, similar, PostMortem.Of(incident, lines, actions, names, now), look.ReadAt, now);
    }

    private async Task<List<IncidentLine>> ClosedAsync(long id, CancellationToken ct)
    {
        var lines = await IncidentBook.LinesOf(db, id, MostLines).ToListAsync(ct);
        lines.Reverse();
        return lines;
    }
}
