using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <content>What the ledger knows from before this process.</content>
public sealed partial class RecentChanges
{
    private const int MostRead = 5_000;
    private const int AtOnce = 500;

    /// <summary>Takes the releases of the last day that followed another one; and once, when workloads were ill before this process heard of them.</summary>
    /// <remarks>Throws what the database throws; what is known already stays.</remarks>
    public async Task LoadAsync(IPortalDb db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var from = now - Kept;
        var rows = await db.Set<Release>().AsNoTracking().Where(r => r.StartedAt >= from && r.PreviousId != null && r.Origin != ReleaseOrigin.FirstSeen).OrderByDescending(r => r.StartedAt).Take(MostRead)
            .Select(r => new LedgerRow(r.Id, r.Service, r.Cluster, r.Environment, r.Namespace, r.Kind, r.Workload, r.Version, r.PreviousVersion, r.TemplateId, r.Previous!.TemplateId, r.RestartMark, r.RevisionHash, r.StartedAt, r.Trigger, r.Deployer))
            .ToListAsync(ct);
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (var ids in rows.SelectMany(r => new[] { r.TemplateId, r.PreviousTemplateId }).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (var template in await db.Set<ReleaseTemplate>().AsNoTracking().Where(t => ids.Contains(t.Id)).ToListAsync(ct))
            {
                texts[template.Id] = template.Text;
            }
        }

        var episodes = _heardEarly is null ? null : await Episodes(db, from).ToListAsync(ct);
        lock (_gate)
        {
            rows.Reverse();
            Merge([.. rows.Select(r => Of(r, texts))]);
            ReleasesSince = rows.Count == MostRead ? rows[0].StartedAt : from;
            if (episodes is not null && _heardEarly is not null)
            {
                Recall(episodes);
            }

            Forget(now);
        }
    }

    /// <summary>Puts older changes before those that were heard already.</summary>
    private void Merge(List<SeenChange> older)
    {
        List<SeenChange> heard = [.. _changes];
        _changes.Clear();
        _byService.Clear();
        _lastOfKey.Clear();
        foreach (var change in older.Concat(heard).OrderBy(c => c.At))
        {
            _ = Add(change);
        }
    }

    private static SeenChange Of(LedgerRow row, Dictionary<string, string> texts)
    {
        var (parts, differences) = row.PreviousTemplateId is { } before && texts.TryGetValue(before, out var old) && texts.TryGetValue(row.TemplateId, out var present)
            ? TemplateChange.Between(old, present) : (row.PreviousVersion == row.Version ? ChangedParts.None : ChangedParts.Image, (IReadOnlyList<FieldDifference>)[]);
        var kind = row.Trigger switch { ReleaseTrigger.Rollback => ChangeKind.Rollback, ReleaseTrigger.Restart => ChangeKind.Restart, _ => ChangeKind.Rollout };
        var key = kind == ChangeKind.Restart ? $"restart {row.RestartMark}" : $"template {row.TemplateId} {row.RestartMark}";
        return new(row.StartedAt, kind, kind == ChangeKind.Restart ? $"{row.Version} restarted" : WorkloadReading.Words(kind == ChangeKind.Rollback, row.PreviousVersion, row.Version, parts, differences))
        {
            Key = $"{row.Cluster}/{row.Namespace}/{row.Kind}/{row.Workload} {key}",
            Service = row.Service,
            Cluster = row.Cluster,
            Environment = row.Environment,
            Namespace = row.Namespace,
            ObjectKind = row.Kind,
            Name = row.Workload,
            Parts = parts,
            Differences = differences,
            VersionBefore = row.PreviousVersion,
            VersionAfter = row.Version,
            Revision = row.RevisionHash,
            By = row.Deployer,
            ReleaseId = row.Id,
        };
    }

    private sealed record LedgerRow(
        long Id, string? Service, string Cluster, string Environment, string Namespace, string Kind, string Workload, string Version, string? PreviousVersion, string TemplateId, string? PreviousTemplateId, string? RestartMark, string? RevisionHash,
        DateTimeOffset StartedAt, ReleaseTrigger Trigger, string? Deployer);
}
