using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

public sealed class CatalogApiTests(CatalogHost host) : IClassFixture<CatalogHost>
{
    [Fact]
    public async Task A_list_has_items_total_and_a_cursor_that_leads_through_all_pages_without_gap_or_repeat()
    {
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/api/v1/entities?sort=-name&limit=4{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.True(page.GetProperty("items").GetArrayLength() <= 4);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("ref").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
            Assert.Equal(16, page.GetProperty("total").GetInt32());
        }
        while (cursor is not null);

        Assert.Equal(16, seen.Count);
        Assert.Equal(16, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("kind=component", "alpha-api basket lost orders")]
    [InlineData("kind=Component&type=service", "alpha-api lost orders")]
    [InlineData("kind=component,api&owner=alpha", "alpha-api far-api orders orders-api")]
    [InlineData("owner=group:default/beta", "basket")]
    [InlineData("system=shop&kind=component", "basket orders")]
    [InlineData("lifecycle=experimental", "basket")]
    [InlineData("tag=dotnet&tag=critical", "orders")]
    [InlineData("orphan=true", "lost")]
    [InlineData("q=ordres", "orders orders-api orders-db")]
    [InlineData("q=keeps+orders", "orders")]
    [InlineData("namespace=other", "")]
    [InlineData("kind=component&sort=-lifecycle", "alpha-api basket lost orders")]
    public async Task Filters_narrow_and_agree(string query, string names)
    {
        var page = await GetAsync($"/api/v1/entities?{query}");

        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_exact_name_comes_first()
    {
        var page = await GetAsync("/api/v1/entities?q=orders");

        Assert.Equal("component:default/orders", page.GetProperty("items")[0].GetProperty("ref").GetString());
    }

    [Theory]
    [InlineData("sort=colour", "sort")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=%21%21", "cursor")]
    public async Task A_wrong_parameter_is_a_problem_with_its_name(string query, string field)
    {
        using var client = host.ApiClient();
        using var response = await client.GetAsync(new Uri($"/api/v1/entities?{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task An_entity_answers_in_full_with_relations_both_ways_and_its_source()
    {
        var entity = await GetAsync("/api/v1/entities/Component/default/Orders");

        Assert.Equal("component:default/orders", entity.GetProperty("ref").GetString());
        Assert.Equal("group:default/alpha", entity.GetProperty("owner").GetString());
        Assert.Equal("system:default/shop", entity.GetProperty("system").GetString());
        var relations = entity.GetProperty("relations").EnumerateArray().Select(r => $"{r.GetProperty("type").GetString()} {r.GetProperty("target").GetString()}").ToList();
        Assert.Equal(["dependsOn component:default/ghost", "dependsOn resource:default/orders-db", "ownedBy group:default/alpha", "partOf system:default/shop", "providesApi api:default/orders-api"], relations);
        var source = entity.GetProperty("sources")[0];
        Assert.EndsWith("/estate.yaml", source.GetProperty("location").GetString(), StringComparison.Ordinal);
        Assert.True(source.GetProperty("lastSeenAt").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Equal("1", entity.GetProperty("annotations").GetProperty("portal.dev/tier").GetString());
        Assert.Contains("apiConsumedBy component:default/basket", (await GetAsync("/api/v1/entities/api/default/orders-api")).GetProperty("relations").EnumerateArray().Select(r => $"{r.GetProperty("type").GetString()} {r.GetProperty("target").GetString()}"));
    }

    [Fact]
    public async Task An_entity_that_is_not_there_is_a_404_problem()
    {
        using var client = host.ApiClient();
        using var response = await client.GetAsync(new Uri("/api/v1/entities/component/default/nothing", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("catalog.no_entity", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Relations_go_as_deep_as_asked()
    {
        var one = await GetAsync("/api/v1/entities/component/default/basket/relations?depth=1");
        var two = await GetAsync("/api/v1/entities/component/default/basket/relations?depth=2");

        Assert.DoesNotContain("component:default/orders", Refs(one));
        Assert.Contains("component:default/orders", Refs(two));
        Assert.Contains(two.GetProperty("edges").EnumerateArray(), e => e.GetProperty("source").GetString() == "component:default/orders" && e.GetProperty("type").GetString() == "providesApi");
        Assert.False(two.GetProperty("truncated").GetBoolean());

        static IEnumerable<string> Refs(JsonElement answer) => answer.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("ref").GetString()!);
    }

    [Fact]
    public async Task Facets_count_values_by_path()
    {
        var facets = (await GetAsync("/api/v1/facets?facet=kind&facet=spec.type&facet=metadata.tags&facet=spec.profile.displayName")).GetProperty("facets");

        Assert.Equal("User", facets.GetProperty("kind").EnumerateArray().Single(f => f.GetProperty("count").GetInt32() == 4 && f.GetProperty("value").GetString() == "User").GetProperty("value").GetString());
        Assert.Equal(2, facets.GetProperty("metadata.tags").EnumerateArray().Single(f => f.GetProperty("value").GetString() == "dotnet").GetProperty("count").GetInt32());
        Assert.Contains(facets.GetProperty("spec.profile.displayName").EnumerateArray(), f => f.GetProperty("value").GetString() == "Ada of Alpha");
    }

    [Fact]
    public async Task The_raw_text_is_the_documents_own()
    {
        using var client = host.ApiClient();

        var raw = await client.GetStringAsync(new Uri("/api/v1/entities/component/default/basket/raw", UriKind.Relative));

        Assert.Contains("name: basket", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("name: lost", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_tells_when_an_entity_came()
    {
        var history = await GetAsync("/api/v1/entities/component/default/orders/history");

        Assert.Equal("added", history.GetProperty("items")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Validation_answers_per_document_with_places()
    {
        using var client = host.ApiClient();
        using var content = new StringContent("kind: Component\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: x}\nspec: {memberOf: []}\n---\na: [\n");
        using var response = await client.PostAsync(new Uri("/api/v1/validate", UriKind.Relative), content);
        var documents = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("documents");

        Assert.Equal([false, true, false], documents.EnumerateArray().Select(d => d.GetProperty("valid").GetBoolean()));
        Assert.Equal("x", documents[1].GetProperty("name").GetString());
        Assert.True(documents[2].GetProperty("errors")[0].GetProperty("line").GetInt32() >= 8);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("# only a comment\n")]
    public async Task Nothing_to_validate_is_a_problem_that_says_what_to_send(string text)
    {
        using var client = host.ApiClient();
        using var content = new StringContent(text);
        using var response = await client.PostAsync(new Uri("/api/v1/validate", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Send the descriptor's text as the body.", JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("errors").GetProperty("text")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("facet=")]
    [InlineData("facet=kind&facet=")]
    public async Task An_empty_facet_is_a_problem_with_its_name(string query)
    {
        using var client = host.ApiClient();
        using var response = await client.GetAsync(new Uri($"/api/v1/facets?{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("facet", out _));
    }

    [Fact]
    public async Task A_location_is_registered_refreshed_and_removed_and_its_entities_are_there_at_once()
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "more")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "new.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: fresh, namespace: more}\nspec: {type: service, lifecycle: production, owner: alpha}\n", TestContext.Current.CancellationToken);
        using var client = host.ApiClient();

        using var made = await client.PostAsJsonAsync(new Uri("/api/v1/locations", UriKind.Relative), new { type = "directory", target = folder });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var location = await made.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("component:more/fresh", location.GetProperty("entities")[0].GetString());
        Assert.Equal("component:more/fresh", (await GetAsync("/api/v1/entities/component/more/fresh")).GetProperty("ref").GetString());

        var id = location.GetProperty("id").GetString();
        using var refreshed = await client.PostAsync(new Uri($"/api/v1/locations/{id}/refresh", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
        using var removed = await client.DeleteAsync(new Uri($"/api/v1/locations/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var gone = await client.GetAsync(new Uri("/api/v1/entities/component/more/fresh", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        var audit = await GetAsync($"/api/v1/audit?subject={Uri.EscapeDataString(folder)}");
        Assert.Equal(["catalog.location.removed", "catalog.location.registered"], audit.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("action").GetString()!));
    }

    [Fact]
    public async Task Locations_show_each_error_with_line_and_column()
    {
        var location = (await GetAsync("/api/v1/locations")).GetProperty("items").EnumerateArray().First(l => l.GetProperty("target").GetString() == host.CatalogFolder);

        var error = Assert.Single(location.GetProperty("errors").EnumerateArray());
        Assert.EndsWith("/broken.yaml", error.GetProperty("location").GetString(), StringComparison.Ordinal);
        Assert.Equal((5, 3), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told()
    {
        using var client = host.ApiClient(null);

        foreach (var path in new[] { "/api/v1/entities", "/api/v1/locations", "/api/v1/facets?facet=kind", "/api/v1/entities/component/default/orders/raw" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var client = host.ApiClient();
        return await client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));
    }
}
