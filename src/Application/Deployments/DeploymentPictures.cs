using System.Collections.Frozen;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Deployments;

/// <summary>
/// The pictures of all clusters, matched to the catalog. Watchers hand in pictures, readers take one consistent view; a notice goes out
/// only for what a page would show differently.
/// </summary>
public sealed partial class DeploymentPictures(ICatalog catalog, ILiveFeed feed) : IDeploymentPictures
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Member> _clusters = new(StringComparer.Ordinal);
    private ServiceMatcher? _matcher;
    private long _generation = -1;
    private IReadOnlyList<WorkloadClaim> _claims = [];
    private View? _view;
    private IReadOnlyList<IWorkloadListener> _listeners = [];

    public IReadOnlyList<ClusterStatus> Clusters => Current.Clusters;

    public IReadOnlyList<Deployment> Deployments => Current.All;

    /// <summary>Claims have been read once: before, a claimed workload looks as if nobody had it.</summary>
    public bool ClaimsKnown { get; private set; }

    private View Current => Volatile.Read(ref _view) ?? Compose();

    public IReadOnlyList<Deployment> OfService(string serviceRef) => Current.ByService.GetValueOrDefault(serviceRef.ToLowerInvariant()) ?? [];

    public IReadOnlyList<PodSummary> PodsNamed(string podName)
        => [.. Current.Pods.Where(p => string.Equals(p.Name, podName, StringComparison.OrdinalIgnoreCase))];

    public IReadOnlyList<PodSummary> PodsOf(string cluster, string @namespace, string kind, string name)
    {
        lock (_gate)
        {
            return _clusters.TryGetValue(cluster, out var member)
                && member.Rows.Values.FirstOrDefault(r => r.Row.Name == name && r.Row.Namespace == @namespace && r.Row.Kind == kind) is { } entry
                    ? [.. entry.Pods.Select(p => p with { Service = entry.Row.Service })]
                    : [];
        }
    }

    /// <summary>From now on the listener hears of every changed workload, after readers see it.</summary>
    public void Listen(IWorkloadListener listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }
    }

    /// <summary>Takes a cluster's newest status and, where rows were touched, its newest picture.</summary>
    public void Replace(ClusterStatus status, ClusterPicture? picture)
    {
        HashSet<string> topics = new(StringComparer.Ordinal);
        List<WorkloadChange> changes = [];
        lock (_gate)
        {
            var before = _clusters.GetValueOrDefault(status.Name) ?? Member.Nothing;
            var next = picture is null ? before : new Member(status, picture, MatchRows(picture, before));
            if (picture is not null)
            {
                Differences(before, next, topics, changes);
            }

            if (!SameContent(before.Status, status))
            {
                topics.Add(Topics.Clusters);
                topics.Add(Topics.Cluster(status.Name));
                topics.UnionWith(next.Rows.Values.Select(r => r.Row.Service).OfType<string>().Distinct(StringComparer.Ordinal).Select(TopicOf));
            }

            _clusters[status.Name] = next with { Status = status with { Workloads = next.Rows.Count, Pods = next.Picture.Pods } };
            NoteStructure(before, _clusters[status.Name]);
            Volatile.Write(ref _view, null);
        }

        Publish(topics);
        Tell(status, changes);
    }

    /// <summary>Matches again when the catalog has a new generation, or when claims are handed in.</summary>
    public void Rematch(IReadOnlyList<WorkloadClaim>? claims = null)
    {
        HashSet<string> topics = new(StringComparer.Ordinal);
        List<(ClusterStatus Cluster, List<WorkloadChange> Changes)> told = [];
        lock (_gate)
        {
            if (claims is null && _generation == catalog.Current.Generation)
            {
                return;
            }

            _claims = claims ?? _claims;
            ClaimsKnown |= claims is not null;
            _matcher = null;
            foreach (var (name, before) in _clusters.ToList())
            {
                var next = before with { Rows = MatchRows(before.Picture, Member.Nothing) };
                List<WorkloadChange> changes = [];
                Differences(before, next, topics, changes);
                told.Add((before.Status!, changes));
                NoteStructure(before, next);
                _clusters[name] = next;
            }

            Volatile.Write(ref _view, null);
        }

        Publish(topics);
        told.ForEach(t => Tell(t.Cluster, t.Changes));
    }

    private void Tell(ClusterStatus cluster, List<WorkloadChange> changes)
    {
        if (changes.Count > 0)
        {
            foreach (var listener in _listeners)
            {
                listener.Changed(cluster, changes);
            }
        }
    }

    private static string TopicOf(string service)
    {
        var reference = EntityRef.Parse(service);
        return Topics.Service(reference.Namespace, reference.Name);
    }

    private static void Differences(Member before, Member next, HashSet<string> topics, List<WorkloadChange> changes)
    {
        foreach (var (uid, entry) in next.Rows)
        {
            var old = before.Rows.GetValueOrDefault(uid);
            if (!ReferenceEquals(old, entry) && (old is null || !SameContent(old, entry)))
            {
                changes.Add(new(old, entry));
                Tell(entry);
                if (old?.Row.Service != entry.Row.Service)
                {
                    Tell(old);
                }
            }
        }

        foreach (var (_, gone) in before.Rows.Where(r => !next.Rows.ContainsKey(r.Key)))
        {
            changes.Add(new(gone, null));
            Tell(gone);
        }

        void Tell(WorkloadEntry? entry)
        {
            if (entry is not null)
            {
                topics.Add(Topics.Cluster(entry.Row.Cluster));
                if (entry.Row.Service is { } service)
                {
                    topics.Add(TopicOf(service));
                }
            }
        }
    }

    private static bool SameContent(ClusterStatus? a, ClusterStatus b)
        => a is not null && (a with { AsOf = null, Forbidden = [], Workloads = 0, Pods = 0 }) == (b with { AsOf = null, Forbidden = [], Workloads = 0, Pods = 0 })
            && a.Forbidden.SequenceEqual(b.Forbidden, StringComparer.Ordinal);

    private static bool SameContent(WorkloadEntry a, WorkloadEntry b)
        => (a.Row with { Problems = [], Revisions = [], AsOf = null }) == (b.Row with { Problems = [], Revisions = [], AsOf = null })
            && a.Row.Revisions.SequenceEqual(b.Row.Revisions) && a.Pods.SequenceEqual(b.Pods) && SameRevision(a, b)
            && a.Row.Problems.Count == b.Row.Problems.Count && a.Row.Problems.Zip(b.Row.Problems).All(p => SameContent(p.First, p.Second));

    // A template may change while no pod runs, or in what no page shows.
    private static bool SameRevision(WorkloadEntry a, WorkloadEntry b)
        => a.ReplicaSets.Count == b.ReplicaSets.Count && a.Observed.Status.UpdateRevision == b.Observed.Status.UpdateRevision
            && a.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.Revision) == b.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.Revision)
            && a.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.TemplateGeneration) == b.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.TemplateGeneration);

    private static bool SameContent(Problem a, Problem b)
        => (a with { Evidence = [], Pods = [] }) == (b with { Evidence = [], Pods = [] })
            && a.Evidence.SequenceEqual(b.Evidence, StringComparer.Ordinal) && a.Pods.SequenceEqual(b.Pods, StringComparer.Ordinal);

    private Dictionary<string, WorkloadEntry> MatchRows(ClusterPicture picture, Member before)
    {
        var current = catalog.Current;
        if (_matcher is null || _generation != current.Generation)
        {
            (_matcher, _generation, before) = (new(current, _claims), current.Generation, Member.Nothing);
        }

        var rows = new Dictionary<string, WorkloadEntry>(picture.Workloads.Count, StringComparer.Ordinal);
        foreach (var (uid, entry) in picture.Workloads)
        {
            if (before.Picture.Workloads.GetValueOrDefault(uid) is { } known && ReferenceEquals(known, entry))
            {
                rows[uid] = before.Rows[uid];
                continue;
            }

            var match = _matcher.Match(entry);
            rows[uid] = entry with { Row = entry.Row with { Service = match?.Service, Match = match?.Evidence } };
        }

        return rows;
    }

    private View Compose()
    {
        lock (_gate)
        {
            if (_view is { } made)
            {
                return made;
            }

            var members = _clusters.Values.OrderBy(m => m.Status!.Name, StringComparer.Ordinal).ToList();
            var all = members.SelectMany(m => m.Rows.Values.Select(r => r.Row with { AsOf = m.Status!.AsOf }))
                .OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Namespace, StringComparer.Ordinal).ThenBy(r => r.Cluster, StringComparer.Ordinal).ToArray();
            var view = new View([.. members.Select(m => m.Status!)], all,
                all.Where(r => r.Service is not null).GroupBy(r => r.Service!, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal),
                [.. members.SelectMany(m => m.Rows.Values.SelectMany(r => r.Pods.Select(p => p with { Service = r.Row.Service })).Concat(m.Picture.LoosePods))]);
            Volatile.Write(ref _view, view);
            return view;
        }
    }

    private void Publish(HashSet<string> topics)
    {
        if (topics.Count > 0)
        {
            topics.Add(Topics.Deployments);
        }

        foreach (var topic in topics)
        {
            feed.Publish(topic);
        }
    }

    private sealed record Member(ClusterStatus? Status, ClusterPicture Picture, IReadOnlyDictionary<string, WorkloadEntry> Rows)
    {
        public static Member Nothing { get; } = new(null, ClusterPicture.Empty, ClusterPicture.Empty.Workloads);
    }

    private sealed record View(IReadOnlyList<ClusterStatus> Clusters, IReadOnlyList<Deployment> All, FrozenDictionary<string, Deployment[]> ByService, IReadOnlyList<PodSummary> Pods);
}
