namespace Portal.Application.Deployments;

/// <summary>Remembers pods that have gone, the newest few thousand, so that an old link says when it was last seen instead of nothing. Thread-safe.</summary>
public sealed class GonePods(TimeProvider clock) : IWorkloadListener
{
    private const int Kept = 5000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Cluster, string Namespace, string Name), GonePod> _pods = [];
    private readonly Queue<(string, string, string)> _order = new();

    public GonePod? Find(string cluster, string @namespace, string name)
    {
        lock (_gate)
        {
            return _pods.GetValueOrDefault((cluster.ToLowerInvariant(), @namespace, name));
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

    private void Remember(PodSummary pod, Deployment workload)
    {
        lock (_gate)
        {
            var key = (pod.Cluster.ToLowerInvariant(), pod.Namespace, pod.Name);
            if (!_pods.ContainsKey(key))
            {
                _order.Enqueue(key);
            }

            _pods[key] = new(new(workload.Cluster, workload.Namespace, workload.Kind, workload.Name), clock.GetUtcNow(), pod.Phase);
            while (_order.Count > Kept)
            {
                _pods.Remove(_order.Dequeue());
            }
        }
    }
}

/// <param name="Workload">What it belonged to.</param>
/// <param name="LastSeen">When the portal last saw it.</param>
/// <param name="Phase">As it was then.</param>
public sealed record GonePod(WorkloadAddress Workload, DateTimeOffset LastSeen, string Phase);
