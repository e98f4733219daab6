using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>Every change is kept with who, where and what; the catalog can be seen as it was.</summary>
public sealed class HistoryTests : IAsyncDisposable
{
    private readonly IngestFixture _catalog = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task The_catalog_as_of_any_moment_is_what_was_shown_then()
    {
        // A replay: after each random change the shown catalog is written down; later every moment is asked for again.
        var random = new Random(7);
        await _catalog.StartAsync();
        var names = Enumerable.Range(0, 12).Select(i => $"s-{i}").ToArray();
        var present = new HashSet<string>(names);
        _catalog.Write("c/keep.yaml", string.Join("---\n", Enumerable.Range(0, 40).Select(i => Component($"k-{i}"))));
        foreach (var name in names)
        {
            _catalog.Write($"c/{name}.yaml", Component(name));
        }

        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        List<(DateTimeOffset At, string[] Shown)> seen = [(_catalog.Clock.GetUtcNow(), Shown(_catalog.Graph))];
        for (var step = 0; step < 40; step++)
        {
            _catalog.Clock.Advance(TimeSpan.FromMinutes(1));
            var name = names[random.Next(names.Length)];
            if (random.Next(4) == 0 && present.Remove(name))
            {
                File.Delete(_catalog.Path($"c/{name}.yaml"));
            }
            else
            {
                present.Add(name);
                _catalog.Write($"c/{name}.yaml", Component(name, $"team-{step}", $", dependsOn: [component:s-{random.Next(12)}]"));
            }

            await _catalog.RefreshAsync(location);
            seen.Add((_catalog.Clock.GetUtcNow(), Shown(_catalog.Graph)));
        }

        await _catalog.StartAsync(); // nothing of it is kept in memory only
        foreach (var (at, shown) in seen)
        {
            var then = await _catalog.History.AsOfAsync(at.AddSeconds(30), Ct);

            Assert.Equal(shown, Shown(then.Value));
        }

        Assert.Equal("catalog.no_history", (await _catalog.History.AsOfAsync(seen[0].At.AddSeconds(-1), Ct)).Failure!.Code);

        static string[] Shown(CatalogGraph graph) => [.. graph.Entities.Select(e => $"{e.Ref} {e.Owner} {string.Join(' ', graph.RelationsOf(e.Ref).Select(r => $"{r.Type}={r.Target}"))}")];
    }

    [Fact]
    public async Task A_change_tells_its_fields_values_before_and_after_and_who_made_the_commit()
    {
        var bare = _catalog.Path("orders.git");
        var work = _catalog.Path("work");
        Directory.CreateDirectory(bare);
        Git(bare, "init", "-q", "--bare");
        Git(_catalog.Folder, "clone", "-q", bare, work);
        Commit("Ada", Component("orders", "team-a", ", dependsOn: [resource:db, component:mail]"));
        await _catalog.StartAsync();
        var location = await _catalog.RegisterAsync("git", bare);

        Commit("Ben", Component("orders", "team-b", ", dependsOn: [resource:db, component:post]"));
        await _catalog.RefreshAsync(location);

        await using var db = _catalog.Database.Create();
        var changes = (await new GetEntityHistoryHandler(db).Handle(new("component:default/orders"), Ct)).Value.Items;
        Assert.Equal(["changed", "added"], changes.Select(c => c.Kind));
        Assert.Equal("Ben <Ben@example.test>", changes[0].Actor);
        Assert.Equal("Ada <Ada@example.test>", changes[1].Actor);
        Assert.Equal(_catalog.Find("component:default/orders")!.Sources[0].Commit, changes[0].Commit);
        Assert.NotEqual(changes[0].Commit, changes[1].Commit);
        Assert.Equal("spec.owner, spec.dependsOn", changes[0].Fields);
        Assert.Equal([new("spec.owner", "team-a", "team-b"), new("spec.dependsOn", "component:mail", null), new("spec.dependsOn", null, "component:post")], changes[0].Diff);
        Assert.All(changes, c => Assert.True(c.HasVersion));

        void Commit(string author, string text)
        {
            File.WriteAllText(Path.Combine(work, "catalog-info.yaml"), text);
            Git(work, "add", ".");
            Git(work, "-c", $"user.name={author}", "-c", $"user.email={author}@example.test", "commit", "-q", "-m", "x");
            Git(work, "push", "-q", "origin", "HEAD:main");
            Git(bare, "symbolic-ref", "HEAD", "refs/heads/main");
        }
    }

    [Fact]
    public async Task A_commit_that_leaves_a_descriptor_alone_writes_nothing_about_it()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/a.yaml", Component("a"));
        _catalog.Write("c/b.yaml", Component("b"));
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        _catalog.Write("c/b.yaml", Component("b", "team-b"));
        await _catalog.RefreshAsync(location);

        await using var db = _catalog.Database.Create();
        Assert.Equal(["component:default/a added", "component:default/b added", "component:default/b changed"],
            (await db.Set<CatalogChange>().AsNoTracking().OrderBy(c => c.Ref).ThenBy(c => c.Id).ToListAsync(Ct)).Select(c => $"{c.Ref} {c.Kind}"));
    }

    [Fact]
    public async Task A_restart_does_not_read_files_again_that_have_not_changed()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/a.yaml", Component("a"));
        _catalog.Write("c/broken.yaml", "kind: [");
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        var before = _catalog.Ingest.Snapshot()[0].Documents[0].Entity;

        await _catalog.StartAsync();
        var loaded = _catalog.Ingest.Snapshot()[0].Documents[0].Entity;
        await _catalog.RefreshAsync(location);

        Assert.NotSame(before, loaded);
        Assert.Same(loaded, _catalog.Ingest.Snapshot()[0].Documents[0].Entity); // not parsed: the very object that was loaded
        Assert.Single(_catalog.Ingest.Locations[0].Errors); // the broken one is read again, and says so
        _catalog.Write("c/a.yaml", Component("a", "team-zz"));
        await _catalog.RefreshAsync(location);
        Assert.Equal("team-zz", _catalog.Find("component:default/a")!.Owner!.Value.Name);
    }

    [Fact]
    public async Task What_is_stored_is_not_kept_in_memory_twice()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/a.yaml", Component("a"));

        await _catalog.RegisterAsync("directory", _catalog.Path("c"));

        var state = _catalog.Ingest.Snapshot()[0];
        Assert.All(state.Documents, d => Assert.Null(d.Json));
        Assert.All(state.Reading!.Files.Values.SelectMany(f => f.Documents), d => Assert.Null(d.Json));
    }
}
