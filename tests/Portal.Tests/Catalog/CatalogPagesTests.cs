using System.Net;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

public sealed class CatalogPagesTests(CatalogHost host) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task The_list_opens_with_components_and_offers_the_other_kinds()
    {
        var page = await OpenAsync("/catalog");

        Assert.Equal(["alpha-api", "basket", "lost", "Orders"], page.QuerySelectorAll("[data-testid=entity] a.name").Select(a => a.TextContent));
        Assert.Equal("/catalog?kind=api", page.QuerySelectorAll(".tabs a").Single(a => a.TextContent.StartsWith("APIs", StringComparison.Ordinal)).GetAttribute("href"));
        Assert.Equal("ascending", page.QuerySelector("th[aria-sort=ascending]")?.GetAttribute("aria-sort"));
    }

    [Fact]
    public async Task A_facet_narrows_and_is_taken_away_again_by_its_own_link()
    {
        var all = await OpenAsync("/catalog");
        var facet = all.QuerySelectorAll(".facets a").Single(a => a.TextContent.Contains("website", StringComparison.Ordinal));

        var narrowed = await OpenAsync(facet.GetAttribute("href")!);

        Assert.Equal("basket", Assert.Single(narrowed.QuerySelectorAll("[data-testid=entity] a.name")).TextContent);
        var chosen = narrowed.QuerySelector(".facets a[aria-current=true]")!;
        Assert.Equal(4, (await OpenAsync(chosen.GetAttribute("href")!)).QuerySelectorAll("[data-testid=entity]").Length);
    }

    [Fact]
    public async Task A_search_without_a_hit_says_what_to_do()
    {
        var page = await OpenAsync("/catalog?q=zzzzzz");

        Assert.Contains("Nothing matches", page.QuerySelector(".empty")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("zzzzzz", page.QuerySelector("#q")!.GetAttribute("value"));
    }

    [Fact]
    public async Task The_page_of_a_service_answers_first_and_names_what_is_related()
    {
        var page = await OpenAsync("/catalog/component/default/orders");

        Assert.Equal("Orders", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("tier 1", page.QuerySelector(".head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Alpha", page.QuerySelector(".answer")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("not in the catalog", page.QuerySelector("[aria-labelledby=rel-depends-on]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Takes orders <b>and</b> keeps them", page.QuerySelector("[aria-labelledby=about]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("a[href='https://example.test/orders']"));
        Assert.Null(page.QuerySelector("a[href^=javascript]"));
        Assert.Equal(["Catalog", "trade", "The Shop"], page.QuerySelectorAll(".crumbs a").Select(a => a.TextContent));
    }

    [Theory]
    [InlineData("/catalog/component/default/orders?tab=raw", "pre.raw", "name: orders")]
    [InlineData("/catalog/component/default/orders?tab=dependencies", "[aria-labelledby=rel-provides]", "orders-api")]
    [InlineData("/catalog/component/default/orders?tab=history", "[aria-labelledby=history]", "added")]
    [InlineData("/catalog/component/default/orders?tab=nonsense", "[aria-labelledby=about]", "Takes orders")]
    [InlineData("/catalog/api/default/orders-api?tab=definition", "pre.definition", "openapi: 3.1.0")]
    [InlineData("/catalog/api/default/orders-api", "[aria-labelledby=rel-consumers]", "basket")]
    [InlineData("/catalog/api/default/orders-api", "[aria-labelledby=rel-providers]", "Orders")]
    [InlineData("/catalog/api/default/far-api", "[aria-labelledby=definition]", "Catalog:AllowedHosts")]
    [InlineData("/catalog/system/default/shop", "[aria-labelledby=parts]", "orders-db")]
    [InlineData("/catalog/domain/default/trade", "[aria-labelledby=parts]", "The Shop")]
    [InlineData("/catalog/group/default/alpha", "[data-testid=owned]", "component")]
    [InlineData("/catalog/group/default/alpha", "[aria-labelledby=members]", "Ada of Alpha")]
    [InlineData("/catalog/user/default/ada", ".answer", "ada@example.test")]
    [InlineData("/catalog/user/default/ada", "[aria-labelledby=rel-member-of]", "Alpha")]
    public async Task Every_kind_has_its_page(string url, string selector, string text)
    {
        var page = await OpenAsync(url);

        Assert.Contains(text, page.QuerySelector(selector)?.TextContent ?? $"nothing at {selector}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entity_that_is_not_there_is_a_page_with_status_404()
    {
        var ada = await host.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.NotFound, (await ada.OpenAsync("/catalog/component/default/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.OpenAsync("/graph?focus=component:default/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ada.OpenAsync("/graph?focus=component:default/orders&depth=99")).StatusCode);
    }

    [Fact]
    public async Task The_graph_draws_what_rests_on_what_and_says_the_same_as_a_table()
    {
        var page = await OpenAsync("/graph?focus=component:default/basket&depth=3");

        var boxes = page.QuerySelectorAll("svg a.node").Select(n => n.GetAttribute("href")!).ToList();
        Assert.Equal(["/catalog/api/default/orders-api", "/catalog/component/default/basket", "/catalog/component/default/ghost", "/catalog/component/default/orders", "/catalog/resource/default/orders-db"], boxes.Order(StringComparer.Ordinal));
        Assert.Equal(4, page.QuerySelectorAll("svg path[data-e]").Length);
        Assert.Equal(4, page.QuerySelectorAll("[data-testid=edge]").Length);
        Assert.Contains("is provided by", page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll("svg a.node"), n => Assert.StartsWith("/", n.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_graph_without_a_focus_offers_the_systems()
        => Assert.Contains("The Shop", (await OpenAsync("/graph")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task Locations_are_for_those_who_manage_the_catalog()
    {
        var ada = await host.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.Forbidden, (await ada.OpenAsync("/admin/locations")).StatusCode);
    }

    [Fact]
    public async Task A_platform_engineer_adds_refreshes_and_removes_a_source_without_script()
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "by-hand")).FullName;
        var pat = await host.SignInAsync("pat");
        var before = await pat.OpenAsync("/admin/locations");
        Assert.Contains("broken.yaml", before.Document.QuerySelector("[data-testid=location-error]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(":5:3", before.Document.QuerySelector("[data-testid=location-error]")!.TextContent, StringComparison.Ordinal);

        var refused = await pat.SubmitAsync("/admin/locations", ("Type", "directory"), ("Target", "not/absolute"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("absolute path", refused.Document.QuerySelector(".field-validation-error:not(:empty)")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("not/absolute", refused.Document.QuerySelector("#Target")!.GetAttribute("value"));

        var added = await pat.SubmitAsync("/admin/locations", ("Type", "directory"), ("Target", folder));
        Assert.Equal(HttpStatusCode.Found, added.StatusCode);
        var id = added.RedirectedTo!.Split('#')[1];
        Assert.Contains("is registered", (await pat.OpenAsync(added.RedirectedTo)).Document.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await pat.SubmitAsync("/admin/locations", $"/admin/locations/{id}/refresh")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await pat.SubmitAsync("/admin/locations", $"/admin/locations/{id}/remove")).StatusCode);
        Assert.Null((await pat.OpenAsync("/admin/locations")).Document.GetElementById(id));
    }

    private async Task<IDocument> OpenAsync(string url)
    {
        var ada = await host.SignInAsync("ada");
        var page = await ada.OpenAsync(url);
        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{url} answered {page.StatusCode}: {page.Document.QuerySelector("main")?.TextContent.Trim()}");
        return page.Document;
    }
}
