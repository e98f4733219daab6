using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Incidents;
using Portal.Application.Releases;
using Portal.Demo.Simulator;
using Portal.Testing;
using Portal.Testing.Culprit;

namespace Portal.Benchmarks;

/// <summary>
/// What is written beside the watch so that a restart forgets nothing: how large it is, and how long it takes to write and to read at the start, on SQLite:
/// <c>dotnet run -c Release --project tests/Benchmarks -- kept [clusters=5] [pods=6000]</c>
/// </summary>
internal sealed class KeptBenchmark : ICatalog, ILiveFeed, IDisposable
{
    private const int PodsEach = 6;
    private const int Times = 15;

    private readonly TestClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly DeploymentPictures _pictures;
    private readonly List<WatchedSimulation> _clusters = [];
    private readonly CatalogInside _inside;
    private readonly RecentChanges _recent;
    private readonly GonePods _gone;
    private readonly ChangeStore _store;

    private KeptBenchmark(CatalogInside inside, int clusters, int pods)
    {
        _inside = inside;
        var workloads = pods / PodsEach;
        Current = CatalogGraph.Build(Enumerable.Range(0, workloads).Select(w => new CatalogEntity
        {
            Ref = new("component", "default", $"service-number-{w}"),
            Kind = "Component",
            Name = $"service-number-{w}",
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [KeptAnnotations.KubernetesId] = $"service-number-{w}" },
        }), 1, _clock.GetUtcNow());
        _pictures = new(this, this);
        (_recent, _gone) = (new(_clock, NullLogger<RecentChanges>.Instance), new(_clock));
        _pictures.Listen((IWorkloadListener)_recent);
        _pictures.Listen((ISurroundingsListener)_recent);
        _pictures.Listen(_gone);
        _store = new(_recent, _pictures, inside.Database, _clock);
        var estate = Estate.Parse(Yaml(clusters, workloads));
        foreach (var cluster in estate.Clusters)
        {
            SimulatedCluster simulated = new(cluster.Name, cluster.Nodes, _clock);
            foreach (var workload in estate.Workloads)
            {
                simulated.Add(workload, workload.Placements.Single(p => p.Cluster == cluster.Name));
            }

            simulated.AddSurroundings(estate);
            _clusters.Add(new(simulated, cluster.Environment, _pictures, _clock));
        }
    }

    public CatalogGraph Current { get; }

    public static async Task RunAsync(string[] args)
    {
        int Of(string name, int otherwise) => args.FirstOrDefault(a => a.StartsWith(name + "=", StringComparison.Ordinal)) is { } given ? int.Parse(given[(name.Length + 1)..], CultureInfo.InvariantCulture) : otherwise;
        var folder = Directory.CreateTempSubdirectory("portal-kept-").FullName;
        try
        {
            using var inside = await CatalogInside.OpenAsync(folder);
            using KeptBenchmark bench = new(inside, Of("clusters", 5), Of("pods", 6000));
            await bench.LooksAsync();
            await bench.ChangesAsync();
            await bench.ProblemsAsync();
            await bench.PodsAsync();
            await using var db = inside.Database.Create();
            await ((DbContext)db).Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
            Console.WriteLine($"database with all of it: {new FileInfo(Path.Combine(folder, "portal.db")).Length / 1048576.0:0.0} MB");
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Publish(string topic)
    {
    }

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    public void Dispose() => _clusters.ForEach(c => c.Dispose());

    /// <summary>Everything that can stand around a workload stands around every one.</summary>
    private static string Yaml(int clusters, int workloads)
    {
        StringBuilder yaml = new("clusters:\n");
        for (var c = 0; c < clusters; c++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{name: cluster-{c}, environment: {(c == clusters - 1 ? "staging" : "production")}, region: r{c}, nodes: {Math.Max(3, workloads / 10)}}}");
        }

        Each("workloads", w => $"{{service: service-number-{w}, name: service-number-{w}, namespace: namespace-{w % 50}, image: registry.test/service-number-{w}, match: annotation, memoryLimit: 256Mi, cpuRequest: 100m, memoryRequest: 128Mi, port: 8080, placements: [{string.Join(", ", Enumerable.Range(0, clusters).Select(c => $"{{cluster: cluster-{c}, version: 1.{w % 9}.0, replicas: {PodsEach}}}"))}]}}");
        Each("autoscalers", w => $"{{workload: service-number-{w}, min: 3, max: 12}}");
        Each("budgets", w => $"{{workload: service-number-{w}, maxUnavailable: 1}}");
        Each("ingresses", w => $"{{workload: service-number-{w}, host: \"service-number-{w}.{{cluster}}.example.test\"}}");
        workloads /= 10;
        Each("cronJobs", w => $"{{service: service-number-{w}, name: service-number-{w}-nightly, namespace: namespace-{w % 50}, image: \"registry.test/service-number-{w}-nightly:1.0.0\", schedule: \"0 3 * * *\", everyMinutes: 1440, atMinute: 180, clusters: [{string.Join(", ", Enumerable.Range(0, clusters).Select(c => $"cluster-{c}"))}]}}");
        return yaml.ToString();

        void Each(string what, Func<int, string> one)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"{what}:");
            for (var w = 0; w < workloads; w++)
            {
                yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {one(w)}");
            }
        }
    }

    private async Task LooksAsync()
    {
        var first = await TakesAsync(() => _store.RunOnceAsync(CancellationToken.None));
        await using (var db = _inside.Database.Create())
        {
            var rows = await db.Set<WatchedCluster>().AsNoTracking().Select(c => c.FactsJson).ToListAsync();
            Console.WriteLine($"{_clusters.Count} clusters with {_clusters.Sum(c => _pictures.WorkloadsOf(c.Cluster.Name).Sum(w => w.Pods.Count))} pods in {_clusters.Sum(c => _pictures.WorkloadsOf(c.Cluster.Name).Count())} workloads");
            Console.WriteLine($"what a cluster looked like last: largest row {rows.Max(Encoding.UTF8.GetByteCount) / 1024.0:0} KiB; all of them written first: {first:0} ms");
        }

        List<double> quiet = [], one = [], read = [], compare = [];
        for (var i = 0; i < Times; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(31));
            quiet.Add(await TakesAsync(() => _store.RunOnceAsync(CancellationToken.None)));
            var cluster = _clusters[i % _clusters.Count];
            cluster.Cluster.Scale($"namespace-{i}", $"service-number-{i}", PodsEach - 1);
            cluster.Step();
            _clock.Advance(TimeSpan.FromSeconds(31));
            one.Add(await TakesAsync(() => _store.RunOnceAsync(CancellationToken.None)));
        }

        for (var i = 0; i < Times; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(31));
            ChangeStore next = new(new(_clock, NullLogger<RecentChanges>.Instance), _pictures, _inside.Database, _clock);
            read.Add(await TakesAsync(() => next.LoadAsync(CancellationToken.None)));
            _clock.Advance(TimeSpan.FromSeconds(31));
            var began = Stopwatch.GetTimestamp();
            next.FindUnwatched();
            compare.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Report("a look at all clusters when nothing differs, every half minute", quiet);
        Report("the same when one cluster differs and is written", one);
        Report("all of them read at the start", read);
        Report("all clusters compared with what they looked like", compare);
    }

    private async Task ChangesAsync()
    {
        var entries = _pictures.WorkloadsOf("cluster-0").Take(500).ToList();
        var now = _clock.GetUtcNow();
        _recent.TakeUnwatched(Enumerable.Range(0, RecentChanges.MostKept).Select(i => WorkloadReading.Of(entries[i % entries.Count], now.AddSeconds(-i), ChangeKind.Scaling, $"scaled from {i % 7} to {i % 5} by the autoscaler of it", $"scale {i}")), now.AddDays(-1));
        var wrote = await TakesAsync(() => _store.RunOnceAsync(CancellationToken.None));
        List<double> read = [];
        for (var i = 0; i < Times; i++)
        {
            ChangeStore next = new(new(_clock, NullLogger<RecentChanges>.Instance), _pictures, _inside.Database, _clock);
            read.Add(await TakesAsync(() => next.LoadAsync(CancellationToken.None)));
        }

        await using var db = _inside.Database.Create();
        Console.WriteLine($"changes: {await db.Set<ChangeRecord>().CountAsync()} rows of {await db.Set<ChangeRecord>().AverageAsync(c => c.ChangeJson.Length):0} bytes each; written in {wrote:0} ms ({wrote * 500 / RecentChanges.MostKept:0} ms for 500)");
        Report("all of them, and the clusters, read at the start", read);
    }

    private async Task ProblemsAsync()
    {
        const int Problems = 5_000;
        var entries = _pictures.WorkloadsOf("cluster-0").Take(500).ToList();
        var now = _clock.GetUtcNow();
        await using (var db = _inside.Database.Create())
        {
            db.Set<ProblemEpisode>().AddRange(Enumerable.Range(0, Problems).Select(i => new ProblemEpisode
            {
                Service = entries[i % entries.Count].Row.Service,
                Cluster = "cluster-0",
                Environment = "production",
                Namespace = entries[i % entries.Count].Row.Namespace,
                Kind = "Deployment",
                Workload = entries[i % entries.Count].Row.Name,
                WorkloadUid = entries[i % entries.Count].Workload.Uid,
                Code = "CrashLoopBackOff",
                Severity = "critical",
                Summary = "Ends with exit code 1 soon after each start, in 2 pods.",
                Since = now.AddMinutes(-60 - (i / entries.Count * 60)),
                Until = now.AddMinutes(-45 - (i / entries.Count * 60)),
            }));
            await db.SaveAsync(CancellationToken.None);
        }

        List<double> read = [];
        for (var i = 0; i < Times; i++)
        {
            await using var db = _inside.Database.Create();
            RecentChanges next = new(_clock, NullLogger<RecentChanges>.Instance);
            read.Add(await TakesAsync(() => next.LoadAsync(db, CancellationToken.None)));
        }

        Report($"turns of health from {Problems} problems of a day, read at the start", read);
    }

    private async Task PodsAsync()
    {
        foreach (var cluster in _pictures.Clusters)
        {
            _gone.Changed(cluster, [.. _pictures.WorkloadsOf(cluster.Name).Select(w => new WorkloadChange(w, null))]);
        }

        GonePodStore store = new(_gone, _inside.Database, _clock);
        var before = await SizeAsync();
        var count = 0;
        var wrote = await TakesAsync(async () => count = await store.WriteAsync(CancellationToken.None));
        var size = await SizeAsync() - before;
        List<double> read = [];
        for (var i = 0; i < Times; i++)
        {
            GonePodStore next = new(new(_clock), _inside.Database, _clock);
            read.Add(await TakesAsync(() => next.LoadAsync(CancellationToken.None)));
        }

        Console.WriteLine($"pods that went: {count} rows, {size / 1048576.0:0.0} MB with indexes; written in {wrote:0} ms ({wrote * 500 / count:0} ms for 500)");
        Report("all of them read at the start", read);
    }

    private async Task<long> SizeAsync()
    {
        await using var db = _inside.Database.Create();
        await ((DbContext)db).Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return new FileInfo(Path.Combine(_inside.Folder, "portal.db")).Length;
    }

    private static async Task<double> TakesAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static void Report(string what, List<double> took)
    {
        took.Sort();
        Console.WriteLine($"{what}: median {took[took.Count / 2]:0} ms, worst {took[^1]:0} ms");
    }
}
