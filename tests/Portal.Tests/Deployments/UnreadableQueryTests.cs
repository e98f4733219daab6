using System.Net;

namespace Portal.WebTests.Deployments;

/// <summary>A number of the address that cannot be read is refused in words, not taken for the first page; nor is a page before the first.</summary>
public sealed class UnreadableQueryTests : IAsyncLifetime
{
    private readonly LiveFixture _live = new();

    public async ValueTask InitializeAsync() => await _live.InitializeAsync();

    public async ValueTask DisposeAsync() => await _live.DisposeAsync();

    [Theory]
    [InlineData("/deployments?page=abc", "page")]
    [InlineData("/deployments/drift?page=abc", "page")]
    [InlineData("/catalog/drift?page=1e3", "page")]
    [InlineData("/clusters/tiny?page=two", "page")]
    [InlineData("/clusters/tiny/namespaces/shop?page=99999999999", "page")]
    [InlineData("/clusters/tiny/shop/pods/any?previous=perhaps", "previous")]
    [InlineData("/clusters/tiny/shop/pods/any?lines=many", "lines")]
    [InlineData("/clusters/tiny/shop/deployment/orders/scale?replicas=lots", "replicas")]
    [InlineData("/packages/service/default/orders?page=abc", "page")]
    [InlineData("/graph?focus=component:default/orders&page=abc", "page")]
    [InlineData("/graph?focus=component:default/orders&depth=deep", "depth")]
    [InlineData("/catalog/component/default/orders?tab=definition&line=abc", "line")]
    [InlineData("/admin/audit?limit=abc", "limit")]
    [InlineData("/deployments?page=0", "page")]
    [InlineData("/deployments/drift?page=-1", "page")]
    [InlineData("/catalog/drift?page=-1", "page")]
    [InlineData("/clusters/tiny?page=-1", "page")]
    [InlineData("/clusters/tiny/namespaces/shop?page=-1", "page")]
    [InlineData("/packages/service/default/orders?page=-1", "page")]
    [InlineData("/graph?focus=component:default/orders&page=0", "page")]
    [InlineData("/catalog/component/default/orders?tab=definition&page=-2", "page")]
    [InlineData("/runs?page=-1", "page")]
    [InlineData("/ownership?page=-1", "page")]
    [InlineData("/signals?page=-1", "page")]
    [InlineData("/incidents?page=-1", "page")]
    [InlineData("/catalog?page=-1", "page")]
    [InlineData("/catalog?page=abc", "page")]
    public async Task It_says_what_was_read_and_what_to_write(string url, string name)
    {
        var page = await (await _live.Host.SignInAsync("pat")).OpenAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains(name + "=", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }
}
