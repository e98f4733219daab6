using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Persistence;

namespace Portal.Benchmarks;

/// <summary>The catalog without a web host: real files and real SQLite in a folder of its own, removed at the end.</summary>
internal sealed class CatalogInside : IDisposable
{
    private readonly RemoteFiles _remote;

    private CatalogInside(string folder, Databases databases)
    {
        (Folder, Database) = (folder, databases);
        var options = new CatalogOptions { GitCache = Path.Combine(folder, "git") };
        Kinds = new(options, TimeProvider.System);
        Store = new(new Silent(), TimeProvider.System, Kinds);
        _remote = new(options, DescriptorLimits.Default);
        Ingest = new(options, [], new SourceReader(options, new GitCheckouts(options), _remote, TimeProvider.System, kinds: Kinds), new CatalogRecords(databases, TimeProvider.System, Kinds),
            new CatalogRemovals(databases, TimeProvider.System, Kinds), Store, TimeProvider.System, NullLogger<CatalogIngest>.Instance);
    }

    public string Folder { get; }

    public IPortalDbFactory Database { get; }

    public KindFolder Kinds { get; }

    public CatalogStore Store { get; }

    public CatalogIngest Ingest { get; }

    /// <summary>Opens the catalog over the database in a folder, which is made when it is not there.</summary>
    public static async Task<CatalogInside> OpenAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var databases = new Databases(Path.Combine(folder, "portal.db"));
        await using (var db = databases.CreateContext())
        {
            await db.Database.MigrateAsync();
        }

        return new(folder, databases);
    }

    /// <summary>Another history over the same database, with nothing kept.</summary>
    public CatalogHistory History() => new(Database, Ingest, Kinds);

    public void Dispose()
    {
        Ingest.Dispose();
        _remote.Dispose();
    }

    private sealed class Databases(string file) : IPortalDbFactory
    {
        public SqlitePortalDbContext CreateContext() => new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={file}").AddInterceptors(new SqlitePragmas()).Options);

        public IPortalDb Create() => CreateContext();
    }

    private sealed class Silent : ILiveFeed
    {
        public void Publish(string topic)
        {
        }

        public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();
    }
}
