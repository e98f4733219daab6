using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Where the descriptor of an entity can be looked at and edited.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetSourceLinks(string Ref) : IQuery<EntitySourceLinks>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="EditUrl">Of the descriptor that is shown; from its annotation, or made from its source. Input: check the scheme before it becomes a link.</param>
/// <param name="ViewUrl">The same, for reading.</param>
/// <param name="Sources">In the order of the entity's sources.</param>
public sealed record EntitySourceLinks(string? EditUrl, string? ViewUrl, IReadOnlyList<SourceLink> Sources);

internal sealed class GetSourceLinksHandler(ICatalog catalog, ICatalogIngest ingest) : IQueryHandler<GetSourceLinks, EntitySourceLinks>
{
    public Task<Result<EntitySourceLinks>> Handle(GetSourceLinks query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return Task.FromResult<Result<EntitySourceLinks>>(CatalogErrors.BadRef(query.Ref));
        }

        if (catalog.Current.Find(reference) is not { } entity)
        {
            return Task.FromResult<Result<EntitySourceLinks>>(CatalogErrors.NoEntity(reference.ToString()));
        }

        var locations = ingest.Locations;
        List<SourceLink> links = [.. entity.Sources.Select(s => SourceLink.Of(s, locations.FirstOrDefault(l => l.Id == s.LocationId)?.Target))];
        var first = links.Count > 0 ? links[0] : null;
        return Task.FromResult<Result<EntitySourceLinks>>(new EntitySourceLinks(
            entity.Annotations.GetValueOrDefault("backstage.io/edit-url") ?? first?.Edit,
            entity.Annotations.GetValueOrDefault("backstage.io/view-url") ?? first?.View,
            links));
    }
}
