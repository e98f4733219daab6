using System.Collections.Immutable;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Deployments;

/// <summary>
/// The pictures of all clusters, matched to the catalog. Watchers hand in pictures, readers take one consistent view; a notice goes out
/// only for what a page would show differently. What did not change is neither matched nor sorted again.
/// </summary>
public sealed partial class DeploymentPictures(ICatalog catalog, ILiveFeed feed) : IDeploymentPictures
{
    private static readonly ImmutableDictionary<string, ImmutableArray<Deployment>> NoServices = ImmutableDictionary.Create<string, ImmutableArray<Deployment>>(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Member> _clusters = new(StringComparer.Ordinal);
    private readonly SortedRows _sorted = new();
    private ImmutableDictionary<string, ImmutableArray<Deployment>> _byService = NoServices;
    private ServiceMatcher? _matcher;
    private long _generation = -1;
    private IReadOnlyList<WorkloadClaim> _claims = [];
    private View? _view;
    private long _version;
    private IReadOnlyList<IWorkloadListener> _listeners = [];

    public IReadOnlyList<ClusterStatus> Clusters => Current.Clusters;

    public IReadOnlyList<Deployment> Deployments => Current.All;

    public long Version => Current.Version;

    /// <summary>As last read from the database or changed.</summary>
    public IReadOnlyList<WorkloadClaim> Claims => _claims;

    /// <summary>Claims have been read once: before, a claimed workload looks as if nobody had it.</summary>
    public bool ClaimsKnown { get; private set; }

    private View Current => Volatile.Read(ref _view) ?? Compose();

    public IReadOnlyList<Deployment> OfService(string serviceRef) => Current.ByService.TryGetValue(serviceRef.ToLowerInvariant(), out var rows) ? rows : [];

    public IReadOnlyList<PodSummary> PodsNamed(string podName)
    {
        List<PodSummary> found = [];
        foreach (var member in Current.Members)
        {
            foreach (var entry in member.Rows.Values)
            {
                found.AddRange(entry.Pods.Where(Named).Select(p => p with { Service = entry.Row.Service }));
            }

            found.AddRange(member.Picture.LoosePods.Where(Named));
        }

        return found;

        bool Named(PodSummary pod) => string.Equals(pod.Name, podName, StringComparison.OrdinalIgnoreCase);
    }

    public IReadOnlyList<PodSummary> PodsOf(string cluster, string @namespace, string kind, string name)
        => Find(cluster, @namespace, kind, name) is { } entry ? [.. entry.Pods.Select(p => p with { Service = entry.Row.Service })] : [];

    public WorkloadEntry? Find(string cluster, string @namespace, string kind, string name)
        => MemberOf(cluster)?.Rows.Values.FirstOrDefault(r => r.Row.Name == name && r.Row.Namespace == @namespace && r.Row.Kind == kind);

    public IEnumerable<WorkloadEntry> WorkloadsOf(string cluster) => MemberOf(cluster)?.Rows.Values ?? [];

    public IReadOnlyDictionary<string, WorkloadEntry> RowsOf(string cluster) => MemberOf(cluster)?.Rows ?? ClusterPicture.Empty.Workloads;

    public ClusterPicture? PictureOf(string cluster) => MemberOf(cluster)?.Picture;

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
        ClusterPicture earlier;
        lock (_gate)
        {
            var before = _clusters.GetValueOrDefault(status.Name) ?? new Member(null, ClusterPicture.Empty, ClusterPicture.Empty.Workloads, new HeardAt());
            before.Heard.At = status.AsOf;
            earlier = before.Picture;
            var next = before;
            if (picture is not null)
            {
                // With a new catalog every row is made anew, so every row must be put in the place of its old one.
                var touched = picture.Follows(before.Picture) && MatcherIsCurrent() ? picture.Touched : null;
                next = before with { Picture = picture };
                next = next with { Rows = Match(next, touched) };
                changes = Differences(before, next, touched, topics);
                topics.UnionWith(ReferenceEquals(before.Picture.LoosePods, picture.LoosePods) && ReferenceEquals(before.Picture.Around, picture.Around) ? [] : [Topics.Cluster(status.Name)]);
            }

            if (!SameContent(before.Status, status))
            {
                topics.Add(Topics.Clusters);
                topics.Add(Topics.Cluster(status.Name));
                topics.UnionWith(next.Rows.Values.Select(r => r.Row.Service).OfType<string>().Distinct(StringComparer.Ordinal).Select(TopicOf));
            }

            _clusters[status.Name] = next with { Status = status with { Workloads = next.Rows.Count, Pods = next.Picture.Pods } };
            NoteSurroundings(before, _clusters[status.Name]);
            Volatile.Write(ref _view, null);
            _version += topics.Count > 0 ? 1 : 0;
        }

        Publish(topics, changes.Count > 0);
        Tell(status, changes);
        TellAround(status, earlier, picture);
    }

