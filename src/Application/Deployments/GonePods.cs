namespace Portal.Application.Deployments;

/// <summary>Remembers pods that have gone, for 30 days and the newest few thousand, so that an old link or a pod's name in a log says what it was instead of nothing. Thread-safe.</summary>
public sealed class GonePods(TimeProvider clock) : IWorkloadListener
{
    /// <summary>How long a pod is remembered after it was last seen.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    private const int Kept = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Cluster, string Namespace, string Name), GonePod> _pods = [];
    private readonly Dictionary<string, List<GonePod>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<(string Cluster, string Namespace, string Name)> _order = new();

    public GonePod? Find(string cluster, string @namespace, string name)
    {
        lock (_gate)
        {
            return Fresh(_pods.GetValueOrDefault((cluster.ToLowerInvariant(), @namespace, name)));
        }
    }

    /// <summary>Pods of the name in any cluster, the one seen last first.</summary>
    public IReadOnlyList<GonePod> Named(string name)
    {
        lock (_gate)
        {
            return _byName.TryGetValue(name, out var found) ? [.. found.Where(p => Fresh(p) is not null).OrderByDescending(p => p.LastSeen)] : [];
        }
    }

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

    private GonePod? Fresh(GonePod? pod) => pod is not null && clock.GetUtcNow() - pod.LastSeen <= Remembered ? pod : null;

    private void Remember(PodSummary pod, Deployment workload)
    {
        lock (_gate)
        {
            var key = (pod.Cluster.ToLowerInvariant(), pod.Namespace, pod.Name);
            Drop(key, keepOrder: true);
            if (!_pods.ContainsKey(key))
            {
                _order.Enqueue(key);
            }

            GonePod gone = new(new(workload.Cluster, workload.Namespace, workload.Kind, workload.Name), clock.GetUtcNow(), pod.Phase) { Service = workload.Service };
            _pods[key] = gone;
            (_byName.TryGetValue(pod.Name, out var named) ? named : _byName[pod.Name] = new(1)).Add(gone);
            while (_order.Count > Kept)
            {
                Drop(_order.Dequeue(), keepOrder: false);
            }
        }
    }

    private void Drop((string Cluster, string Namespace, string Name) key, bool keepOrder)
    {
        if (!_pods.TryGetValue(key, out var old))
        {
            return;
        }

        if (_byName.TryGetValue(key.Name, out var named) && named.Remove(old) && named.Count == 0)
        {
            _byName.Remove(key.Name);
        }

        if (!keepOrder)
        {
            _pods.Remove(key);
        }
    }
}

/// <param name="Workload">What it belonged to.</param>
/// <param name="LastSeen">When the portal last saw it.</param>
/// <param name="Phase">As it was then.</param>
public sealed record GonePod(WorkloadAddress Workload, DateTimeOffset LastSeen, string Phase)
{
    /// <summary>Full ref of the service the workload belonged to then; null for none.</summary>
    public string? Service { get; init; }
}
