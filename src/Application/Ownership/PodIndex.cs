using System.Collections.Concurrent;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <summary>A pod with what it belongs to; no entry for one that no watched workload controls.</summary>
internal readonly record struct IndexedPod(PodSummary Pod, WorkloadEntry? Entry);

/// <summary>
/// Pods of one cluster by name and address, and what else changes with them. It follows the cluster: only workloads that are other objects than before are taken out and put in anew. Readers need no lock; while it
/// follows they may see a pod of the moment before.
/// </summary>
internal sealed class PodIndex
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, IndexedPod[]> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, IndexedPod[]> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WorkloadEntry[]> _onNode = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, WorkloadEntry[]> _digests = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, WorkloadEntry[]> _replicaSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WorkloadEntry> _held = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, WorkloadEntry>? _rows;
    private IReadOnlyList<PodSummary> _loose = [];

    /// <summary>Brings it up to what the cluster looks like now.</summary>
    public PodIndex Follow(IReadOnlyDictionary<string, WorkloadEntry> rows, IReadOnlyList<PodSummary> loose)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_rows, rows))
            {
                Compare(rows);
                _rows = rows;
            }

            if (!ReferenceEquals(_loose, loose))
            {
                foreach (var pod in _loose)
                {
                    Take(pod, null);
                }

                foreach (var pod in loose)
                {
                    Put(pod, null);
                }

                _loose = loose;
            }
        }

        return this;
    }

    public IReadOnlyList<IndexedPod> Named(string name) => _names.TryGetValue(name, out var found) ? found : [];

    public IReadOnlyList<IndexedPod> At(string address) => _addresses.TryGetValue(address, out var found) ? found : [];

    /// <summary>Workloads with a pod on the node, each once.</summary>
    public IReadOnlyList<WorkloadEntry> On(string node) => _onNode.TryGetValue(node, out var found) ? found : [];

    public IReadOnlyList<WorkloadEntry> OfDigest(string digest) => _digests.TryGetValue(digest, out var found) ? found : [];

    public WorkloadEntry? OfReplicaSet(string name) => _replicaSets.TryGetValue(name, out var found) ? found[0] : null;

    private void Compare(IReadOnlyDictionary<string, WorkloadEntry> rows)
    {
        foreach (var gone in _held.Where(h => !rows.ContainsKey(h.Key)).ToList())
        {
            Take(gone.Value);
            _held.Remove(gone.Key);
        }

        foreach (var (uid, entry) in rows)
        {
            if (_held.TryGetValue(uid, out var before))
            {
                if (ReferenceEquals(before, entry))
                {
                    continue;
                }

                Take(before);
            }

            Put(entry);
            _held[uid] = entry;
        }
    }

    private void Put(WorkloadEntry entry)
    {
        foreach (var pod in entry.Pods)
        {
            Put(pod, entry);
        }

        foreach (var node in Nodes(entry))
        {
            Put(_onNode, node, entry);
        }

        if (entry.Row.Digest is { } digest)
        {
            Put(_digests, digest, entry);
        }

        foreach (var set in entry.ReplicaSets)
        {
            Put(_replicaSets, set.Metadata.Name, entry);
        }
    }

    private void Take(WorkloadEntry entry)
    {
        foreach (var pod in entry.Pods)
        {
            Take(pod, entry);
        }

        foreach (var node in Nodes(entry))
        {
            Take(_onNode, node, e => ReferenceEquals(e, entry));
        }

        if (entry.Row.Digest is { } digest)
        {
            Take(_digests, digest, e => ReferenceEquals(e, entry));
        }

        foreach (var set in entry.ReplicaSets)
        {
            Take(_replicaSets, set.Metadata.Name, e => ReferenceEquals(e, entry));
        }
    }

    private void Put(PodSummary pod, WorkloadEntry? entry)
    {
        Put(_names, pod.Name, new(pod, entry));
        if (pod.Ip is { Length: > 0 } address)
        {
            Put(_addresses, address, new(pod, entry));
        }
    }

    private void Take(PodSummary pod, WorkloadEntry? entry)
    {
        Take(_names, pod.Name, p => ReferenceEquals(p.Entry, entry) && ReferenceEquals(p.Pod, pod));
        if (pod.Ip is { Length: > 0 } address)
        {
            Take(_addresses, address, p => ReferenceEquals(p.Entry, entry) && ReferenceEquals(p.Pod, pod));
        }
    }

    private static IEnumerable<string> Nodes(WorkloadEntry entry) => entry.Pods.Select(p => p.Node).Where(n => n is { Length: > 0 }).Distinct(StringComparer.Ordinal)!;

    private static void Put<T>(ConcurrentDictionary<string, T[]> index, string key, T value) => index.AddOrUpdate(key, (_, v) => [v], (_, known, v) => [.. known, v], value);

    private static void Take<T>(ConcurrentDictionary<string, T[]> index, string key, Predicate<T> which)
    {
        if (index.TryGetValue(key, out var known))
        {
            var left = Array.FindAll(known, v => !which(v));
            if (left.Length == 0)
            {
                index.TryRemove(key, out _);
            }
            else
            {
                index[key] = left;
            }
        }
    }
}
