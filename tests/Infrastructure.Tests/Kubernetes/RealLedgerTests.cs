using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Releases;
using Portal.Infrastructure.Persistence;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>The release ledger from the objects of a real API server and its controllers.</summary>
[Collection("real cluster")]
public sealed class RealLedgerTests : RealCluster, IPortalDbFactory, ICatalog
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"portal-ledger-{Guid.NewGuid():N}.db");

    CatalogGraph ICatalog.Current => CatalogGraph.Empty;

    IPortalDb IPortalDbFactory.Create() => CreateContext();

    [Fact]
    public async Task A_rollout_and_a_way_back_are_one_row_each_a_scale_is_none_and_a_second_ledger_adds_nothing()
    {
        await using (var db = CreateContext())
        {
            await db.Database.MigrateAsync(TestContext.Current.CancellationToken);
        }

        using var stop = new CancellationTokenSource();
        Replicas two = new(Ledger(), Ledger());
        await using var watcher = new FollowedCluster(Options, listener: two);
        two.Feed = watcher;
        await watcher.UntilLiveAsync();
        var writing = two.WriteAsync(stop.Token);

        await ApplyWebAsync("1.0.0", 2);
        await WrittenAsync(watcher, "1 1.0.0 Rollout Succeeded");
        await KubectlAsync($"-n {Namespace} set image deployment/web web=registry.test/web:1.1.0");
        await WrittenAsync(watcher, "1 1.0.0 Rollout Succeeded", "2 1.1.0 Rollout Succeeded");
        await KubectlAsync($"-n {Namespace} rollout undo deployment/web");
        await WrittenAsync(watcher, "1 1.0.0 Rollout Succeeded", "2 1.1.0 Rollout RolledBack", "3 1.0.0 Rollback Succeeded");
        await KubectlAsync($"-n {Namespace} scale deployment web --replicas=4");
        await watcher.UntilAsync(() => Mine(watcher) is { Desired: 4, Ready: 4 }, "four are ready", Patience);

        // A rollout after the scale: whatever the scale made would stand before it.
        await KubectlAsync($"-n {Namespace} set image deployment/web web=registry.test/web:1.2.0");
        string[] all = ["1 1.0.0 Rollout Succeeded", "2 1.1.0 Rollout RolledBack", "3 1.0.0 Rollback Succeeded", "4 1.2.0 Rollout Succeeded"];
        await WrittenAsync(watcher, all);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        Replicas third = new(Ledger());
        await using var later = new FollowedCluster(Options, listener: third);
        third.Feed = later;
        await later.UntilAsync(() => third.HasHeard(Namespace, "web"), "a new process has heard of it", Patience);
        Assert.True(await third.WriteOnceAsync() > 0);
        Assert.Equal(all, Rows());
    }

    public override async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
        await base.DisposeAsync();
    }

    private SqlitePortalDbContext CreateContext() => new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={_file}").Options);

    private ReleaseLedger Ledger() => new(this, this, new NoFeed(), TimeProvider.System, new CrashLogs(null, this, TimeProvider.System, NullLogger<CrashLogs>.Instance), new RecentHistory(this), NullLogger<ReleaseLedger>.Instance);

    private async Task WrittenAsync(FollowedCluster watcher, params string[] rows)
    {
        try
        {
            await watcher.UntilAsync(() => Rows().SequenceEqual(rows, StringComparer.Ordinal), "the ledger is as told", Patience);
        }
        catch (Xunit.Sdk.FailException)
        {
            Assert.Equal(rows, Rows());
            throw;
        }
    }

    private string[] Rows()
    {
        using var db = CreateContext();
        return [.. db.Set<Release>().AsNoTracking().Where(r => r.Namespace == Namespace).OrderBy(r => r.Id).AsEnumerable().Select(r => $"{r.Sequence} {r.Version} {r.Trigger} {r.Outcome}")];
    }

    /// <summary>Ledgers of several processes that hear the same.</summary>
    private sealed class Replicas(params ReleaseLedger[] ledgers) : IWorkloadListener
    {
        private readonly HashSet<(string, string)> _heard = [];

        /// <summary>Told of each thing that was heard or written.</summary>
        public FollowedCluster? Feed { get; set; }

        public void Changed(ClusterStatus cluster, IReadOnlyList<WorkloadChange> changes)
        {
            Array.ForEach(ledgers, l => l.Changed(cluster, changes));
            lock (_heard)
            {
                _heard.UnionWith(changes.Where(c => c.After is not null).Select(c => (c.After!.Row.Namespace, c.After.Row.Name)));
            }

            Feed?.Publish("heard");
        }

        public bool HasHeard(string @namespace, string name)
        {
            lock (_heard)
            {
                return _heard.Contains((@namespace, name));
            }
        }

        public Task WriteAsync(CancellationToken ct) => Task.WhenAll(ledgers.Select(l => WriteAsync(l, ct)));

        public async Task<int> WriteOnceAsync() => (await Task.WhenAll(ledgers.Select(l => l.WriteAsync(CancellationToken.None)))).Sum();

        private async Task WriteAsync(ReleaseLedger ledger, CancellationToken ct)
        {
            while (true)
            {
                await ledger.WaitAsync(ct);
                try
                {
                    await ledger.WriteAsync(ct);
                }
                catch (Exception ex) when (ex is SqliteException or DbUpdateException or InvalidOperationException { InnerException: SqliteException })
                {
                    // Two writers of one SQLite file: one of them is told that it is locked. The portal's writer tries again too, and begins with what was not written.
                    await Task.Yield();
                    continue;
                }

                Feed?.Publish("written");
            }
        }
    }

    private sealed class NoFeed : ILiveFeed
    {
        public void Publish(string topic)
        {
        }

        public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();
    }
}
