using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>One entity with all that is known about it.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetEntity(string Ref) : IQuery<EntityView>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetEntityHandler(ICatalog catalog, ICatalogIngest ingest, DependencyNoteReader notes) : IQueryHandler<GetEntity, EntityView>
{
    public Task<Result<EntityView>> Handle(GetEntity query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return Task.FromResult<Result<EntityView>>(CatalogErrors.BadRef(query.Ref));
        }

        if (graph.Find(reference) is not { } entity)
        {
            return Task.FromResult<Result<EntityView>>(CatalogErrors.NoEntity(reference.ToString()));
        }

        var details = new EntityDetails(entity.ApiVersion, entity.Annotations, entity.Labels, entity.Links, entity.Spec);
        return Task.FromResult<Result<EntityView>>(Noted(EntityView.Of(entity, graph, ingest) with { Details = details }, notes.Of(entity)));
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
