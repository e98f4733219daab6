using System.Collections.Concurrent;
using Portal.Application.Catalog;

namespace Portal.Application.Deployments;

/// <summary>
/// Matrices of the present moment by what was asked: many open pages ask the same after each change. One counts until a cluster or the catalog changes, and for a few
/// seconds at most, because lag is judged by the clock. Thread-safe.
/// </summary>
public sealed class MatrixCache(IDeploymentPictures pictures, ICatalog catalog, TimeProvider clock)
{
    private const int MostKept = 256;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private Shelf _shelf = new(-1, -1);

    /// <param name="make">Called when nobody has asked the same since the last change. Two may do so at once; both are right.</param>
    public DeploymentMatrix Get(GetDeploymentMatrix request, Func<DeploymentMatrix> make)
    {
        var (version, generation) = (pictures.Version, catalog.Current.Generation);
        var shelf = Volatile.Read(ref _shelf);
        if (shelf.Version != version || shelf.Generation != generation || shelf.Matrices.Count > MostKept)
        {
            shelf = new(version, generation);
            Volatile.Write(ref _shelf, shelf);
        }

        var now = clock.GetUtcNow();
        if (shelf.Matrices.TryGetValue(request, out var kept) && now - kept.MadeAt < Fresh)
        {
            return kept.Matrix;
        }

        var matrix = make();

        // Made while something changed: it may be older than its shelf says.
        if (pictures.Version == version)
        {
            shelf.Matrices[request] = (matrix, now);
        }

        return matrix;
    }

    private sealed record Shelf(long Version, long Generation)
    {
        public ConcurrentDictionary<GetDeploymentMatrix, (DeploymentMatrix Matrix, DateTimeOffset MadeAt)> Matrices { get; } = new();
    }
}
