using System.Globalization;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.OnCall;
using Portal.Application.Ownership;

namespace Portal.Application.Snapshots;

/// <summary>
/// What one needs at night, in one file that opens without portal, database or network: owners, who is on call for the next days, runbooks, what depends on
/// what, which version runs where. Made of memory alone.
/// </summary>
public sealed class EstateSnapshot
{
    private static readonly string[] Kinds = ["component", "resource", "api", "system"];
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(72);
    private const int MostNames = 60;

    private readonly ICatalog _catalog;
    private readonly IDeploymentPictures _pictures;
    private readonly OnCallDirectory _onCall;
    private readonly OwnerDescribers _describers;

    internal EstateSnapshot(ICatalog catalog, IDeploymentPictures pictures, OnCallDirectory onCall, OwnerDescribers describers)
        => (_catalog, _pictures, _onCall, _describers) = (catalog, pictures, onCall, describers);

    /// <param name="organisation">Stands in the title.</param>
    /// <returns>The whole file, and how many entities it holds.</returns>
    public (string Html, int Entities) Write(string organisation, DateTimeOffset now)
    {
        var graph = _catalog.Current;
        var describer = _describers.Over(graph);
        var entities = graph.Entities.Where(e => Kinds.Contains(e.Ref.Kind, StringComparer.Ordinal)).OrderBy(e => Array.IndexOf(Kinds, e.Ref.Kind)).ThenBy(e => e.Ref.ToString(), StringComparer.Ordinal).ToList();
        var html = new SnapshotHtml();
        Head(html, organisation, now);
        Clusters(html);
        Teams(html, graph, now);
        html.Raw("<h2 id=\"services\">Services (").Text(entities.Count.ToString(CultureInfo.InvariantCulture)).Raw(")</h2>\n");
        foreach (var entity in entities)
        {
            Entity(html, graph, entity, describer.Match(new Hit(entity.Ref, 1, [])));
        }

        return (html.Raw("</main>\n<script>").Raw(SnapshotFrame.Script).Raw("</script>\n</body>\n</html>\n").ToString(), entities.Count);
    }

