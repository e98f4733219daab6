using System.Collections.Concurrent;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <summary>All clusters at one moment, indexed.</summary>
internal sealed record EstateView(EstateIndex Structure, IReadOnlyList<(string Cluster, PodIndex Pods, AddressIndex Addresses)> Clusters, GonePods? Gone);

/// <summary>Keeps the indexes of what runs: pods are followed, and addresses of a cluster and the structure of all are made anew when they have changed. Thread-safe.</summary>
internal sealed class EstateIndexes(IDeploymentPictures pictures, IObservedEstate estate, GonePods? gone = null)
{
    private readonly ConcurrentDictionary<string, PodIndex> _pods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AddressIndex> _addresses = new(StringComparer.Ordinal);
    private Tuple<long, EstateIndex>? _structure;

    public EstateView Now()
    {
        var current = estate.Estate;
        if (Volatile.Read(ref _structure) is not { } structure || structure.Item1 != current.Version)
        {
            // Two requests may make it at the same time; the result is the same.
            Volatile.Write(ref _structure, structure = new(current.Version, new(current)));
        }

        List<(string, PodIndex, AddressIndex)> clusters = [];
        foreach (var cluster in pictures.Clusters.Select(c => c.Name))
        {
            clusters.Add((cluster, PodsOf(cluster), AddressesOf(cluster)));
        }

        Forget(clusters.Count);
        return new(structure.Item2, clusters, gone);
    }

    private PodIndex PodsOf(string cluster)
        => _pods.GetOrAdd(cluster, _ => new()).Follow(pictures.RowsOf(cluster), pictures.PictureOf(cluster)?.LoosePods ?? []);

    private AddressIndex AddressesOf(string cluster)
    {
        var around = pictures.PictureOf(cluster)?.Around ?? ClusterSurroundings.Empty;
        return _addresses.TryGetValue(cluster, out var known) && known.Holds(around) ? known : _addresses[cluster] = new(around);
    }

    private void Forget(int clusters)
    {
        if (_pods.Count > clusters)
        {
            var there = pictures.Clusters.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var left in _pods.Keys.Where(k => !there.Contains(k)).ToList())
            {
                _pods.TryRemove(left, out _);
                _addresses.TryRemove(left, out _);
            }
        }
    }
}
