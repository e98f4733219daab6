using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>What services were seen to call, beyond what they declare. Given by whoever observes it.</summary>
public interface IObservedCalls
{
    /// <summary>Targets by full ref of the caller, certain ones only.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> Calls { get; }
}


/// <summary>An entity that another one needs, or that needs it.</summary>
/// <param name="Distance">1 for a direct one; an API between two components does not count.</param>
/// <param name="Path">Refs from the start to it, both included.</param>
/// <param name="IsObserved">The last step is seen and not declared.</param>
/// <param name="IsSoft">A step on the way is declared as one that may fail.</param>
public sealed record Neighbour(EntityRef Ref, int Distance, IReadOnlyList<EntityRef> Path, bool IsObserved, bool IsSoft);

/// <summary>Walks declared and observed dependencies, both ways. Pure over a graph and what was observed.</summary>
public sealed class DependencyMap(CatalogGraph graph, IReadOnlyDictionary<string, IReadOnlyList<string>> calls)
{
    /// <summary>Names dependencies that may fail: "component:default/reviews-api, resource:default/cache".</summary>
    public const string SoftAnnotation = "portal.dev/soft-dependencies";

    private const int MostReached = 5_000;

    private readonly Lazy<Dictionary<string, List<string>>> _callers = new(() =>
    {
        Dictionary<string, List<string>> callers = new(StringComparer.Ordinal);
        foreach (var (caller, targets) in calls)
        {
            foreach (var target in targets)
            {
                (callers.TryGetValue(target, out var list) ? list : callers[target] = []).Add(caller);
            }
        }

        return callers;
    });

    /// <summary>Everything it needs, nearest first.</summary>
    public IReadOnlyList<Neighbour> DependenciesOf(EntityRef service) => Walk(service, up: false);

    /// <summary>Everything that needs it, nearest first.</summary>
    public IReadOnlyList<Neighbour> DependentsOf(EntityRef service) => Walk(service, up: true);

    private List<Neighbour> Walk(EntityRef start, bool up)
    {
        Dictionary<EntityRef, Neighbour> found = new() { [start] = new(start, 0, [start], false, false) };
        Queue<Neighbour> near = new([found[start]]);
        Queue<Neighbour> next = new();
        while (near.Count > 0 && found.Count < MostReached)
        {
            while (near.TryDequeue(out var at))
            {
                foreach (var (target, isObserved, isFree) in Steps(at.Ref, up))
                {
                    if (found.ContainsKey(target))
                    {
                        continue;
                    }

                    var soft = at.IsSoft || (up ? IsSoft(target, at.Ref) : IsSoft(at.Ref, target));
                    var neighbour = found[target] = new(target, at.Distance + (isFree ? 0 : 1), [.. at.Path, target], isObserved, soft);
                    (isFree ? near : next).Enqueue(neighbour);
                }
            }

            (near, next) = (next, near);
        }

        found.Remove(start);
        return [.. found.Values.OrderBy(n => n.Distance).ThenBy(n => n.Ref.ToString(), StringComparer.Ordinal)];
    }

    private IEnumerable<(EntityRef Target, bool IsObserved, bool IsFree)> Steps(EntityRef at, bool up)
    {
        foreach (var relation in graph.RelationsOf(at))
        {
            switch (relation.Type)
            {
                case RelationTypes.DependsOn or RelationTypes.ConsumesApi when !up:
                case RelationTypes.DependencyOf or RelationTypes.ApiConsumedBy when up:
                    yield return (relation.Target, false, false);
                    break;
                case RelationTypes.ApiProvidedBy when !up:
                case RelationTypes.ProvidesApi when up:
                    yield return (relation.Target, false, true);
                    break;
            }
        }

        foreach (var target in (up ? _callers.Value.GetValueOrDefault(at.ToString()) : calls.GetValueOrDefault(at.ToString())) ?? [])
        {
            if (EntityRef.TryParse(target, out var reference))
            {
                yield return (reference, true, false);
            }
        }
    }

    private bool IsSoft(EntityRef dependent, EntityRef dependency)
        => graph.Find(dependent)?.Annotations.GetValueOrDefault(SoftAnnotation)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(n => EntityRef.TryParse(n, "component", EntityRef.DefaultNamespace, out var soft) && soft == dependency) == true;
}

/// <summary>Makes maps of the state as it is now; one is kept for as long as neither catalog nor calls change. Thread-safe.</summary>
public sealed class DependencyMaps(ICatalog catalog, IObservedCalls observed)
{
    private Look? _kept;

    public DependencyMap Now()
    {
        var (graph, calls) = (catalog.Current, observed.Calls);
        if (Volatile.Read(ref _kept) is { } kept && ReferenceEquals(kept.Graph, graph) && ReferenceEquals(kept.Calls, calls))
        {
            return kept.Map;
        }

        DependencyMap map = new(graph, calls);
        Volatile.Write(ref _kept, new(graph, calls, map));
        return map;
    }

    private sealed record Look(CatalogGraph Graph, IReadOnlyDictionary<string, IReadOnlyList<string>> Calls, DependencyMap Map);
}
