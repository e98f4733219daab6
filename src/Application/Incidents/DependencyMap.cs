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
/// <param name="From">The step before; null for the start.</param>
/// <param name="IsObserved">The last step is seen and not declared.</param>
/// <param name="IsSoft">A step on the way is declared as one that may fail.</param>
public sealed record Neighbour(EntityRef Ref, int Distance, Neighbour? From, bool IsObserved, bool IsSoft)
{
    /// <summary>Refs from the start to it, both included; made at each call, since few of many are asked for it.</summary>
    public IReadOnlyList<EntityRef> Path()
    {
        List<EntityRef> path = [];
        for (var at = this; at is not null; at = at.From)
        {
            path.Add(at.Ref);
        }

        path.Reverse();
        return path;
    }
}

/// <summary>Walks declared and observed dependencies, both ways. Pure over a graph and what was observed.</summary>
public sealed class DependencyMap(CatalogGraph graph, IReadOnlyDictionary<string, IReadOnlyList<string>> calls)
{
    /// <summary>Names dependencies that may fail: "component:default/reviews-api, resource:default/cache".</summary>
    public const string SoftAnnotation = "portal.dev/soft-dependencies";

    private const int MostReached = 20_000;

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
    /// <param name="most">Steps after which to stop.</param>
    public IReadOnlyList<Neighbour> DependenciesOf(EntityRef service, int most = int.MaxValue) => Walk(service, up: false, most);

    /// <summary>Everything that needs it, nearest first.</summary>
    public IReadOnlyList<Neighbour> DependentsOf(EntityRef service) => Walk(service, up: true, int.MaxValue);

    private List<Neighbour> Walk(EntityRef start, bool up, int most)
    {
        Dictionary<EntityRef, Neighbour> found = new() { [start] = new(start, 0, null, false, false) };
        Queue<Neighbour> near = new([found[start]]);
        Queue<Neighbour> next = new();
        List<Neighbour> wave = [];
        while (near.Count > 0 && found.Count < MostReached)
        {
            wave.Clear();
            while (near.TryDequeue(out var at))
            {
                wave.Add(at);
                Go(at, Declared(at.Ref, up), isObserved: false);
            }

            // What is declared counts as declared, also where it was seen as well.
            foreach (var at in wave)
            {
                Go(at, Observed(at.Ref, up), isObserved: true);
            }

            (near, next) = (next, near);
        }

        void Go(Neighbour at, IEnumerable<(EntityRef Target, bool IsFree)> steps, bool isObserved)
        {
            foreach (var (target, isFree) in steps)
            {
                var distance = at.Distance + (isFree ? 0 : 1);
                var known = found.GetValueOrDefault(target);
                if (distance > most || (known is not null && (isObserved || !known.IsObserved || known.Distance < distance)))
                {
                    continue;
                }

                var soft = at.IsSoft || (up ? IsSoft(target, at.Ref) : IsSoft(at.Ref, target));
                var neighbour = found[target] = new(target, distance, at, isObserved, soft);
                if (known is null)
                {
                    (isFree ? near : next).Enqueue(neighbour);
                }
            }
        }

        found.Remove(start);
        List<Neighbour> all = [.. found.Values];
        all.Sort(static (a, b) => a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : EntityRefOrder.Compare(a.Ref, b.Ref));
        return all;
    }

    private IEnumerable<(EntityRef Target, bool IsFree)> Declared(EntityRef at, bool up)
    {
        foreach (var relation in graph.RelationsOf(at))
        {
            switch (relation.Type)
            {
                case RelationTypes.DependsOn or RelationTypes.ConsumesApi when !up:
                case RelationTypes.DependencyOf or RelationTypes.ApiConsumedBy when up:
                    yield return (relation.Target, false);
                    break;
                case RelationTypes.ApiProvidedBy when !up:
                case RelationTypes.ProvidesApi when up:
                    yield return (relation.Target, true);
                    break;
            }
        }
    }

    private IEnumerable<(EntityRef Target, bool IsFree)> Observed(EntityRef at, bool up)
    {
        foreach (var target in (up ? _callers.Value.GetValueOrDefault(at.ToString()) : calls.GetValueOrDefault(at.ToString())) ?? [])
        {
            if (EntityRef.TryParse(target, out var reference))
            {
                yield return (reference, false);
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
