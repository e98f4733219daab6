using Portal.Application.Common;

namespace Portal.Application.Catalog;

/// <summary>The catalog as it was.</summary>
public interface ICatalogHistory
{
    /// <summary>
    /// The whole catalog as of a moment: every document in the version it had, names claimed twice settled as they are settled now. Errors and
    /// freshness belong to the present and are not part of it.
    /// </summary>
    /// <returns>Not found when nothing is recorded up to that moment.</returns>
    Task<Result<CatalogGraph>> AsOfAsync(DateTimeOffset at, CancellationToken ct);
}

/// <summary>Chooses the graph a question is about.</summary>
internal static class CatalogMoments
{
    /// <summary>The present catalog, or the one of a moment.</summary>
    public static async ValueTask<Result<CatalogGraph>> AtAsync(this ICatalog catalog, ICatalogHistory history, DateTimeOffset? asOf, CancellationToken ct)
        => asOf is { } at ? await history.AsOfAsync(at, ct) : catalog.Current;
}
