using System.Collections.Concurrent;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>The clusters that are followed now, by name. Thread-safe.</summary>
internal sealed class ClusterDirectory
{
    private readonly ConcurrentDictionary<string, ClusterOptions> _clusters = new(StringComparer.OrdinalIgnoreCase);

    private Action<string>? _removed;

    /// <summary>Calls the listener when a cluster is no longer followed, so that what was opened for it can be closed.</summary>
    public void WhenRemoved(Action<string> listener) => _removed += listener;

    public ClusterOptions? Find(string name) => _clusters.GetValueOrDefault(name);

    public bool Add(ClusterOptions cluster) => _clusters.TryAdd(cluster.Name!, cluster);

    public bool Remove(string name)
    {
        var removed = _clusters.TryRemove(name, out _);
        if (removed)
        {
            _removed?.Invoke(name);
        }

        return removed;
    }
}
