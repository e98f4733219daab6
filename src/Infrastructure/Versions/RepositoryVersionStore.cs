using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Versions;
using Portal.Infrastructure.GitHub;

namespace Portal.Infrastructure.Versions;

/// <summary>The newest releases and tags in memory, and in a table so that a restart shows them with their age.</summary>
internal sealed class RepositoryVersionStore(IPortalDbFactory databases, IOptionsMonitor<GitHubOptions> options) : IRepositoryVersions
{
    private const string PublicHost = "github.com/";

    private readonly ConcurrentDictionary<string, IReadOnlyList<RepositoryVersion>> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _wanted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _storedAt = new(StringComparer.Ordinal);

    /// <summary>Told when somebody wants a repository looked at.</summary>
    public Action? Wanted { get; set; }

    public static IQueryable<RepositoryVersion> Of(IPortalDb db, string repository) => db.Set<RepositoryVersion>().Where(v => v.Repository == repository);

    public static IQueryable<RepositoryVersion> All(IPortalDb db) => db.Set<RepositoryVersion>().AsNoTracking();

    public RepositoryVersion? Newest(string repository, string part)
    {
        var items = _known.GetValueOrDefault(repository) ?? (OnServer(repository) is { } there ? _known.GetValueOrDefault(there) : null);
        return items?.FirstOrDefault(v => v.Part == part) ?? items?.FirstOrDefault(v => v.Part.Length == 0);
    }

    public void Want(string repositoryUrl)
    {
        _wanted[RepositoryName.KeyOf(repositoryUrl)] = true;
        Wanted?.Invoke();
    }

    /// <summary>Whether somebody asked for it since the last time this was asked.</summary>
    public bool TakeWish(string repository) => _wanted.TryRemove(repository, out _);

    /// <summary>An annotation's github.com/… means the server that the portal is connected to.</summary>
    public string? OnServer(string repository)
        => repository.StartsWith(PublicHost, StringComparison.Ordinal) && Uri.TryCreate(options.CurrentValue.BaseUrl, UriKind.Absolute, out _) && options.CurrentValue.Host + "/" is var host && host != PublicHost
            ? host.ToLowerInvariant() + repository[PublicHost.Length..] : null;

    public IReadOnlyList<RepositoryVersion> Known(string repository) => _known.GetValueOrDefault(repository) ?? [];

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        foreach (var rows in (await All(db).ToListAsync(ct)).GroupBy(v => v.Repository, StringComparer.Ordinal))
        {
            _known.TryAdd(rows.Key, [.. rows]);
        }
    }

    /// <summary>Shows what a look found, and writes it where it differs from what is stored, or is older than the interval there.</summary>
    /// <returns>Whether something changed for people.</returns>
    public async Task<bool> TakeAsync(string repository, IReadOnlyList<RepositoryVersion> found, TimeSpan storeEvery, CancellationToken ct)
    {
        var before = Known(repository);
        _known[repository] = found;
        var changed = !before.Select(Words).SequenceEqual(found.Select(Words), StringComparer.Ordinal);
        var last = _storedAt.GetValueOrDefault(repository);
        if (!changed && found.All(v => v.SeenAt - last < storeEvery))
        {
            return false;
        }

        await using var db = databases.Create();
        var rows = await Of(db, repository).ToDictionaryAsync(v => v.Part, StringComparer.Ordinal, ct);
        foreach (var version in found)
        {
            if (rows.Remove(version.Part, out var row))
            {
                (row.Source, row.Version, row.Url, row.At, row.SeenAt) = (version.Source, version.Version, version.Url, version.At, version.SeenAt);
            }
            else
            {
                db.Set<RepositoryVersion>().Add(new() { Repository = repository, Part = version.Part, Source = version.Source, Version = version.Version, Url = version.Url, At = version.At, SeenAt = version.SeenAt });
            }
        }

        db.Set<RepositoryVersion>().RemoveRange(rows.Values);

        // Another replica may have written the same: it looks at the same repository, and the next look agrees.
        await db.SaveAsync(ct);
        _storedAt[repository] = found.Count > 0 ? found[0].SeenAt : default;
        return changed;
    }

    private static string Words(RepositoryVersion version) => $"{version.Part} {version.Source} {version.Version} {version.Url} {version.At:O}";
}
