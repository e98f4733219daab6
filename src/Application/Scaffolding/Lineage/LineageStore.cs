using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Decommission;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Keeps lineage in the database and one look at all of it in memory. Short units of work; a lost race is tried again on fresh rows.</summary>
public sealed class LineageStore(IPortalDbFactory databases, ITemplateArchive archive, ILiveFeed feed, TimeProvider clock) : IDisposable
{
    private readonly Dictionary<string, string> _reaching = new(StringComparer.Ordinal);
    private const int Tries = 8;

    // Ended upgrades that are shown; the rows of older ones stay in the database.
    private const int MostUpgrades = 5000;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private LineageView _current = LineageView.Empty;

    public LineageView Current => Volatile.Read(ref _current);

    /// <summary>Whether anything shown depends on runs that are under way.</summary>
    public bool NeedsRuns => Current.HasRuns;

    public async Task ReloadAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct); // one at a time: a look that began earlier must not replace a later one
        try
        {
            await ReadAsync(ct);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var entries = await db.Set<ServiceLineage>().AsNoTracking().OrderBy(l => l.Entity)
            .Select(l => new LineageEntry(l.Entity, l.Repository, l.Template, l.TemplateVersion, l.TemplateHash, l.ValuesJson, l.RunId, l.CreatedBy, l.CreatedAt, l.MovedAt)).ToListAsync(ct);
        var upgrades = await db.Set<TemplateUpgrade>().AsNoTracking().OrderByDescending(u => u.RunId).Take(MostUpgrades)
            .Select(u => new UpgradeEntry(
                u.RunId, u.Batch, u.Entity, u.Repository, u.Template, u.FromVersion, u.FromHash, u.ToVersion, u.ToHash, u.Branch, u.State, u.Url, u.Conflicts, u.Changes, u.RequestedBy, u.RequestedAt, u.EndedAt,
                db.Set<ScaffoldRun>().Where(r => r.Id == u.RunId).Select(r => (RunStatus?)r.Status).FirstOrDefault())).ToListAsync(ct);
        var kept = await db.Set<TemplateContent>().AsNoTracking().Select(c => new { c.Hash, c.Template, c.Title, c.TemplateVersion, c.KeptAt }).ToListAsync(ct);
        await CountAsync(db, kept.Select(k => k.Hash), ct);
        var versions = kept.ConvertAll(c => new KeptVersion(c.Hash, c.Template, c.Title, c.TemplateVersion, c.KeptAt, _reaching[c.Hash]));
        var retired = await db.Set<RetiredService>().AsNoTracking().Where(r => r.ActiveKey != null)
            .Select(r => new RetiredEntry(
                r.Entity, r.Title, r.RunId, r.Reason, r.OverrideReason, r.Repository, r.ManifestsUrl, r.OwnerGroup, r.RequestedBy, r.RequestedByName, r.RequestedAt,
                db.Set<ScaffoldRun>().Where(x => x.Id == r.RunId).Select(x => (RunStatus?)x.Status).FirstOrDefault(),
                db.Set<ScaffoldRun>().Any(x => x.Id == r.RunId && x.CleanupRequested))).ToListAsync(ct);
        var before = Current;
        LineageView now = new(entries, upgrades, versions, retired);
        Volatile.Write(ref _current, now);
        TellOfRetired(before, now);
    }

    /// <summary>Contents never change under their hash, so each is counted once in a process.</summary>
    private async Task CountAsync(IPortalDb db, IEnumerable<string> hashes, CancellationToken ct)
    {
        foreach (var hash in hashes.Where(h => !_reaching.ContainsKey(h)).ToList())
        {
            _reaching[hash] = await db.Set<TemplateContent>().AsNoTracking().FirstOrDefaultAsync(c => c.Hash == hash, ct) is { } content ? archive.ReachingHash(content) : hash;
        }
    }

    // A page that was opened between the end of a run and this look shows the run as under way; without a word it would go on doing so.
    private void TellOfRetired(LineageView before, LineageView now)
    {
        foreach (var entity in before.Retired.Except(now.Retired).Concat(now.Retired.Except(before.Retired)).Select(r => r.Entity).Distinct(StringComparer.Ordinal))
        {
            if (EntityRef.TryParse(entity, out var reference))
            {
                feed.Publish(Topics.Service(reference.Namespace, reference.Name));
            }
        }
    }

    /// <summary>Keeps a version once; who comes second finds it.</summary>
    public async Task KeepAsync(TemplateContent content, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (await db.Set<TemplateContent>().AnyAsync(c => c.Hash == content.Hash, ct))
        {
            return;
        }

        db.Set<TemplateContent>().Add(content);
        if (await db.SaveAsync(ct) == SaveOutcome.Saved)
        {
            await ReloadAsync(ct);
        }
    }

    public async Task<TemplateContent?> ContentAsync(string hash, CancellationToken ct)
    {
        await using var db = databases.Create();
        return await db.Set<TemplateContent>().AsNoTracking().FirstOrDefaultAsync(c => c.Hash == hash, ct);
    }

    /// <summary>Notes what an entity was made from; one that is known already stays as it is.</summary>
    public async Task RecordAsync(ServiceLineage lineage, CancellationToken ct)
    {
        await using var db = databases.Create();
        if (!await db.Set<ServiceLineage>().AnyAsync(l => l.Entity == lineage.Entity && l.RunId == lineage.RunId, ct))
        {
            // The name was used before, by a service that is gone.
            await db.Set<ServiceLineage>().Where(l => l.Entity == lineage.Entity).ExecuteDeleteAsync(ct);
            db.Set<ServiceLineage>().Add(lineage);
            await db.SaveAsync(ct);
        }

        await ShowAsync(lineage.Entity, ct);
    }

    /// <summary>The repository records another version now: the entity moves there, and the upgrades that led to it are merged.</summary>
    public async Task MoveAsync(string entity, RepositoryRecord record, CancellationToken ct)
    {
        await ChangeAsync(
            async db =>
            {
                if (await db.Set<ServiceLineage>().FirstOrDefaultAsync(l => l.Entity == entity, ct) is not { } row)
                {
                    return false;
                }

                var now = clock.GetUtcNow();
                (row.Template, row.TemplateVersion, row.TemplateHash, row.ValuesJson, row.MovedAt) = (record.Template, TemplateContent.Cut(record.Version), record.Hash, record.Values.ToJsonString(), now);
                row.Version++;
                foreach (var upgrade in await db.Set<TemplateUpgrade>().Where(u => u.Entity == entity && u.State == UpgradeState.Open && (u.ToHash == record.Hash || (record.Hash == null && u.ToVersion == record.Version))).ToListAsync(ct))
                {
                    upgrade.Become(UpgradeState.Merged, now);
                }

                return true;
            },
            ct);
        await ShowAsync(entity, ct);
    }

    /// <returns>False when there is no such upgrade, or another one of the same service and version is under way.</returns>
    public async Task<bool> ChangeUpgradeAsync(string runId, Action<TemplateUpgrade> change, CancellationToken ct)
    {
        string? entity = null;
        var done = await ChangeAsync(
            async db =>
            {
                if (await db.Set<TemplateUpgrade>().FirstOrDefaultAsync(u => u.RunId == runId, ct) is not { } row)
                {
                    return false;
                }

                entity = row.Entity;
                change(row);
                row.Version++;
                return true;
            },
            ct);
        if (entity is not null)
        {
            await ShowAsync(entity, ct);
        }

        return done;
    }

    public async Task<bool> ChangeRetiredAsync(string runId, Action<RetiredService> change, CancellationToken ct)
    {
        string? entity = null;
        var done = await ChangeAsync(
            async db =>
            {
                if (await db.Set<RetiredService>().FirstOrDefaultAsync(r => r.RunId == runId, ct) is not { } row)
                {
                    return false;
                }

                entity = row.Entity;
                change(row);
                row.Version++;
                return true;
            },
            ct);
        if (entity is not null)
        {
            await ShowAsync(entity, ct);
        }

        return done;
    }

    /// <summary>Reads everything again and tells the pages of one entity.</summary>
    public async Task ShowAsync(string entity, CancellationToken ct)
    {
        await ReloadAsync(ct);
        if (EntityRef.TryParse(entity, out var reference))
        {
            feed.Publish(Topics.Service(reference.Namespace, reference.Name));
        }

        feed.Publish(Topics.Runs);
    }

    private async Task<bool> ChangeAsync(Func<IPortalDb, Task<bool>> change, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            await using var db = databases.Create();
            if (!await change(db))
            {
                return false;
            }

            var outcome = await db.SaveAsync(ct);
            if (outcome != SaveOutcome.StaleVersion)
            {
                return outcome == SaveOutcome.Saved;
            }
        }

        throw new InvalidOperationException($"A row of lineage could not be saved: {Tries} other writers came first.");
    }
}