    /// <summary>The cluster is no longer followed: its rows go, and nobody is told that its workloads ended.</summary>
    public void Forget(string cluster)
    {
        HashSet<string> topics = new(StringComparer.Ordinal) { Topics.Clusters, Topics.Deployments, Topics.Cluster(cluster) };
        lock (_gate)
        {
            if (!_clusters.Remove(cluster, out var gone))
            {
                return;
            }

            foreach (var (uid, entry) in gone.Rows)
            {
                Shelve(cluster, uid, entry.Row, null);
                topics.UnionWith(entry.Row.Service is { } service ? [TopicOf(service)] : []);
            }

            _structure++;
            _version++;
            Volatile.Write(ref _view, null);
        }

        Publish(topics);
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
                var next = before with { Rows = Match(before, null) };
                var changes = Differences(before, next, null, topics);
                told.Add((before.Status!, changes));
                _clusters[name] = next;
            }

            Volatile.Write(ref _view, null);
            _version += topics.Count > 0 ? 1 : 0;
        }

        Publish(topics);
        told.ForEach(t => Tell(t.Cluster, t.Changes));
    }

    private Member? MemberOf(string cluster) => Current.Members.FirstOrDefault(m => string.Equals(m.Status!.Name, cluster, StringComparison.OrdinalIgnoreCase));

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

    /// <summary>Notes every row that looks different, in the indexes and in the topics to publish.</summary>
    /// <param name="touched">Where to look; null for everywhere.</param>
    private List<WorkloadChange> Differences(Member before, Member next, IReadOnlyCollection<string>? touched, HashSet<string> topics)
    {
        List<WorkloadChange> changes = [];
        foreach (var uid in touched ?? [.. before.Rows.Keys.Union(next.Rows.Keys, StringComparer.Ordinal)])
        {
            var (old, now) = (before.Rows.GetValueOrDefault(uid), next.Rows.GetValueOrDefault(uid));
            if (ReferenceEquals(old, now))
            {
                continue;
            }

            Shelve((now ?? old)!.Row.Cluster, uid, old?.Row, now?.Row);
            NoteStructure(old, now);
            if (old is null || now is null || !SameContent(old, now))
            {
                changes.Add(new(old, now));
                foreach (var row in new[] { old?.Row, now?.Row }.OfType<Deployment>())
                {
                    topics.Add(Topics.Cluster(row.Cluster));
                    topics.UnionWith(row.Service is { } service ? [TopicOf(service)] : []);
                }
            }
        }

        return changes;
    }

    /// <summary>Puts a row in the place of another in the lists that readers take.</summary>
    private void Shelve(string cluster, string uid, Deployment? old, Deployment? now)
    {
        _sorted.Put((cluster, uid), old, now);
        if (old?.Service is { } left && _byService.TryGetValue(left, out var others))
        {
            others = others.Remove(old, ReferenceEqualityComparer.Instance);
            _byService = others.IsEmpty ? _byService.Remove(left) : _byService.SetItem(left, others);
        }

        if (now?.Service is { } joined)
        {
            _byService = _byService.SetItem(joined, (_byService.TryGetValue(joined, out var present) ? present : []).Add(now).Sort(SortedRows.Order));
        }
    }

    private static bool SameContent(ClusterStatus? a, ClusterStatus b)
        => a is not null && (a with { AsOf = null, Forbidden = [], Workloads = 0, Pods = 0 }) == (b with { AsOf = null, Forbidden = [], Workloads = 0, Pods = 0 })
            && a.Forbidden.SequenceEqual(b.Forbidden, StringComparer.Ordinal);

    private static bool SameContent(WorkloadEntry a, WorkloadEntry b)
        => (a.Row with { Problems = [], Notes = [], Revisions = [], AsOf = null }) == (b.Row with { Problems = [], Notes = [], Revisions = [], AsOf = null })
            && a.Row.Notes.Select(n => n.Code).SequenceEqual(b.Row.Notes.Select(n => n.Code), StringComparer.Ordinal) && a.Row.Revisions.SequenceEqual(b.Row.Revisions) && a.Pods.SequenceEqual(b.Pods) && SameRevision(a, b)
            && a.Row.Problems.Count == b.Row.Problems.Count && a.Row.Problems.Zip(b.Row.Problems).All(p => SameContent(p.First, p.Second));

    // A template may change while no pod runs, or in what no page shows.
    private static bool SameRevision(WorkloadEntry a, WorkloadEntry b)
        => a.ReplicaSets.Count == b.ReplicaSets.Count && a.Observed.Status.UpdateRevision == b.Observed.Status.UpdateRevision
            && a.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.Revision) == b.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.Revision)
            && a.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.TemplateGeneration) == b.Observed.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.TemplateGeneration);

    private static bool SameContent(Problem a, Problem b)
        => (a with { Evidence = [], Pods = [] }) == (b with { Evidence = [], Pods = [] })
            && a.Evidence.SequenceEqual(b.Evidence, StringComparer.Ordinal) && a.Pods.SequenceEqual(b.Pods, StringComparer.Ordinal);

    private bool MatcherIsCurrent() => _matcher is not null && _generation == catalog.Current.Generation;

    /// <param name="touched">What to match; null for everything.</param>
    private ImmutableDictionary<string, WorkloadEntry> Match(Member member, IReadOnlyCollection<string>? touched)
    {
        if (!MatcherIsCurrent())
        {
            var current = catalog.Current;
            (_matcher, _generation) = (new(current, _claims), current.Generation);
        }

        var source = member.Picture.Workloads;
        var rows = (touched is null ? ClusterPicture.Empty.Workloads : member.Rows).ToBuilder();
        foreach (var uid in touched ?? [.. source.Keys])
        {
            if (!source.TryGetValue(uid, out var entry))
            {
                rows.Remove(uid);
                continue;
            }

            var match = _matcher!.Match(entry);
            rows[uid] = entry with { Row = (entry.Row with { Service = match?.Service, Match = match?.Evidence }).HeardOf(member.Heard) };
        }

        return rows.ToImmutable();
    }

    private View Compose()
    {
        lock (_gate)
        {
            if (_view is { } made)
            {
                return made;
            }

            Member[] members = [.. _clusters.Values.OrderBy(m => m.Status!.Name, StringComparer.Ordinal)];
            var view = new View([.. members.Select(m => m.Status!)], _sorted.Rows(), _byService, members, _version);
            Volatile.Write(ref _view, view);
            return view;
        }
    }

    /// <param name="changed">A workload looks different, of a service or of none.</param>
    private void Publish(HashSet<string> topics, bool changed = true)
    {
        // What only stands around in a cluster shows on its own page and nowhere else.
        if (topics.Any(t => t.StartsWith("service:", StringComparison.Ordinal) || t == Topics.Clusters) || (changed && topics.Count > 0))
        {
            topics.Add(Topics.Deployments);
        }

        foreach (var topic in topics)
        {
            feed.Publish(topic);
        }
    }

    /// <summary>What is known of one cluster.</summary>
    /// <param name="Rows">The picture's workloads with their services, by uid.</param>
    private sealed record Member(ClusterStatus? Status, ClusterPicture Picture, ImmutableDictionary<string, WorkloadEntry> Rows, HeardAt Heard);

    private sealed record View(IReadOnlyList<ClusterStatus> Clusters, IReadOnlyList<Deployment> All, ImmutableDictionary<string, ImmutableArray<Deployment>> ByService, IReadOnlyList<Member> Members, long Version);
}
