using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Ownership;
using Portal.Application.Releases;
using Portal.Application.Signals;

namespace Portal.Application.Incidents;

/// <summary>What is known about an entity in trouble: who, what is wrong, what changed, what breaks with it.</summary>
/// <param name="Hours">How far back changes are looked for, 1 to 24.</param>
/// <param name="At">A moment of the last day; now where it is left out.</param>
public sealed record GetIncidentView(string Kind, string Namespace, string Name, int Hours = 2, DateTimeOffset? At = null) : IQuery<IncidentView>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

internal sealed class GetIncidentViewHandler(
    ICatalog catalog, IDeploymentPictures pictures, OwnerDescribers describers, IServiceSignals signals, ChangeRanking ranking, RecentChanges recent, RecentHistory history, DependencyMaps maps, IncidentBook book, TimeProvider clock)
    : IQueryHandler<GetIncidentView, IncidentView>
{
    private const int MostHours = 24;
    private const int MostNotes = 100;

    public Task<Result<IncidentView>> Handle(GetIncidentView request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        EntityRef reference = new(request.Kind, request.Namespace, request.Name);
        if (graph.Find(reference) is not { } entity)
        {
            return Task.FromResult<Result<IncidentView>>(CatalogErrors.NoEntity(reference.ToString()));
        }

        var now = clock.GetUtcNow();
        var window = TimeSpan.FromHours(Math.Clamp(request.Hours, 1, MostHours));
        var service = reference.ToString();
        var rows = pictures.OfService(service);
        var clusters = pictures.Clusters.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var entries = rows.Select(r => pictures.Find(r.Cluster, r.Namespace, r.Kind, r.Name)).OfType<WorkloadEntry>().ToList();
        var codes = rows.SelectMany(Troubles.Of).Select(p => p.Code).Distinct(StringComparer.Ordinal).ToList();
        var alerts = signals.Of(service).Where(s => s.IsFiring || s.EndsAt > now.AddDays(-1)).OrderByDescending(s => s.IsFiring).ThenByDescending(s => s.StartsAt).ToList();
        var changes = ranking.Rank(reference, request.At, window);
        var describer = describers.Over(graph);
        var look = book.Current;
        var open = look.OpenOf(service).ToList();
        var likely = changes.Items.Where(i => i.Score >= 40).Select(i => i.Change.Service ?? i.Change.Name ?? "").ToList();
        IncidentView view = new(
            service,
            entity.DisplayName,
            entity.Type ?? entity.Kind,
            BlastReader.TierOf(entity),
            describer.Match(new Hit(reference, 1, [])),
            Escalation(graph, reference),
            rows.Count == 0 ? "unknown" : HealthRules.OfService(rows).ToString().ToLowerInvariant(),
            [.. rows.OrderByDescending(r => r.Health).ThenBy(r => EnvironmentOrder.Of(r.Environment)).ThenBy(r => r.Cluster, StringComparer.Ordinal).Select(r => new IncidentPlace(r, [.. Troubles.Of(r)], clusters.GetValueOrDefault(r.Cluster)?.State ?? ClusterState.Unreachable))],
            alerts,
            changes,
            new BlastReader(graph, maps.Now(), describer, pictures).Of(reference),
            Runbooks.Of(entity, codes, alerts),
            [.. entries.Select(e => WaysBack.Of(e, history.Of(service))).OfType<WayBack>().OrderBy(w => EnvironmentOrder.Of(w.Environment)).ThenBy(w => w.Cluster, StringComparer.Ordinal)],
            Capacity.Of(entries),
            SimilarIncidents.Of(look.Incidents, [service], codes, likely, string.Join(' ', alerts.Where(a => a.IsFiring).Select(a => $"{a.Name} {a.Summary}").Concat(open.Select(o => o.Title)))),
            open,
            Timeline(service, changes, alerts, open, look, now - window),
            [.. rows.Select(r => r.Cluster).Distinct(StringComparer.Ordinal).Select(c => clusters.GetValueOrDefault(c)).OfType<ClusterStatus>().Where(c => c.State != ClusterState.Live)],
            now,
            graph.BuiltAt,
            look.ReadAt);
        return Task.FromResult<Result<IncidentView>>(view);
    }

    private static List<EscalationStep> Escalation(CatalogGraph graph, EntityRef reference)
        => [.. (OwnerChain.Of(graph, reference)?.Owners ?? []).Where(o => o.Exists).Select(o =>
        {
            var lead = EntityRef.TryParse(o.Lead, out var person) ? graph.Find(person) : null;
            return new EscalationStep(o.DisplayName, o.Ref, lead is null ? null : People.NameOf(lead), o.Lead, o.Contacts);
        })];

    private List<TimelineNote> Timeline(string service, RankedChanges changes, List<ServiceSignal> alerts, List<IncidentRow> open, IncidentLook look, DateTimeOffset from)
    {
        var notes = changes.Items.Select(i => new TimelineNote(i.Change.At, "change", $"{i.Subject}{(i.Change.Cluster is null ? "" : $" in {i.Change.Cluster}")}: {i.Change.Text}", i.Change.Service))
            .Concat(recent.TurnsSince(service, from).Select(t => new TimelineNote(t.At, "health", t.Text, t.Service)))
            .Concat(alerts.Where(a => a.StartsAt >= from).Select(a => new TimelineNote(a.StartsAt, "signal", $"{a.Name} fires: {a.Summary}", service)))
            .Concat(alerts.Where(a => a.EndsAt >= from).Select(a => new TimelineNote(a.EndsAt!.Value, "signal", $"{a.Name} is over", service)))
            .Concat(open.SelectMany(o => look.Lines[o.Id]).Where(l => l.Kind is not ("change" or "health" or "signal")).Select(l => new TimelineNote(l.At, l.Kind, l.Text, l.Service)));
        return [.. notes.OrderByDescending(n => n.At).Take(MostNotes)];
    }
}
