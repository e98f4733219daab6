namespace Portal.Application.Deployments;

/// <summary>
/// Remembers pods that have gone, for 30 days and the newest few thousand, so that an old link, or a pod's name or address in a log, says what it was instead of nothing. In memory: whoever asks waits for no
/// database. What is new waits here until <see cref="GonePodStore"/> has written it. Thread-safe.
/// </summary>
public sealed class GonePods(TimeProvider clock) : IWorkloadListener
{
    /// <summary>How long a pod is remembered after it was last seen.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>Of more pods the newest are remembered.</summary>
    public const int MostKept = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<PodKey, GonePod> _pods = [];
    private readonly Dictionary<string, List<GonePod>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<GonePod>> _byAddress = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<PodKey> _unsaved = [];

    // Oldest first. A pod that came back and went again stands here twice; the earlier place counts for nothing.
    private Queue<(PodKey Key, DateTimeOffset LastSeen)> _order = new();

    public GonePod? Find(string cluster, string @namespace, string name)
    {
        lock (_gate)
        {
            return Fresh(_pods.GetValueOrDefault(PodKey.Of(cluster, @namespace, name)));
        }
    }

    /// <summary>Pods of the name in any cluster, the one seen last first.</summary>
    public IReadOnlyList<GonePod> Named(string name) => Read(_byName, name);

    /// <summary>Pods that had the address, in any cluster, the one seen last first. Addresses are given to other pods later.</summary>
    public IReadOnlyList<GonePod> At(string address) => Read(_byAddress, address);

    public void Changed(ClusterStatus cluster, IReadOnlyList<WorkloadChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Before is not { Pods.Count: > 0 } before)
            {
                continue;
            }

            var left = change.After?.Pods.Select(p => p.Name).ToHashSet(StringComparer.Ordinal) ?? [];
            foreach (var pod in before.Pods.Where(p => !left.Contains(p.Name)))
            {
                Remember(pod, before.Row);
            }
        }
    }

    /// <summary>Pods that no database holds yet, the oldest first.</summary>
    internal IReadOnlyList<GonePod> Unsaved(int most)
    {
        lock (_gate)
        {
            return [.. _unsaved.Select(k => _pods[k]).OrderBy(p => p.LastSeen).Take(most)];
        }
    }

    /// <summary>They are written. One that went again meanwhile is not.</summary>
    internal void Saved(IEnumerable<GonePod> pods)
    {
        lock (_gate)
        {
            foreach (var pod in pods)
            {
                var key = PodKey.Of(pod);
                if (ReferenceEquals(_pods.GetValueOrDefault(key), pod))
                {
                    _unsaved.Remove(key);
                }
            }
        }
    }

    /// <summary>Takes what a database holds; what was heard meanwhile is newer and stays.</summary>
    internal void Load(IEnumerable<GonePod> stored)
    {
        lock (_gate)
        {
            foreach (var pod in stored)
            {
                var key = PodKey.Of(pod);
                if (!_pods.TryGetValue(key, out var heard) || heard.LastSeen < pod.LastSeen)
                {
                    Put(key, pod);
                }
            }

            Arrange();
            Forget();
        }
    }

    private List<GonePod> Read(Dictionary<string, List<GonePod>> index, string key)
    {
        lock (_gate)
        {
            return index.TryGetValue(key, out var found) ? [.. found.Where(p => Fresh(p) is not null).OrderByDescending(p => p.LastSeen)] : [];
        }
    }

    private GonePod? Fresh(GonePod? pod) => pod is not null && clock.GetUtcNow() - pod.LastSeen <= Remembered ? pod : null;

    private void Remember(PodSummary pod, Deployment workload)
    {
        lock (_gate)
        {
            var key = PodKey.Of(pod.Cluster, pod.Namespace, pod.Name);
            GonePod gone = new(new(workload.Cluster, workload.Namespace, workload.Kind, workload.Name), clock.GetUtcNow(), pod.Phase) { Name = pod.Name, Address = pod.Ip, Service = workload.Service };
            Put(key, gone);
            _unsaved.Add(key);
            _order.Enqueue((key, gone.LastSeen));
            Forget();
        }
    }

    private void Put(PodKey key, GonePod pod)
    {
        Drop(key);
        _pods[key] = pod;
        Index(_byName, pod.Name, pod);
        if (pod.Address is { Length: > 0 } address)
        {
            Index(_byAddress, address, pod);
        }
    }

    private void Drop(PodKey key)
    {
        if (_pods.Remove(key, out var old))
        {
            _unsaved.Remove(key);
            Unindex(_byName, old.Name, old);
            Unindex(_byAddress, old.Address ?? "", old);
        }
    }

    private void Forget()
    {
        if (_order.Count > 2 * MostKept)
        {
            Arrange();
        }

        var oldest = clock.GetUtcNow() - Remembered;
        while (_order.TryPeek(out var first) && (_pods.Count > MostKept || first.LastSeen < oldest))
        {
            _order.Dequeue();
            if (_pods.TryGetValue(first.Key, out var pod) && pod.LastSeen == first.LastSeen)
            {
                Drop(first.Key);
            }
        }
    }

    private void Arrange() => _order = new(_pods.OrderBy(p => p.Value.LastSeen).Select(p => (p.Key, p.Value.LastSeen)));

    private static void Index(Dictionary<string, List<GonePod>> index, string key, GonePod pod)
        => (index.TryGetValue(key, out var held) ? held : index[key] = new(1)).Add(pod);

    private static void Unindex(Dictionary<string, List<GonePod>> index, string key, GonePod pod)
    {
        if (index.TryGetValue(key, out var held) && held.Remove(pod) && held.Count == 0)
        {
            index.Remove(key);
        }
    }

    private readonly record struct PodKey(string Cluster, string Namespace, string Name)
    {
        public static PodKey Of(string cluster, string @namespace, string name) => new(cluster.ToLowerInvariant(), @namespace, name);

        public static PodKey Of(GonePod pod) => Of(pod.Workload.Cluster, pod.Workload.Namespace, pod.Name);
    }
}

/// <param name="Workload">What it belonged to; the pod was in its namespace.</param>
/// <param name="LastSeen">When the portal last saw it.</param>
/// <param name="Phase">As it was then.</param>
public sealed record GonePod(WorkloadAddress Workload, DateTimeOffset LastSeen, string Phase)
{
    public required string Name { get; init; }

    /// <summary>The address it had last; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>Full ref of the service the workload belonged to then; null for none.</summary>
    public string? Service { get; init; }
}
