using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>A watcher on a cluster, with waits that end on what the watcher publishes and not after a time.</summary>
internal sealed class FollowedCluster : IAsyncDisposable, ILiveFeed
{
    public static readonly ClusterWatchOptions Quick = new()
    {
        BatchWindow = TimeSpan.FromMilliseconds(5), Heartbeat = TimeSpan.FromMilliseconds(100), RequestTimeout = TimeSpan.FromSeconds(2), WatchSilence = TimeSpan.FromSeconds(60),
        FirstBackoff = TimeSpan.FromMilliseconds(20), MaxBackoff = TimeSpan.FromMilliseconds(200), PageSize = 7,
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<(Func<bool> Holds, TaskCompletionSource Done)> _waits = [];
    private readonly List<string> _published = [];
    private readonly Task _running;

    public FollowedCluster(ClusterOptions cluster, ClusterWatchOptions? options = null, CatalogGraph? catalog = null)
    {
        Pictures = new DeploymentPictures(new FixedCatalog(catalog ?? CatalogGraph.Empty), this);
        _running = new ClusterWatcher(cluster, options ?? Quick, Pictures, TimeProvider.System, NullLogger.Instance).RunAsync(_stop.Token);
    }

    public DeploymentPictures Pictures { get; }

    public ClusterStatus Status => Pictures.Clusters[0];

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
    public async Task UntilAsync(Func<bool> holds, string what, int seconds = 20)
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

/// <summary>A small simulated cluster whose time the test moves.</summary>
internal sealed class TinyCluster : IAsyncDisposable
{
    private const string Yaml = """
        clusters:
          - {name: tiny, environment: production, region: here, nodes: 3}
        workloads:
          - {service: orders, name: orders, namespace: shop, image: registry.test/orders, match: recommended, memoryLimit: 128Mi, port: 8080, placements: [{cluster: tiny, version: 1.0.0, replicas: 3}]}
          - {service: cart, name: cart, namespace: shop, image: registry.test/cart, match: annotation, placements: [{cluster: tiny, version: 2.0.0, replicas: 2}]}
          - {name: ledger, kind: StatefulSet, namespace: shop, image: registry.test/ledger, placements: [{cluster: tiny, version: 3.0.0, replicas: 2}]}
          - {name: agent, kind: DaemonSet, namespace: ops, image: registry.test/agent, placements: [{cluster: tiny, version: 4.0.0, replicas: 3}]}
        """;

    private readonly DemoClusters _demo;
    private readonly string _folder;

    private TinyCluster(DemoClusters demo, Portal.Testing.TestClock clock, string folder) => (_demo, Clock, _folder) = (demo, clock, folder);

    public Portal.Testing.TestClock Clock { get; }

    public ClusterServer Server => _demo.Servers[0];

    public SimulatedCluster Cluster => Server.Cluster;

    public ClusterOptions Options => new() { Name = "tiny", Environment = "production", Region = "here", Kubeconfig = _demo.Kubeconfig, Context = "tiny" };

    public static async Task<TinyCluster> StartAsync()
    {
        // The portal's own clock is the real one, so the simulation begins now and is moved from there.
        var clock = new Portal.Testing.TestClock(TimeProvider.System.GetUtcNow());
        var folder = Directory.CreateTempSubdirectory("tiny-").FullName;
        return new(await DemoClusters.StartAsync(Estate.Parse(Yaml), folder, clock, run: false, CancellationToken.None), clock, folder);
    }

    /// <summary>Lets the cluster live for some seconds.</summary>
    public void Live(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Cluster.Step();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _demo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
