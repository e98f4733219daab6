using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;
using Portal.Infrastructure.Kubernetes;
using Portal.Testing;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>A simulated cluster with the adapters that act on it.</summary>
internal sealed class OperatedCluster : IAsyncDisposable
{
    private OperatedCluster(TinyCluster tiny, TimeSpan timeout)
    {
        Tiny = tiny;
        Directory.Add(tiny.Options);
        Connections = new(Directory);
        ClusterWatchOptions options = new() { RequestTimeout = timeout };
        ClusterRequests requests = new(Connections, options, TimeProvider.System);
        (Control, Logs) = (new ClusterControl(requests), new PodLogs(requests, options, TimeProvider.System));
    }

    public TinyCluster Tiny { get; }

    public ClusterDirectory Directory { get; } = new();

    public ClusterConnections Connections { get; }

    public IClusterControl Control { get; }

    public IPodLogs Logs { get; }

    public static WorkloadAddress Orders => new("tiny", "shop", "Deployment", "orders");

    public static WorkloadAddress Ledger => new("tiny", "shop", "StatefulSet", "ledger");

    public static async Task<OperatedCluster> StartAsync(double seconds = 5) => new(await TinyCluster.StartAsync(), TimeSpan.FromSeconds(seconds));

    public async Task<ObservedWorkload> ReadAsync(WorkloadAddress workload) => (await Control.ReadAsync(workload, CancellationToken.None)).Value;

    /// <summary>The order bound to what is there now, as the use cases send it.</summary>
    public async Task<WorkloadOrder> OrderAsync(WorkloadAddress workload, WorkloadVerb verb, int? replicas = null, long? revision = null, string? revisionName = null)
        => new(workload, verb, replicas, revision) { RevisionName = revisionName, At = Tiny.Clock.GetUtcNow(), ResourceVersion = (await ReadAsync(workload)).Metadata.ResourceVersion };

    public async ValueTask DisposeAsync()
    {
        Connections.Dispose();
        await Tiny.DisposeAsync();
    }
}
