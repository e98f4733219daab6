using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>What the page of one entity says about its dependencies, its source, and what is wrong with it.</summary>
public sealed class EntityPageTests(EntityPageHost host) : IClassFixture<EntityPageHost>
{
    [Fact]
    public async Task A_relation_to_nothing_is_said_in_words_with_what_may_have_been_meant()
    {
        var page = await OpenAsync("/catalog/component/default/shaky");

        var dangling = page.QuerySelectorAll("[data-testid=dangling]").Select(d => d.TextContent).ToList();
        Assert.Contains(dangling, d => d.Contains("owned by group:default/alhpa, which no source declares", StringComparison.Ordinal) && d.Contains("group:default/alpha", StringComparison.Ordinal) && d.Contains("nobody is called", StringComparison.Ordinal));
        Assert.Contains(dangling, d => d.Contains("epends on component:default/ghost", StringComparison.Ordinal) && d.Contains("Declare it", StringComparison.Ordinal));
        Assert.Equal(2, dangling.Count);
    }

    [Fact]
    public async Task A_mistaken_note_is_shown_with_its_line_and_leaves_the_entity_as_it_is()
    {
        var page = await OpenAsync("/catalog/component/default/shaky");

        var warning = Assert.Single(page.QuerySelectorAll("[data-testid=entity-warning]")).TextContent;
        Assert.Contains("'vital'", warning, StringComparison.Ordinal);
        Assert.Contains("line 8, column 37", warning, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[data-testid=entity-error]"));
    }

    [Fact]
    public async Task Dependencies_tell_how_much_and_why_from_both_ends()
    {
        var noted = await OpenAsync("/catalog/component/default/noted?tab=dependencies");
        var target = await OpenAsync("/catalog/resource/default/books?tab=dependencies");

        var rows = noted.QuerySelectorAll("[aria-labelledby=dep-on] [data-testid=dependency]").Select(r => string.Join('|', r.QuerySelectorAll("td").Skip(1).Take(3).Select(c => c.TextContent.Trim()))).ToList();
        Assert.Equal(["depends on|hard|Entries are stored there", "consumes|not declared|–", "depends on|soft|–"], rows);
        Assert.Contains("Entries are stored there", target.QuerySelector("[aria-labelledby=dep-by]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_answers_criticality_reason_and_warnings()
    {
        using var client = host.ApiClient();

        var entity = await client.GetFromJsonAsync<JsonElement>("/api/v1/entities/component/default/noted");
        var around = await client.GetFromJsonAsync<JsonElement>("/api/v1/entities/component/default/noted/relations");
        var shaky = await client.GetFromJsonAsync<JsonElement>("/api/v1/entities/component/default/shaky");

        var relation = entity.GetProperty("relations").EnumerateArray().Single(r => r.GetProperty("target").GetString() == "resource:default/books");
        Assert.Equal(("hard", "Entries are stored there"), (relation.GetProperty("criticality").GetString(), relation.GetProperty("why").GetString()));
        var edge = around.GetProperty("edges").EnumerateArray().Single(e => e.GetProperty("target").GetString() == "component:default/shaky");
        Assert.Equal("soft", edge.GetProperty("criticality").GetString());
        Assert.False(edge.TryGetProperty("why", out _));
        Assert.Equal(8, shaky.GetProperty("warnings")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Validation_warns_of_a_mistaken_note_and_calls_the_document_valid()
    {
        using var client = host.ApiClient();
        using var text = new StringContent(EntityPageHost.Shaky, System.Text.Encoding.UTF8, "application/yaml");

        using var answer = await client.PostAsync(new Uri("/api/v1/validate", UriKind.Relative), text);

        var document = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("documents")[0];
        Assert.True(document.GetProperty("valid").GetBoolean());
        Assert.Equal((8, 37), (document.GetProperty("warnings")[0].GetProperty("line").GetInt32(), document.GetProperty("warnings")[0].GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task The_descriptor_is_edited_where_its_annotation_says_and_a_local_file_is_a_path_to_copy()
    {
        var annotated = await OpenAsync("/catalog/component/default/noted");
        var local = await OpenAsync("/catalog/resource/default/books");

        Assert.Equal("https://git.example.test/noted/edit", annotated.QuerySelectorAll(".actions a").Single(a => a.TextContent.Contains("Edit", StringComparison.Ordinal)).GetAttribute("href"));
        Assert.DoesNotContain(local.QuerySelectorAll(".actions a"), a => a.TextContent.Contains("Edit", StringComparison.Ordinal));
        Assert.EndsWith("estate.yaml", local.QuerySelector("[aria-labelledby=source] [data-text$='.yaml']")!.GetAttribute("data-text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/catalog/component/default/noted")]
    [InlineData("/catalog/component/default/noted?tab=dependencies")]
    [InlineData("/catalog/component/default/noted?tab=raw")]
    [InlineData("/catalog/group/default/alpha?tab=history")]
    [InlineData("/catalog/user/default/ada?tab=raw")]
    public async Task Every_tab_has_an_address_and_tells_its_age(string url)
    {
        var page = await OpenAsync(url);

        Assert.Contains("Descriptor last seen", page.QuerySelector("[data-testid=tab-age]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(url, page.QuerySelector(".tabs a[aria-current=page]")!.GetAttribute("href"));
    }

    private async Task<IDocument> OpenAsync(string url)
    {
        var ada = await host.SignInAsync("ada");
        var page = await ada.OpenAsync(url);
        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{url} answered {page.StatusCode}");
        return page.Document;
    }
}

/// <summary>A portal with entities that note their dependencies, rightly and wrongly.</summary>
public sealed class EntityPageHost : PortalHost, IAsyncLifetime
{
    /// <summary>Valid, with a note that is not.</summary>
    public const string Shaky = """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: shaky
          annotations:
            portal.dev/dependencies: |
              # how much it needs others
              resource:books: {criticality: vital, why: books}
        spec: {type: service, lifecycle: production, owner: alhpa, dependsOn: [resource:books, component:ghost]}
        """;

    private const string Estate = """
        apiVersion: backstage.io/v1alpha1
        kind: Resource
        metadata: {name: books}
        spec: {type: database, owner: alpha}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: API
        metadata: {name: prices}
        spec: {type: openapi, lifecycle: production, owner: alpha, definition: "openapi: 3.1.0"}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: noted
          annotations:
            backstage.io/edit-url: https://git.example.test/noted/edit
            portal.dev/dependencies: '{"books": {"criticality": "hard", "why": "Entries are stored there"}, "component:shaky": "soft"}'
        spec: {type: service, lifecycle: production, owner: alpha, dependsOn: [resource:books, component:shaky], consumesApis: [prices]}
        """;

    public EntityPageHost()
    {
        File.WriteAllText(Path.Combine(CatalogFolder, "estate.yaml"), Estate);
        File.WriteAllText(Path.Combine(CatalogFolder, "shaky.yaml"), Shaky);
    }

    public async ValueTask InitializeAsync()
    {
        using var client = CreateClient();
        await WaitForCatalogAsync(graph => graph.Entities.Any(e => e.Name == "noted") && graph.Entities.Any(e => e.Name == "shaky"));
    }
}
