using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Incidents;

/// <summary>An incident as lists and pages show it.</summary>
/// <param name="Status">investigating, identified, monitoring or resolved.</param>
/// <param name="Services">Full refs.</param>
/// <param name="Codes">Problem codes its services had.</param>
public sealed record IncidentRow(
    long Id, string Title, string Severity, string Status, DateTimeOffset StartedAt, string StartedBy, DateTimeOffset? ResolvedAt, DateTimeOffset? ClosedAt, string? Lead, string? Communications, string? Scribe, IReadOnlyList<string> Services,
    IReadOnlyList<string> Codes, string? Cause, string? CauseSubject, string? Summary, string? Impact, int Version)
{
    public bool IsOpen => ClosedAt is null;

    /// <summary>Until it was resolved; until now while it lasts.</summary>
    public TimeSpan Lasted(DateTimeOffset now) => (ResolvedAt ?? now) - StartedAt;
}

/// <summary>A line of the timeline.</summary>
public sealed record IncidentLine(long Id, long IncidentId, DateTimeOffset At, string Kind, string Text, string By, string? Service);

/// <summary>An action with its incident.</summary>
public sealed record ActionRow(long Id, long IncidentId, string Incident, string Text, string Owner, DateOnly DueOn, DateTimeOffset? DoneAt, string? DoneBy)
{
    public bool IsOverdue(DateTimeOffset now) => DoneAt is null && DueOn < DateOnly.FromDateTime(now.UtcDateTime);
}

/// <summary>One consistent look at incidents.</summary>
/// <param name="Incidents">Newest first: all that are open, and the newest closed ones.</param>
/// <param name="Lines">Timelines of those that are open, oldest first.</param>
/// <param name="Actions">Those of all incidents that are not done, and the newest done ones.</param>
/// <param name="ReadAt">Null: nothing has been read yet.</param>
public sealed record IncidentLook(IReadOnlyList<IncidentRow> Incidents, ILookup<long, IncidentLine> Lines, IReadOnlyList<ActionRow> Actions, DateTimeOffset? ReadAt)
{
    public static IncidentLook Empty { get; } = new([], Array.Empty<IncidentLine>().ToLookup(l => l.IncidentId), [], null);

    public IncidentRow? Find(long id) => Incidents.FirstOrDefault(i => i.Id == id);

    public IEnumerable<IncidentRow> OpenOf(string service) => Incidents.Where(i => i.IsOpen && i.Services.Contains(service, StringComparer.Ordinal));
}

/// <summary>
/// Incidents in memory: pages read this and no database. It is read anew after each write and every few seconds for what other replicas wrote, and keeps the last look, with its age, while the
/// database is away.
/// </summary>
public sealed class IncidentBook(IPortalDbFactory databases, ILiveFeed feed, TimeProvider clock) : IDisposable
{
    private const int MostClosed = 2_000;
    private const int MostLines = 1_000;
    private const int MostDone = 2_000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private IncidentLook _current = IncidentLook.Empty;

    public IncidentLook Current => Volatile.Read(ref _current);

    /// <remarks>Throws what the database throws; the last look stays.</remarks>
    public async Task ReloadAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct); // one at a time: a look that began earlier must not replace a later one
        try
        {
            await using var db = databases.Create();
            var open = await Rows(db, db.Set<Incident>().Where(i => i.ClosedAt == null)).ToListAsync(ct);
            var closed = await Rows(db, db.Set<Incident>().Where(i => i.ClosedAt != null).OrderByDescending(i => i.StartedAt).Take(MostClosed)).ToListAsync(ct);
            List<IncidentLine> lines = [];
            foreach (var incident in open)
            {
                lines.AddRange(await LinesOf(db, incident.Id, MostLines).ToListAsync(ct));
            }

            var actions = await Actions(db.Set<IncidentAction>().Where(a => a.DoneAt == null)).ToListAsync(ct);
            actions.AddRange(await Actions(db.Set<IncidentAction>().Where(a => a.DoneAt != null).OrderByDescending(a => a.DoneAt).Take(MostDone)).ToListAsync(ct));
            var before = Current;
            IncidentLook now = new([.. open.Concat(closed).OrderByDescending(i => i.StartedAt).ThenByDescending(i => i.Id)], lines.OrderBy(l => l.At).ThenBy(l => l.Id).ToLookup(l => l.IncidentId), [.. actions.OrderBy(a => a.DueOn).ThenBy(a => a.Id)], clock.GetUtcNow());
            Volatile.Write(ref _current, now);
            Tell(before, now);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>The newest lines of one incident, newest first.</summary>
    internal static IQueryable<IncidentLine> LinesOf(IPortalDb db, long id, int most)
        => db.Set<IncidentEntry>().AsNoTracking().Where(e => e.IncidentId == id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(most).Select(e => new IncidentLine(e.Id, e.IncidentId, e.At, e.Kind, e.Text, e.By, e.Service));

    private static IQueryable<IncidentRow> Rows(IPortalDb db, IQueryable<Incident> incidents)
        => incidents.AsNoTracking().Select(i => new IncidentRow(
            i.Id, i.Title, i.Severity, i.Status == IncidentStatus.Resolved ? "resolved" : i.Status == IncidentStatus.Monitoring ? "monitoring" : i.Status == IncidentStatus.Identified ? "identified" : "investigating", i.StartedAt, i.StartedBy, i.ResolvedAt, i.ClosedAt, i.Lead,
            i.Communications, i.Scribe, db.Set<IncidentService>().Where(s => s.IncidentId == i.Id).OrderBy(s => s.Id).Select(s => s.Service).ToList(), IncidentCodes.Split(i.Codes), i.Cause, i.CauseSubject, i.Summary, i.Impact, i.Version));

    private static IQueryable<ActionRow> Actions(IQueryable<IncidentAction> actions)
        => actions.AsNoTracking().Select(a => new ActionRow(a.Id, a.IncidentId, a.Incident!.Title, a.Text, a.Owner, a.DueOn, a.DoneAt, a.DoneBy));

    private void Tell(IncidentLook before, IncidentLook now)
    {
        var changed = now.Incidents.Where(i => before.Find(i.Id) is not { } old || old.Version != i.Version || before.Lines[i.Id].Count() != now.Lines[i.Id].Count()).ToList();
        foreach (var topic in changed.SelectMany(i => i.Services.Select(s => Catalog.EntityRef.Parse(s)).Select(r => Topics.Service(r.Namespace, r.Name)).Append(Topics.Incident(i.Id))).Distinct(StringComparer.Ordinal))
        {
            feed.Publish(topic);
        }

        if (changed.Count > 0 || before.Actions.Count != now.Actions.Count || !before.Actions.SequenceEqual(now.Actions))
        {
            feed.Publish(Topics.Incidents);
        }
    }
}
