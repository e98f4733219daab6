using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.GitHub;
using Portal.Infrastructure.Persistence;
using Portal.InfrastructureTests.Descriptors;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>The catalog over an organisation on a GitHub of the tests: real database, real disk, real HTTP; time stands still.</summary>
public sealed class OrganizationFixture : IAsyncDisposable
{
    private readonly List<IDisposable> _owned = [];

    private OrganizationFixture(GitHubFront front, FakeGitHub fake) => (Front, Fake) = (front, fake);

    public string Folder { get; } = Directory.CreateTempSubdirectory("portal-org-").FullName;

    public TestClock Clock { get; } = new();

    public GitHubFront Front { get; }

    public FakeGitHub Fake { get; }

    internal GitHubClients Clients { get; private set; } = null!;

    internal CatalogStore Store { get; private set; } = null!;

    internal CatalogIngest Ingest { get; private set; } = null!;

    /// <summary>Long ago: what was pushed then has settled.</summary>
    public DateTimeOffset Before => new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public string Web => Front.Address.GetLeftPart(UriPartial.Authority);

    public static async Task<OrganizationFixture> StartAsync(Func<OrganizationFixture, GitHubOptions>? options = null, CatalogOptions? catalog = null)
    {
        var fake = new FakeGitHub();
        var fixture = new OrganizationFixture(await GitHubFront.StartAsync(fake.AnswerAsync), fake);
        await fixture.RestartAsync(options, catalog);
        return fixture;
    }

    /// <summary>A portal before any GitHub of the tests.</summary>
    public static async Task<OrganizationFixture> StartAsync(GitHubFront front, Func<OrganizationFixture, GitHubOptions> options)
    {
        var fixture = new OrganizationFixture(front, new FakeGitHub());
        await fixture.RestartAsync(options, null);
        return fixture;
    }

    public GitHubOptions Options(string token = "test-token", int reserve = 1000, GitHubAppOptions? app = null)
        => new() { BaseUrl = Web, Organization = "acme", Token = token, CatalogReserve = reserve, App = app ?? new(), RequestTimeout = TimeSpan.FromSeconds(2) };

    /// <summary>A new process over the same database and the same files.</summary>
    public async Task RestartAsync(Func<OrganizationFixture, GitHubOptions>? options = null, CatalogOptions? catalog = null)
    {
        catalog ??= new CatalogOptions();
        catalog.GitCache = Path.Combine(Folder, "git");
        var databases = new Databases(Path.Combine(Folder, "portal.db"));
        await using (var db = databases.CreateContext())
        {
            await db.Database.MigrateAsync();
        }

        var settings = new Fixed(options?.Invoke(this) ?? Options());
        var files = new FileStore(Path.Combine(Folder, "github"), Clock);
        Clients = new(settings, Clock, files);
        var remote = new RemoteFiles(catalog, DescriptorLimits.Default);
        var git = new GitCheckouts(catalog);
        var organizations = new OrganizationReader(Clients, new RepositoryReader(Clients, files, catalog, git, remote, Clock), Clock);
        Store = new(new IngestFixture.RecordingFeed(), Clock);
        Ingest = new(catalog, [], new SourceReader(catalog, git, remote, Clock, organizations), new CatalogRecords(databases, Clock), new CatalogRemovals(databases, Clock), Store, Clock, NullLogger<CatalogIngest>.Instance);
        _owned.AddRange([Clients, remote, Ingest]);
        await Ingest.LoadAsync(CancellationToken.None);
    }

    public async Task<LocationStatus> RegisterAsync(string target = "acme")
    {
        var registered = await Ingest.RegisterTrustedAsync("github-org", target, "user:default/pat", CancellationToken.None);
        return registered.Failure is { } failure ? throw new InvalidOperationException(failure.Message) : registered.Value.Location;
    }

    /// <summary>As the button does: everything is asked.</summary>
    public async Task<LocationStatus> RefreshAsync() => (await Ingest.RefreshAsync(Ingest.Locations[0].Id, "user:default/pat", CancellationToken.None)).Value;

    /// <summary>As the schedule does.</summary>
    public async Task<LocationStatus> LookAsync()
    {
        await Ingest.RunAsync(Ingest.Snapshot()[0], actor: null, CancellationToken.None);
        return Ingest.Locations[0];
    }

    public CatalogEntity? Find(string name) => Store.Current.Find(EntityRef.Parse($"component:default/{name}"));

    public string[] Names() => [.. Store.Current.Entities.Where(e => e.Ref.Kind == "component").Select(e => e.Ref.Name).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(o => o.Dispose());
        await Front.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    internal sealed class Fixed(GitHubOptions options) : IOptionsMonitor<GitHubOptions>
    {
        public GitHubOptions CurrentValue => options;

        public GitHubOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<GitHubOptions, string?> listener) => null;
    }

    private sealed class Databases(string file) : IPortalDbFactory
    {
        public SqlitePortalDbContext CreateContext() => new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={file}").Options);

        public IPortalDb Create() => CreateContext();
    }
}
