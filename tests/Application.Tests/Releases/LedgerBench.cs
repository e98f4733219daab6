using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Releases;
using Portal.Infrastructure.Persistence;
using Portal.Testing;

namespace Portal.ApplicationTests.Releases;

/// <summary>A ledger on a real SQLite file, told by a model of a cluster that the test moves. Starting another portal on it is one call.</summary>
internal sealed class LedgerBench : IPortalDbFactory, ILiveFeed, IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}.db");
    private readonly bool _owns = true;

    public LedgerBench()
    {
        using var db = (PortalDbContext)Create();
        db.Database.EnsureCreated();
        Portal = Start();
    }

    public TestClock Clock { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    public FakeLogs Logs { get; } = new();

    public List<string> Published { get; } = [];

    /// <summary>The database does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>The portal that is told by default.</summary>
    public OnePortal Portal { get; set; }

    public OnePortal Start(bool logs = true, int capacity = ReleaseLedger.Capacity)
    {
        var crashLogs = new CrashLogs(logs ? Logs : null, this, Clock, NullLogger<CrashLogs>.Instance);
        return new(this, new ReleaseLedger(Catalog, this, this, Clock, crashLogs, new RecentHistory(this), NullLogger<ReleaseLedger>.Instance, capacity), crashLogs);
    }

    public FixedCatalog Catalog { get; } = new();

    public IPortalDb Create() => IsAway ? throw new InvalidOperationException("The database is away.")
        : new SqlitePortalDbContext(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={_file};Pooling=False").Options);

    public IReadOnlyList<Release> Releases() => Read<Release>(r => r.Id);

    public IReadOnlyList<ProblemEpisode> Episodes() => Read<ProblemEpisode>(e => e.Id);

    public IReadOnlyList<ContainerEnd> Ends() => Read<ContainerEnd>(e => e.Id);

    public IReadOnlyList<ReleaseTemplate> Templates() => Read<ReleaseTemplate>(t => 0);

    /// <summary>The rows as "sequence version trigger outcome", oldest first.</summary>
    public string Ledger() => string.Join(" | ", Releases().OrderBy(r => r.Sequence).ThenBy(r => r.Id).Select(r => $"{r.Sequence} {r.Version} {r.Trigger} {r.Outcome}"));

    public void Publish(string topic) => Published.Add(topic);

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    public void Dispose()
    {
        if (_owns)
        {
            File.Delete(_file);
        }
    }

    private List<T> Read<T>(Func<T, long> order)
        where T : class
    {
        using var db = Create();
        return [.. db.Set<T>().AsNoTracking().AsEnumerable().OrderBy(order)];
    }

    /// <summary>One process: its own picture of the cluster and its own queue.</summary>
    internal sealed class OnePortal
    {
        private readonly LedgerBench _bench;
        private readonly ClusterModel _model = new("prod-eu", "production", "eu");

        public OnePortal(LedgerBench bench, ReleaseLedger ledger, CrashLogs logs)
        {
            (_bench, Ledger, CrashLogs) = (bench, ledger, logs);
            Pictures = new DeploymentPictures(bench.Catalog, bench);
            Pictures.Listen(ledger);
        }

        public ReleaseLedger Ledger { get; }

        public CrashLogs CrashLogs { get; }

        public DeploymentPictures Pictures { get; }

        /// <summary>Tells what the cluster has now, and does not write.</summary>
        public void Hear(SimpleCluster cluster)
        {
            cluster.Changes().ToList().ForEach(_model.Apply);
            _model.TimePassed();
            Pictures.Replace(new("prod-eu", "production", "eu", ClusterState.Live, _bench.Now, null, null, "v1.30.0", [], 0, 0), _model.Build(_bench.Now));
        }

        /// <summary>Tells what the cluster has now, and writes.</summary>
        public async Task SeeAsync(SimpleCluster cluster)
        {
            Hear(cluster);
            await Ledger.WriteAsync(TestContext.Current.CancellationToken);
        }
    }

    internal sealed class FixedCatalog : ICatalog
    {
        public CatalogGraph Current { get; set; } = CatalogGraph.Build(
        [
            new() { Ref = new("component", "default", "orders"), Kind = "Component", Name = "orders", Owner = new("group", "default", "alpha") },
            new() { Ref = new("component", "default", "other"), Kind = "Component", Name = "other" },
        ], 1, DateTimeOffset.UnixEpoch);
    }

    internal sealed class FakeLogs : IPodLogs
    {
        private readonly Lock _gate = new();

        public List<(ContainerAddress Container, bool Previous)> Asked { get; } = [];

        public Func<ContainerAddress, Result<IReadOnlyList<string>>> Answer { get; set; } = _ => Result<IReadOnlyList<string>>.Of(["starting", "out of heap"]);

        public Task<Result<IReadOnlyList<string>>> TailAsync(ContainerAddress container, bool previous, int lines, CancellationToken ct)
        {
            lock (_gate)
            {
                Asked.Add((container, previous));
            }

            return Task.FromResult(Answer(container));
        }

        public Task<Result<IAsyncEnumerable<string>>> FollowAsync(ContainerAddress container, int lines, CancellationToken ct) => throw new NotSupportedException();
    }
}
