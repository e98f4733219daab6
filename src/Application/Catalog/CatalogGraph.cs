namespace Portal.Application.Catalog;

/// <summary>
/// One immutable snapshot of the whole catalog: entities and relations both ways. Swapped atomically after a change, so a
/// reader holds one consistent state for as long as it likes and never waits.
/// </summary>
public sealed class CatalogGraph
{
    private readonly CatalogEntity[] _entities;
    private readonly RelationTable _relations;
    private readonly Lazy<CatalogSearch> _search;
    private readonly Lazy<HashSet<EntityRef>> _dangling;

    private CatalogGraph(CatalogEntity[] entities, RelationTable relations, long generation, DateTimeOffset builtAt, KindRegistry kinds)
    {
        (_entities, _relations, Generation, BuiltAt, Kinds) = (entities, relations, generation, builtAt, kinds);
        Index = new CatalogIndex(this, entities);
        _search = new(() => new CatalogSearch(entities));
        _dangling = new(() => [.. relations.Dangling.Select(d => d.From)]);
    }

    public static CatalogGraph Empty { get; } = Build([], 0, DateTimeOffset.MinValue);

    /// <summary>All entities, ordered by ref.</summary>
    public IReadOnlyList<CatalogEntity> Entities => _entities;

    /// <summary>Grows by one with each swap.</summary>
    public long Generation { get; }

    public DateTimeOffset BuiltAt { get; }

    /// <summary>The kinds that the entities were read by.</summary>
    public KindRegistry Kinds { get; }

    /// <summary>Text index over the entities; made at the first question.</summary>
    public CatalogSearch Search => _search.Value;

    /// <summary>Owners and relations that point to what is not in the catalog, ordered by who declares them.</summary>
    public IReadOnlyList<DanglingRelation> Dangling => _relations.Dangling;

    /// <summary>Filters, orders and facets over the entities; each part is made at the first question that needs it.</summary>
    internal CatalogIndex Index { get; }

    /// <exception cref="ArgumentException">Two entities have the same ref: the caller has to settle that first.</exception>
    public static CatalogGraph Build(IEnumerable<CatalogEntity> entities, long generation, DateTimeOffset builtAt, KindRegistry? kinds = null)
    {
        var known = kinds ?? KindRegistry.BuiltIn;
        var all = entities.ToArray();
        Array.Sort(all, static (left, right) => EntityRefOrder.Compare(left.Ref, right.Ref));
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i].Ref == all[i - 1].Ref)
            {
                throw new ArgumentException($"Two entities are called {all[i].Ref}.", nameof(entities));
            }
        }

        return new(all, RelationTable.Of(all, known), generation, builtAt, known);
    }

    /// <summary>
    /// Makes what readers of an earlier snapshot had needed, so that the first question to this one does not pay for it: called before the swap,
    /// while everybody still reads the earlier one.
    /// </summary>
    public void WarmLike(CatalogGraph earlier)
    {
        Index.WarmLike(earlier.Index);
        if (earlier._search.IsValueCreated)
        {
            _ = Search;
        }
    }

    public CatalogEntity? Find(EntityRef reference) => PositionOf(reference) is >= 0 and var position ? _entities[position] : null;

    /// <summary>Relations of an entity, both directions, those others declare included; by type, then target. Works for dangling targets too.</summary>
    public IReadOnlyList<Relation> RelationsOf(EntityRef reference) => _relations.Of(reference);

    /// <summary>Targets of one relation type.</summary>
    public IEnumerable<EntityRef> Related(EntityRef reference, string type)
        => RelationsOf(reference).Where(r => string.Equals(r.Type, type, StringComparison.Ordinal)).Select(r => r.Target);

    /// <summary>Whether an entity names an owner or a relation whose target is not in the catalog.</summary>
    public bool IsDangling(EntityRef reference) => _dangling.Value.Contains(reference);

    /// <summary>Place in <see cref="Entities"/>, or -1.</summary>
    internal int PositionOf(EntityRef reference) => _relations.NodeOf(reference) is var node && node < _entities.Length ? node : -1;
}

/// <summary>A relation that points to nothing.</summary>
/// <param name="From">The entity that declares it.</param>
/// <param name="Type">As declared: ownedBy, dependsOn, ...</param>
/// <param name="Target">What is not in the catalog.</param>
public readonly record struct DanglingRelation(EntityRef From, string Type, EntityRef Target);

/// <summary>The order of refs: kind, namespace, name, by code unit.</summary>
public static class EntityRefOrder
{
    public static int Compare(EntityRef left, EntityRef right)
        => string.CompareOrdinal(left.Kind, right.Kind) is not 0 and var byKind ? byKind
            : string.CompareOrdinal(left.Namespace, right.Namespace) is not 0 and var byNamespace ? byNamespace
            : string.CompareOrdinal(left.Name, right.Name);
}
