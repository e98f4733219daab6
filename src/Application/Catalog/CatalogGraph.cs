using System.Collections.Frozen;

namespace Portal.Application.Catalog;

/// <summary>
/// One immutable snapshot of the whole catalog: entities and relations both ways. Swapped atomically after a change, so a
/// reader holds one consistent state for as long as it likes and never waits.
/// </summary>
public sealed class CatalogGraph
{
    private readonly FrozenDictionary<EntityRef, CatalogEntity> _byRef;
    private readonly FrozenDictionary<EntityRef, Relation[]> _relations;

    private CatalogGraph(CatalogEntity[] entities, FrozenDictionary<EntityRef, CatalogEntity> byRef, FrozenDictionary<EntityRef, Relation[]> relations, long generation, DateTimeOffset builtAt)
        => (Entities, _byRef, _relations, Generation, BuiltAt) = (entities, byRef, relations, generation, builtAt);

    public static CatalogGraph Empty { get; } = Build([], 0, DateTimeOffset.MinValue);

    /// <summary>All entities, ordered by ref.</summary>
    public IReadOnlyList<CatalogEntity> Entities { get; }

    /// <summary>Grows by one with each swap.</summary>
    public long Generation { get; }

    public DateTimeOffset BuiltAt { get; }

    public static CatalogGraph Build(IEnumerable<CatalogEntity> entities, long generation, DateTimeOffset builtAt)
    {
        var all = entities.OrderBy(e => e.Ref.Kind, StringComparer.Ordinal).ThenBy(e => e.Ref.Namespace, StringComparer.Ordinal)
            .ThenBy(e => e.Ref.Name, StringComparer.Ordinal).ToArray();
        var relations = new Dictionary<EntityRef, HashSet<Relation>>();
        foreach (var entity in all)
        {
            foreach (var relation in entity.Declares)
            {
                Of(entity.Ref).Add(relation);
                Of(relation.Target).Add(new Relation(RelationTypes.InverseOf(relation.Type), entity.Ref));
            }
        }

        return new(all, all.ToFrozenDictionary(e => e.Ref),
            relations.ToFrozenDictionary(p => p.Key, p => p.Value.OrderBy(r => r.Type, StringComparer.Ordinal).ThenBy(r => r.Target.ToString(), StringComparer.Ordinal).ToArray()),
            generation, builtAt);

        HashSet<Relation> Of(EntityRef reference)
            => relations.TryGetValue(reference, out var set) ? set : relations[reference] = [];
    }

    public CatalogEntity? Find(EntityRef reference) => _byRef.GetValueOrDefault(reference);

    /// <summary>Relations of an entity, both directions, those others declare included. Works for dangling targets too.</summary>
    public IReadOnlyList<Relation> RelationsOf(EntityRef reference) => _relations.GetValueOrDefault(reference) ?? [];

    /// <summary>Targets of one relation type.</summary>
    public IEnumerable<EntityRef> Related(EntityRef reference, string type)
        => RelationsOf(reference).Where(r => string.Equals(r.Type, type, StringComparison.Ordinal)).Select(r => r.Target);
}

/// <summary>The relation pairs that Backstage's catalog knows.</summary>
public static class RelationTypes
{
    public const string OwnedBy = "ownedBy";
    public const string OwnerOf = "ownerOf";
    public const string PartOf = "partOf";
    public const string HasPart = "hasPart";
    public const string DependsOn = "dependsOn";
    public const string DependencyOf = "dependencyOf";
    public const string ProvidesApi = "providesApi";
    public const string ApiProvidedBy = "apiProvidedBy";
    public const string ConsumesApi = "consumesApi";
    public const string ApiConsumedBy = "apiConsumedBy";
    public const string MemberOf = "memberOf";
    public const string HasMember = "hasMember";
    public const string ParentOf = "parentOf";
    public const string ChildOf = "childOf";

    private static readonly Dictionary<string, string> Inverse = new(StringComparer.Ordinal)
    {
        [OwnedBy] = OwnerOf, [OwnerOf] = OwnedBy, [PartOf] = HasPart, [HasPart] = PartOf,
        [DependsOn] = DependencyOf, [DependencyOf] = DependsOn, [ProvidesApi] = ApiProvidedBy, [ApiProvidedBy] = ProvidesApi,
        [ConsumesApi] = ApiConsumedBy, [ApiConsumedBy] = ConsumesApi, [MemberOf] = HasMember, [HasMember] = MemberOf,
        [ParentOf] = ChildOf, [ChildOf] = ParentOf,
    };

    /// <exception cref="KeyNotFoundException">The type is not one of the pairs above.</exception>
    public static string InverseOf(string type) => Inverse[type];
}
