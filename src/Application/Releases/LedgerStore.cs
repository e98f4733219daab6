using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Releases;

/// <summary>
/// Writes what was seen. Another replica may write the same at the same moment: the unique keys let one of them win, the other reads again and finds nothing left to do.
/// </summary>
internal sealed class LedgerStore(IPortalDbFactory databases)
{
    private const int RowsLookedAt = 30;
    private const int AtOnce = 50;
    private const int MostTries = 6;

    /// <param name="added">Told of each end of a container that was not known before, once it is written.</param>
    /// <exception cref="InvalidOperationException">Another writer won again and again.</exception>
    public async Task WriteAsync(IReadOnlyList<RolloutSeen> rollouts, IReadOnlyList<ProblemsSeen> problems, IReadOnlyList<ContainerEnd> ends, Action<ContainerEnd> added, CancellationToken ct)
    {
        var byWorkload = rollouts.GroupBy(r => (r.Subject.Cluster, r.Subject.Namespace, r.Subject.Kind, r.Subject.Name)).Select(g => g.ToList()).ToList();
        await EachAsync(byWorkload, (db, some, token) => ReleasesAsync(db, [.. some.SelectMany(s => s)], token), ct);
        await EachAsync([.. problems.GroupBy(p => (p.Subject.Cluster, p.Subject.Uid)).Select(g => g.ToList())], (db, some, token) => EpisodesAsync(db, [.. some.SelectMany(s => s)], token), ct);
        List<ContainerEnd> fresh = [];
        await EachAsync(ends, async (db, some, token) => fresh = await EndsAsync(db, some, token), ct, saved: () => fresh.ForEach(added));
    }

    /// <summary>In portions; a portion that loses a race is done one by one, with what is in the database then.</summary>
    private async Task EachAsync<T>(IReadOnlyList<T> items, Func<IPortalDb, IReadOnlyList<T>, CancellationToken, Task> apply, CancellationToken ct, Action? saved = null)
    {
        foreach (var portion in items.Chunk(AtOnce))
        {
            if (await TryAsync(portion) != SaveOutcome.Saved)
            {
                foreach (var item in portion)
                {
                    await OneAsync(item);
                }
            }
        }

        async Task<SaveOutcome> TryAsync(IReadOnlyList<T> some)
        {
            await using var db = databases.Create();
            await apply(db, some, ct);
            var outcome = await db.SaveAsync(ct);
            if (outcome == SaveOutcome.Saved)
            {
                saved?.Invoke();
            }

            return outcome;
        }

        async Task OneAsync(T item)
        {
            for (var tries = 1; await TryAsync([item]) != SaveOutcome.Saved; tries++)
            {
                if (tries == MostTries)
                {
                    throw new InvalidOperationException("The ledger could not be written: another writer was first again and again.");
                }
            }
        }
    }

    private static async Task ReleasesAsync(IPortalDb db, List<RolloutSeen> seen, CancellationToken ct)
    {
        Dictionary<string, Deployments.PodTemplate> templates = new(StringComparer.Ordinal);
        foreach (var workload in seen.GroupBy(s => (s.Subject.Cluster, s.Subject.Namespace, s.Subject.Kind, s.Subject.Name)))
        {
            var rows = await RowsOf(db, workload.Key.Cluster, workload.Key.Namespace, workload.Key.Kind, workload.Key.Name).ToListAsync(ct);
            rows.Reverse();
            foreach (var look in workload)
            {
                var added = ReleaseRules.Apply(look, rows);
                rows.AddRange(added);
                db.Set<Release>().AddRange(added);
                foreach (var revision in look.Revisions)
                {
                    var id = RolloutReader.IdOf(revision.Template);
                    if (added.Any(r => r.TemplateId == id))
                    {
                        templates.TryAdd(id, revision.Template);
                    }
                }
            }
        }

        await TemplatesAsync(db, templates, ct);
        await MatchEndsAsync(db, seen, ct);
    }

    /// <summary>The newest rows of a workload's name, newest first.</summary>
    internal static IQueryable<Release> RowsOf(IPortalDb db, string cluster, string @namespace, string kind, string name)
        => db.Set<Release>().Where(r => r.Cluster == cluster && r.Namespace == @namespace && r.Kind == kind && r.Workload == name).OrderByDescending(r => r.Id).Take(RowsLookedAt);

    private static async Task TemplatesAsync(IPortalDb db, Dictionary<string, Deployments.PodTemplate> templates, CancellationToken ct)
    {
        if (templates.Count == 0)
        {
            return;
        }

        string[] ids = [.. templates.Keys];
        var known = await db.Set<ReleaseTemplate>().Where(t => ids.Contains(t.Id)).Select(t => t.Id).ToListAsync(ct);
        foreach (var (id, template) in templates.Where(t => !known.Contains(t.Key)))
        {
            db.Set<ReleaseTemplate>().Add(new() { Id = id, Text = Deployments.TemplateFacts.Lines(template) });
        }
    }

    /// <summary>A workload that is given to a service now was perhaps not when its containers ended.</summary>
    private static async Task MatchEndsAsync(IPortalDb db, List<RolloutSeen> seen, CancellationToken ct)
    {
        var matched = seen.Where(s => s.Subject.Service is not null).Select(s => s.Subject).DistinctBy(s => (s.Cluster, s.Uid)).ToList();
        string[] names = [.. matched.Select(s => s.Name).Distinct(StringComparer.Ordinal)];
        foreach (var end in names.Length == 0 ? [] : await db.Set<ContainerEnd>().Where(e => e.Service == null && names.Contains(e.Workload)).ToListAsync(ct))
        {
            if (matched.Find(s => s.Name == end.Workload && s.Cluster == end.Cluster && s.Namespace == end.Namespace && s.Kind == end.Kind) is { } subject)
            {
                (end.Service, end.Owner) = (subject.Service, subject.Owner);
            }
        }
    }

    private static async Task EpisodesAsync(IPortalDb db, List<ProblemsSeen> seen, CancellationToken ct)
    {
        string[] uids = [.. seen.Select(s => s.Subject.Uid).Distinct(StringComparer.Ordinal)];
        var recent = seen.Min(s => s.At) - ProblemRules.Flapping;
        var rows = await OpenOrRecent(db, uids, recent).ToListAsync(ct);
        foreach (var look in seen)
        {
            var added = ProblemRules.Apply(look, [.. rows.Where(r => r.Cluster == look.Subject.Cluster && r.WorkloadUid == look.Subject.Uid)]);
            rows.AddRange(added);
            db.Set<ProblemEpisode>().AddRange(added);
        }
    }

    internal static IQueryable<ProblemEpisode> OpenOrRecent(IPortalDb db, string[] uids, DateTimeOffset recent)
        => db.Set<ProblemEpisode>().Where(e => uids.Contains(e.WorkloadUid) && (e.Until == null || e.Until > recent));

    private static async Task<List<ContainerEnd>> EndsAsync(IPortalDb db, IReadOnlyList<ContainerEnd> ends, CancellationToken ct)
    {
        string[] pods = [.. ends.Select(e => e.PodUid).Distinct(StringComparer.Ordinal)];
        var known = (await db.Set<ContainerEnd>().Where(e => pods.Contains(e.PodUid)).Select(e => new { e.PodUid, e.Container, e.FinishedAt }).ToListAsync(ct))
            .Select(e => (e.PodUid, e.Container, e.FinishedAt)).ToHashSet();
        List<ContainerEnd> added = [.. ends.Where(e => known.Add((e.PodUid, e.Container, e.FinishedAt)))];
        db.Set<ContainerEnd>().AddRange(added);
        return added;
    }
}
