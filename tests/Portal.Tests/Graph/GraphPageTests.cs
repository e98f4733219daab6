using System.Net;
using System.Text;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.WebTests.Graph;

/// <summary>The graph as a page: whole without script, and one request whatever its size.</summary>
public sealed class GraphPageTests(GraphHost host) : IClassFixture<GraphHost>
{
    [Fact]
    public async Task Two_thousand_entities_come_in_one_page_below_a_megabyte_and_what_is_left_out_is_said()
    {
        var ada = await host.SignInAsync("ada");

        var page = await ada.OpenAsync("/graph?focus=system:default/big");

        Assert.Equal(2000, page.Document.QuerySelectorAll("svg a.node").Length);
        Assert.Contains("Only 2000 entities are drawn", page.Document.QuerySelector("[data-testid=truncated]")!.TextContent, StringComparison.Ordinal);
        Assert.InRange(page.Document.QuerySelectorAll("svg path[data-e]").Length, 3000, 4000);
        Assert.True(Encoding.UTF8.GetByteCount(page.Html) < 1_000_000, $"{Encoding.UTF8.GetByteCount(page.Html)} bytes");
        Assert.Equal(100, page.Document.QuerySelectorAll("[data-testid=edge]").Length);
        Assert.NotNull(page.Document.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task A_system_shows_what_is_inside_and_on_demand_what_is_around()
    {
        var inside = await OpenAsync("/graph?focus=system:default/small");
        var around = await OpenAsync("/graph?focus=system:default/small&view=around");

        Assert.Equal(["/catalog/component/default/alone", "/catalog/component/default/left", "/catalog/component/default/right"], inside.QuerySelectorAll("svg a.node").Select(n => n.GetAttribute("href")).Order(StringComparer.Ordinal));
        Assert.Contains("alone", inside.QuerySelector(".loose")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(around.QuerySelectorAll("svg a.node.focus"), n => n.GetAttribute("href") == "/catalog/system/default/small");
    }

    [Fact]
    public async Task A_team_shows_what_it_owns_without_the_team_itself()
    {
        var page = await OpenAsync("/graph?focus=group:default/beta");

        Assert.Equal(["/catalog/resource/default/store"], page.QuerySelectorAll("svg a.node").Select(n => n.GetAttribute("href")));
    }

    [Fact]
    public async Task Kinds_narrow_the_picture_and_the_middle_stays()
    {
        var page = await OpenAsync("/graph?focus=component:default/left&depth=3&kind=component");

        Assert.Equal(["/catalog/component/default/left", "/catalog/component/default/right"], page.QuerySelectorAll("svg a.node").Select(n => n.GetAttribute("href")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Hard_dependencies_are_drawn_stronger_and_the_table_says_why_in_the_order_asked_for()
    {
        var page = await OpenAsync("/graph?focus=component:default/left&depth=2&sort=criticality");

        Assert.Single(page.QuerySelectorAll("svg g.hard path"));
        var first = page.QuerySelector("[data-testid=edge]")!;
        Assert.Equal(["hard", "Everything is there"], first.QuerySelectorAll("td").Skip(3).Select(c => c.TextContent));
        Assert.Equal("Criticality", page.QuerySelector("th[aria-sort=ascending]")!.TextContent);
    }

    [Theory]
    [InlineData("/graph?focus=component:default/left&depth=0")]
    [InlineData("/graph?focus=component:default/left&depth=11")]
    [InlineData("/graph?focus=nonsense")]
    public async Task What_cannot_be_drawn_is_refused_in_words(string url)
    {
        var ada = await host.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.BadRequest, (await ada.OpenAsync(url)).StatusCode);
    }

    private async Task<IDocument> OpenAsync(string url)
    {
        var ada = await host.SignInAsync("ada");
        var page = await ada.OpenAsync(url);
        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{url} answered {page.StatusCode}");
        return page.Document;
    }
}

/// <summary>A portal with a system of more than two thousand services, and a small one.</summary>
public sealed class GraphHost : PortalHost, IAsyncLifetime
{
    private const int Count = 2100;

    private const string Small = """
        apiVersion: backstage.io/v1alpha1
        kind: System
        metadata: {name: small}
        spec: {owner: alpha}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: left, annotations: {portal.dev/dependencies: "resource:store: {criticality: hard, why: Everything is there}"}}
        spec: {type: service, lifecycle: production, owner: alpha, system: small, dependsOn: [component:right, resource:store]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: right}
        spec: {type: service, lifecycle: production, owner: alpha, system: small}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: alone}
        spec: {type: service, lifecycle: production, owner: alpha, system: small}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Resource
        metadata: {name: store}
        spec: {type: database, owner: beta}
        """;

    public GraphHost()
    {
        File.WriteAllText(Path.Combine(CatalogFolder, "small.yaml"), Small);
        var random = new Random(5);
        var big = new StringBuilder("apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: big}\nspec: {owner: platform}\n");
        for (var n = 0; n < Count; n++)
        {
            var on = n == 0 ? [] : new[] { random.Next(n), random.Next(n) }.Distinct().Select(d => $"component:big-service-{d:0000}");
            big.Append("---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: big-service-").Append(n.ToString("0000", System.Globalization.CultureInfo.InvariantCulture))
                .Append("}\nspec: {type: service, lifecycle: production, owner: platform, system: big, dependsOn: [").AppendJoin(", ", on).Append("]}\n");
        }

        File.WriteAllText(Path.Combine(CatalogFolder, "big.yaml"), big.ToString());
    }

    public async ValueTask InitializeAsync()
    {
        using var client = CreateClient();
        await WaitForCatalogAsync(graph => graph.Entities.Count > Count);
    }
}
