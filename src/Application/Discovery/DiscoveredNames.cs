using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>Gives each discovered workload an entity name: the one it has already, its own, or one that says its namespace or kind too.</summary>
internal sealed class DiscoveredNames
{
    private readonly CatalogGraph _catalog;
    private readonly Dictionary<string, string> _incumbents;
    private readonly HashSet<string> _taken;

    public DiscoveredNames(CatalogGraph catalog, IReadOnlyCollection<string> workloads)
    {
        _catalog = catalog;
        var wanted = workloads.ToHashSet(StringComparer.Ordinal);

        // A name once given stays: another namespace's workload of the same name must not rename this one.
        _incumbents = catalog.Entities.Where(e => Discovered.Is(e) && e.Annotations.TryGetValue(Discovered.From, out var from) && wanted.Contains(from))
            .GroupBy(e => e.Annotations[Discovered.From], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Name, StringComparer.Ordinal);
        _taken = _incumbents.Values.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Ask in a fixed order: the first of two gets the plain name.</summary>
    public string Of(string from, Deployment row)
    {
        if (_incumbents.TryGetValue(from, out var known))
        {
            return known;
        }

        string[] choices = [row.Name, $"{row.Namespace}-{row.Name}", $"{row.Namespace}-{row.Name}-{row.Kind.ToLowerInvariant()}"];
        var name = choices.Select(WorkloadText.EntityName).FirstOrDefault(n => !_taken.Contains(n) && IsFree(n)) ?? WorkloadText.UniqueName(from);
        _taken.Add(name);
        return name;
    }

    private bool IsFree(string name) => _catalog.Find(new("component", EntityRef.DefaultNamespace, name)) is not { } entity || Discovered.Is(entity);
}
