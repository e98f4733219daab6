using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>A watcher on a cluster, with waits that end on what the watcher publishes and not after a time.</summary>
internal sealed class FollowedCluster : IAsyncDisposable, ILiveFeed
{
    public static readonly ClusterWatchOptions Quick = new()
    {
        BatchWindow = TimeSpan.FromMilliseconds(5),
        Heartbeat = TimeSpan.FromMilliseconds(100),
        RequestTimeout = TimeSpan.FromSeconds(2),
        WatchSilence = TimeSpan.FromSeconds(60),
        FirstBackoff = TimeSpan.FromMilliseconds(20),
        MaxBackoff = TimeSpan.FromMilliseconds(200),
        SetupRetry = TimeSpan.FromMilliseconds(50),
        PageSize = 7,
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<(Func<bool> Holds, TaskCompletionSource Done)> _waits = [];
    private readonly List<string> _published = [];
    private readonly Task _running;

    /// <param name="listener">Hears of changed workloads from the first on.</param>
    public FollowedCluster(ClusterOptions cluster, ClusterWatchOptions? options = null, CatalogGraph? catalog = null, IWorkloadListener? listener = null)
        : this([cluster], options ?? Quick, catalog, listener)
    {
    }

    public FollowedCluster(IReadOnlyList<ClusterOptions> clusters, ClusterWatchOptions options, CatalogGraph? catalog = null, IWorkloadListener? listener = null)
    {
        Pictures = new DeploymentPictures(new FixedCatalog(catalog ?? CatalogGraph.Empty), this);
        if (listener is not null)
        {
            Pictures.Listen(listener);
        }

        _running = Task.WhenAll(clusters.Select(c => new ClusterWatcher(c, options, Pictures, TimeProvider.System, NullLogger.Instance).RunAsync(_stop.Token)));
    }

    public DeploymentPictures Pictures { get; }

    public ClusterStatus Status => Pictures.Clusters[0];

    public ClusterStatus StatusOf(string cluster) => Pictures.Clusters.Single(c => c.Name == cluster);

    public IReadOnlyList<string> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. _published];
            }
        }
    }

    public Deployment? Find(string name) => Pictures.Deployments.FirstOrDefault(d => d.Name == name);

    public bool Has(string name, string problem) => Find(name)?.Problems.Any(p => p.Code == problem) == true;

    /// <summary>Waits until the condition holds, looking each time something is published.</summary>
    public async Task UntilAsync(Func<bool> holds, string what, int seconds = 240)
    {
        var wait = (holds, Done: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waits.Add(wait);
        }

        Look();
        try
        {
            await wait.Done.Task.WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Not within {seconds} s: {what}. Status: {Status}. Picture: {Text()}");
        }
    }

    public Task UntilLiveAsync() => UntilAsync(() => Status.State == ClusterState.Live, "the cluster is live");

    /// <summary>What pages would show, without the moments of hearing.</summary>
    public string Text() => JsonSerializer.Serialize(Pictures.Deployments.OrderBy(d => (d.Namespace, d.Name)).Select(d => new { Row = d with { AsOf = null }, Pods = Pictures.PodsOf(d.Cluster, d.Namespace, d.Kind, d.Name) }));

    public void Publish(string topic)
    {
        lock (_gate)
        {
            _published.Add(topic);
        }

        Look();
    }

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Look()
    {
        List<(Func<bool> Holds, TaskCompletionSource Done)> waits;
        lock (_gate)
        {
            waits = [.. _waits];
        }

        foreach (var wait in waits.Where(w => w.Holds()))
        {
            lock (_gate)
            {
                _waits.Remove(wait);
            }

            wait.Done.TrySetResult();
        }
    }

    private sealed class FixedCatalog(CatalogGraph graph) : ICatalog
    {
        public CatalogGraph Current => graph;
    }
}
