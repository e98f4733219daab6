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

        return (EntityView.Of(entity, graph, query.AsOf is null ? ingest.Locations : []) with { Details = EntityDetails.Of(entity) }).With(notes.Of(entity));
    }
}
