using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Portal.WebTests.Catalog;

namespace Portal.WebTests.Validate;

public sealed class ValidateApiTests(CatalogHost host) : IClassFixture<CatalogHost>
{
    private const string Sound = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: new-one}\nspec: {type: service, lifecycle: production, owner: alpha}\n";

    [Fact]
    public async Task Several_files_as_JSON_are_answered_one_by_one_and_checked_together()
    {
        var answer = await JsonAsync(new { files = new[] { new { path = "a/catalog-info.yaml", content = Sound }, new { path = "b/catalog-info.yaml", content = Sound }, new { path = "c.yaml", content = "a: [" } } });

        Assert.False(answer.GetProperty("valid").GetBoolean());
        var files = answer.GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(["a/catalog-info.yaml", "b/catalog-info.yaml", "c.yaml"], files.Select(f => f.GetProperty("file").GetString()));
        Assert.True(files[0].GetProperty("documents")[0].GetProperty("valid").GetBoolean());
        Assert.Contains("is declared in a/catalog-info.yaml, line 1", files[1].GetProperty("documents")[0].GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("yaml", files[2].GetProperty("documents")[0].GetProperty("errors")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Owners_and_dependencies_are_looked_for_in_the_catalog_and_in_the_files()
    {
        var answer = await JsonAsync(new
        {
            files = new[]
            {
                new { path = "a.yaml", content = Sound.Replace("owner: alpha", "owner: ghosts, dependsOn: [component:orders, component:second, resource:no-db]", StringComparison.Ordinal) },
                new { path = "b.yaml", content = Sound.Replace("new-one", "second", StringComparison.Ordinal) },
            },
        });

        Assert.True(answer.GetProperty("valid").GetBoolean());
        var warnings = answer.GetProperty("files")[0].GetProperty("documents")[0].GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("message").GetString()!).ToList();
        Assert.Equal(2, warnings.Count);
        Assert.Contains("group:default/ghosts", warnings[0], StringComparison.Ordinal);
        Assert.Contains("resource:default/no-db", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_another_source_has_is_a_warning_and_the_files_own_earlier_version_is_none()
    {
        var orders = Sound.Replace("new-one", "orders", StringComparison.Ordinal);
        var answer = await JsonAsync(new { files = new[] { new { path = "elsewhere/catalog-info.yaml", content = orders } } });
        var own = await JsonAsync(new { files = new[] { new { path = "catalog/estate.yaml", content = orders } } });

        var warning = answer.GetProperty("files")[0].GetProperty("documents")[0].GetProperty("warnings")[0];
        Assert.Equal("claimed-elsewhere", warning.GetProperty("rule").GetString());
        Assert.Contains("estate.yaml", warning.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(own.GetProperty("files")[0].GetProperty("documents")[0].GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public async Task One_text_is_answered_as_before_with_warnings_beside()
    {
        using var client = host.ApiClient();
        using var content = new StringContent(Sound.Replace("owner: alpha", "owner: ghosts", StringComparison.Ordinal), Encoding.UTF8, "application/yaml");
        using var response = await client.PostAsync(new Uri("/api/v1/validate", UriKind.Relative), content);

        var document = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("documents")[0];
        Assert.True(document.GetProperty("valid").GetBoolean());
        Assert.Equal((4, 53), (document.GetProperty("warnings")[0].GetProperty("line").GetInt32(), document.GetProperty("warnings")[0].GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task A_descriptor_that_is_JSON_itself_is_one_text()
    {
        using var client = host.ApiClient();
        using var content = new StringContent("""{"apiVersion":"backstage.io/v1alpha1","kind":"User","metadata":{"name":"x"},"spec":{"memberOf":[]}}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/api/v1/validate", UriKind.Relative), content);

        Assert.Equal("user:default/x", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("documents")[0].GetProperty("ref").GetString());
    }

    [Fact]
    public async Task Files_can_be_uploaded_as_a_form()
    {
        using var client = host.ApiClient();
        using var form = new MultipartFormDataContent { { new StringContent(Sound), "files", "catalog-info.yaml" }, { new StringContent("kind: 7\n"), "files", "other.yaml" } };
        using var response = await client.PostAsync(new Uri("/api/v1/validate", UriKind.Relative), form);

        var files = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("files");
        Assert.Equal([true, false], files.EnumerateArray().Select(f => f.GetProperty("documents")[0].GetProperty("valid").GetBoolean()));
    }

    [Theory]
    [InlineData("/api/v1/validate?format=sarif", "application/json")]
    [InlineData("/api/v1/validate", "application/sarif+json")]
    public async Task SARIF_is_answered_to_whoever_asks_for_it(string url, string accept)
    {
        using var client = host.ApiClient();
        client.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var content = new StringContent("kind: 7\n", Encoding.UTF8, "application/yaml");
        using var response = await client.PostAsync(new Uri(url, UriKind.Relative), content);

        Assert.Equal("application/sarif+json", response.Content.Headers.ContentType!.MediaType);
        var sarif = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("envelope", sarif.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("ruleId").GetString());
    }

    [Theory]
    [InlineData("""{"files":[]}""", "Send 1 to 2000 files.")]
    [InlineData("""{"files":[{"path":"a"}]}""", "Send files as a list of")]
    [InlineData("""{"files":7}""", "Send files as a list of")]
    public async Task What_cannot_be_checked_is_refused_in_words(string body, string words)
    {
        using var client = host.ApiClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/api/v1/validate", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refs_that_name_nothing_are_told_for_the_command_line()
    {
        using var client = host.ApiClient();
        using var response = await client.PostAsJsonAsync(new Uri("/api/v1/validate/refs", UriKind.Relative), new { refs = new[] { "group:default/alpha", "component:default/ghost", "no ref" } });

        Assert.Equal(["component:default/ghost", "no ref"], (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("missing").EnumerateArray().Select(m => m.GetString()));
    }

    [Fact]
    public async Task The_page_shows_each_finding_beside_its_line()
    {
        var page = await host.SignInAsync("ada");

        var answer = await page.SubmitAsync("/validate", ("Text", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: x}\nspec: {type: 7, lifecycle: <b>, owner: alpha}\n"));

        var line = answer.Document.QuerySelector("[data-testid=finding]")!.ParentElement!;
        Assert.Equal("4", line.QuerySelector(".no")!.TextContent);
        Assert.Contains("spec.type must be a text; it is a number.", line.TextContent, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", answer.Html, StringComparison.Ordinal);
        Assert.Contains("1 error to correct", answer.Document.QuerySelector("[data-testid=result]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_for_something_to_check()
    {
        var page = await host.SignInAsync("vic");

        var answer = await page.SubmitAsync("/validate", ("Text", " "));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Paste a descriptor, or choose a file.", answer.Document.QuerySelector("form[action='/validate']")!.TextContent, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(object body)
    {
        using var client = host.ApiClient();
        using var response = await client.PostAsJsonAsync(new Uri("/api/v1/validate", UriKind.Relative), body);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
