using System.Globalization;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>Finds what changed in a cluster while nobody was watching, from what it looked like before and what it looks like now. Releases are left to the ledger, which has their moments. Pure.</summary>
/// <param name="from">Until then somebody was watching.</param>
/// <param name="until">From then on somebody is.</param>
internal sealed class UnwatchedReader(ClusterStatus cluster, IReadOnlyDictionary<string, WorkloadEntry> rows, DateTimeOffset from, DateTimeOffset until)
{
    public IEnumerable<SeenChange> Read(ClusterFacts before, ClusterSurroundings around)
    {
        var old = before.Workloads.ToDictionary(w => w.Uid, StringComparer.Ordinal);
        return rows.SelectMany(r => Workload(old.GetValueOrDefault(r.Key), r.Value))
            .Concat(before.Workloads.Where(w => !rows.ContainsKey(w.Uid)).Select(Deleted))
            .Concat(Around(before, around));
    }

    /// <summary>Says in a change that its moment is only known to lie between two others.</summary>
    internal static SeenChange Between(SeenChange change, DateTimeOffset from, DateTimeOffset until)
        => change with { At = until, Earliest = from, Text = $"{change.Text} (between {Words(from, until)} UTC, while the portal did not watch)" };

    internal static string Words(DateTimeOffset from, DateTimeOffset until)
    {
        var format = from.UtcDateTime.Date != until.UtcDateTime.Date ? "yyyy-MM-dd HH:mm" : until - from < TimeSpan.FromMinutes(2) ? "HH:mm:ss" : "HH:mm";
        return $"{from.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)} and {until.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)}";
    }

    private IEnumerable<SeenChange> Workload(WorkloadFacts? before, WorkloadEntry after)
    {
        if (before is null)
        {
            // The cluster says when it was made.
            return WorkloadReading.Read(null, new(null, after), until, from);
        }

        var observed = after.Observed;
        var known = after with { Observed = observed with { Spec = observed.Spec with { Replicas = before.Replicas, Paused = before.Paused, Suspend = before.Suspend } } };
        return WorkloadReading.Read(known, new(known, after), until, from).Select(c => Between(c, from, until));
    }

    private SeenChange Deleted(WorkloadFacts gone)
        => Between(
            new(until, ChangeKind.Deleted, "deleted")
            {
                Key = $"{cluster.Name}/{gone.Namespace}/{gone.Kind}/{gone.Name} deleted",
                Service = gone.Service,
                Cluster = cluster.Name,
                Environment = gone.Environment,
                Namespace = gone.Namespace,
                ObjectKind = gone.Kind,
                Name = gone.Name,
            }, from, until);

    private IEnumerable<SeenChange> Around(ClusterFacts before, ClusterSurroundings around)
    {
        // Workloads that went have their own line; those that are there say whom a Service or an autoscaler concerned.
        ClusterPicture present = ClusterPicture.Empty with { Workloads = ClusterPicture.Empty.Workloads.AddRange(rows), Around = around };
        foreach (var change in new AroundReader(cluster, until, rows.GetValueOrDefault).Read(present with { Around = before.Around }, present))
        {
            var touches = change.Kind == ChangeKind.Node ? change.Touches.Union(before.OnNode.GetValueOrDefault(change.Name ?? "", []), StringComparer.Ordinal).ToList() : change.Touches;
            yield return Between(change with { Touches = touches }, from, until);
        }
    }
}
