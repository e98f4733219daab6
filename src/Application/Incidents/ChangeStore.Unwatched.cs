using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <content>What clusters looked like last, and what is found to have changed while nobody was watching.</content>
public sealed partial class ChangeStore
{
    private static readonly TimeSpan FactsEvery = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (ClusterFacts Facts, DateTimeOffset SeenAt)> _baselines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _fingerprints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (IReadOnlyDictionary<string, WorkloadEntry> Rows, ClusterSurroundings Around)> _looked = new(StringComparer.Ordinal);
    private DateTimeOffset _factsAt = DateTimeOffset.MinValue;

    /// <summary>Compares each cluster that is heard for the first time with what it looked like when somebody was watching last. To be called again until all are heard; while the catalog is being read, a workload's service is not known.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool FindUnwatched()
    {
        var found = false;
        foreach (var (name, baseline) in _baselines.ToList())
        {
            if (pictures.Clusters.FirstOrDefault(c => c.Name == name) is { State: ClusterState.Live } cluster && pictures.PictureOf(name) is { } picture)
            {
                _baselines.Remove(name);
                var heard = memory.HeardSince(name) ?? clock.GetUtcNow();
                if (WatchedUntil is { } until && until < heard)
                {
                    found |= memory.TakeUnwatched(new UnwatchedReader(cluster, pictures.RowsOf(name), until, heard).Read(baseline.Facts, picture.Around), baseline.SeenAt);
                }
            }
        }

        return found;
    }

    private async Task TakeBaselinesAsync(IPortalDb db, CancellationToken ct)
    {
        foreach (var row in await db.Set<WatchedCluster>().AsNoTracking().ToListAsync(ct))
        {
            try
            {
                if (JsonSerializer.Deserialize<ClusterFacts>(row.FactsJson, Json) is { } facts)
                {
                    _baselines[row.Cluster] = (facts, row.SeenAt);
                }
            }
            catch (JsonException)
            {
                // Written by another version of the portal: what changed in between is not known, and the gap is shown.
            }
        }
    }

    private async Task WriteFactsAsync(bool isLast, CancellationToken ct)
    {
        var now = clock.GetUtcNow();

        // A cluster that is not heard keeps what it looked like.
        var heard = pictures.Clusters.Where(c => c.State == ClusterState.Live && !_baselines.ContainsKey(c.Name)).Select(c => c.Name).ToList();
        if (!isLast && now - _factsAt < FactsEvery && heard.All(_fingerprints.ContainsKey))
        {
            return;
        }

        foreach (var cluster in heard)
        {
            var (rows, around) = (pictures.RowsOf(cluster), pictures.PictureOf(cluster)?.Around ?? ClusterSurroundings.Empty);
            if (_looked.TryGetValue(cluster, out var last) && ReferenceEquals(last.Rows, rows) && ReferenceEquals(last.Around, around))
            {
                continue;
            }

            // Pods move all the time; which services a node holds is brought up to date with whatever else differs.
            var facts = ClusterFacts.Of(rows, around);
            var fingerprint = FingerprintOf(facts);
            if (_fingerprints.GetValueOrDefault(cluster) == fingerprint || await WriteAsync(cluster, fingerprint, facts with { OnNode = ClusterFacts.OnNodes(rows) }, now, ct))
            {
                (_fingerprints[cluster], _looked[cluster]) = (fingerprint, (rows, around));
            }
        }

        _factsAt = now;
    }

    /// <summary>Of the JSON, which for a large cluster is megabytes and is not held for it.</summary>
    private static string FingerprintOf(ClusterFacts facts)
    {
        using var hash = SHA256.Create();
        using (CryptoStream stream = new(Stream.Null, hash, CryptoStreamMode.Write))
        {
            JsonSerializer.Serialize(stream, facts, Json);
        }

        return Convert.ToHexStringLower(hash.Hash!)[..ChangeRecord.HashLength];
    }

    private async Task<bool> WriteAsync(string cluster, string fingerprint, ClusterFacts facts, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (await db.Set<WatchedCluster>().AsNoTracking().AnyAsync(c => c.Cluster == cluster && c.Fingerprint == fingerprint, ct))
        {
            return true; // another replica has written it
        }

        var json = JsonSerializer.Serialize(facts, Json);
        if (await db.Set<WatchedCluster>().FirstOrDefaultAsync(c => c.Cluster == cluster, ct) is { } row)
        {
            (row.SeenAt, row.Fingerprint, row.FactsJson, row.Version) = (now, fingerprint, json, row.Version + 1);
        }
        else
        {
            db.Set<WatchedCluster>().Add(new() { Id = Guid.CreateVersion7(now), Cluster = cluster, SeenAt = now, Fingerprint = fingerprint, FactsJson = json });
        }

        return await db.SaveAsync(ct) == SaveOutcome.Saved;
    }
}
