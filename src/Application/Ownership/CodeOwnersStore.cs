using System.Collections.Concurrent;
using Portal.Application.Catalog;
using Portal.Application.Manifests;
using Portal.Application.Versions;

namespace Portal.Application.Ownership;

/// <summary>What was read of a repository's CODEOWNERS file.</summary>
/// <param name="Repository">As <see cref="RepositoryName.KeyOf"/> gives it.</param>
/// <param name="File">Where it lies; null when the repository has none.</param>
/// <param name="Owners">Null when there is no file, or it could not be read.</param>
/// <param name="ReadAt">When the repository last answered.</param>
public sealed record RepositoryOwners(string Repository, string? File, string? Commit, CodeOwners? Owners, DateTimeOffset ReadAt);

/// <summary>CODEOWNERS of the repositories that the portal reads, in memory. Only the refresh in the background writes it. Thread-safe.</summary>
public sealed class CodeOwnersStore
{
    private readonly ConcurrentDictionary<string, RepositoryOwners> _known = new(StringComparer.OrdinalIgnoreCase);
    private long _version;

    /// <summary>Grows with each reading that says something new.</summary>
    public long Version => Volatile.Read(ref _version);

    public IEnumerable<RepositoryOwners> All => _known.Values;

    /// <returns>Null when the repository has not been read.</returns>
    public RepositoryOwners? Of(string repository) => _known.GetValueOrDefault(repository);

    public void Put(RepositoryOwners read)
    {
        if (_known.GetValueOrDefault(read.Repository) is not { } known || known.Commit != read.Commit)
        {
            Interlocked.Increment(ref _version);
        }

        _known[read.Repository] = read;
    }
}

/// <summary>Reads CODEOWNERS of every repository that a component names and the portal may read. Runs beside requests, never in one.</summary>
public sealed class CodeOwnersRefresh(ICatalog catalog, IManifestRepositories repositories, CodeOwnersStore store, TimeProvider clock)
{
    /// <summary>A repository is asked no more often.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One component of each repository whose time has come, by the repository's key.</summary>
    public IReadOnlyList<(string Repository, CatalogEntity Component)> Due()
    {
        var now = clock.GetUtcNow();
        return [.. catalog.Current.Entities.Where(e => e.Ref.Kind == "component")
            .Select(e => (Repository: EntityRepositories.Of(e).FirstOrDefault(), Component: e))
            .Where(e => e.Repository is not null)
            .DistinctBy(e => e.Repository!, StringComparer.OrdinalIgnoreCase)
            .Where(e => !_asked.TryGetValue(e.Repository!, out var at) || now - at >= Every)
            .Select(e => (e.Repository!, e.Component))];
    }

    public async Task RefreshAsync(string repository, CatalogEntity component, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        _asked[repository] = now;
        if (store.Of(repository) is { Commit: { } commit } known && await repositories.HeadAsync(component, ct) == commit)
        {
            store.Put(known with { ReadAt = now });
            return;
        }

        if ((await repositories.OpenAsync(component, ct)) is not { IsSuccess: true, Value: var files })
        {
            return; // what was read before stays; most repositories are none of those that may be read
        }

        if (CodeOwners.Places.FirstOrDefault(files.HasFile) is not { } place)
        {
            store.Put(new(repository, null, files.Commit, null, now));
        }
        else if (await files.ReadAsync(place, ct) is { IsSuccess: true, Value: var text })
        {
            store.Put(new(repository, place, files.Commit, CodeOwners.Parse(text), now));
        }
    }
}
