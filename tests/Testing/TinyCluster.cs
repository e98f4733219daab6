using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Kubernetes;

namespace Portal.Testing;

/// <summary>A small simulated cluster whose time the test moves.</summary>
public sealed class TinyCluster : IAsyncDisposable
{
    private const string Yaml = """
        clusters:
          - {name: tiny, environment: production, region: here, nodes: 3}
        workloads:
          - {service: orders, name: orders, namespace: shop, image: registry.test/orders, match: recommended, memoryLimit: 128Mi, port: 8080, placements: [{cluster: tiny, version: 1.0.0, replicas: 3}]}
          - {service: cart, name: cart, namespace: shop, image: registry.test/cart, match: annotation, port: 8080, env: ["ORDERS_URL=http://orders.shop.svc:8080", "PARTNER_URL=https://partner.example.test"], placements: [{cluster: tiny, version: 2.0.0, replicas: 2}]}
          - {name: ledger, kind: StatefulSet, namespace: shop, image: registry.test/ledger, labels: {team: alpha}, placements: [{cluster: tiny, version: 3.0.0, replicas: 2}]}
          - {name: agent, kind: DaemonSet, namespace: ops, image: registry.test/agent, placements: [{cluster: tiny, version: 4.0.0, replicas: 3}]}
        """;

    private readonly DemoClusters _demo;
    private readonly string _folder;

    private TinyCluster(DemoClusters demo, TestClock clock, string folder) => (_demo, Clock, _folder) = (demo, clock, folder);

    public TestClock Clock { get; }

    public ClusterServer Server => _demo.Servers[0];

    public SimulatedCluster Cluster => Server.Cluster;

    public ClusterOptions Options => new() { Name = "tiny", Environment = "production", Region = "here", Kubeconfig = _demo.Kubeconfig, Context = "tiny" };

    public static async Task<TinyCluster> StartAsync()
    {
        // The portal's own clock is the real one, so the simulation begins now and is moved from there.
        var clock = new TestClock(TimeProvider.System.GetUtcNow());
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

/// <summary>Waits in a host that end on what it publishes.</summary>
public static class LiveHost
{
    /// <summary>Lets the host follow the cluster; before the first client is made.</summary>
    public static void Follow(this PortalHost host, TinyCluster tiny)
    {
        host.Set("Clusters:0:Name", tiny.Options.Name);
        host.Set("Clusters:0:Environment", tiny.Options.Environment);
        host.Set("Clusters:0:Region", tiny.Options.Region);
        host.Set("Clusters:0:Kubeconfig", tiny.Options.Kubeconfig);
        host.Set("Clusters:0:Context", tiny.Options.Context);
        host.Set("Kubernetes:Watch:Heartbeat", "00:00:00.200");
        host.Set("Kubernetes:Watch:MaxBackoff", "00:00:00.200");
    }

    /// <summary>Looks whenever the portal tells of a change, and a few times a second: not everything a test waits for is told.</summary>
    /// <exception cref="TimeoutException">It does not become true in time.</exception>
    public static async Task UntilAsync(this PortalHost host, Func<bool> holds, int seconds = 240)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var feed = host.Services.GetRequiredService<ILiveFeed>();
        await using var changes = feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Deployments, Topics.Clusters, Topics.Catalog, Topics.Cluster("tiny") }, limit.Token).GetAsyncEnumerator(limit.Token);
        var next = changes.MoveNextAsync().AsTask();
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(250));
        var tick = timer.WaitForNextTickAsync(limit.Token).AsTask();
        try
        {
            while (!holds())
            {
                if (await Task.WhenAny(next, tick) == next)
                {
                    await next;
                    next = changes.MoveNextAsync().AsTask();
                }
                else
                {
                    await tick;
                    tick = timer.WaitForNextTickAsync(limit.Token).AsTask();
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not true within {seconds} s.");
        }
        finally
        {
            // An iterator may not be disposed of while it waits.
            await limit.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)tick).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
