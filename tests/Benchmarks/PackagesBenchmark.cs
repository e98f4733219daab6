using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Packages;
using Portal.Infrastructure.Persistence;

namespace Portal.Benchmarks;

/// <summary>
/// Questions over a million uses in SQLite: <c>dotnet run -c Release --project tests/Benchmarks -- packages 1000000</c>. 3,000 services, 40,000 packages of which few are
/// everywhere and most are rare, ways of up to eight steps; all of it made up from one seed.
/// </summary>
internal static class PackagesBenchmark
{
    private const int Services = 3_000;
    private const int Names = 40_000;
    private const int Rounds = 60;
    private static readonly string[] EcosystemOf = ["npm", "npm", "npm", "nuget", "pypi", "maven", "golang"];

    public static async Task RunAsync(int uses)
    {
        var folder = Directory.CreateTempSubdirectory("portal-packages-");
        try
        {
            var databases = new Databases(Path.Combine(folder.FullName, "portal.db"));
            await using (var db = databases.CreateContext())
            {
                await db.Database.MigrateAsync();
            }

            var catalog = new Fixed(Graph());
            var overviews = new PackageOverviews(TimeProvider.System);
            var sets = new PackageSets(databases, new PackageNames(databases), overviews, new Silent(), TimeProvider.System);
            await FillAsync(sets, uses);
            await using (var db = databases.CreateContext())
            {
                await db.Database.ExecuteSqlRawAsync("ANALYZE");
                Console.WriteLine($"{await db.Set<PackageUse>().CountAsync():N0} uses, {await db.Set<Package>().CountAsync():N0} packages, {await db.Set<PackageVersion>().CountAsync():N0} versions, {new FileInfo(databases.File).Length / 1048576.0:0} MB");
            }

            var pictures = new Pictures();
            await AskAsync("who uses the most used, any version", new FindPackageUsers(NameOf(0)));
            await AskAsync("who uses the most used below 2.15", new FindPackageUsers(NameOf(0), Version: "<2.15"));
            await AskAsync("... and is live, of one team", new FindPackageUsers(NameOf(0), Version: "<2.15", Live: true, Owner: "team-8"));
            await AskAsync("... asked for directly, page of 500", new FindPackageUsers(NameOf(0), Version: "<2.15", Transitive: false, Limit: 500));
            await AskAsync("a package of the middle, one version", new FindPackageUsers(NameOf(2_000), Version: "3.19.*"));
            await AskAsync("a rare package", new FindPackageUsers(NameOf(39_000)));
            await AskAsync("a prefix of about 100 packages", new FindPackageUsers("package-0012*", Version: "<3"));
            await AskAsync("a name that nobody uses", new FindPackageUsers("no-such-package"));
            await ManyAsync("packages of one service", db => new GetPackagesOfServiceHandler(db, catalog, new Anyone(), new Anyone()).Handle(new("default", "service-17"), default));
            await ManyAsync("suggestions", db => new SuggestPackagesHandler(db).Handle(new("package-003"), default));
            await ManyAsync("overview, counted anew", db =>
            {
                overviews.Forget();
                return new GetPackageOverviewHandler(db, catalog, overviews, TimeProvider.System).Handle(new(), default);
            });
            await ManyAsync("overview, as visitors get it", db => new GetPackageOverviewHandler(db, catalog, overviews, TimeProvider.System).Handle(new(), default));
            await ReplaceAsync(sets, uses / Services);

            Task AskAsync(string what, FindPackageUsers question) => ManyAsync(what, db => new FindPackageUsersHandler(db, catalog, pictures).Handle(question, default));

            async Task ManyAsync<T>(string what, Func<IPortalDb, Task<Result<T>>> ask)
            {
                List<double> times = [];
                for (var round = 0; round < Rounds; round++)
                {
                    await using var db = databases.CreateContext();
                    var started = Stopwatch.GetTimestamp();
                    var answer = await ask(db);
                    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    Trace.Assert(answer.IsSuccess, answer.Failure?.Message);
                    if (round == 0 && answer.Value is PackageUsers users)
                    {
                        what = $"{what} ({users.Total:N0})";
                    }
                }

                Print(what, times);
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(PackageSets sets, int uses)
    {
        var random = new Random(1);
        var started = Stopwatch.GetTimestamp();
        for (var service = 0; service < Services; service++)
        {
            var document = Document(random, uses / Services);
            var stored = await sets.ReplaceAsync(new($"component:default/service-{service}", "sbom", document, "user:default/bench", null, "0"), default);
            Trace.Assert(stored.IsSuccess, stored.Failure?.Message);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        Console.WriteLine($"filled in {elapsed.TotalSeconds:0} s, {uses / elapsed.TotalSeconds:N0} uses a second");
    }

    private static async Task ReplaceAsync(PackageSets sets, int size)
    {
        var random = new Random(2);
        List<double> times = [];
        for (var round = 0; round < Rounds; round++)
        {
            var document = Document(random, size);
            var started = Stopwatch.GetTimestamp();
            await sets.ReplaceAsync(new($"component:default/service-{round}", "sbom", document, "user:default/bench", null, "0"), default);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Print($"replace an SBOM of {size} packages", times);
    }

    private static void Print(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine($"{what,-52} median {times[times.Count / 2],8:0.0} ms   p95 {times[(int)(times.Count * 0.95)],8:0.0} ms   worst {times[^1],8:0.0} ms");
    }

    // Some packages are in nearly every service, most in few.
    private static PackageDocument Document(Random random, int size)
    {
        Dictionary<int, PackageItem> items = [];
        List<int> order = [];
        while (items.Count < size)
        {
            var number = (int)(Names * Math.Pow(random.NextDouble(), 3.2));
            if (items.ContainsKey(number))
            {
                continue;
            }

            var isDirect = items.Count < size / 10;
            var release = (int)(40 * Math.Pow(random.NextDouble(), 1.8)); // forty versions in use, most services on the newest few
            var version = string.Create(CultureInfo.InvariantCulture, $"{3 - (release / 20)}.{19 - (release % 20)}.{number % 4}");
            items[number] = new(EcosystemOf[number % EcosystemOf.Length], NameOf(number), version, isDirect, random.Next(10) == 0, isDirect ? -1 : random.Next(Math.Max(0, items.Count - 80), items.Count));
            order.Add(number);
        }

        return new("CycloneDX 1.5 JSON", "bench 1.0", "1.0.0", DateTimeOffset.UnixEpoch, [.. order.Select(n => items[n])], []);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"package-{number:D6}");

    private static CatalogGraph Graph() => CatalogGraph.Build(Enumerable.Range(0, Services).Select(n => new CatalogEntity
    {
        Ref = new("component", "default", $"service-{n}"),
        Kind = "Component",
        Name = $"service-{n}",
        Lifecycle = "production",
        Owner = new("group", "default", $"team-{n % 60}"),
    }), 1, DateTimeOffset.UnixEpoch);

    private sealed class Databases(string file) : IPortalDbFactory
    {
        public string File => file;

        public SqlitePortalDbContext CreateContext() => new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={file}").AddInterceptors(new SqlitePragmas()).Options);

        public IPortalDb Create() => CreateContext();
    }

    private sealed class Fixed(CatalogGraph graph) : ICatalog
    {
        public CatalogGraph Current => graph;
    }

    private sealed class Silent : ILiveFeed
    {
        public void Publish(string topic)
        {
        }

        public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class Anyone : IAccess, ICurrentUser
    {
        public Actor? Actor => Application.Identity.Actor.System;

        public Decision Decide(Actor actor, Demand demand) => new(true, "");
    }

    /// <summary>Every second service runs in two clusters.</summary>
    private sealed class Pictures : IDeploymentPictures
    {
        private readonly Dictionary<string, Deployment[]> _byService = Enumerable.Range(0, Services / 2).ToDictionary(n => $"component:default/service-{n * 2}", n => (Deployment[])[In("prod-eu"), In("prod-us")], StringComparer.Ordinal);

        public IReadOnlyList<ClusterStatus> Clusters => [];

        public IReadOnlyList<Deployment> Deployments => [];

        public IReadOnlyList<Deployment> OfService(string serviceRef) => _byService.GetValueOrDefault(serviceRef) ?? [];

        public IReadOnlyList<PodSummary> PodsNamed(string podName) => [];

        public IReadOnlyList<PodSummary> PodsOf(string cluster, string @namespace, string kind, string name) => [];

        public long Version => 1;

        public WorkloadEntry? Find(string cluster, string @namespace, string kind, string name) => null;

        public IEnumerable<WorkloadEntry> WorkloadsOf(string cluster) => [];

        public ClusterPicture? PictureOf(string cluster) => null;

        private static Deployment In(string cluster) => new() { Cluster = cluster, Environment = "production", Namespace = "n", Kind = "Deployment", Name = "d", Version = "1.0.0", Image = "i" };
    }
}
