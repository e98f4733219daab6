using System.Net;
using System.Text;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>The definition tab of an API.</summary>
public sealed class DefinitionPageTests(DefinitionHost host) : IClassFixture<DefinitionHost>
{
    [Fact]
    public async Task Operations_have_addresses_and_their_schemas_are_linked()
    {
        var page = await OpenAsync("/catalog/api/default/tree?tab=definition");

        var operation = Assert.Single(page.QuerySelectorAll("[data-testid=operation]"));
        Assert.Equal("op-getNode", operation.QuerySelector(".op-body")!.Id);
        Assert.Contains("deprecated", operation.QuerySelector("summary")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("/nodes", operation.TextContent, StringComparison.Ordinal);
        Assert.Equal("#schema-Node", operation.QuerySelector(".schema a")!.GetAttribute("href"));
        Assert.NotNull(page.GetElementById("schema-Node"));
        Assert.Equal("#L8", operation.QuerySelectorAll("a").Single(a => a.TextContent == "Line 8").GetAttribute("href"));
        Assert.NotNull(page.GetElementById("L8"));
        Assert.Contains("/nodes", (await OpenAsync("/catalog/api/default/tree")).QuerySelector(".operation-list")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_definition_shows_the_error_with_its_place_beside_the_text()
    {
        var page = await OpenAsync("/catalog/api/default/broken?tab=definition");

        var error = page.QuerySelector("[data-testid=definition-error]")!;
        Assert.Contains("Line 4", error.TextContent, StringComparison.Ordinal);
        Assert.Equal("#L4", error.QuerySelector("a")!.GetAttribute("href"));
        Assert.True(page.GetElementById("L4")!.ClassList.Contains("wrong"));
        Assert.Empty(page.QuerySelectorAll("[data-testid=operation]"));
    }

    [Fact]
    public async Task Text_of_a_definition_never_becomes_markup()
    {
        var page = await OpenAsync("/catalog/api/default/hostile?tab=definition");

        Assert.Empty(page.QuerySelectorAll("main script, main img, main b"));
        Assert.Contains("<script>alert(1)</script>", page.QuerySelector("[data-testid=operation]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.QuerySelectorAll("main a"), a => a.GetAttribute("href")!.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Many_operations_come_in_pages_and_are_filtered()
    {
        var first = await OpenAsync("/catalog/api/default/wide?tab=definition");
        var found = await OpenAsync("/catalog/api/default/wide?tab=definition&q=get+%2Fthings%2F119");
        var linked = await OpenAsync("/catalog/api/default/wide?tab=definition&operation=op-thing119");
        var text = await OpenAsync("/catalog/api/default/wide?tab=definition&view=text&line=1100");
        var none = await OpenAsync("/catalog/api/default/wide?tab=definition&q=zebra");

        Assert.Equal(50, first.QuerySelectorAll("[data-testid=operation]").Length);
        Assert.Contains("page=2", first.QuerySelector("a[rel=next]")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("op-thing119", Assert.Single(found.QuerySelectorAll("[data-testid=operation] .op-body")).Id);
        Assert.True(linked.GetElementById("op-thing119")!.ParentElement!.HasAttribute("open"));
        Assert.NotNull(text.GetElementById("L1100"));
        Assert.Null(text.GetElementById("L1"));
        Assert.Contains("Show all", none.QuerySelector("[aria-labelledby=operations]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("events", "subscribe", "AsyncAPI 2.6.0")]
    [InlineData("graph", "query", "GraphQL")]
    [InlineData("calls", "rpc", "gRPC (proto3)")]
    public async Task Every_format_has_its_operations_and_coloured_text(string name, string verb, string format)
    {
        var page = await OpenAsync($"/catalog/api/default/{name}?tab=definition");

        Assert.Equal(verb, page.QuerySelector("[data-testid=operation] .verb")!.TextContent);
        Assert.Contains(format, page.QuerySelector("[aria-labelledby=definition]")!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll(".source .c-kw, .source .c-key"));
        Assert.Equal(page.QuerySelectorAll(".source .row").Length, page.QuerySelectorAll(".source .ln").Length);
    }

    [Fact]
    public async Task Nonsense_in_the_address_is_answered_in_words_and_the_file_is_no_page()
    {
        var page = await OpenAsync("/catalog/api/default/tree?tab=definition&view=nonsense");
        using var client = host.ApiClient();
        using var file = await client.GetAsync(new Uri("/api/v1/entities/api/default/hostile/definition", UriKind.Relative));
        using var missing = await client.GetAsync(new Uri("/api/v1/entities/component/default/alpha-api/definition", UriKind.Relative));

        Assert.Contains("operations, schemas or text", page.QuerySelector("[aria-labelledby=definition]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("application/yaml", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private async Task<IDocument> OpenAsync(string url)
    {
        var ada = await host.SignInAsync("ada");
        var page = await ada.OpenAsync(url);
        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{url} answered {page.StatusCode}");
        return page.Document;
    }
}

/// <summary>A portal with APIs of every format, good, broken and hostile.</summary>
public sealed class DefinitionHost : PortalHost, IAsyncLifetime
{
    public DefinitionHost()
    {
        Write("tree", "openapi", """
            openapi: 3.1.0
            info:
              title: Tree
              version: 1.0.0
            servers: [{url: https://api.example.test}]
            paths:
              /nodes:
                get: {operationId: getNode, deprecated: true, responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}}}}
            components: {schemas: {Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}}}}}
            """);
        Write("broken", "openapi", "openapi: 3.1.0\npaths:\n  /a:\n   - b: : c\n  x: 1");
        Write("hostile", "openapi", """
            openapi: 3.1.0
            info: {title: "<b>x</b>", version: "<img src=x>"}
            servers: [{url: "javascript:alert(1)"}]
            paths: {"/<script>alert(1)</script>": {get: {operationId: "\"><script>alert(1)</script>", summary: "<img src=x onerror=alert(1)>", responses: {}}}}
            """);
        var wide = new StringBuilder("openapi: 3.0.3\npaths:\n");
        for (var n = 0; n < 120; n++)
        {
            wide.Append("  /things/").Append(n).Append(":\n    get:\n      operationId: thing").Append(n).Append("\n      responses:\n        '200':\n          description: OK\n          content:\n            text/plain:\n              schema:\n                type: string\n");
        }

        Write("wide", "openapi", wide.ToString());
        Write("events", "asyncapi", "asyncapi: 2.6.0\nchannels:\n  orders:\n    subscribe: {message: {payload: {type: string}}}");
        Write("graph", "graphql", "type Query { a: Int }");
        Write("calls", "grpc", "syntax = \"proto3\";\nservice S { rpc A(B) returns (B); }\nmessage B { string a = 1; }");
    }

    public async ValueTask InitializeAsync()
    {
        using var client = CreateClient();
        await WaitForCatalogAsync(graph => graph.Entities.Count(e => e.Ref.Kind == "api") == 7);
    }

    private void Write(string name, string type, string definition)
    {
        File.WriteAllText(Path.Combine(CatalogFolder, name + ".txt"), definition);
        File.WriteAllText(Path.Combine(CatalogFolder, name + ".yaml"), $"apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {{name: {name}}}\nspec: {{type: {type}, lifecycle: production, owner: alpha, definition: {{$text: ./{name}.txt}}}}\n");
    }
}
