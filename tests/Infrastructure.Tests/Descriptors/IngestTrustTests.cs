using Portal.Application.Catalog;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>People and teams decide who holds which role, so they come from trusted sources only.</summary>
public sealed class IngestTrustTests : IAsyncDisposable
{
    private const string Forged = """
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: night-shift}
        spec: {type: team, parent: platform, children: [], members: [eve]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata: {name: eve}
        spec: {memberOf: [platform]}
        ---

        """;

    private readonly IngestFixture _catalog = new();

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task People_and_teams_from_an_untrusted_source_are_refused_and_the_rest_of_the_file_stays()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/catalog-info.yaml", Forged + Component("orders"));

        var location = await _catalog.RegisterUntrustedAsync("file", _catalog.Path("c/catalog-info.yaml"));

        Assert.Equal(["component:default/orders"], _catalog.Graph.Entities.Select(e => e.Ref.ToString()));
        Assert.Equal([1, 6], location.Errors.Select(e => e.Line));
        Assert.All(location.Errors, e => Assert.Contains("People and teams are read only from sources that a platform engineer registered", e.Message, StringComparison.Ordinal));
        Assert.All(location.Errors, e => Assert.NotNull(e.Fix));
    }

    [Fact]
    public async Task What_an_untrusted_source_leads_to_is_untrusted()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/catalog-info.yaml", $"{Component("orders")}---\n{Location("more", "./people.yaml")}");
        _catalog.Write("c/people.yaml", Forged + Component("billing"));

        await _catalog.RegisterUntrustedAsync("file", _catalog.Path("c/catalog-info.yaml"));

        Assert.Equal(["billing", "orders"], _catalog.Refs().Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Empty(_catalog.Refs("group"));
        Assert.Empty(_catalog.Refs("user"));
    }

    [Fact]
    public async Task People_and_teams_from_settings_are_accepted()
    {
        _catalog.Write("c/org.yaml", Forged + Component("orders"));
        await _catalog.StartAsync(new() { Locations = { new() { Type = "file", Target = _catalog.Path("c/org.yaml") } } });

        var location = await _catalog.RefreshAsync(Assert.Single(_catalog.Ingest.Locations));
        await _catalog.RegisterUntrustedAsync("file", _catalog.Path("c/org.yaml"));

        Assert.Empty(location.Errors);
        Assert.Single(_catalog.Refs("group"));
        Assert.Single(_catalog.Refs("user"));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_restart_keeps_whether_a_source_is_trusted(bool trusted, int users)
    {
        await _catalog.StartAsync();
        _catalog.Write("c/catalog-info.yaml", Forged + Component("orders"));
        var location = trusted ? await _catalog.RegisterAsync("directory", _catalog.Path("c")) : await _catalog.RegisterUntrustedAsync("directory", _catalog.Path("c"));

        await _catalog.StartAsync();

        Assert.Equal(users, _catalog.Refs("user").Length);
        location = await _catalog.RefreshAsync(location);
        Assert.Equal(users, _catalog.Refs("user").Length);
        Assert.Equal(users, _catalog.Refs("group").Length);
        Assert.Equal(trusted ? 0 : 2, location.Errors.Count);
        Assert.NotNull(_catalog.Find("component:default/orders"));
    }

    [Fact]
    public async Task A_source_becomes_trusted_when_a_platform_engineer_registers_it_and_not_by_the_scaffolder()
    {
        await _catalog.StartAsync();
        _catalog.Write("c/catalog-info.yaml", Forged + Component("orders"));
        await _catalog.RegisterUntrustedAsync("directory", _catalog.Path("c"));
        Assert.Empty(_catalog.Refs("user"));

        var location = await _catalog.RegisterAsync("directory", _catalog.Path("c"));
        await _catalog.StartAsync();
        await _catalog.RegisterUntrustedAsync("directory", _catalog.Path("c"));

        Assert.Empty(location.Errors);
        Assert.Single(_catalog.Refs("user"));
        Assert.Equal("user:default/pat", location.Origin);
    }
}
