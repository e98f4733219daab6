using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Ownership;

namespace Portal.Application.Signals;

/// <summary>Which service an alert is about: the resolver reads its labels as it reads a pasted alert.</summary>
internal sealed class AlertSubject(ICatalog catalog, OwnerFinder finder)
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
        var best = finder.Find(text).Matches.FirstOrDefault(m => m.Confidence >= Least && EntityRef.TryParse(m.Service, out var found) && found.Kind is ("component" or "resource" or "api" or "system"));
        return best is not null && EntityRef.TryParse(best.Service, out var subject)
            ? (subject, string.Join("; ", best.Evidence))
            : (null, "None of its labels names something that the catalog or a cluster knows: " + string.Join(", ", alert.Labels.Keys.Order(StringComparer.Ordinal)));
    }
}
