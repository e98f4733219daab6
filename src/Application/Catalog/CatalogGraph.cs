using System.Collections.Frozen;

namespace Portal.Application.Catalog;

/// <summary>
/// One immutable snapshot of the whole catalog: entities and relations both ways. Swapped atomically after a change, so a
/// reader holds one consistent state for as long as it likes and never waits.
/// </summary>
public sealed class CatalogGraph
{
    private readonly FrozenDictionary<EntityRef, CatalogEntity> _byRef;
    private readonly Dictionary<EntityRef, Relation[]> _relations;
    private readonly Lazy<CatalogSearch> _search;

    private CatalogGraph(CatalogEntity[] entities, FrozenDictionary<EntityRef, CatalogEntity> byRef, Dictionary<EntityRef, Relation[]> relations, long generation, DateTimeOffset builtAt, KindRegistry kinds)
    {
        Kinds = kinds;
        (Entities, _byRef, _relations, Generation, BuiltAt) = (entities, byRef, relations, generation, builtAt);
        _search = new(() => new CatalogSearch(entities));
    }

    public static CatalogGraph Empty { get; } = Build([], 0, DateTimeOffset.MinValue);

    /// <summary>All entities, ordered by ref.</summary>
    public IReadOnlyList<CatalogEntity> Entities { get; }

    /// <summary>Grows by one with each swap.</summary>
    public long Generation { get; }

    public DateTimeOffset BuiltAt { get; }

    /// <summary>The kinds that the entities were read by.</summary>
    public KindRegistry Kinds { get; }

    /// <summary>Text index over the entities; made at the first question.</summary>
    public CatalogSearch Search => _search.Value;

    /// <exception cref="ArgumentException">Two entities have the same ref: the caller has to settle that first.</exception>
    public static CatalogGraph Build(IEnumerable<CatalogEntity> entities, long generation, DateTimeOffset builtAt, KindRegistry? kinds = null)
    {
        var known = kinds ?? KindRegistry.BuiltIn;
        var all = entities.ToArray();
        Array.Sort(all, static (left, right) => EntityRefOrder.Compare(left.Ref, right.Ref));
        var lists = new Dictionary<EntityRef, List<Relation>>(all.Length);
        foreach (var entity in all)
        {
            foreach (var relation in entity.Declares)
            {
                Of(entity.Ref).Add(relation);
                Of(relation.Target).Add(new Relation(known.InverseOf(relation.Type), entity.Ref));
            }
        }

        var relations = new Dictionary<EntityRef, Relation[]>(lists.Count);
        foreach (var (reference, list) in lists)
        {
            relations[reference] = Distinct(list);
        }

        return new(all, all.ToFrozenDictionary(e => e.Ref), relations, generation, builtAt, known);

        List<Relation> Of(EntityRef reference)
            => lists.TryGetValue(reference, out var list) ? list : lists[reference] = new(4);
    }

    public CatalogEntity? Find(EntityRef reference) => _byRef.GetValueOrDefault(reference);

    /// <summary>Relations of an entity, both directions, those others declare included. Works for dangling targets too.</summary>
    public IReadOnlyList<Relation> RelationsOf(EntityRef reference) => _relations.GetValueOrDefault(reference) ?? [];

    /// <summary>Targets of one relation type.</summary>
    public IEnumerable<EntityRef> Related(EntityRef reference, string type)
        => RelationsOf(reference).Where(r => string.Equals(r.Type, type, StringComparison.Ordinal)).Select(r => r.Target);

    // Both ends may declare the same relation: it counts once.
    private static Relation[] Distinct(List<Relation> list)
    {
        list.Sort(static (left, right) => string.CompareOrdinal(left.Type, right.Type) is not 0 and var byType ? byType : EntityRefOrder.Compare(left.Target, right.Target));
        var kept = 0;
        for (var i = 0; i < list.Count; i++)
        {
            if (i == 0 || list[i] != list[i - 1])
            {
                list[kept++] = list[i];
            }
        }

        list.RemoveRange(kept, list.Count - kept);
        return [.. list];
    }
}

/// <summary>The order of refs: kind, namespace, name, by code unit.</summary>
public static class EntityRefOrder
{
    public static int Compare(EntityRef left, EntityRef right)
        => string.CompareOrdinal(left.Kind, right.Kind) is not 0 and var byKind ? byKind
            : string.CompareOrdinal(left.Namespace, right.Namespace) is not 0 and var byNamespace ? byNamespace
            : string.CompareOrdinal(left.Name, right.Name);
}
