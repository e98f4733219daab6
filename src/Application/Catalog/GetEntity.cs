using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>One entity with all that is known about it.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetEntity(string Ref) : IQuery<EntityView>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetEntityHandler(ICatalog catalog, ICatalogIngest ingest) : IQueryHandler<GetEntity, EntityView>
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

        return Task.FromResult<Result<EntityView>>(EntityView.Of(entity, graph, ingest.Locations) with { Details = EntityDetails.Of(entity) });
    }
}
