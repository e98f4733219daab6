using System.Collections.Concurrent;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>The clusters that are followed now, by name. Thread-safe.</summary>
internal sealed class ClusterDirectory
{
    private readonly ConcurrentDictionary<string, ClusterOptions> _clusters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A cluster is no longer followed; what was opened for it can be closed.</summary>
    public event EventHandler<string>? Removed;

    public ClusterOptions? Find(string name) => _clusters.GetValueOrDefault(name);

    public bool Add(ClusterOptions cluster) => _clusters.TryAdd(cluster.Name!, cluster);

    public bool Remove(string name)
    {
        var removed = _clusters.TryRemove(name, out _);
        if (removed)
        {
            Removed?.Invoke(this, name);
        }

        return removed;
    }
}
