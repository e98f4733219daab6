using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;

namespace Portal.Application.Incidents;

/// <summary>What the commands about incidents share: find it, add a line, save, and tell whoever listens.</summary>
internal sealed class IncidentDesk(IPortalDb db, ICurrentUser user, IncidentBook book, IOutgoingEvents events, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public string Me => user.Actor!.Ref;

    /// <param name="open">Refuse one that is closed.</param>
    public async Task<Result<Incident>> FindAsync(long id, bool open, CancellationToken ct)
        => await db.Set<Incident>().Include(i => i.Services).FirstOrDefaultAsync(i => i.Id == id, ct) is not { } incident ? IncidentErrors.Unknown(id)
            : open && incident.ClosedAt is not null ? IncidentErrors.Closed(id) : incident;

    /// <summary>Adds a line to the timeline, to be saved with the change.</summary>
    public void Write(Incident incident, string kind, string text)
        => db.Set<IncidentEntry>().Add(new()
        {
            Incident = incident,
            At = Now,
            Kind = kind,
            Text = text.Length <= IncidentEntry.TextMaxLength ? text : text[..IncidentEntry.TextMaxLength],
            By = Me,
            Key = $"{kind} {Guid.NewGuid():N}",
        });

    /// <summary>Saves, shows and tells.</summary>
    /// <param name="type">Of the event; null for none.</param>
    public async Task<Result<IncidentRow>> SaveAsync(Incident incident, string? type, string summary, CancellationToken ct)
    {
        incident.Version++;
        if (await db.SaveAsync(ct) != SaveOutcome.Saved)
        {
            return IncidentErrors.Changed(incident.Id);
        }

        await book.ReloadAsync(ct);
        if (type is not null)
        {
            await events.PublishAsync(EventOf(incident, type, summary), ct);
        }

        return book.Current.Find(incident.Id) is { } row ? row : IncidentErrors.Unknown(incident.Id);
    }

    private static OutgoingEvent EventOf(Incident incident, string type, string summary)
        => new(type, incident.Services.FirstOrDefault()?.Service, summary, new JsonObject
        {
            ["id"] = incident.Id,
            ["title"] = incident.Title,
            ["severity"] = incident.Severity,
            ["status"] = incident.Status.ToString().ToLowerInvariant(),
            ["services"] = new JsonArray([.. incident.Services.Select(s => (JsonNode)s.Service)]),
            ["startedAt"] = incident.StartedAt.UtcDateTime.ToString("O"),
            ["resolvedAt"] = incident.ResolvedAt?.UtcDateTime.ToString("O"),
            ["lead"] = incident.Lead,
            ["cause"] = incident.Cause,
        })
        {
            Path = $"/incidents/{incident.Id}",
            Subjects = [.. incident.Services.Select(s => s.Service)],
            People = [.. new[] { incident.Lead, incident.Communications, incident.Scribe }.OfType<string>().Distinct(StringComparer.Ordinal)],
        };
}
