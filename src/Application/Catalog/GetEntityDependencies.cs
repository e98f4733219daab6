using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>What an entity depends on and what depends on it, with what the descriptors say about it.</summary>
/// <param name="Ref">kind:namespace/name.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record GetEntityDependencies(string Ref, DateTimeOffset? AsOf = null) : IQuery<EntityDependencies>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="On">What it depends on: hard first, then by name.</param>
/// <param name="By">What depends on it.</param>
public sealed record EntityDependencies(IReadOnlyList<DependencyRow> On, IReadOnlyList<DependencyRow> By);

/// <param name="Other">The other end.</param>
/// <param name="Type">Relation type, read from the entity that was asked for.</param>
/// <param name="Criticality">hard, soft, or null when nobody declared it.</param>
/// <param name="Providers">Who runs an API that is consumed.</param>
public sealed record DependencyRow(RelatedEntity Other, string Type, string? Criticality, string? Why, IReadOnlyList<RelatedEntity> Providers);

internal sealed class GetEntityDependenciesHandler(ICatalog catalog, ICatalogHistory history, DependencyNoteReader notes) : IQueryHandler<GetEntityDependencies, EntityDependencies>
{
    public async Task<Result<EntityDependencies>> Handle(GetEntityDependencies query, CancellationToken cancellationToken)
    {
        var at = await catalog.AtAsync(history, query.AsOf, cancellationToken);
        if (at.Failure is { } failure)
        {
            return failure;
        }

        var graph = at.Value;
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        if (graph.Find(reference) is not { } entity)
        {
            return CatalogErrors.NoEntity(reference.ToString());
        }

        var own = notes.Of(entity).ByTarget;
        List<DependencyRow> on = [], by = [];
        foreach (var relation in graph.RelationsOf(reference))
        {
            switch (relation.Type)
            {
                case RelationTypes.DependsOn or RelationTypes.ConsumesApi:
                    on.Add(Row(relation, own.GetValueOrDefault(relation.Target), graph));
                    break;
                case RelationTypes.DependencyOf or RelationTypes.ApiConsumedBy:
                    by.Add(Row(relation, graph.Find(relation.Target) is { } other ? notes.Of(other).ByTarget.GetValueOrDefault(reference) : null, graph));
                    break;
            }
        }

        return new EntityDependencies(Ordered(on), Ordered(by));
    }

    private static DependencyRow Row(Relation relation, DependencyNote? note, CatalogGraph graph) => new(
        RelatedEntity.Of(relation.Target, graph),
        relation.Type,
        note?.Criticality,
        note?.Why,
        relation.Type == RelationTypes.ConsumesApi ? [.. graph.Related(relation.Target, RelationTypes.ApiProvidedBy).Select(p => RelatedEntity.Of(p, graph))] : []);

    private static List<DependencyRow> Ordered(List<DependencyRow> rows)
        => [.. rows.OrderBy(r => r.Criticality switch { DependencyNotes.Hard => 0, null => 1, _ => 2 }).ThenBy(r => r.Other.DisplayName, StringComparer.OrdinalIgnoreCase)];
}
