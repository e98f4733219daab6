using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Discovery;
using Portal.Application.Incidents;
using Portal.Application.Packages;
using Portal.Application.Scaffolding;
using Portal.Application.Versions;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Persistence;
using Portal.Testing;

namespace Portal.WebTests.Persistence;

/// <summary>No server here: what can be proven is that every query the portal issues becomes T-SQL.</summary>
public sealed class SqlServerQueryTests : IDisposable
{
    private readonly OfflineSqlServer _server = new();
    private readonly LogWatch _log = new();
    private readonly PortalHost _host = new();

    public SqlServerQueryTests() => _host.ConfigureServices = services =>
    {
        // The schema is made on SQLite, because the program insists on one; everything after that asks SQL Server.
        var sqlite = services.Last(s => s.ServiceType == typeof(IPortalDbFactory));
        services.RemoveAll<DatabaseMigrator>();
        services.AddSingleton(sp => new DatabaseMigrator(sp.GetRequiredKeyedService<IPortalDbFactory>("sqlite")));
        services.RemoveAll<IPortalDbFactory>();
        services.Add(new ServiceDescriptor(typeof(IPortalDbFactory), "sqlite", (sp, _) => ActivatorUtilities.CreateInstance(sp, sqlite.ImplementationType!), ServiceLifetime.Singleton));
        services.AddSingleton<IPortalDbFactory>(_server);
        services.AddSingleton<ILoggerProvider>(_log);
    };

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Every_query_becomes_T_SQL()
    {
        using var api = _host.ApiClient();
        string[] reads =
        [
            "entities", "facets?facet=kind", "locations", "search?q=a1", "who-owns?q=alpha-api", "clusters", "deployments", "workloads?matched=false", "templates",
            "templates/default/aspnet-service", "scaffold-runs", "scaffold-runs/0197a000-0000-7000-8000-000000000000", "scaffold-runs/0197a000-0000-7000-8000-000000000000/events",
            "entities/component/default/alpha-api/history", "entities/component/default/alpha-api/fields", "entities?asOf=2030-01-01", "removals", "conflicts", "drift", "services/default/alpha-api/drift", "discovered", "discovered/proposal?workload=a/Deployment/b", "entities/component/default/alpha-api/raw", "tokens", "audit", "audit?actor=a&subject=b&action=c&outcome=failed&before=9",
            "packages?name=a&version=<2", "packages?name=a*", "packages/names?q=a&ecosystem=npm", "packages/overview", "services/default/alpha-api/packages?q=a",
            "releases?service=a&team=b&cluster=c&environment=d&outcome=failed&from=2030-01-01&to=2031-01-01&cursor=8df4bfd98119d00-8", "releases/weekly?service=a&team=b", "crashes?service=a&team=b&reason=Error&from=2030-01-01&cursor=8df4bfd98119d00-8",
            "services/default/alpha-api/releases", "services/default/alpha-api/releases/1", "services/default/alpha-api/crashes", "timeline?service=a&team=b&cluster=c&environment=d",
        ];
        await _host.WaitForCatalogAsync(graph => graph.Entities.Count > 3);
        foreach (var read in reads)
        {
            using var answer = await api.GetAsync(new Uri("/api/v1/" + read, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            Assert.True((int)answer.StatusCode < 500, $"{read} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }

        var values = new { name = "alpha-two", description = "A second one", owner = "group:default/alpha", repoUrl = "local?owner=alpha&repo=alpha-two" };
        (string Url, object Body)[] writes =
        [
            ("tokens", new { name = "ci", serviceRole = "Viewer" }),
            ("views", new { name = "ours", query = "kind=api" }),
            ("views", new { name = "ours", query = "kind=api", team = "group:default/alpha" }),
            ("locations", new { type = "directory", target = _host.CatalogFolder }),
            ("removals/restore", new { @ref = "component:default/gone" }),
            ("locations/0123456789abcdef/restore", new { }),
            ("workloads/claim", new { cluster = "c", @namespace = "n", kind = "Deployment", name = "w", service = "component:default/alpha-api" }),
            ("discovered/promotions", new { workload = "a/Deployment/b", descriptor = "x", repository = "alpha/b", path = "catalog-info.yaml" }),
            ("scaffold-runs", new { template = "template:default/aspnet-service", values }),
            ("scaffold-runs", new { template = "template:default/aspnet-service", values, dryRun = true }),
            ("services/default/alpha-api/packages", new { bomFormat = "CycloneDX", specVersion = "1.5", components = new[] { new { name = "a", version = "1" } } }),
            ("scaffold-runs/0197a000-0000-7000-8000-000000000000/cancel", new { }),
            ("scaffold-runs/0197a000-0000-7000-8000-000000000000/retry", new { }),
            ("scaffold-runs/0197a000-0000-7000-8000-000000000000/cleanup", new { }),
        ];
        foreach (var (url, body) in writes)
        {
            using var answer = await api.PostAsJsonAsync(new Uri("/api/v1/" + url, UriKind.Relative), body);
            Assert.True((int)answer.StatusCode < 500, $"{url} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }

        // Behind a row that nothing here can return: the parts of a run, as the store and the log ask for them.
        using (var db = _server.Create())
        {
            const string Run = "unknown";
            await db.Set<ScaffoldStep>().AsNoTracking().Where(s => s.RunId == Run).OrderBy(s => s.Position).ToListAsync();
            await db.Set<DiscoveryPromotion>().SingleOrDefaultAsync(p => p.Workload == Run);
            await db.Set<ScaffoldFiles>().FirstOrDefaultAsync(f => f.RunId == Run);
            await db.Set<RepositoryVersion>().AsNoTracking().ToListAsync();
            await db.Set<RepositoryVersion>().Where(v => v.Repository == Run).ToDictionaryAsync(v => v.Part);
            await FindPackageUsersHandler.Uses(db, [1], [2, 3]).ToListAsync();
            await FindPackageUsersHandler.Uses(db, [1, 2], null).ToListAsync();
            await PackageUserDetails.Paths(db, [1]).ToListAsync();
            await PackageUserDetails.Sets(db, [1]).ToListAsync();
            await PackageSteps.Named(db, [1]).ToListAsync();
            await GetPackageOverviewHandler.Versions(db, [1]).ToListAsync();
            const long Bound = 5;
            await CatalogHistory.NewestUpTo(db, Bound).ToListAsync();
            await CatalogHistory.Versions(db, [1, 2]).ToListAsync();
            await CatalogRecords.VersionsOf(db, Run).ToListAsync();
            await CatalogRemovals.Removed(db, DateTimeOffset.UnixEpoch, Run).FirstOrDefaultAsync();
            await GonePodStore.Newest(db, DateTimeOffset.UnixEpoch).ToListAsync();
            await GonePodStore.NamedAny(db, [Run, "other"]).ToListAsync();
            await GonePodStore.Surplus(db).FirstOrDefaultAsync();
            await GonePodStore.Before(db, DateTimeOffset.UnixEpoch).ExecuteDeleteAsync();
            await ChangeStore.Newer(db, Bound, DateTimeOffset.UnixEpoch).ToListAsync();
            await ChangeStore.Same(db, [Run], DateTimeOffset.UnixEpoch).ToListAsync();
            await ChangeStore.LastSeen(db, Guid.Empty).FirstOrDefaultAsync();
            await ChangeStore.Surplus(db).FirstOrDefaultAsync();
            await RecentChanges.Episodes(db, DateTimeOffset.UnixEpoch).ToListAsync();
            await CatalogRecords.Since(db, Bound).ToListAsync();
            await db.Set<ScaffoldLogLine>().AsNoTracking().Where(l => l.RunId == Run && l.Id > 1).OrderBy(l => l.Id).Take(100).ToListAsync();
        }

        using var unset = await api.DeleteAsync(new Uri("/api/v1/services/default/alpha-api/packages/9", UriKind.Relative));
        using var gone = await api.DeleteAsync(new Uri($"/api/v1/tokens/{Guid.Empty}", UriKind.Relative));
        using var noView = await api.DeleteAsync(new Uri($"/api/v1/views/{Guid.Empty}", UriKind.Relative));
        using var unnamed = await api.PatchAsJsonAsync(new Uri($"/api/v1/views/{Guid.Empty}", UriKind.Relative), new { name = "theirs" });
        using var unknown = await api.DeleteAsync(new Uri($"/api/v1/locations/{Guid.Empty}", UriKind.Relative));

        Assert.DoesNotContain(_log.Lines, l => l.Contains("could not be translated", StringComparison.Ordinal) || l.Contains("SqlException", StringComparison.Ordinal));
        var selects = _server.Statements.Where(s => s.Contains("SELECT", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.All(selects, s => Assert.DoesNotContain("LIMIT", s, StringComparison.Ordinal)); // SQLite's word: the provider is the right one
        foreach (var table in new[] { "AuditRows", "ApiTokens", "CatalogDocuments", "CatalogLocations", "CatalogChanges", "CatalogChoices", "WorkloadClaims", "SavedViews", "ScaffoldRuns", "ScaffoldSteps", "ScaffoldLogLines", "DiscoveryPromotions", "PackageSets", "Packages", "PackageVersions", "PackageUses" })
        {
            Assert.True(_server.Statements.Any(s => s.Contains(table, StringComparison.Ordinal)), $"Nothing was asked of {table}: {string.Join(Environment.NewLine, _server.Statements.Distinct())}");
        }
    }

    private sealed class LogWatch : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => _lines.Enqueue(formatter(state, exception) + exception);
    }
}
