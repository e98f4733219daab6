using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Ownership;

namespace Portal.Application.Signals;

/// <summary>Which service an alert is about: the resolver reads its labels as it reads a pasted alert.</summary>
internal sealed class AlertSubject(ICatalog catalog, IDeploymentPictures pictures, ClueIndexes indexes)
{
    // Below this the resolver only guesses, and a guess wakes the wrong person.
    private const double Least = 0.5;

    /// <returns>The entity and why; null and what was tried.</returns>
    public (EntityRef? Subject, string Because) Find(IncomingAlert alert)
    {
        var graph = catalog.Current;
        foreach (var label in (string[])["service", "component", "app_kubernetes_io_name", "app"])
        {
            if (alert.Labels.TryGetValue(label, out var name) && EntityRef.TryParse(name, "component", EntityRef.DefaultNamespace, out var reference) && graph.Find(reference) is { } named)
            {
                return (named.Ref, $"label {label}={name}");
            }
        }

        var text = JsonSerializer.Serialize(new { labels = alert.Labels, annotations = alert.Annotations });
        var hits = OwnerResolver.Resolve(graph, indexes.For(graph), pictures, Clues.In(text));
        var best = hits.FirstOrDefault(h => h.Subject.Kind is "component" or "resource" or "api" or "system");
        return best is not null && best.Confidence >= Least ? (best.Subject, string.Join("; ", best.Evidence)) : (null, "None of its labels names something that the catalog or a cluster knows: " + string.Join(", ", alert.Labels.Keys.Order(StringComparer.Ordinal)));
    }
}
