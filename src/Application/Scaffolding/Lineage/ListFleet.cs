using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Which services were made from which version of which template.</summary>
/// <param name="Template">Ref of one template; null for all.</param>
/// <param name="Team">Only services of this team.</param>
/// <param name="Behind">Only services that a newer version is there for.</param>
public sealed record ListFleet(string? Template = null, string? Team = null, bool Behind = false) : IQuery<Fleet>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Templates">By title.</param>
/// <param name="Teams">Owners of all services that were made from templates, for a filter.</param>
public sealed record Fleet(IReadOnlyList<FleetTemplate> Templates, IReadOnlyList<string> Teams);

/// <param name="Version">As it is offered now; null when it is not, or has no number.</param>
/// <param name="Offered">False when only its services are left.</param>
/// <param name="Total">Services made from it, whatever the filter.</param>
/// <param name="TotalBehind">Of those, the ones that a newer version is there for.</param>
public sealed record FleetTemplate(string Ref, string Namespace, string Name, string Title, string? Version, string Hash, bool Offered, int Total, int TotalBehind, IReadOnlyList<FleetRow> Services);

/// <param name="State">current, behind, unknown, gone.</param>
/// <param name="VersionsBehind">At least so many versions are newer.</param>
/// <param name="FilesChanged">Files of the template that differ between its version and the newest; null when that cannot be told.</param>
/// <param name="InCatalog">False when the catalog does not hold it any more.</param>
/// <param name="MayUpgrade">Whether the caller may.</param>
public sealed record FleetRow(
    string Service, string DisplayName, string? Owner, string Repository, string? Version, string? Hash, string State, int VersionsBehind, int? FilesChanged, string Why, DateTimeOffset MovedAt, UpgradeView? Upgrade, bool InCatalog, bool MayUpgrade);

internal sealed class ListFleetHandler(LineageStore store, TemplateKeeper keeper, ITemplateSource templates, ICatalog catalog, IAccess access, ICurrentUser user) : IQueryHandler<ListFleet, Fleet>
{
    public async Task<Result<Fleet>> Handle(ListFleet query, CancellationToken cancellationToken)
    {
        EntityRef? wanted = null;
        if (query.Template is { Length: > 0 } text)
        {
            wanted = EntityRef.TryParse(text, "template", EntityRef.DefaultNamespace, out var reference) ? reference : null;
            if (wanted is null || (templates.Find(wanted.Value) is null && store.Current.Entries.All(e => e.Template != wanted.ToString())))
            {
                return ScaffoldingErrors.NoTemplate(text);
            }
        }

        var (view, graph) = (store.Current, catalog.Current);
        var refs = templates.All.Select(t => t.Ref.ToString()).Union(view.Entries.Select(e => e.Template), StringComparer.Ordinal).Where(r => wanted is null || r == wanted.ToString()).ToList();
        List<FleetTemplate> found = [];
        foreach (var template in refs)
        {
            found.Add(await TemplateAsync(template, query, view, graph, cancellationToken));
        }

        var teams = view.Entries.Select(e => OwnerOf(e, graph)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new Fleet([.. found.OrderByDescending(t => t.TotalBehind > 0).ThenBy(t => t.Title, StringComparer.OrdinalIgnoreCase)], teams);
    }

    private static string? OwnerOf(LineageEntry entry, CatalogGraph graph) => EntityRef.TryParse(entry.Entity, out var reference) ? graph.Find(reference)?.Owner?.ToString() : null;

    private async Task<FleetTemplate> TemplateAsync(string template, ListFleet query, LineageView view, CatalogGraph graph, CancellationToken ct)
    {
        var reference = EntityRef.Parse(template);
        var current = templates.Find(reference);
        var own = view.Entries.Where(e => e.Template == template && view.RetiredOf(e.Entity) is null).Select(e => (Entry: e, Standing: view.StandingOf(e, current))).ToList();
        List<FleetRow> rows = [];
        foreach (var (entry, standing) in own.Where(o => (!query.Behind || o.Standing.Word == StandingWord.Behind) && (string.IsNullOrEmpty(query.Team) || OwnerOf(o.Entry, graph) == query.Team)))
        {
            rows.Add(await RowAsync(entry, standing, current, view, graph, ct));
        }

        return new(template, reference.Namespace, reference.Name, current?.Title ?? reference.Name, current?.Version, current?.Hash ?? "", current is not null, own.Count, own.Count(o => o.Standing.Word == StandingWord.Behind), rows);
    }

    private async Task<FleetRow> RowAsync(LineageEntry entry, Standing standing, ScaffoldTemplate? current, LineageView view, CatalogGraph graph, CancellationToken ct)
    {
        var reference = EntityRef.Parse(entry.Entity);
        var entity = graph.Find(reference);
        var files = standing.Word == StandingWord.Current ? 0
            : standing.Word == StandingWord.Behind && view.KeptFor(entry) is { } kept ? await keeper.DifferencesAsync(kept.Hash, current!, ct) : null;
        return new(
            entry.Entity, entity?.DisplayName ?? reference.Name, entity?.Owner?.ToString(), entry.Repository, entry.Version, entry.Hash, RunView.Word(standing.Word), standing.VersionsBehind, files, standing.Why, entry.MovedAt,
            UpgradeView.Of(view.LastUpgradeOf(entry.Entity)), entity is not null, access.Decide(user.Actor!, new(Permissions.ScaffoldRun, Entity: entry.Entity)).Allowed);
    }
}
