using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Releases;

/// <summary>How long what the clusters forget is kept.</summary>
public sealed class LedgerOptions
{
    public const string Section = "Releases";

    /// <summary>Days after which ended problems, and ends of containers with their logs, are deleted. Releases are kept.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 90;
}

/// <summary>Deletes what is too old, and closes what was left open by workloads that went while nobody watched. Doing it twice, or in two replicas, does no harm.</summary>
public sealed class LedgerCare(IPortalDbFactory databases, IDeploymentPictures pictures, ReleaseLedger ledger, LedgerOptions options, TimeProvider clock)
{
    // Waiting longer than a process could have: it ended before it came to it.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(30);

    /// <returns>How many rows were deleted or closed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        var now = clock.GetUtcNow();
        var oldest = now.AddDays(-options.RetentionDays);
        var rows = await EndedBefore(db, oldest).ExecuteDeleteAsync(ct) + await FinishedBefore(db, oldest).ExecuteDeleteAsync(ct);
        var abandoned = now - Abandoned;
        rows += await db.Set<ContainerEnd>().Where(e => e.LogState == CrashLogState.Waiting && e.RecordedAt < abandoned)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.LogState, CrashLogState.Missing).SetProperty(e => e.LogNote, "The portal ended before the log could be read."), ct);
        foreach (var cluster in pictures.Clusters.Where(c => c.State == ClusterState.Live).Select(c => c.Name))
        {
            rows += await CloseAsync(db, cluster, now, ct);
        }

        return await db.SaveAsync(ct) == SaveOutcome.Saved ? rows : 0;
    }

    internal static IQueryable<ProblemEpisode> EndedBefore(IPortalDb db, DateTimeOffset oldest) => db.Set<ProblemEpisode>().Where(e => e.Until != null && e.Until < oldest);

    internal static IQueryable<ContainerEnd> FinishedBefore(IPortalDb db, DateTimeOffset oldest) => db.Set<ContainerEnd>().Where(e => e.FinishedAt < oldest);

    private async Task<int> CloseAsync(IPortalDb db, string cluster, DateTimeOffset now, CancellationToken ct)
    {
        var there = ledger.WorkloadsOf(cluster);
        var closed = 0;
        if (there.Count == 0)
        {
            return closed; // not heard yet, or nothing runs there: the former is likelier
        }

        foreach (var episode in (await db.Set<ProblemEpisode>().Where(e => e.Cluster == cluster && e.Until == null).ToListAsync(ct)).Where(e => !there.Contains(e.WorkloadUid)))
        {
            episode.Until = now;
            closed++;
        }

        foreach (var release in (await db.Set<Release>().Where(r => r.Cluster == cluster && r.Outcome == ReleaseOutcome.Progressing).ToListAsync(ct)).Where(r => !there.Contains(r.WorkloadUid)))
        {
            (release.Outcome, release.OutcomeReason) = (ReleaseOutcome.Unknown, "The workload went while the portal did not watch.");
            closed++;
        }

        return closed;
    }
}
