using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>Reads the manifests of every component whose files are here, and stores what changed.</summary>
internal sealed partial class ManifestIngest(ManifestPlaces places, ICatalog catalog, IPackageSets sets, OwnPackages own, IPortalDbFactory databases, ILogger<ManifestIngest> logger)
{
    private const string Kept = "What was read before is kept until this is mended.";

    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

    // What the files looked like when they were last read; nothing is opened while they look the same.
    private readonly ConcurrentDictionary<string, string> _looks = new(StringComparer.Ordinal);

    /// <summary>One pass over all components.</summary>
    /// <returns>How many sets were stored, kept back or removed.</returns>
    public async Task<int> PassAsync(CancellationToken ct)
    {
        var components = places.Components();
        var found = components.GroupBy(c => c.Root, StringComparer.Ordinal).SelectMany(s => FindIn(s.Key, [.. s])).ToList();
        NameOwn(found);
        var stored = await StoredAsync(ct);
        var changes = 0;
        foreach (var (component, files) in found)
        {
            ct.ThrowIfCancellationRequested();
            var service = component.Entity.Ref.ToString();
            changes += await ComponentAsync(component, files, stored.GetValueOrDefault(service), ct) ? 1 : 0;
        }

        foreach (var (service, set) in stored.Where(s => catalog.Current.Find(EntityRef.Parse(s.Key)) is null))
        {
            _looks.TryRemove(service, out _);
            changes += await sets.RemoveAsync(set.Id, ct) ? 1 : 0;
        }

        return changes;
    }

    internal static IQueryable<StoredManifests> Stored(IPortalDb db)
        => db.Set<PackageSet>().AsNoTracking().Where(s => s.Source == PackageSet.Manifests).Select(s => new StoredManifests(s.Id, s.Entity, s.Stamp, s.Commit));

    private async Task<Dictionary<string, StoredManifests>> StoredAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        return await Stored(db).ToDictionaryAsync(s => s.Entity, StringComparer.Ordinal, ct);
    }

    private Dictionary<LocalComponent, List<FoundManifest>> FindIn(string root, IReadOnlyList<LocalComponent> components)
    {
        try
        {
            return ManifestFinder.Find(root, components);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            Log.NotSearched(logger, ex, root);
            return [];
        }
    }

    /// <summary>What the components themselves are called is kept in memory only, and known while the database is away.</summary>
    private void NameOwn(IReadOnlyList<KeyValuePair<LocalComponent, List<FoundManifest>>> found)
    {
        foreach (var (component, files) in found)
        {
            var service = component.Entity.Ref.ToString();
            var look = string.Join('|', files.Select(f => $"{f.Path}:{f.Length}:{f.ChangedTicks}"));
            if (_named.GetValueOrDefault(service) != look)
            {
                _named[service] = look;
                own.Put(service, OwnNames.Read(new ManifestTree(component.Root), files.Select(f => f.Path)));
            }
        }

        own.Keep(found.Select(f => f.Key.Entity.Ref.ToString()).ToHashSet(StringComparer.Ordinal));
    }

    private async Task<bool> ComponentAsync(LocalComponent component, List<FoundManifest> files, StoredManifests? former, CancellationToken ct)
    {
        var service = component.Entity.Ref.ToString();
        var look = string.Join('|', files.Select(f => $"{f.Path}:{f.Length}:{f.ChangedTicks}")) + component.Commit;
        var isFirst = !_looks.TryGetValue(service, out var before);
        if (before == look)
        {
            return false;
        }

        // After a restart the commit tells that nothing changed.
        if (isFirst && former is { Commit: { } commit } && commit == component.Commit)
        {
            _looks[service] = look;
            return false;
        }

        var changed = files.Count == 0 ? former is not null && await sets.RemoveAsync(former.Id, ct) : await StoreAsync(component, files, former, ct);
        _looks[service] = look;
        return changed;
    }

    private async Task<bool> StoreAsync(LocalComponent component, List<FoundManifest> files, StoredManifests? former, CancellationToken ct)
    {
        var service = component.Entity.Ref.ToString();
        var (document, failures) = Manifests.Read(new ManifestTree(component.Root), files.Select(f => f.Path));
        var stamp = StampOf(document, failures);
        if (former?.Stamp == stamp)
        {
            return false;
        }

        if (failures.Count > 0)
        {
            Log.NotRead(logger, service, failures.Count, failures[0]);
            if (former is not null)
            {
                await sets.KeepAsync(former.Id, [.. failures, Kept], stamp, ct);
                return true;
            }
        }

        if (document.Items.Count == 0 && failures.Count == 0)
        {
            return former is not null && await sets.RemoveAsync(former.Id, ct);
        }

        var format = document.Format.Length > 0 ? document.Format : "manifests that cannot be read";
        var result = await sets.ReplaceAsync(new(service, PackageSet.Manifests, document with { Format = format, Notes = [.. failures, .. document.Notes] }, Actor.System.Ref, component.Commit, stamp), ct);
        Log.Stored(logger, service, document.Items.Count, document.Format);
        return result.IsSuccess;
    }

    private static string StampOf(PackageDocument document, IReadOnlyList<string> failures)
    {
        var text = new StringBuilder(document.Format).Append('\n').AppendJoin('\n', failures).Append('\n').AppendJoin('\n', document.Notes);
        foreach (var item in document.Items)
        {
            text.Append('\n').Append(item);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Information, "{Service}: {Packages} packages from {Manifests}")]
        public static partial void Stored(ILogger logger, string service, int packages, string manifests);

        [LoggerMessage(6102, LogLevel.Warning, "{Service}: {Failures} manifests cannot be read; the first: {Failure}")]
        public static partial void NotRead(ILogger logger, string service, int failures, string failure);

        [LoggerMessage(6103, LogLevel.Warning, "Manifests below {Folder} could not be looked for; they are at the next look")]
        public static partial void NotSearched(ILogger logger, Exception exception, string folder);
    }
}

/// <summary>A stored set of manifests, as far as it decides whether to read anew.</summary>
internal sealed record StoredManifests(long Id, string Entity, string Stamp, string? Commit);
