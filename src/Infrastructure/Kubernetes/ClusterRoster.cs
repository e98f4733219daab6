using Microsoft.Extensions.Logging;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>Starts and stops a watcher per cluster, as sources name them. Thread-safe; changes are applied one after the other.</summary>
internal sealed partial class ClusterRoster(IEnumerable<IClusterSource> sources, ClusterWatchOptions options, ClusterDirectory directory, DeploymentPictures pictures, TimeProvider clock, ILogger<ClusterRoster> logger)
    : IClusterRoster, IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Followed> _followed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<IClusterSource, IReadOnlyList<ClusterOptions>> _last = [];
    private HashSet<string> _twice = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyCollection<string> _registered = [];

    public IReadOnlyCollection<string> Registered => Volatile.Read(ref _registered);

    public string? Check(string kubeconfig, string? context) => KubeconfigCheck.Of(kubeconfig, context);

    public async Task ApplyAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            var wanted = await WantedAsync(ct);
            foreach (var (name, followed) in _followed.ToList())
            {
                if (!wanted.TryGetValue(name, out var cluster) || !cluster.IsSame(followed.Options))
                {
                    await StopAsync(name, followed);
                }
            }

            foreach (var (name, cluster) in wanted.Where(w => !_followed.ContainsKey(w.Key)).ToList())
            {
                directory.Add(cluster);
                var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                _followed[name] = new(cluster, stop, new ClusterWatcher(cluster, options, pictures, clock, logger).RunAsync(stop.Token));
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_followed.Values.Select(f => f.Running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _one.Release();
    }

    private async Task StopAsync(string name, Followed followed)
    {
        _followed.Remove(name);
        directory.Remove(name);
        await followed.Stop.CancelAsync();
        await followed.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        followed.Stop.Dispose();
        pictures.Forget(name);
        Log.Left(logger, name);
    }

    /// <summary>What all sources name, the first of two with one name. A source that cannot be asked keeps what it named last.</summary>
    private async Task<Dictionary<string, ClusterOptions>> WantedAsync(CancellationToken ct)
    {
        Dictionary<string, ClusterOptions> wanted = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> twice = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> registered = new(StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources)
        {
            foreach (var cluster in await ClustersOfAsync(source, ct))
            {
                cluster.Name = string.IsNullOrWhiteSpace(cluster.Name) ? cluster.Context ?? $"cluster-{wanted.Count}" : cluster.Name;
                if (!wanted.TryAdd(cluster.Name, cluster))
                {
                    twice.Add(cluster.Name);
                }
                else if (source is RegisteredClusters)
                {
                    registered.Add(cluster.Name);
                }
            }
        }

        // Said once, and again after it was mended.
        foreach (var name in twice.Except(_twice, StringComparer.OrdinalIgnoreCase))
        {
            Log.Twice(logger, name);
        }

        _twice = twice;
        Volatile.Write(ref _registered, registered);
        return wanted;
    }

    private async Task<IReadOnlyList<ClusterOptions>> ClustersOfAsync(IClusterSource source, CancellationToken ct)
    {
        try
        {
            return _last[source] = await source.ClustersAsync(ct);
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            Log.SourceFailed(logger, ex);
            return _last.GetValueOrDefault(source) ?? [];
        }
    }

    private sealed record Followed(ClusterOptions Options, CancellationTokenSource Stop, Task Running);

    private static partial class Log
    {
        [LoggerMessage(2003, LogLevel.Error, "Two clusters are named {Cluster}; the second one is left out. Give it another name in Clusters:N:Name")]
        public static partial void Twice(ILogger logger, string cluster);

        [LoggerMessage(2006, LogLevel.Error, "A source of clusters failed; the clusters it named last are kept, and it is asked again")]
        public static partial void SourceFailed(ILogger logger, Exception ex);

        [LoggerMessage(2008, LogLevel.Information, "{Cluster} is no longer followed")]
        public static partial void Left(ILogger logger, string cluster);
    }
}
