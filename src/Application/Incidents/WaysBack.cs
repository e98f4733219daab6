using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;
using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <summary>Finds for each workload what to go back to: the last revision before the present one that went well. Pure.</summary>
internal static class WaysBack
{
    /// <param name="history">What the ledger knows of the service, newest first; null when nothing.</param>
    public static WayBack? Of(WorkloadEntry entry, ServiceHistory? history)
    {
        var row = entry.Row;
        if (row.Kind is "Job" or "CronJob")
        {
            return null;
        }

        var releases = (history?.Releases ?? []).Where(r => r.Cluster == row.Cluster && r.Namespace == row.Namespace && r.Kind == row.Kind && r.Workload == row.Name).ToList();
        var revisions = RevisionList.Of(entry);
        foreach (var revision in revisions.Where(r => !r.Current && r.Version != row.Version))
        {
            var release = releases.Find(r => r.Revision == revision.Number);
            if (release?.Outcome is ReleaseOutcome.Failed or ReleaseOutcome.RolledBack)
            {
                continue; // it went badly itself
            }

            return Make(row, revision.Version, revision.Number, release?.Outcome == ReleaseOutcome.Succeeded ? $"revision {revision.Number} went well and is still there" : $"revision {revision.Number} is the newest before it that is still there");
        }

        if (releases.FirstOrDefault(r => r.Version != row.Version && r.Outcome == ReleaseOutcome.Succeeded) is { } good)
        {
            return Make(row, good.Version, null, "the ledger knows that it went well; the cluster keeps no revision of it, so deploy it again");
        }

        return releases.FirstOrDefault()?.PreviousVersion is { } previous && previous != row.Version
            ? Make(row, previous, null, "it ran before; the cluster keeps no revision of it, so deploy it again")
            : Make(row, null, null, "no earlier version is known");
    }

    private static WayBack Make(Deployment row, string? to, long? revision, string note) => new(row.Cluster, row.Environment, row.Namespace, row.Kind, row.Name, row.Version, to, revision, note);
}
