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
            var facts = ClusterFacts.Of(pictures.RowsOf(cluster), pictures.PictureOf(cluster)?.Around ?? ClusterSurroundings.Empty);

            // Pods move all the time; which services a node holds is brought up to date with whatever else differs.
            var fingerprint = TemplateFacts.Hash(JsonSerializer.Serialize(facts with { OnNode = NoNodes }, Json), ChangeRecord.HashLength);
            if (_fingerprints.GetValueOrDefault(cluster) != fingerprint && await WriteAsync(cluster, fingerprint, facts, now, ct))
            {
                _fingerprints[cluster] = fingerprint;
            }
        }

        _factsAt = now;
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> NoNodes { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

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
