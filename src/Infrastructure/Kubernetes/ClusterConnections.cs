namespace Portal.Infrastructure.Kubernetes;

/// <summary>
/// One connection per cluster for whoever asks now and then: kept while its kubeconfig stays the same, renewed after a 401, closed when its cluster is no longer followed and
/// nobody uses it any more. Thread-safe. The watchers have connections of their own.
/// </summary>
internal sealed class ClusterConnections : IDisposable
{
    private readonly ClusterDirectory _directory;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Shared> _open = new(StringComparer.OrdinalIgnoreCase);
    private bool _closed;

    public ClusterConnections(ClusterDirectory directory)
    {
        _directory = directory;
        _directory.WhenRemoved(Retire);
    }

    /// <summary>Takes the connection for as long as the lease is not disposed of.</summary>
    /// <returns>Null when no such cluster is followed.</returns>
    /// <exception cref="ClusterSetupException">Its configuration cannot be used.</exception>
    public Lease? Rent(string cluster)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_directory.Find(cluster) is not { } options)
            {
                Retire(cluster);
                return null;
            }

            var stamp = Stamp.Of(options);
            if (_open.TryGetValue(cluster, out var shared) && (!ReferenceEquals(shared.Options, options) || shared.Stamp != stamp))
            {
                Retire(cluster);
                shared = null;
            }

            if (shared is null)
            {
                _open[cluster] = shared = new(ClusterConnection.Open(options), options, stamp);
            }

            shared.Users++;
            return new(this, cluster, shared);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var cluster in _open.Keys.ToList())
            {
                Retire(cluster);
            }
        }
    }

    private void Retire(string cluster)
    {
        lock (_gate)
        {
            if (_open.Remove(cluster, out var shared))
            {
                shared.Retired = true;
                shared.CloseIfUnused();
            }
        }
    }

    private void Return(Shared shared)
    {
        lock (_gate)
        {
            shared.Users--;
            shared.CloseIfUnused();
        }
    }

    private void Renew(string cluster, Shared refused)
    {
        lock (_gate)
        {
            // Another caller may have renewed it already.
            if (_open.TryGetValue(cluster, out var present) && ReferenceEquals(present, refused))
            {
                Retire(cluster);
            }
        }
    }

    public sealed class Lease(ClusterConnections all, string cluster, object shared) : IDisposable
    {
        private int _returned;

        public ClusterConnection Connection => ((Shared)shared).Connection;

        /// <summary>The server does not accept these credentials: the next lease begins from the kubeconfig.</summary>
        public void Refused() => all.Renew(cluster, (Shared)shared);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                all.Return((Shared)shared);
            }
        }
    }

    private sealed class Shared(ClusterConnection connection, ClusterOptions options, Stamp stamp)
    {
        public ClusterConnection Connection => connection;

        public ClusterOptions Options => options;

        public Stamp Stamp => stamp;

        public int Users { get; set; }

        public bool Retired { get; set; }

        public void CloseIfUnused()
        {
            if (Retired && Users == 0)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Tells whether the kubeconfig was written since.</summary>
    private sealed record Stamp(DateTime? Written, long? Length)
    {
        public static Stamp Of(ClusterOptions options)
            => ClusterConnection.FileOf(options) is { } path && new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : new(null, null);
    }
}
