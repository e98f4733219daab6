using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Ownership;

/// <summary>Who holds which role for an entity, and whether its ownership is confirmed.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetRoles(string Ref) : IQuery<EntityRoles>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record EntityRoles(string Ref, IReadOnlyList<RoleOwner> Roles, Verification Verification, DateTimeOffset? AsOf);

internal sealed class GetRolesHandler(ICatalog catalog, OwnershipStore store) : IQueryHandler<GetRoles, EntityRoles>
{
    public Task<Result<EntityRoles>> Handle(GetRoles query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        return Task.FromResult<Result<EntityRoles>>(!EntityRef.TryParse(query.Ref, out var reference) || graph.Find(reference) is null ? CatalogErrors.NoEntity(query.Ref)
            : new EntityRoles(reference.ToString(), OwnerRoles.Of(graph, reference), store.Of(graph, reference), store.ReadAt));
    }
}
