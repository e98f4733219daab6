using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>One entity with all that is known about it.</summary>
/// <param name="Ref">kind:namespace/name.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record GetEntity(string Ref, DateTimeOffset? AsOf = null) : IQuery<EntityView>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetEntityHandler(ICatalog catalog, ICatalogIngest ingest, ICatalogHistory history, DependencyNoteReader notes) : IQueryHandler<GetEntity, EntityView>
{
    public async Task<Result<EntityView>> Handle(GetEntity query, CancellationToken cancellationToken)
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

        var details = new EntityDetails(entity.ApiVersion, entity.Annotations, entity.Labels, entity.Links, entity.Spec);
        return Noted(EntityView.Of(entity, graph, query.AsOf is null ? ingest : null) with { Details = details }, notes.Of(entity));
    }

    private static EntityView Noted(EntityView view, DependencyNotes noted)
    {
        if (noted.ByTarget.Count == 0 && noted.Problems.Count == 0)
        {
            return view;
        }

        var byTarget = noted.ByTarget.Values.ToDictionary(n => n.Target.ToString(), StringComparer.Ordinal);
        return view with
        {
            Warnings = noted.Problems,
            Relations = [.. view.Relations.Select(r => r.Type is RelationTypes.DependsOn or RelationTypes.ConsumesApi && byTarget.TryGetValue(r.Target, out var note)
                ? r with { Criticality = note.Criticality, Why = note.Why } : r)],
        };
    }
}