    private static void Head(SnapshotHtml html, string organisation, DateTimeOffset now)
        => html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>").Text(organisation).Raw(" as it was at ").Text(now.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
            .Raw("</title>\n<style>").Raw(SnapshotFrame.Style).Raw("</style>\n</head>\n<body data-made=\"").Text(now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .Raw("\">\n<header class=\"age\"><h1>").Text(organisation).Raw("</h1><span>as it was at ").Moment(now).Raw(": <strong id=\"age\">a copy, not live</strong></span><input id=\"find\" type=\"search\" hidden placeholder=\"Filter by name, owner, person, version…\" aria-label=\"Filter\"></header>\n<main>\n")
            .Raw("<nav><a href=\"#teams\">On-call</a> · <a href=\"#services\">Services</a> · <a href=\"#clusters\">Clusters</a></nav>\n");

    private void Clusters(SnapshotHtml html)
    {
        html.Raw("<h2 id=\"clusters\">Clusters</h2>\n");
        if (_pictures.Clusters.Count == 0)
        {
            html.Raw("<p class=\"muted\">No cluster is watched.</p>\n");
            return;
        }

        html.Raw("<div class=\"scroll\"><table><thead><tr><th>Cluster</th><th>Environment</th><th>State</th><th>As of</th></tr></thead><tbody>\n");
        foreach (var cluster in _pictures.Clusters)
        {
            html.Raw("<tr><td>").Text(cluster.Name).Raw("</td><td>").Text(cluster.Environment).Text(cluster.Region is { Length: > 0 } region ? $", {region}" : "").Raw(cluster.State == ClusterState.Live ? "</td><td>" : "</td><td class=\"bad\">")
                .Text(cluster.State.ToString().ToLowerInvariant()).Raw("</td><td>").Moment(cluster.AsOf).Raw("</td></tr>\n");
        }

        html.Raw("</tbody></table></div>\n");
    }

    private void Teams(SnapshotHtml html, CatalogGraph graph, DateTimeOffset now)
    {
        html.Raw("<h2 id=\"teams\">On-call by team</h2>\n");
        var view = _onCall.Over(graph);
        foreach (var group in graph.Entities.Where(e => e.Ref.Kind == "group").OrderBy(e => e.Ref.ToString(), StringComparer.Ordinal))
        {
            var answer = _onCall.Of(graph, group.Ref, group.Ref);
            var name = People.NameOf(group);
            html.Raw("<details data-find=\"").Text($"{name} {group.Ref} {answer.Now?.Name}".ToLowerInvariant()).Raw("\"><summary><strong>").Text(name).Raw("</strong>: ");
            if (answer.Now is { } turn)
            {
                html.Text(turn.Name);
                if (turn.Until is { } until)
                {
                    html.Raw(" until ").Moment(until);
                }
            }
            else
            {
                html.Raw("<span class=\"bad\">nobody is on call</span>");
            }

            html.Raw("</summary><div>\n<p class=\"muted\">").Text(answer.Source).Raw("</p>\n");
            Contacts(html, (answer.Now?.Contacts ?? []).Select(c => (c.Label, c.Url)));
            foreach (var rota in view.OwnedBy(group.Ref))
            {
                html.Raw("<p>").Text(rota.Rota.Title).Raw(", the next 72 hours:</p><ul>\n");
                foreach (var slice in view.SlicesOf(rota, now, now + Ahead))
                {
                    html.Raw("<li>").Moment(slice.From).Raw(" to ").Moment(slice.Until).Raw(": ");
                    if (slice.Person is { } person)
                    {
                        html.Text(EntityRef.TryParse(person, out var reference) && graph.Find(reference) is { } user ? $"{People.NameOf(user)} {People.EmailOf(user)}" : person);
                    }
                    else
                    {
                        html.Raw("<span class=\"bad\">nobody</span>");
                    }

                    html.Raw("</li>\n");
                }

                html.Raw("</ul>\n");
            }

            html.Raw("</div></details>\n");
        }
    }

    private static void Entity(SnapshotHtml html, CatalogGraph graph, CatalogEntity entity, OwnerMatch match)
    {
        var versions = match.Where.Select(w => w.Version).Distinct(StringComparer.Ordinal);
        html.Raw("<details id=\"").Text(entity.Ref.ToString()).Raw("\" data-find=\"").Text($"{match.Name} {entity.Ref} {match.OwnerName} {match.OnCall?.Person} {match.Health} {string.Join(' ', versions)}".ToLowerInvariant()).Raw("\"><summary><strong>").Text(match.Name)
            .Raw("</strong> <span class=\"muted\">").Text(match.Kind).Raw("</span> · ");
        html.Raw(match.Owner is null ? "<span class=\"bad\">no owner</span>" : "").Text(match.OwnerName).Raw(" · ").Text(match.OnCall?.Person ?? "nobody on call");
        if (match.Health is "failing" or "degraded")
        {
            html.Raw(" · <span class=\"bad\">").Text(match.Health).Raw("</span>");
        }

        html.Raw("</summary><div>\n");
        if (entity.Description is { Length: > 0 } description)
        {
            html.Raw("<p>").Text(description).Raw("</p>\n");
        }

        html.Raw("<p class=\"muted\">").Text(entity.Ref.ToString()).Text(match.OnCall is { } call ? $" · on call by {call.Source}" : "").Raw("</p>\n");
        Contacts(html, (match.OnCall?.Contacts ?? []).Concat(match.Contacts).Select(c => (c.Label, c.Url)).Concat(entity.Links.Select(l => (l.Title ?? l.Url, l.Url))));
        Names(html, graph, "Depends on", graph.Related(entity.Ref, RelationTypes.DependsOn).Concat(graph.Related(entity.Ref, RelationTypes.ConsumesApi)));
        Names(html, graph, "Is needed by", graph.Related(entity.Ref, RelationTypes.DependencyOf).Concat(graph.Related(entity.Ref, RelationTypes.ApiConsumedBy)));
        Names(html, graph, "Provides", graph.Related(entity.Ref, RelationTypes.ProvidesApi));
        if (match.Where.Count > 0)
        {
            html.Raw("<div class=\"scroll\"><table><thead><tr><th>Environment</th><th>Cluster</th><th>Version</th><th>Ready</th><th>State</th><th>As of</th></tr></thead><tbody>\n");
            foreach (var place in match.Where)
            {
                html.Raw("<tr><td>").Text(place.Environment).Raw("</td><td>").Text($"{place.Cluster}/{place.Namespace}").Raw("</td><td>").Text(place.Version).Raw("</td><td>").Text($"{place.Ready}/{place.Desired}").Raw("</td><td>").Text(place.Health).Raw("</td><td>").Moment(place.AsOf).Raw("</td></tr>\n");
            }

            html.Raw("</tbody></table></div>\n");
        }

        html.Raw("</div></details>\n");
    }

    private static void Contacts(SnapshotHtml html, IEnumerable<(string Label, string Url)> contacts)
    {
        var all = contacts.DistinctBy(c => c.Url, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
        {
            return;
        }

        html.Raw("<ul>");
        foreach (var (label, url) in all)
        {
            html.Raw("<li>").Link(label, url).Raw(" <span class=\"muted\">").Text(url.StartsWith("mailto:", StringComparison.Ordinal) ? url["mailto:".Length..] : url).Raw("</span></li>");
        }

        html.Raw("</ul>\n");
    }

    private static void Names(SnapshotHtml html, CatalogGraph graph, string words, IEnumerable<EntityRef> refs)
    {
        var all = refs.Distinct().ToList();
        if (all.Count == 0)
        {
            return;
        }

        html.Raw("<p>").Text(words).Raw(": ");
        for (var n = 0; n < Math.Min(all.Count, MostNames); n++)
        {
            html.Raw(n == 0 ? "" : ", ");
            var name = graph.Find(all[n]) is { } entity ? People.NameOf(entity) : all[n].ToString();
            if (Kinds.Contains(all[n].Kind, StringComparer.Ordinal) && graph.Find(all[n]) is not null)
            {
                html.Raw("<a href=\"#").Text(all[n].ToString()).Raw("\">").Text(name).Raw("</a>");
            }
            else
            {
                html.Text(name);
            }
        }

        html.Text(all.Count > MostNames ? $" and {all.Count - MostNames} more" : "").Raw("</p>\n");
    }
}
