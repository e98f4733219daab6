using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>
/// Rebuilds the catalog as of a moment from the changes. What has not changed since is taken from memory, the rest is read in one go; the last few
/// answers are kept, since whoever looks back looks at several pages of the same moment.
/// </summary>
internal sealed class CatalogHistory(IPortalDbFactory databases, CatalogIngest ingest, IKinds? kinds = null) : ICatalogHistory
{
    // A kept answer shares what has not changed with the present catalog; the bound is for those far back.
    private const int MostEntitiesKept = 300_000;
    private const int Batch = 1000;
    private const int MostReaders = 2;

    private const int MostVersionsKept = 30_000;

    private readonly ConcurrentDictionary<long, HeldDocument> _versions = new();
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bound, long Choices, CatalogGraph Graph)> _kept = [];

    /// <summary>The newest change up to a moment.</summary>
    public static IQueryable<long> BoundAt(IPortalDb db, DateTimeOffset at)
        => db.Set<CatalogChange>().AsNoTracking().Where(c => c.At <= at).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Select(c => c.Id).Take(1);

    /// <summary>For each document its newest change up to another one.</summary>
    public static IQueryable<long> NewestUpTo(IPortalDb db, long bound)
        => db.Set<CatalogChange>().AsNoTracking().Where(c => c.Id <= bound && c.DocumentId > 0).GroupBy(c => c.DocumentId).Select(g => g.Max(c => c.Id));

    public static IQueryable<PastVersion> Versions(IPortalDb db, long[] ids)
        => db.Set<CatalogChange>().AsNoTracking().Where(c => ids.Contains(c.Id) && c.Json != null)
            .Select(c => new PastVersion(c.Id, c.LocationId, c.File, c.Line, c.Commit, c.At, c.Json!));

    /// <inheritdoc />
    public async Task<Result<CatalogGraph>> AsOfAsync(DateTimeOffset at, CancellationToken ct)
    {
        await using var db = databases.Create();
        var bound = await BoundAt(db, at).FirstOrDefaultAsync(ct);
        if (bound == 0)
        {
            return new NotFound("catalog.no_history", $"Nothing is recorded up to {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Choose a later moment.");
        }

        if (Kept(bound) is { } known)
        {
            return known;
        }

        var documents = await DocumentsAsync(db, bound, ct);
        var graph = CatalogGraph.Build(Merge.Resolve(documents, ingest.Choices), generation: -bound, at, kinds?.Current);
        Keep(bound, graph);
        return graph;
    }

    private static HeldDocument Held(PastVersion version, KindRegistry kinds, bool withKey)
    {
        var entity = EntityFactory.FromStored(version.Json, new EntitySource(version.File, version.Line, version.Commit, version.At, version.LocationId), null, kinds);
        return new(entity, version.File, withKey ? Merge.Sha256($"{version.File}\n{entity.Ref}") : "", "", null, Kept: false);
    }

    private async Task<List<HeldDocument>> DocumentsAsync(IPortalDb db, long bound, CancellationToken ct)
    {
        var present = ingest.Present();
        List<long> past = [];
        List<(int Order, HeldDocument Held)> found = [];
        foreach (var id in await NewestUpTo(db, bound).ToListAsync(ct))
        {
            if (present.ByChange.TryGetValue(id, out var same))
            {
                found.Add((same.Order, same.Held));
            }
            else if (_versions.TryGetValue(id, out var known))
            {
                found.Add((OrderOf(known), known));
            }
            else
            {
                past.Add(id);
            }
        }

        var read = await ReadAsync(past, ct);
        found.AddRange(read.Select(r => (OrderOf(r.Held), r.Held)));
        Remember(read);

        // The order of claims, and within a location the one of the text, as for the present.
        return [.. found.OrderBy(f => f.Order).ThenBy(f => f.Held.File, StringComparer.Ordinal).ThenBy(f => f.Held.Entity.Sources[0].Line).Select(f => f.Held)];

        int OrderOf(HeldDocument held) => present.Order.GetValueOrDefault(held.Entity.Sources[0].LocationId!, int.MaxValue);
    }

    // Batches side by side, each over a connection of its own: most of the time goes into making texts and taking them apart.
    private async Task<List<(long Id, HeldDocument Held)>> ReadAsync(List<long> past, CancellationToken ct)
    {
        var (registry, withKey) = (kinds?.Current ?? KindRegistry.BuiltIn, ingest.Choices.Count > 0);
        var batches = past.Chunk(Batch).ToArray();
        var read = new List<(long, HeldDocument)>[batches.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, batches.Length), new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = MostReaders }, async (batch, token) =>
        {
            await using var own = databases.Create();
            read[batch] = [.. (await Versions(own, batches[batch]).ToListAsync(token)).Select(v => (v.Id, Held(v, registry, withKey)))];
        });
        return [.. read.SelectMany(r => r)];
    }

    // Neighbouring moments share nearly all their versions.
    private void Remember(List<(long Id, HeldDocument Held)> read)
    {
        if (_versions.Count + read.Count > MostVersionsKept || ingest.Choices.Count > 0)
        {
            _versions.Clear();
        }

        foreach (var (id, held) in ingest.Choices.Count == 0 ? read.Take(MostVersionsKept) : [])
        {
            _versions[id] = held;
        }
    }

    private CatalogGraph? Kept(long bound)
    {
        lock (_gate)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Bound == bound && node.Value.Choices == ingest.ChoicesVersion)
                {
                    _kept.Remove(node);
                    _kept.AddFirst(node);
                    return node.Value.Graph;
                }
            }

            return null;
        }
    }

    private void Keep(long bound, CatalogGraph graph)
    {
        lock (_gate)
        {
            _kept.AddFirst((bound, ingest.ChoicesVersion, graph));
            while (_kept.Count > 8 || (_kept.Count > 1 && _kept.Sum(k => k.Graph.Entities.Count) > MostEntitiesKept))
            {
                _kept.RemoveLast();
            }
        }
    }
}

/// <summary>One version of a document, as it was stored.</summary>
internal sealed record PastVersion(long Id, string LocationId, string File, int Line, string? Commit, DateTimeOffset At, string Json);
