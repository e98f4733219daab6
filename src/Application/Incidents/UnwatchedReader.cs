using System.Globalization;
using Portal.Application.Deployments;

namespace Portal.Application.Incidents;

/// <summary>Finds what changed in a cluster while nobody was watching, from what it looked like before and what it looks like now. What is rolled out is left to the ledger, which has its moments. Pure.</summary>
/// <param name="from">Until then somebody was watching.</param>
/// <param name="until">From then on somebody is.</param>
internal sealed class UnwatchedReader(ClusterStatus cluster, IReadOnlyDictionary<string, WorkloadEntry> rows, DateTimeOffset from, DateTimeOffset until)
{
    public IEnumerable<SeenChange> Read(ClusterFacts before, ClusterSurroundings around)
    {
        // By name: what was deleted and made anew under its name, or with its whole cluster, differs in nothing else.
        var old = before.Workloads.ToLookup(w => (w.Namespace, w.Kind, w.Name));
        var present = rows.Values.Select(r => (r.Row.Namespace, r.Row.Kind, r.Row.Name)).ToHashSet();
        return rows.Values.SelectMany(r => Workload(old[(r.Row.Namespace, r.Row.Kind, r.Row.Name)].FirstOrDefault(), r))
            .Concat(before.Workloads.Where(w => !present.Contains((w.Namespace, w.Kind, w.Name))).Select(Deleted))
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
        // The cluster says when it was made.
        var made = before?.Uid == after.Observed.Metadata.Uid ? [] : WorkloadReading.Read(null, new(null, after), until, from);
        return before is null ? made : made.Concat(Differences(before, after));
    }

    private IEnumerable<SeenChange> Differences(WorkloadFacts before, WorkloadEntry after)
    {
        var observed = after.Observed;
        var known = after with { Observed = observed with { Spec = observed.Spec with { Replicas = before.Replicas, Paused = before.Paused, Suspend = before.Suspend } } };
        var found = WorkloadReading.Read(known, new(known, after), until, from);
        return (before.Template is { } template && WorkloadReading.Template(template, after, until) is { } other ? found.Prepend(other) : found).Select(c => Between(c, from, until));
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
        foreach (var change in new AroundReader(cluster, until, rows.GetValueOrDefault).Read(present with { Around = SameUids(before, around) }, present))
        {
            var touches = change.Kind == ChangeKind.Node ? change.Touches.Union(before.OnNode.GetValueOrDefault(change.Name ?? "", []), StringComparer.Ordinal).ToList() : change.Touches;
            yield return Between(change with { Touches = touches }, from, until);
        }
    }

    private static ClusterSurroundings SameUids(ClusterFacts before, ClusterSurroundings now) => new(
        Each(before.Services, now.Services, (s, meta) => s with { Metadata = meta }),
        Each(before.Nodes, now.Nodes, (n, meta) => n with { Metadata = meta }),
        Each(before.Namespaces, now.Namespaces, (n, meta) => n with { Metadata = meta }),
        Each(before.Ingresses, now.Ingresses, (i, meta) => i with { Metadata = meta }),
        Each(before.Autoscalers, now.Autoscalers, (a, meta) => a with { Metadata = meta }),
        Each(before.Budgets, now.Budgets, (b, meta) => b with { Metadata = meta }),
        null);

    private static List<T>? Each<T>(IReadOnlyList<T>? before, IReadOnlyList<T>? now, Func<T, ObservedMeta, T> named)
        where T : IObserved
    {
        var uids = (now ?? []).ToLookup(o => (o.Metadata.Namespace, o.Metadata.Name), o => o.Metadata.Uid);
        return before?.Select(o => named(o, o.Metadata with { Uid = uids[(o.Metadata.Namespace, o.Metadata.Name)].FirstOrDefault() ?? o.Metadata.Uid })).ToList();
    }
}
