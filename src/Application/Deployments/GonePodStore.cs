using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Deployments;

/// <summary>
/// Keeps gone pods in the database, beside what watches: hundreds in one transaction, and what could not be written waits in memory. Every replica writes what it sees; the second one finds the row of the
/// first. One caller at a time.
/// </summary>
public sealed class GonePodStore(GonePods memory, IPortalDbFactory databases, TimeProvider clock)
{
    private const int AtOnce = 500;
    private const int MostTries = 4;

    // Two replicas hear of the same pod at moments that differ by what the watch took.
    private static readonly TimeSpan SameWithin = TimeSpan.FromMinutes(1);

    /// <summary>Reads what is remembered from before this process.</summary>
    /// <remarks>Throws what the database throws.</remarks>
    public async Task LoadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        memory.Load(await Newest(db, clock.GetUtcNow() - GonePods.Remembered).ToListAsync(ct));
    }

    /// <summary>Writes all that waits.</summary>
    /// <returns>How many pods were written.</returns>
    /// <remarks>Throws what the database throws; nothing is lost then, and the next call tries again.</remarks>
    public async Task<int> WriteAsync(CancellationToken ct)
    {
        var written = 0;
        while (memory.Unsaved(AtOnce) is { Count: > 0 } pods)
        {
            for (var tries = 1; !await TryAsync(pods, ct); tries++)
            {
                if (tries == MostTries)
                {
                    throw new InvalidOperationException("Pods that went could not be written: another writer was first again and again.");
                }
            }

            memory.Saved(pods);
            written += pods.Count;
        }

        return written;
    }

    /// <summary>Deletes what nobody remembers any more. Doing it twice, or in two replicas, does no harm.</summary>
    /// <returns>How many rows were deleted.</returns>
    public async Task<int> PruneAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var oldest = clock.GetUtcNow() - GonePods.Remembered;
        var deleted = await Before(db, oldest).ExecuteDeleteAsync(ct);
        if (await Surplus(db).FirstOrDefaultAsync(ct) is { } last)
        {
            deleted += await Before(db, last).ExecuteDeleteAsync(ct);
        }

        return deleted;
    }

    internal static IQueryable<GonePod> Newest(IPortalDb db, DateTimeOffset oldest)
        => db.Set<GonePodRecord>().AsNoTracking().Where(p => p.LastSeen >= oldest).OrderByDescending(p => p.LastSeen).Take(GonePods.MostKept)
            .Select(p => new GonePod(new WorkloadAddress(p.Cluster, p.Namespace, p.WorkloadKind, p.Workload), p.LastSeen, p.Phase) { Name = p.Name, Address = p.Address, Service = p.Service });

    internal static IQueryable<GonePodRecord> Before(IPortalDb db, DateTimeOffset oldest) => db.Set<GonePodRecord>().Where(p => p.LastSeen < oldest);

    /// <summary>The moment of the last pod that is kept; nothing while there are not too many.</summary>
    internal static IQueryable<DateTimeOffset?> Surplus(IPortalDb db)
        => db.Set<GonePodRecord>().AsNoTracking().OrderByDescending(p => p.LastSeen).Skip(GonePods.MostKept - 1).Take(1).Select(p => (DateTimeOffset?)p.LastSeen);

    internal static IQueryable<GonePodRecord> NamedAny(IPortalDb db, string[] names) => db.Set<GonePodRecord>().Where(p => names.Contains(p.Name));

    private async Task<bool> TryAsync(IReadOnlyList<GonePod> pods, CancellationToken ct)
    {
        await using var db = databases.Create();
        Dictionary<(string, string, string), GonePodRecord> known = [];
        foreach (var row in await NamedAny(db, [.. pods.Select(p => p.Name).Distinct(StringComparer.Ordinal)]).ToListAsync(ct))
        {
            known[Key(row.Cluster, row.Namespace, row.Name)] = row;
        }

        foreach (var pod in pods)
        {
            var (cluster, name) = (Cut(pod.Workload.Cluster, GonePodRecord.NameMaxLength), Cut(pod.Name, GonePodRecord.NameMaxLength));
            var key = Key(cluster, pod.Workload.Namespace, name);
            if (!known.TryGetValue(key, out var row))
            {
                db.Set<GonePodRecord>().Add(known[key] = new()
                {
                    Cluster = cluster,
                    Namespace = pod.Workload.Namespace,
                    Name = name,
                    Address = Address(pod),
                    WorkloadKind = Cut(pod.Workload.Kind, GonePodRecord.ShortMaxLength),
                    Workload = Cut(pod.Workload.Name, GonePodRecord.NameMaxLength),
                    Service = Service(pod),
                    Phase = Cut(pod.Phase, GonePodRecord.ShortMaxLength),
                    LastSeen = pod.LastSeen,
                });
            }
            else if (pod.LastSeen - row.LastSeen > SameWithin)
            {
                (row.Address, row.WorkloadKind, row.Workload, row.Service, row.Phase, row.LastSeen)
                    = (Address(pod), Cut(pod.Workload.Kind, GonePodRecord.ShortMaxLength), Cut(pod.Workload.Name, GonePodRecord.NameMaxLength), Service(pod), Cut(pod.Phase, GonePodRecord.ShortMaxLength), pod.LastSeen);
            }
        }

        return await db.SaveAsync(ct) == SaveOutcome.Saved;
    }

    private static (string, string, string) Key(string cluster, string @namespace, string name) => (cluster.ToLowerInvariant(), @namespace, name);

    private static string? Address(GonePod pod) => pod.Address is { Length: > 0 and <= GonePodRecord.AddressMaxLength } address ? address : null;

    private static string? Service(GonePod pod) => pod.Service is { Length: <= GonePodRecord.RefMaxLength } service ? service : null;

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
