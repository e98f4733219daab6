using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

public sealed class NearNamesTests
{
    [Theory]
    [InlineData("component:default/billing-wroker", "component:default/billing-worker")]
    [InlineData("component:default/billingworker", "component:default/billing-worker")]
    [InlineData("resource:default/orders", "component:default/orders")]
    [InlineData("component:shop/orders", "component:default/orders component:default/orders-api")]
    [InlineData("component:default/zebra", "")]
    [InlineData("component:default/abd", "component:default/abc")]
    public void The_likeliest_come_first(string missing, string expected)
    {
        var graph = CatalogGraph.Build(new[] { "component:default/billing-worker", "component:default/orders", "component:default/orders-api", "component:default/abc", "group:default/billing" }
            .Select(r => EntityRef.Parse(r)).Select(r => new CatalogEntity { Ref = r, Kind = r.Kind, Name = r.Name }), 1, DateTimeOffset.UnixEpoch);

        Assert.Equal(expected, string.Join(' ', NearNames.Of(EntityRef.Parse(missing), graph, 3).Select(e => e.Ref)));
    }
}
