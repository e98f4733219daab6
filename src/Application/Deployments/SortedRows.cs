namespace Portal.Application.Deployments;

/// <summary>
/// All rows by name, namespace and cluster. A row that takes the place of another of the same workload costs one copy of the array of references; only
/// workloads that come or go cost a sort. Not thread-safe.
/// </summary>
internal sealed class SortedRows
{
    private readonly Dictionary<(string Cluster, string Uid), Deployment> _rows = [];
    private readonly Dictionary<(string Cluster, string Uid), int> _places = [];
    private readonly Dictionary<(string Cluster, string Uid), Deployment> _replaced = [];
    private Deployment[]? _sorted;

    public static IComparer<Deployment> Order { get; } = Comparer<Deployment>.Create((a, b)
        => string.CompareOrdinal(a.Name, b.Name) is var name && name != 0 ? name
            : string.CompareOrdinal(a.Namespace, b.Namespace) is var ns && ns != 0 ? ns
            : string.CompareOrdinal(a.Cluster, b.Cluster) is var cluster && cluster != 0 ? cluster : string.CompareOrdinal(a.Kind, b.Kind));

    public void Put((string Cluster, string Uid) key, Deployment? old, Deployment? now)
    {
        if (now is null)
        {
            _rows.Remove(key);
            _sorted = null;
            return;
        }

        _rows[key] = now;
        if (old is null)
        {
            _sorted = null;
        }
        else
        {
            _replaced[key] = now;
        }
    }

    /// <returns>An array that never changes again.</returns>
    public Deployment[] Rows()
    {
        if (_sorted is null)
        {
            var ordered = _rows.OrderBy(r => r.Value, Order).ToArray();
            _places.Clear();
            for (var i = 0; i < ordered.Length; i++)
            {
                _places[ordered[i].Key] = i;
            }

            _sorted = [.. ordered.Select(r => r.Value)];
        }
        else if (_replaced.Count > 0)
        {
            _sorted = [.. _sorted];
            foreach (var (key, row) in _replaced)
            {
                _sorted[_places[key]] = row;
            }
        }

        _replaced.Clear();
        return _sorted;
    }
}
