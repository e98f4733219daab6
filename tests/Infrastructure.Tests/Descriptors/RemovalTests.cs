using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>What goes stays within reach: tombstones with undo, and a stop before much of a source goes.</summary>
public sealed class RemovalTests : IAsyncDisposable
{
    private readonly IngestFixture _catalog = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task A_look_that_would_remove_more_than_a_tenth_of_a_source_stops_and_asks()
    {
        var location = await TwentyAsync();

        Keep(17);
        location = await _catalog.RefreshAsync(location);

        Assert.Equal(20, _catalog.Refs().Length);
        Assert.Equal(3, location.Pending!.Refs.Count);
        Assert.Equal(0.15, location.Pending.Share, 3);
        Assert.Contains("3 of its 20 entities", Assert.Single(location.Errors).Message, StringComparison.Ordinal);
        Assert.Contains("waits for a decision", Assert.Single(_catalog.Find("component:default/s-19")!.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenth_of_a_source_goes_unasked_and_so_does_a_single_entity()
    {
        var location = await TwentyAsync();
        Keep(18);
        location = await _catalog.RefreshAsync(location);
        Assert.Null(location.Pending);
        Assert.Equal(18, _catalog.Refs().Length);

        _catalog.Write("d/one.yaml", Component("one"));
        var small = await _catalog.RegisterAsync("directory", _catalog.Path("d"));
        File.Delete(_catalog.Path("d/one.yaml"));
        Assert.Null((await _catalog.RefreshAsync(small)).Pending);
        Assert.Null(_catalog.Find("component:default/one"));
    }

    [Fact]
    public async Task An_approved_removal_goes_with_the_approver_in_the_history()
    {
        var location = await TwentyAsync();
        Keep(10);
        location = await _catalog.RefreshAsync(location);

        var decided = await _catalog.Ingest.DecideRemovalAsync(location.Id, remove: true, "user:default/ann", Ct);

        Assert.Null(decided.Value.Pending);
        Assert.Empty(decided.Value.Errors);
        Assert.Equal(10, _catalog.Refs().Length);
        await using var db = _catalog.Database.Create();
        var removed = await db.Set<CatalogChange>().Where(c => c.Kind == CatalogChange.Removed).ToListAsync(Ct);
        Assert.Equal(10, removed.Count);
        Assert.All(removed, c => Assert.Equal("user:default/ann", c.Actor));
    }

    [Fact]
    public async Task A_rejected_removal_keeps_the_entities_through_looks_and_a_restart_until_the_source_has_them_again()
    {
        var location = await TwentyAsync();
        Keep(10);
        location = await _catalog.RefreshAsync(location);

        var decided = await _catalog.Ingest.DecideRemovalAsync(location.Id, remove: false, "user:default/ann", Ct);
        Assert.Null(decided.Value.Pending);
        await _catalog.RefreshAsync(location);
        await _catalog.StartAsync();
        await _catalog.RefreshAsync(location);

        Assert.Equal(20, _catalog.Refs().Length);
        Assert.Contains("user:default/ann restored it", Assert.Single(_catalog.Find("component:default/s-19")!.Errors).Message, StringComparison.Ordinal);

        Keep(20);
        await _catalog.RefreshAsync(location);
        Assert.Empty(_catalog.Find("component:default/s-19")!.Errors);
    }

    [Fact]
    public async Task A_source_that_mends_itself_needs_no_decision()
    {
        var location = await TwentyAsync();
        Keep(5);
        location = await _catalog.RefreshAsync(location);
        Assert.NotNull(location.Pending);

        Keep(20);
        location = await _catalog.RefreshAsync(location);

        Assert.Null(location.Pending);
        Assert.Empty(location.Errors);
        Assert.Equal("catalog.nothing_pending", (await _catalog.Ingest.DecideRemovalAsync(location.Id, remove: true, "user:default/ann", Ct)).Failure!.Code);
    }

    [Fact]
    public async Task What_an_approval_covers_is_only_what_was_shown()
    {
        var location = await TwentyAsync();
        Keep(15);
        location = await _catalog.RefreshAsync(location);
        Assert.Equal(5, location.Pending!.Refs.Count);
        Keep(8);

        var decided = await _catalog.Ingest.DecideRemovalAsync(location.Id, remove: true, "user:default/ann", Ct);

        Assert.Equal(7, decided.Value.Pending!.Refs.Count);
        Assert.Equal(15, _catalog.Refs().Length);
    }

    [Fact]
    public async Task A_removed_entity_comes_back_as_it_was_and_stays_until_it_is_let_go()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/all.yaml", $"{Component("one", "team-z")}---\n{Component("two")}");
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        _catalog.Write("c/all.yaml", Component("two"));
        await _catalog.RefreshAsync(location);
        var removed = Assert.Single((await _catalog.Ingest.RemovalsAsync(Ct)).Entities);
        Assert.Equal("component:default/one", removed.Ref);
        Assert.Equal(removed.RemovedAt + TimeSpan.FromDays(30), removed.Until);

        var restored = await _catalog.Ingest.RestoreAsync("component:default/one", "user:default/ann", Ct);

        Assert.True(restored.IsSuccess, restored.Failure?.Message);
        Assert.Equal("team-z", _catalog.Find("component:default/one")!.Owner!.Value.Name);
        await _catalog.RefreshAsync(location);
        await _catalog.StartAsync();
        await _catalog.RefreshAsync(location);
        Assert.NotNull(_catalog.Find("component:default/one"));
        Assert.Empty((await _catalog.Ingest.RemovalsAsync(Ct)).Entities);

        await _catalog.Ingest.ReleaseAsync("component:default/one", "user:default/ann", Ct);
        await _catalog.RefreshAsync(location);
        Assert.Null(_catalog.Find("component:default/one"));
        Assert.Single((await _catalog.Ingest.RemovalsAsync(Ct)).Entities);
    }

    [Fact]
    public async Task After_thirty_days_a_removal_is_final_and_its_history_stays()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/one.yaml", Component("one"));
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        File.Delete(_catalog.Path("c/one.yaml"));
        await _catalog.RefreshAsync(location);

        _catalog.Clock.Advance(TimeSpan.FromDays(31));
        await new Portal.Infrastructure.Descriptors.CatalogRemovals(_catalog.Database, _catalog.Clock).PurgeAsync(Ct);

        Assert.Equal("catalog.no_removal", (await _catalog.Ingest.RestoreAsync("component:default/one", "user:default/ann", Ct)).Failure!.Code);
        await using var db = _catalog.Database.Create();
        Assert.Empty(await db.Set<CatalogDocument>().ToListAsync(Ct));
        Assert.Equal(["added", "removed"], await db.Set<CatalogChange>().OrderBy(c => c.Id).Select(c => c.Kind).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_removed_source_comes_back_with_all_it_held_even_while_it_cannot_be_read()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/all.yaml", $"{Component("one")}---\n{Component("two")}");
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        await _catalog.Ingest.RemoveAsync(location.Id, "user:default/ann", Ct);
        Assert.Empty(_catalog.Refs());
        Assert.Equal("catalog.location_gone", (await _catalog.Ingest.RestoreAsync("component:default/one", "user:default/ann", Ct)).Failure!.Code);
        var gone = Assert.Single((await _catalog.Ingest.RemovalsAsync(Ct)).Locations);
        Assert.Equal(("user:default/ann", 2), (gone.RemovedBy, gone.Entities));
        Directory.Delete(_catalog.Path("c"), recursive: true);

        var restored = await _catalog.Ingest.RestoreLocationAsync(location.Id, "user:default/ann", Ct);

        Assert.True(restored.IsSuccess, restored.Failure?.Message);
        Assert.Equal(2, _catalog.Refs().Length);
        Assert.Single(_catalog.Ingest.Locations);
        await _catalog.StartAsync();
        Assert.Equal(2, _catalog.Refs().Length);
    }

    private async Task<LocationStatus> TwentyAsync()
    {
        await _catalog.StartAsync();
        Keep(20);
        return await _catalog.RegisterAsync("directory", _catalog.Path("c"));
    }

    // The clock of files is the machine's: a new length makes the file another one, whatever its time says.
    private void Keep(int count) => _catalog.Write("c/all.yaml", string.Join("---\n", Enumerable.Range(0, count).Select(i => Component($"s-{i}"))));
}
