using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Holds the snapshot that everybody reads. A swap is one reference; readers keep the one they took.</summary>
public sealed class CatalogStore(ILiveFeed feed, TimeProvider clock, IKinds? kinds = null) : ICatalog, IEntityOwners
{
    private CatalogGraph _current = CatalogGraph.Empty;

    /// <inheritdoc />
    public CatalogGraph Current => Volatile.Read(ref _current);

    /// <summary>Replaces the snapshot and tells the open pages: of the catalog, and of the services whose entities changed.</summary>
    public void Swap(IEnumerable<CatalogEntity> entities)
    {
        var before = Current;
        var next = CatalogGraph.Build(entities, before.Generation + 1, clock.GetUtcNow(), kinds?.Current);
        next.WarmLike(before); // the first reader of the new snapshot does not wait for its indexes
        Volatile.Write(ref _current, next);
        feed.Publish(Topics.Catalog);
    }

    /// <inheritdoc />
    public IReadOnlyList<string> OwnersOf(string entityRef)
    {
        if (!EntityRef.TryParse(entityRef, out var reference))
        {
            return [];
        }

        // People and teams answer for themselves.
        return reference.Kind is "group" or "user"
            ? Current.Find(reference) is null ? [] : [reference.ToString()]
            : [.. Current.Related(reference, RelationTypes.OwnedBy).Select(o => o.ToString())];
    }
}
