using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Persistence;
using Portal.Testing;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>The catalog's inside without a web host: real files, real SQLite, real git; time stands still. One folder per test.</summary>
public sealed class IngestFixture : IAsyncDisposable
{
    private readonly List<IDisposable> _owned = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("portal-ingest-").FullName;

    public TestClock Clock { get; } = new();

    internal CatalogStore Store { get; private set; } = null!;

    internal CatalogIngest Ingest { get; private set; } = null!;

    internal KindFolder Kinds { get; private set; } = null!;

    internal ICatalogHistory History { get; private set; } = null!;

    internal IPortalDbFactory Database { get; private set; } = null!;

    public RecordingFeed Feed { get; } = new();

    public CatalogGraph Graph => Store.Current;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
    }

    /// <summary>A component's descriptor.</summary>
    public static string Component(string name, string owner = "team-a", string more = "")
        => $"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: {owner}{more}}}\n";

    /// <summary>A Location's descriptor.</summary>
    public static string Location(string name, params string[] targets)
        => $"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: {name}}}\nspec:\n  targets:\n{string.Concat(targets.Select(t => $"    - {t}\n"))}";

    /// <summary>Starts, or starts again over the same database.</summary>
    public async Task StartAsync(CatalogOptions? options = null)
    {
        options ??= new CatalogOptions();
        options.GitCache = Path("git-cache");
        var databases = new Databases(Path("portal.db"));
        await using (var db = databases.CreateContext())
        {
            await db.Database.MigrateAsync();
        }

        Kinds = new(options, Clock);
        Store = new(Feed, Clock, Kinds);
        var remote = new RemoteFiles(options, DescriptorLimits.Default);
        _owned.Add(remote);
        Ingest = new(options, [], new SourceReader(options, new GitCheckouts(options), remote, Clock, kinds: Kinds), new CatalogRecords(databases, Clock, Kinds), new CatalogRemovals(databases, Clock, Kinds), Store, Clock, NullLogger<CatalogIngest>.Instance);
        History = new CatalogHistory(databases, Ingest, Kinds);
        Database = databases;
        _owned.Add(Ingest);
        await Ingest.LoadAsync(CancellationToken.None);
    }

    /// <summary>As someone who may manage the catalog does.</summary>
    public async Task<LocationStatus> RegisterAsync(string type, string target)
    {
        var registered = await Ingest.RegisterTrustedAsync(type, target, "user:default/pat", CancellationToken.None);
        return registered.Failure is { } failure ? throw new InvalidOperationException(failure.Message) : registered.Value.Location;
    }

    /// <summary>As the scaffolder does for what a run has made.</summary>
    public async Task<LocationStatus> RegisterUntrustedAsync(string type, string target)
        => (await Ingest.RegisterAsync(type, target, "system:scaffolder", CancellationToken.None)).Value.Location;

    public async Task<LocationStatus> RefreshAsync(LocationStatus location) => (await Ingest.RefreshAsync(location.Id, "user:default/pat", CancellationToken.None)).Value;

    public EntityRef[] Refs(string kind = "component") => [.. Graph.Entities.Where(e => e.Ref.Kind == kind).Select(e => e.Ref)];

    public CatalogEntity? Find(string reference) => Graph.Find(EntityRef.Parse(reference));

    /// <summary>Runs git as a developer would.</summary>
    public static void Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", "user.name=Test", "-c", "user.email=test@example.test", "-c", "init.defaultBranch=main", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error}");
    }

    public ValueTask DisposeAsync()
    {
        _owned.ForEach(o => o.Dispose());
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class Databases(string file) : IPortalDbFactory
    {
        public SqlitePortalDbContext CreateContext() => new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={file}").Options);

        public IPortalDb Create() => CreateContext();
    }

    /// <summary>Remembers what was published.</summary>
    public sealed class RecordingFeed : ILiveFeed
    {
        public List<string> Published { get; } = [];

        public void Publish(string topic)
        {
            lock (Published)
            {
                Published.Add(topic);
            }
        }

        public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();
    }
}
