using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>Saved views, columns, the field's grammar and the file of the list page.</summary>
public sealed class CatalogListTests(CatalogHost host) : IClassFixture<CatalogHost>
{
    [Theory]
    [InlineData("owner:alpha kind:api", "/catalog?kind=api&owner=alpha")]
    [InlineData("keeps tag:dotnet  tag:critical orders", "/catalog?q=keeps%20orders&tag=dotnet,critical")]
    [InlineData("owner:group:default/alpha", "/catalog?owner=group%3Adefault%2Falpha")]
    public async Task The_field_takes_filters_by_name(string text, string address)
    {
        var ada = await host.SignInAsync("ada");

        var page = await ada.OpenAsync("/catalog?q=" + Uri.EscapeDataString(text));

        Assert.Equal(HttpStatusCode.Found, page.StatusCode);
        Assert.Equal(address, page.RedirectedTo);
    }

    [Theory]
    [InlineData("system:default/shop")]
    [InlineData("component:default/orders")]
    [InlineData("lunch:time")]
    public async Task What_is_no_filter_stays_text(string text)
    {
        var ada = await host.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.OK, (await ada.OpenAsync("/catalog?q=" + Uri.EscapeDataString(text))).StatusCode);
    }

    [Fact]
    public async Task Columns_are_chosen_and_stay_in_every_link()
    {
        var page = await OpenAsync("/catalog?columns=tags&columns=namespace,nonsense");

        Assert.Equal(["Name ▲", "Namespace", "Tags"], page.QuerySelectorAll("table.entities th").Select(h => h.TextContent.Trim()));
        Assert.Equal("critical, dotnet", string.Join(", ", page.QuerySelectorAll("[data-testid=entity]").First(r => r.QuerySelector("a.name")!.TextContent == "Orders").QuerySelector("[data-label=Tags]")!.TextContent.Split(", ").Order(StringComparer.Ordinal)));
        Assert.All(page.QuerySelectorAll("a.facet, a.sort"), a => Assert.Contains("columns=namespace,tags", a.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_needs_care_is_counted_and_listed()
    {
        var page = await OpenAsync("/catalog");
        var dangling = page.QuerySelectorAll("[aria-labelledby=f-care] a").Single(a => a.TextContent.Contains("Points to nothing", StringComparison.Ordinal));
        Assert.EndsWith("2", dangling.TextContent.Trim(), StringComparison.Ordinal); // orders depends on a ghost, lost is owned by nobody

        var listed = await OpenAsync(dangling.GetAttribute("href")!);

        Assert.Equal(["lost", "Orders"], listed.QuerySelectorAll("[data-testid=entity] a.name").Select(a => a.TextContent));
    }

    [Fact]
    public async Task The_file_holds_every_match_and_no_formula()
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "formulas")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "f.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: sly, namespace: sums, title: '=HYPERLINK(\"http://x\")', description: \"a, \\\"b\\\"\\nc\"}\nspec: {type: service, lifecycle: production, owner: group:default/alpha}\n", TestContext.Current.CancellationToken);
        using var api = host.ApiClient();
        using var made = await api.PostAsJsonAsync(new Uri("/api/v1/locations", UriKind.Relative), new { type = "directory", target = folder });
        var ada = await host.SignInAsync("ada");

        using var file = await ada.Http.GetAsync(new Uri("/catalog/export.csv?namespace=sums", UriKind.Relative));
        using var all = await ada.Http.GetAsync(new Uri("/catalog/export.csv?kind=all", UriKind.Relative));

        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        var text = await file.Content.ReadAsStringAsync();
        Assert.StartsWith("ref,kind,namespace,name,title,type,lifecycle,owner,system,tags,description,uses,usedBy,errors,source\r\ncomponent:sums/sly,Component,sums,sly,\"'=HYPERLINK(\"\"http://x\"\")\",service,production,group:default/alpha,,,\"a, \"\"b\"\"\nc\",0,0,0,", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.Equal(1 + 17, (await all.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        using var removed = await api.DeleteAsync(new Uri($"/api/v1/locations/{(await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()}", UriKind.Relative));
        using var refused = await ada.Http.GetAsync(new Uri("/catalog/export.csv?sort=colour", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_view_is_saved_shown_renamed_and_deleted_by_its_person_alone()
    {
        var (ada, ben) = (await host.SignInAsync("ada"), await host.SignInAsync("ben"));
        var saved = await ada.SubmitAsync("/catalog?kind=api&sort=-name", "/catalog/views", ("name", "My APIs"), ("query", "kind=api&sort=-name"));
        Assert.Equal("/catalog?kind=api&sort=-name", saved.RedirectedTo);

        var open = await ada.OpenAsync(saved.RedirectedTo!);
        Assert.Equal("My APIs", open.Document.QuerySelector("[data-testid=saved-view][aria-current=page]")!.TextContent.Trim());
        Assert.DoesNotContain("My APIs", (await ben.OpenAsync("/catalog")).Html, StringComparison.Ordinal);
        var rename = open.Document.QuerySelector("form[action$='/rename']")!.GetAttribute("action")!;
        Assert.Equal(HttpStatusCode.NotFound, (await ben.SubmitAsync("/catalog", rename, ("name", "Taken over"))).StatusCode);

        Assert.Equal(HttpStatusCode.Found, (await ada.SubmitAsync("/catalog", rename, ("name", "All APIs"))).StatusCode);
        Assert.Contains("All APIs", (await ada.OpenAsync("/catalog")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await ada.SubmitAsync("/catalog", rename.Replace("/rename", "/delete", StringComparison.Ordinal))).StatusCode);
        Assert.DoesNotContain("All APIs", (await ada.OpenAsync("/catalog")).Html, StringComparison.Ordinal);
        using var api = host.ApiClient();
        var audit = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?actor=user:default/ada&limit=10", UriKind.Relative));
        Assert.Equal(["catalog.view.deleted", "catalog.view.renamed", "catalog.view.saved"], audit.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("action").GetString()!).Where(a => a.StartsWith("catalog.view", StringComparison.Ordinal)).Take(3));
    }

    [Fact]
    public async Task A_teams_view_is_seen_by_the_team_and_made_by_its_members_only()
    {
        var (ada, ben, vic) = (await host.SignInAsync("ada"), await host.SignInAsync("ben"), await host.SignInAsync("vic"));
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.SubmitAsync("/catalog", "/catalog/views", ("name", "Beta's"), ("query", "owner=beta"), ("team", "group:default/beta"))).StatusCode);

        Assert.Equal(HttpStatusCode.Found, (await ben.SubmitAsync("/catalog", "/catalog/views", ("name", "Beta's"), ("query", "kind=component&owner=beta"), ("team", "group:default/beta"))).StatusCode);

        var seen = (await vic.OpenAsync("/catalog?kind=component&owner=beta")).Document;
        Assert.Contains("Beta's", seen.QuerySelector("[data-testid=saved-view]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(seen.QuerySelector("form[action$='/delete']")); // a viewer changes nothing of the team's
        Assert.DoesNotContain("Beta's", (await ada.OpenAsync("/catalog")).Html, StringComparison.Ordinal);
        Assert.NotNull((await ben.OpenAsync("/catalog?kind=component&owner=beta")).Document.QuerySelector("form[action$='/delete']"));
    }

    [Theory]
    [InlineData("", "kind=api", "Give the view a name")]
    [InlineData("odd", "kind=api\"><script>", "percent-encoded")]
    public async Task A_view_that_cannot_be_saved_says_why(string name, string query, string words)
    {
        using var api = host.ApiClient();
        using var answer = await api.PostAsJsonAsync(new Uri("/api/v1/views", UriKind.Relative), new { name, query });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_kept_is_the_page_that_was_made_and_ends_with_the_snapshot()
    {
        var (ada, ben) = (await host.SignInAsync("ada"), await host.SignInAsync("ben"));
        var made = (await ada.OpenAsync("/catalog?kind=system")).Document.QuerySelector("#entities")!.OuterHtml;
        Assert.Equal(made, (await ben.OpenAsync("/catalog?kind=system")).Document.QuerySelector("#entities")!.OuterHtml);

        var folder = Directory.CreateDirectory(Path.Combine(host.Folder, "kept")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "s.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: kept}\nspec: {owner: alpha}\n", TestContext.Current.CancellationToken);
        using var api = host.ApiClient();
        using var added = await api.PostAsJsonAsync(new Uri("/api/v1/locations", UriKind.Relative), new { type = "directory", target = folder });

        Assert.Contains("/catalog/system/default/kept", (await ada.OpenAsync("/catalog?kind=system")).Html, StringComparison.Ordinal);
        using var removed = await api.DeleteAsync(new Uri($"/api/v1/locations/{(await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()}", UriKind.Relative));
    }

    private async Task<IDocument> OpenAsync(string url)
    {
        var ada = await host.SignInAsync("ada");
        var page = await ada.OpenAsync(url);
        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{url} answered {page.StatusCode}: {page.Document.QuerySelector("main")?.TextContent.Trim()}");
        return page.Document;
    }
}
