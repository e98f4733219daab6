using System.Text;

namespace Portal.Demo.Simulator;

/// <summary>The clusters of an estate, simulated in this process: one listener each, and a kubeconfig with a context each.</summary>
public sealed class DemoClusters : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RestartEvery = TimeSpan.FromSeconds(75);

    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private Task _running = Task.CompletedTask;

    private DemoClusters(IReadOnlyList<EstateCluster> estate, IReadOnlyList<ClusterServer> servers, string kubeconfig, TimeProvider clock)
        => (Estate, Servers, Kubeconfig, _clock) = (estate, servers, kubeconfig, clock);

    /// <summary>Name, environment and region of each cluster; the name is the context's too.</summary>
    public IReadOnlyList<EstateCluster> Estate { get; }

    public IReadOnlyList<ClusterServer> Servers { get; }

    /// <summary>Path of the written file.</summary>
    public string Kubeconfig { get; }

    public ClusterServer this[string name] => Servers.First(s => s.Cluster.Name == name);

    /// <param name="estatePath">The estate's YAML.</param>
    /// <param name="dataDir">Where the kubeconfig is written.</param>
    public static Task<DemoClusters> StartAsync(string estatePath, string dataDir, TimeProvider clock, CancellationToken ct)
        => StartAsync(Simulator.Estate.Load(estatePath), dataDir, clock, run: true, ct);

    /// <param name="run">False when the caller moves the clusters by <see cref="SimulatedCluster.Step"/>.</param>
    public static async Task<DemoClusters> StartAsync(Estate estate, string dataDir, TimeProvider clock, bool run, CancellationToken ct)
    {
        List<ClusterServer> servers = [];
        foreach (var (cluster, index) in estate.Clusters.Select((c, i) => (c, i)))
        {
            var simulated = new SimulatedCluster(cluster.Name, cluster.Nodes, clock, seed: 17 + index, incarnation: run ? clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
            foreach (var workload in estate.Workloads)
            {
                foreach (var placement in workload.Placements.Where(p => p.Cluster == cluster.Name))
                {
                    placement.EarlierVersions = Math.Max(placement.EarlierVersions, estate.EarlierVersions);
                    simulated.Add(workload, placement);
                }
            }

            simulated.AddSurroundings(estate);
            Script(estate, simulated);
            var server = new ClusterServer(simulated, clock);
            await server.StartAsync(ct);
            servers.Add(server);
        }

        Directory.CreateDirectory(dataDir);
        var path = Path.GetFullPath(Path.Combine(dataDir, "kubeconfig"));
        await File.WriteAllTextAsync(path, KubeconfigOf(servers), ct);
        var demo = new DemoClusters(estate.Clusters, servers, path, clock);
        if (run)
        {
            demo._running = demo.RunAsync(demo._stop.Token);
        }

        return demo;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        _stop.Dispose();
    }

    private static void Script(Estate estate, SimulatedCluster cluster)
    {
        foreach (var rollout in estate.Rollouts.Where(r => r.Cluster == cluster.Name))
        {
            if (estate.Workloads.Find(w => w.Name == rollout.Workload) is not { } workload)
            {
                continue;
            }

            var begins = cluster.StartedAt.AddSeconds(rollout.AfterSeconds);
            var pace = TimeSpan.FromSeconds(rollout.PodSeconds);
            cluster.At(begins, () => cluster.SetVersion(workload.Namespace, workload.Name, rollout.ToVersion, SimulatedCluster.Parse(rollout.Outcome), podSeconds: pace));
            if (rollout.RollbackAfterSeconds is { } rollback)
            {
                cluster.At(begins.AddSeconds(rollback), () => cluster.SetVersion(workload.Namespace, workload.Name, rollout.FromVersion, podSeconds: pace));
            }
        }

        // When the script is over something still happens now and then: a restart, which changes pods and no version.
        var last = estate.Rollouts.Where(r => r.Cluster == cluster.Name).Select(r => r.AfterSeconds + (r.RollbackAfterSeconds ?? 0)).DefaultIfEmpty(0).Max();
        if (estate.Rollouts.Count > 0)
        {
            cluster.At(cluster.StartedAt.AddSeconds(last) + RestartEvery, () => RestartOne(cluster, cluster.StartedAt.AddSeconds(last) + RestartEvery));
        }
    }

    private static void RestartOne(SimulatedCluster cluster, DateTimeOffset now)
    {
        if (cluster.AnyHealthy() is var (ns, name))
        {
            cluster.Restart(ns, name);
        }

        cluster.At(now + RestartEvery, () => RestartOne(cluster, now + RestartEvery));
    }

    private static string KubeconfigOf(IEnumerable<ClusterServer> servers)
    {
        var all = servers.ToList();
        var text = new StringBuilder("# Written by the demo: simulated clusters in the portal's process. They end with it.\napiVersion: v1\nkind: Config\n");
        text.Append("current-context: ").Append(all.Count > 0 ? all[0].Cluster.Name : "none").Append("\nclusters:\n");
        all.ForEach(s => text.Append("  - name: ").Append(s.Cluster.Name).Append("\n    cluster:\n      server: ").Append(s.Url).Append('\n'));
        text.Append("contexts:\n");
        all.ForEach(s => text.Append("  - name: ").Append(s.Cluster.Name).Append("\n    context:\n      cluster: ").Append(s.Cluster.Name).Append('\n'));
        return text.Append("users: []\n").ToString();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pace, _clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var server in Servers)
            {
                server.Cluster.Step();
            }
        }
    }
}
