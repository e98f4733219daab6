using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Packages;

/// <summary>The rows of names and versions that sets share; made when somebody first uses them and then kept.</summary>
internal sealed class PackageNames(IPortalDbFactory databases)
{
    private const int AtOnce = 500;

    /// <summary>Ids of package and version for each item.</summary>
    /// <returns>Null when another writer added one of them at the same moment: ask again.</returns>
    public async Task<(long Package, long Version)[]?> IdsAsync(IReadOnlyList<PackageItem> items, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (await PackagesAsync(db, items, ct) is not { } packages || await VersionsAsync(db, items, packages, ct) is not { } versions)
        {
            return null;
        }

        return [.. items.Select(i =>
        {
            var package = packages[KeyOf(i)];
            return (package, versions[(package, i.Version)]);
        })];
    }

    internal static IQueryable<Package> Known(IPortalDb db, string ecosystem, string[] keys)
        => db.Set<Package>().AsNoTracking().Where(p => p.Ecosystem == ecosystem && keys.Contains(p.Key));

    internal static IQueryable<PackageVersion> Known(IPortalDb db, long[] packages)
        => db.Set<PackageVersion>().AsNoTracking().Where(v => packages.Contains(v.PackageId));

    // Of popular packages hundreds of versions are known: only those that are asked for are read.
    internal static IQueryable<PackageVersion> Known(IPortalDb db, long[] packages, string[] texts)
        => Known(db, packages).Where(v => texts.Contains(v.Text));

    private static (string Ecosystem, string Key) KeyOf(PackageItem item) => (item.Ecosystem, Ecosystems.Key(item.Ecosystem, item.Name));

    private static async Task<Dictionary<(string, string), long>?> PackagesAsync(IPortalDb db, IReadOnlyList<PackageItem> items, CancellationToken ct)
    {
        Dictionary<(string, string), long> found = [];
        foreach (var group in items.Select(KeyOf).Distinct().GroupBy(k => k.Ecosystem, StringComparer.Ordinal))
        {
            foreach (var keys in group.Select(k => k.Key).Chunk(AtOnce))
            {
                foreach (var row in await Known(db, group.Key, keys).Select(p => new { p.Id, p.Key }).ToListAsync(ct))
                {
                    found[(group.Key, row.Key)] = row.Id;
                }
            }
        }

        List<Package> added = [];
        foreach (var item in items)
        {
            var key = KeyOf(item);
            if (found.TryAdd(key, 0))
            {
                added.Add(new Package { Ecosystem = key.Ecosystem, Key = key.Key, Name = item.Name });
            }
        }

        db.Set<Package>().AddRange(added);
        if (added.Count > 0 && await db.SaveAsync(ct) != SaveOutcome.Saved)
        {
            return null;
        }

        foreach (var package in added)
        {
            found[(package.Ecosystem, package.Key)] = package.Id;
        }

        return found;
    }

    private static async Task<Dictionary<(long, string), long>?> VersionsAsync(IPortalDb db, IReadOnlyList<PackageItem> items, Dictionary<(string, string), long> packages, CancellationToken ct)
    {
        // Databases may compare text without regard to case; versions that differ in nothing else share a row there.
        Dictionary<(long, string), long> found = [];
        foreach (var chunk in items.Select(i => (Package: packages[KeyOf(i)], i.Version)).DistinctBy(i => (i.Package, i.Version)).Chunk(AtOnce))
        {
            foreach (var row in await Known(db, [.. chunk.Select(i => i.Package).Distinct()], [.. chunk.Select(i => i.Version).Distinct(StringComparer.Ordinal)]).Select(v => new { v.Id, v.PackageId, v.Text }).ToListAsync(ct))
            {
                found[(row.PackageId, row.Text.ToUpperInvariant())] = row.Id;
            }
        }

        Dictionary<(long, string), PackageVersion> added = [];
        foreach (var item in items)
        {
            var key = (packages[KeyOf(item)], item.Version.ToUpperInvariant());
            if (!found.ContainsKey(key))
            {
                added.TryAdd(key, new PackageVersion { PackageId = key.Item1, Text = item.Version });
            }
        }

        db.Set<PackageVersion>().AddRange(added.Values);
        if (added.Count > 0 && await db.SaveAsync(ct) != SaveOutcome.Saved)
        {
            return null;
        }

        foreach (var (key, version) in added)
        {
            found[key] = version.Id;
        }

        Dictionary<(long, string), long> exact = [];
        foreach (var item in items)
        {
            var package = packages[KeyOf(item)];
            exact[(package, item.Version)] = found[(package, item.Version.ToUpperInvariant())];
        }

        return exact;
    }
}
