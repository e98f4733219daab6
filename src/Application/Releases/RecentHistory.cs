using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Releases;

/// <summary>
/// The last releases and crashes of every service, in memory: the service's page shows them, and it asks the database nothing and is there while the database is away.
/// Each replica brings it up to date after what it has itself seen and written. Thread-safe.
/// </summary>
public sealed class RecentHistory(IPortalDbFactory databases)
{
    /// <summary>Rows kept of each kind for a service.</summary>
    public const int Kept = 5;

    // Whoever has not released among so many releases of all services is read when it does.
    private const int MostAtStart = 20_000;
    private const int FewServices = 40;

    private readonly ConcurrentDictionary<string, ServiceHistory> _of = new(StringComparer.Ordinal);

    private bool _loaded;

    /// <returns>Null when there is nothing, or nothing has been read yet.</returns>
    public ServiceHistory? Of(string service) => _of.GetValueOrDefault(service);

    /// <summary>Reads everything once, and from then on the services that changed.</summary>
    /// <param name="services">Full refs.</param>
    public async Task RefreshAsync(IReadOnlyCollection<string> services, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (!Volatile.Read(ref _loaded) || services.Count > FewServices)
        {
            await LoadAsync(db, ct);
            Volatile.Write(ref _loaded, true);
            return;
        }

        foreach (var service in services)
        {
            var releases = await ListReleasesHandler.Query(db, new ListReleases(service), Kept + 1).ToListAsync(ct);
            var crashes = await ListCrashesHandler.Query(db, new ListCrashes(service), Kept + 1).ToListAsync(ct);
            _of[service] = Make(service, releases, crashes);
        }
    }

    private async Task LoadAsync(IPortalDb db, CancellationToken ct)
    {
        var releases = (await ListReleasesHandler.Query(db, new ListReleases(), MostAtStart).ToListAsync(ct)).Where(r => r.Service is not null).ToLookup(r => r.Service!, StringComparer.Ordinal);
        var ends = await db.Set<ContainerEnd>().AsNoTracking().Where(e => e.Service != null).OrderByDescending(e => e.FinishedAt).ThenByDescending(e => e.Id).Take(MostAtStart)
            .Select(e => new { e.Id, e.Service }).ToListAsync(ct);
        var shown = ends.GroupBy(e => e.Service!, StringComparer.Ordinal).SelectMany(g => g.Take(Kept)).Select(e => e.Id).ToList();
        List<CrashRow> crashes = [];
        foreach (var ids in shown.Chunk(500))
        {
            // The logs stay where they are: they are shown on the page of crashes only.
            crashes.AddRange(await db.Set<ContainerEnd>().AsNoTracking().Where(e => ids.Contains(e.Id)).Select(e => new CrashRow(e.Id, e.Service, e.Owner, e.Cluster, e.Environment, e.Namespace, e.Kind, e.Workload,
                e.Pod, e.Container, e.Version, e.Image, e.ExitCode, e.Reason, e.Words, e.Message, e.MemoryLimit, e.StartedAt, e.FinishedAt, e.RestartCount, e.Node, e.LogState, e.LogNote, null)).ToListAsync(ct));
        }

        var crashesOf = crashes.ToLookup(c => c.Service!, StringComparer.Ordinal);
        foreach (var service in releases.Select(r => r.Key).Union(crashesOf.Select(c => c.Key), StringComparer.Ordinal))
        {
            _of[service] = Make(service, [.. releases[service]], [.. crashesOf[service].OrderByDescending(c => c.FinishedAt).ThenByDescending(c => c.Id)]);
        }
    }

    private static ServiceHistory Make(string service, List<ReleaseRow> releases, List<CrashRow> crashes)
        => new(service, [.. releases.Take(Kept)], [.. crashes.Take(Kept).Select(c => c with { Log = null })]);
}

/// <summary>What happened to a service last, newest first.</summary>
/// <param name="Crashes">Without the logs.</param>
public sealed record ServiceHistory(string Service, IReadOnlyList<ReleaseRow> Releases, IReadOnlyList<CrashRow> Crashes);
