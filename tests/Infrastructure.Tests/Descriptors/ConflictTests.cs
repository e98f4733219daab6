using Portal.Application.Catalog;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class ConflictTests : IAsyncDisposable
{
    private readonly IngestFixture _catalog = new();

    private static readonly EntityRef Orders = new("component", "default", "orders");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task The_chosen_claim_is_shown_through_looks_and_a_restart_and_is_no_error_any_more()
    {
        var second = await TwoClaimsAsync();
        var other = _catalog.Ingest.ClaimsOf(Orders)[1];
        Assert.False(other.IsShown);

        var chosen = await _catalog.Ingest.ChooseAsync(Orders, other.LocationId, other.Key, "user:default/ann", Ct);

        Assert.Equal(("user:default/ann", true), (chosen.Value.ChosenBy, chosen.Value.IsShown));
        await _catalog.RefreshAsync(second);
        await _catalog.StartAsync();
        var shown = _catalog.Find("component:default/orders")!;
        Assert.Equal("team-b", shown.Owner!.Value.Name);
        Assert.Equal(2, shown.Sources.Count);
        Assert.Empty(shown.Errors);
        Assert.Contains("user:default/ann chose", Assert.Single(_catalog.Ingest.Locations[0].Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_chosen_claim_goes_the_other_one_is_shown_and_when_it_returns_the_choice_counts_again()
    {
        var second = await TwoClaimsAsync();
        var other = _catalog.Ingest.ClaimsOf(Orders)[1];
        await _catalog.Ingest.ChooseAsync(Orders, other.LocationId, other.Key, "user:default/ann", Ct);

        File.Delete(_catalog.Path("b/orders.yaml"));
        await _catalog.RefreshAsync(second);
        Assert.Equal("team-a", _catalog.Find("component:default/orders")!.Owner!.Value.Name);

        _catalog.Write("b/orders.yaml", Component("orders", "team-b"));
        await _catalog.RefreshAsync(second);
        Assert.Equal("team-b", _catalog.Find("component:default/orders")!.Owner!.Value.Name);
    }

    [Fact]
    public async Task A_claim_that_is_not_there_cannot_be_chosen()
    {
        var second = await TwoClaimsAsync();

        var refused = await _catalog.Ingest.ChooseAsync(Orders, second.Id, "0000", "user:default/ann", Ct);

        Assert.Equal("catalog.no_claim", refused.Failure!.Code);
    }

    [Fact]
    public async Task Claims_are_compared_field_by_field()
    {
        await TwoClaimsAsync();

        var view = (await new GetConflictHandler(_catalog.Ingest, _catalog.Store).Handle(new("component:default/orders"), Ct)).Value;

        Assert.Equal(2, view.Claims.Count);
        Assert.False(view.IsSettled);
        var owner = view.Fields.Single(f => f.Field == "spec.owner");
        Assert.True(owner.Differs);
        Assert.Equal(["team-a", "team-b"], owner.Values);
        Assert.False(view.Fields.Single(f => f.Field == "spec.type").Differs);
    }

    private async Task<LocationStatus> TwoClaimsAsync()
    {
        await _catalog.StartAsync();
        _catalog.Write("a/orders.yaml", Component("orders", "team-a"));
        _catalog.Write("b/orders.yaml", Component("orders", "team-b"));
        await _catalog.RegisterAsync("directory", _catalog.Path("a"));
        _catalog.Clock.Advance(TimeSpan.FromSeconds(1));
        return await _catalog.RegisterAsync("directory", _catalog.Path("b"));
    }
}
