using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class IngestTests : IAsyncDisposable
{
    private readonly IngestFixture _catalog = new();

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task The_Backstage_examples_import_as_a_folder_with_every_valid_entity_and_relation()
    {
        Assert.SkipUnless(BackstageExamples.Folder is not null, "fixtures/backstage-examples is not beside the repository");
        await _catalog.StartAsync();

        var location = await _catalog.RegisterAsync("directory", BackstageExamples.Folder!);

        Assert.Equal(84, location.Entities);
        var expected = BackstageExamples.Expected().EnumerateObject().SelectMany(f => f.Value.GetProperty("documents").EnumerateArray()).Where(d => d.GetProperty("valid").GetBoolean()).ToList();
        Assert.Equal(expected.Select(d => d.GetProperty("ref").GetString()).Order(StringComparer.Ordinal), _catalog.Graph.Entities.Select(e => e.Ref.ToString()).Order(StringComparer.Ordinal));
        foreach (var relation in expected.SelectMany(d => d.GetProperty("relations").EnumerateArray().Select(r => (Source: d.GetProperty("ref").GetString()!, Type: r.GetProperty("type").GetString()!, Target: r.GetProperty("target").GetString()!))))
        {
            Assert.Contains(new Relation(relation.Type, EntityRef.Parse(relation.Target)), _catalog.Graph.RelationsOf(EntityRef.Parse(relation.Source)));
            Assert.Contains(new Relation(RelationTypes.InverseOf(relation.Type), EntityRef.Parse(relation.Source)), _catalog.Graph.RelationsOf(EntityRef.Parse(relation.Target)));
        }

        Assert.Equal(11, location.Errors.Select(e => e.Location).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_Backstage_examples_import_through_their_Location_files()
    {
        Assert.SkipUnless(BackstageExamples.Folder is not null, "fixtures/backstage-examples is not beside the repository");
        await _catalog.StartAsync();

        await _catalog.RegisterAsync("file", Path.Combine(BackstageExamples.Folder!, "all.yaml"));

        Assert.NotNull(_catalog.Find("component:default/petstore"));
        Assert.NotNull(_catalog.Find("system:default/podcast"));
        Assert.Equal("team-c", _catalog.Find("api:default/petstore-webhook")!.Owner!.Value.Name);
        Assert.Contains("webhooks:", _catalog.Find("api:default/petstore-webhook")!.Spec.GetProperty("definition").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_descriptor_keeps_its_last_good_version_with_file_line_column_and_fix()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/one.yaml", $"{Component("one")}---\n{Component("two")}");
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));

        _catalog.Write("c/one.yaml", $"{Component("one", "team-b")}---\n{Component("two").Replace("owner: team-a", "owner: [oops", StringComparison.Ordinal)}");
        location = await _catalog.RefreshAsync(location);

        Assert.Equal("team-b", _catalog.Find("component:default/one")!.Owner!.Value.Name);
        var kept = _catalog.Find("component:default/two")!;
        Assert.Equal("team-a", kept.Owner!.Value.Name);
        var error = Assert.Single(kept.Errors);
        Assert.EndsWith("/c/one.yaml", error.Location, StringComparison.Ordinal);
        Assert.InRange(error.Line, 9, 10);
        Assert.NotNull(error.Fix);
        Assert.Equal(error, Assert.Single(location.Errors));

        _catalog.Write("c/one.yaml", $"{Component("one")}---\n{Component("two", "team-c")}");
        location = await _catalog.RefreshAsync(location);

        Assert.Empty(location.Errors);
        Assert.Empty(_catalog.Find("component:default/two")!.Errors);
        Assert.Equal("team-c", _catalog.Find("component:default/two")!.Owner!.Value.Name);
    }

    [Fact]
    public async Task What_is_taken_out_of_a_sound_file_goes()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/all.yaml", $"{Component("one")}---\n{Component("two")}");
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));

        _catalog.Write("c/all.yaml", Component("two"));
        await _catalog.RefreshAsync(location);

        Assert.Equal(["component:default/two"], _catalog.Refs().Select(r => r.ToString()));
    }

    [Fact]
    public async Task Of_two_sources_that_claim_a_name_the_first_is_shown_and_both_are_named()
    {
        await _catalog.StartAsync();
        _catalog.Write("a/orders.yaml", Component("orders", "team-a"));
        _catalog.Write("b/orders.yaml", Component("orders", "team-b"));
        var first = await _catalog.RegisterAsync("directory", _catalog.Path("a"));
        _catalog.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await _catalog.RegisterAsync("directory", _catalog.Path("b"));

        var shown = _catalog.Find("component:default/orders")!;

        Assert.Equal("team-a", shown.Owner!.Value.Name);
        Assert.Equal(2, shown.Sources.Count);
        Assert.Contains("came first", Assert.Single(shown.Errors).Message, StringComparison.Ordinal);
        Assert.EndsWith("/b/orders.yaml", shown.Errors[0].Location, StringComparison.Ordinal);

        Assert.Empty(first.Errors);
        var lost = Assert.Single(second.Errors);
        Assert.EndsWith("/b/orders.yaml", lost.Location, StringComparison.Ordinal);
        Assert.Contains("/a/orders.yaml line 1 came first", lost.Message, StringComparison.Ordinal);

        await _catalog.StartAsync();
        Assert.Equal(lost, Assert.Single(_catalog.Ingest.Locations[1].Errors));
        await _catalog.Ingest.RemoveAsync(first.Id, "user:default/pat", TestContext.Current.CancellationToken);
        Assert.Empty(Assert.Single(_catalog.Ingest.Locations).Errors);
    }

    [Fact]
    public async Task A_name_twice_in_one_file_is_an_error_of_the_file()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/twice.yaml", $"{Component("orders")}---\n{Component("Orders", "team-b")}");

        var location = await _catalog.RegisterAsync("file", _catalog.Path("c/twice.yaml"));

        Assert.Equal("team-a", _catalog.Find("component:default/orders")!.Owner!.Value.Name);
        Assert.Equal(6, Assert.Single(location.Errors).Line);
    }

    [Fact]
    public async Task Unknown_kinds_oversized_and_missing_files_are_errors_that_stop_nothing_else()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/good.yaml", Component("good"));
        _catalog.Write("c/kind.yaml", Component("odd").Replace("Component", "Compnent", StringComparison.Ordinal));
        using (var big = File.Create(_catalog.Path("c/big.yaml")))
        {
            big.SetLength(50 * 1024 * 1024);
        }

        _catalog.Write("c/all.yaml", Location("all", "./good.yaml", "./gone.yaml", "./nothing/*.yaml"));
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));

        Assert.NotNull(_catalog.Find("component:default/good"));
        var messages = string.Join('\n', location.Errors.Select(e => $"{Path.GetFileName(e.Location)}:{e.Line}:{e.Column} {e.Message}"));
        Assert.Contains("kind.yaml:2:7 The kind 'Compnent' is not known here.", messages, StringComparison.Ordinal);
        Assert.Contains("big.yaml:0:0 The file has 50 MB", messages, StringComparison.Ordinal);
        Assert.Contains("all.yaml:7:7 The target ./gone.yaml does not exist.", messages, StringComparison.Ordinal);
        Assert.Contains("all.yaml:8:7 The target ./nothing/*.yaml does not exist.", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Targets_are_followed_by_pattern_and_relative_to_their_file()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/all.yaml", Location("all", "./*/catalog-info.yaml", "./deep/**/x-*.yaml"));
        _catalog.Write("c/one/catalog-info.yaml", Component("one"));
        _catalog.Write("c/two/catalog-info.yaml", Component("two"));
        _catalog.Write("c/two/other.yaml", Component("other"));
        _catalog.Write("c/deep/a/b/x-three.yaml", Component("three"));

        await _catalog.RegisterAsync("file", _catalog.Path("c/all.yaml"));

        Assert.Equal(["one", "three", "two"], _catalog.Refs().Select(r => r.Name));
    }

    [Fact]
    public async Task A_cycle_of_Locations_ends_and_is_named()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/a.yaml", Location("a", "./b.yaml"));
        _catalog.Write("c/b.yaml", $"{Location("b", "./a.yaml")}---\n{Component("one")}");

        var location = await _catalog.RegisterAsync("file", _catalog.Path("c/a.yaml"));

        Assert.NotNull(_catalog.Find("component:default/one"));
        var error = Assert.Single(location.Errors);
        Assert.Contains("a.yaml -> b.yaml -> a.yaml", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("/b.yaml", error.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_outside_a_source_is_read()
    {
        await _catalog.StartAsync();
        _catalog.Write("secret.yaml", Component("secret"));
        _catalog.Write("c/all.yaml", Location("all", "../secret.yaml", "/etc/passwd", "https://intranet.example.test/x.yaml", "https://github.com/someone/else/blob/main/catalog-info.yaml"));
        _catalog.Write("c/api.yaml", "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: leak}\nspec:\n  type: openapi\n  lifecycle: production\n  owner: a\n  definition:\n    $text: ../secret.yaml\n");
        File.CreateSymbolicLink(_catalog.Path("c/link.yaml"), _catalog.Path("secret.yaml"));

        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));

        Assert.Equal(["location:default/all"], _catalog.Graph.Entities.Select(e => e.Ref.ToString()));
        Assert.Equal(6, location.Errors.Count);
        Assert.All(location.Errors, e => Assert.NotNull(e.Fix));
    }

    [Fact]
    public async Task A_placeholder_is_filled_from_the_file_it_names()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/api.yaml", "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: orders}\nspec:\n  type: openapi\n  lifecycle: production\n  owner: a\n  definition: {$text: ./specs/orders.json}\n  extra: {$json: ./specs/orders.json}\n");
        _catalog.Write("c/specs/orders.json", """{"openapi":"3.1.0"}""");
        var location = await _catalog.RegisterAsync("file", _catalog.Path("c/api.yaml"));
        var api = _catalog.Find("api:default/orders")!;
        Assert.Equal("""{"openapi":"3.1.0"}""", api.Spec.GetProperty("definition").GetString());
        Assert.Equal("3.1.0", api.Spec.GetProperty("extra").GetProperty("openapi").GetString());

        _catalog.Write("c/specs/orders.json", """{"openapi":"3.1.1"}""");
        await _catalog.RefreshAsync(location);

        Assert.Equal("""{"openapi":"3.1.1"}""", _catalog.Find("api:default/orders")!.Spec.GetProperty("definition").GetString());
    }

    [Fact]
    public async Task A_restart_serves_the_catalog_before_any_source_answers()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/one.yaml", Component("one"));
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        Directory.Move(_catalog.Path("c"), _catalog.Path("gone"));

        await _catalog.StartAsync();

        Assert.Equal("team-a", _catalog.Find("component:default/one")!.Owner!.Value.Name);
        Assert.Equal(location.LastSuccessAt, Assert.Single(_catalog.Ingest.Locations).LastSuccessAt);

        _catalog.Clock.Advance(TimeSpan.FromHours(1));
        var unreachable = await _catalog.RefreshAsync(location);

        Assert.NotNull(_catalog.Find("component:default/one"));
        Assert.Contains("does not exist", Assert.Single(unreachable.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(location.LastSuccessAt, unreachable.LastSuccessAt);
        Assert.Contains("does not exist", Assert.Single(_catalog.Find("component:default/one")!.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_decide_which_of_their_locations_exist()
    {
        _catalog.Write("a/one.yaml", Component("one"));
        await _catalog.StartAsync(new() { Locations = { new() { Type = "directory", Target = _catalog.Path("a") } } });
        await _catalog.RefreshAsync(Assert.Single(_catalog.Ingest.Locations));
        var kept = await _catalog.Ingest.RemoveAsync(_catalog.Ingest.Locations[0].Id, "user:default/pat", TestContext.Current.CancellationToken);
        Assert.Equal("catalog.location_from_settings", kept.Failure!.Code);

        await _catalog.StartAsync(new());

        Assert.Empty(_catalog.Ingest.Locations);
        Assert.Empty(_catalog.Graph.Entities);
    }

    [Fact]
    public async Task Removing_a_location_takes_its_entities_along()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/one.yaml", Component("one"));
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));

        await _catalog.Ingest.RemoveAsync(location.Id, "user:default/pat", TestContext.Current.CancellationToken);
        await _catalog.StartAsync();

        Assert.Empty(_catalog.Graph.Entities);
        Assert.Empty(_catalog.Ingest.Locations);
    }

    [Fact]
    public async Task An_unchanged_source_swaps_nothing_and_tells_nobody()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/one.yaml", Component("one"));
        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        var (generation, told) = (_catalog.Graph.Generation, _catalog.Feed.Published.Count);

        _catalog.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await _catalog.RefreshAsync(location);

        Assert.Equal(generation, _catalog.Graph.Generation);
        Assert.Equal(told, _catalog.Feed.Published.Count);
        Assert.Equal(location.LastSuccessAt + TimeSpan.FromMinutes(1), again.LastSuccessAt);
    }

    [Theory]
    [InlineData("ftp", "x", "type")]
    [InlineData("directory", "relative/path", "target")]
    [InlineData("git", "--upload-pack=touch /tmp/x", "target")]
    [InlineData("git", "ext::sh -c touch% /tmp/x", "target")]
    [InlineData("git", "https://host/repo//../../etc", "target")]
    [InlineData("url", "http://169.254.169.254/latest", "target")]
    [InlineData("url", "file:///etc/passwd", "target")]
    [InlineData("url", "http://127.0.0.1:5190/x/blob/main/a.yaml", "target")]
    [InlineData("github-org", "northwind", "type")]
    public async Task A_malformed_location_is_refused_with_its_field(string type, string target, string field)
    {
        await _catalog.StartAsync();

        var refused = await _catalog.Ingest.RegisterAsync(type, target, "user:default/pat", TestContext.Current.CancellationToken);

        Assert.Contains(field, Assert.IsType<Portal.Application.Common.Invalid>(refused.Failure).Fields.Keys);
        Assert.Empty(_catalog.Ingest.Locations);
    }
}
