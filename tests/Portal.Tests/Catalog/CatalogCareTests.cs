using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>History, as-of, conflicts, removals and provenance, over the pages and the API.</summary>
public sealed class CatalogCareTests : IAsyncLifetime
{
    private readonly PortalHost _host = new();
    private HttpClient _api = null!;
    private string _source = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Write("first/orders.yaml", Component("orders", "alpha"));
        Write("second/orders.yaml", Component("orders", "beta"));
        Write("many/all.yaml", string.Join("---\n", Enumerable.Range(0, 20).Select(i => Component($"m-{i}", "alpha"))));
        _api = _host.ApiClient();
        await _host.WaitForCatalogAsync(graph => graph.Entities.Count > 3);
        await _host.Services.GetRequiredService<ICatalogIngest>().FirstPass.WaitAsync(TimeSpan.FromMinutes(4), Ct);
        await RegisterAsync("first");
        await RegisterAsync("second");
        _source = await RegisterAsync("many");
    }

    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Claims_stand_side_by_side_and_one_click_settles_them_audited()
    {
        var page = await _host.SignInAsync("pat");
        var list = await page.OpenAsync("/catalog/conflicts");
        Assert.Contains("open", Assert.Single(list.Document.QuerySelectorAll("[data-testid=conflict]")).TextContent, StringComparison.Ordinal);
        var compare = await page.OpenAsync("/catalog/conflicts/component/default/orders");
        Assert.Equal(2, compare.Document.QuerySelectorAll("[data-testid=claim]").Length);
        Assert.Contains("spec.owner", compare.Document.QuerySelector("tr.differs")!.TextContent, StringComparison.Ordinal);
        var form = compare.Document.QuerySelectorAll("[data-testid=claim] form")[^1];

        var chosen = await page.SubmitAsync("/catalog/conflicts/component/default/orders", ("location", Value(form, "location")), ("key", Value(form, "key")));

        Assert.Equal(HttpStatusCode.Found, chosen.StatusCode);
        var entity = await JsonAsync("entities/component/default/orders");
        Assert.Equal("group:default/beta", entity.GetProperty("owner").GetString());
        Assert.Empty(entity.GetProperty("errors").EnumerateArray());
        var audit = (await JsonAsync("audit?action=catalog.conflict.settled")).GetProperty("items")[0];
        Assert.Equal(("user:default/pat", "succeeded"), (audit.GetProperty("actor").GetString(), audit.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task An_engineer_may_look_at_claims_and_removals_but_not_decide()
    {
        var page = await _host.SignInAsync("ada");
        var compare = await page.OpenAsync("/catalog/conflicts/component/default/orders");
        Assert.Empty(compare.Document.QuerySelectorAll("[data-testid=claim] form"));
        Assert.Contains("needs the role platform engineer", compare.Html, StringComparison.Ordinal);

        var refused = await page.SubmitAsync("/catalog", "/catalog/conflicts/component/default/orders", ("location", "x"), ("key", "y"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.SubmitAsync("/catalog", "/catalog/removed/restore", ("ref", "component:default/m-1"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.SubmitAsync("/catalog", $"/admin/locations/{_source}/removals", ("decision", "remove"))).StatusCode);
    }

    [Fact]
    public async Task A_large_removal_waits_on_the_locations_page_and_is_counted_at_home()
    {
        Write("many/all.yaml", Component("m-0", "alpha"));
        await RefreshAsync(_source);
        var page = await _host.SignInAsync("pat");

        var locations = await page.OpenAsync("/admin/locations");

        Assert.Contains("19 of its 20 entities (95%)", System.Text.RegularExpressions.Regex.Replace(locations.Document.QuerySelector("[data-testid=pending-removal]")!.TextContent, @"\s+", " "), StringComparison.Ordinal);
        Assert.Contains("Removals to decide", (await page.OpenAsync("/")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync(new Uri("/api/v1/entities/component/default/m-7", UriKind.Relative), Ct)).StatusCode);

        await page.SubmitAsync("/admin/locations", $"/admin/locations/{_source}/removals", ("decision", "remove"));

        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync(new Uri("/api/v1/entities/component/default/m-7", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(19, (await JsonAsync("removals")).GetProperty("entities").GetArrayLength());
    }

    [Fact]
    public async Task A_removed_entity_has_a_page_with_its_history_and_the_way_back()
    {
        Write("many/all.yaml", string.Join("---\n", Enumerable.Range(0, 19).Select(i => Component($"m-{i}", "alpha"))));
        await RefreshAsync(_source);
        var page = await _host.SignInAsync("pat");

        var gone = await page.OpenAsync("/catalog/component/default/m-19");

        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(["removed", "added"], gone.Document.QuerySelectorAll("[data-testid=change] strong").Select(s => s.TextContent));
        Assert.Contains("m-19", (await page.OpenAsync("/catalog/removed")).Document.QuerySelector("[data-testid=removed]")!.TextContent, StringComparison.Ordinal);
        var restored = await page.SubmitAsync("/catalog/component/default/m-19", "/catalog/removed/restore", ("ref", "component:default/m-19"));
        Assert.Equal("/catalog/component/default/m-19", restored.RedirectedTo);
        var back = await page.OpenAsync("/catalog/component/default/m-19");
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Contains("user:default/pat restored it", back.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await page.OpenAsync("/catalog/component/default/never-was")).StatusCode);
    }

    [Fact]
    public async Task A_removed_source_is_restored_with_what_it_held()
    {
        using var removed = await _api.DeleteAsync(new Uri($"/api/v1/locations/{_source}", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        var page = await _host.SignInAsync("pat");
        Assert.Contains("many", (await page.OpenAsync("/catalog/removed")).Document.QuerySelector("[data-testid=removed-location]")!.TextContent, StringComparison.Ordinal);

        await page.SubmitAsync("/catalog/removed", $"/admin/locations/{_source}/restore");

        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync(new Uri("/api/v1/entities/component/default/m-7", UriKind.Relative), Ct)).StatusCode);
    }

    [Fact]
    public async Task History_tells_before_and_after_and_leads_to_the_entity_as_it_was()
    {
        var before = DateTimeOffset.UtcNow;
        Write("first/orders.yaml", Component("orders", "platform").Replace("metadata: {", "metadata: {title: New Orders, ", StringComparison.Ordinal));
        await RefreshAsync((await JsonAsync("locations")).GetProperty("items").EnumerateArray().First(l => l.GetProperty("target").GetString()!.EndsWith("first", StringComparison.Ordinal)).GetProperty("id").GetString()!);
        var page = await _host.SignInAsync("vic");

        var history = await page.OpenAsync("/catalog/component/default/orders?tab=history");

        var change = history.Document.QuerySelectorAll("[data-testid=change]").First(c => c.TextContent.Contains("changed", StringComparison.Ordinal));
        Assert.Contains("metadata.title, spec.owner", change.TextContent, StringComparison.Ordinal);
        Assert.Equal(("alpha", "platform"), (change.QuerySelector("del")!.TextContent, change.QuerySelectorAll("ins")[^1].TextContent));
        var asOf = Uri.EscapeDataString(before.ToString("O", CultureInfo.InvariantCulture));
        var then = await page.OpenAsync($"/catalog/component/default/orders?asOf={asOf}");
        Assert.Contains("As it was on", then.Document.QuerySelector("[data-testid=as-of]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("orders", then.Document.QuerySelector("h1")!.TextContent);
        Assert.Equal("New Orders", (await page.OpenAsync("/catalog/component/default/orders")).Document.QuerySelector("h1")!.TextContent);
        Assert.Equal("group:default/alpha", (await JsonAsync($"entities/component/default/orders?asOf={asOf}")).GetProperty("owner").GetString());
        Assert.Contains("ownedBy", (await JsonAsync($"entities/component/default/orders/relations?asOf={asOf}")).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("New Orders", (await JsonAsync($"entities?kind=component&asOf={asOf}")).GetRawText(), StringComparison.Ordinal);
        var list = await page.OpenAsync($"/catalog?kind=component&asOf={asOf}");
        Assert.NotNull(list.Document.QuerySelector("[data-testid=as-of]"));
        Assert.DoesNotContain("New Orders", list.Html, StringComparison.Ordinal);
        Assert.All(list.Document.QuerySelectorAll("a.facet"), f => Assert.Contains("asOf=", f.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, (await page.OpenAsync("/catalog?asOf=yesterday")).StatusCode);
        Assert.NotNull((await page.OpenAsync($"/graph?focus=component:default/orders&asOf={asOf}")).Document.QuerySelector("[data-testid=as-of]"));
    }

    [Theory]
    [InlineData("/api/v1/entities?asOf=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/entities?asOf=2001-01-01", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/entities/component/default/orders?asOf=2001-01-01", HttpStatusCode.NotFound)]
    public async Task A_moment_that_cannot_be_read_or_lies_before_all_history_is_answered_in_words(string url, HttpStatusCode expected)
    {
        using var answer = await _api.GetAsync(new Uri(url, UriKind.Relative), Ct);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains(expected == HttpStatusCode.NotFound ? "Choose a later moment" : "asOf", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_field_names_its_line_and_when_it_was_last_seen()
    {
        var fields = (await JsonAsync("entities/component/default/m-1/fields")).GetProperty("items").EnumerateArray().ToDictionary(f => f.GetProperty("field").GetString()!);

        Assert.Equal(["kind", "metadata.name", "spec.type", "spec.lifecycle", "spec.owner"], fields.Keys);
        Assert.Equal(9, fields["spec.owner"].GetProperty("line").GetInt32()); // the second document of its file
        Assert.EndsWith("many/all.yaml", fields["spec.owner"].GetProperty("location").GetString(), StringComparison.Ordinal);
        Assert.True(fields["spec.owner"].GetProperty("lastSeenAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
        var page = await _host.SignInAsync("vic");
        Assert.Equal(5, (await page.OpenAsync("/catalog/component/default/m-1?tab=provenance")).Document.QuerySelectorAll("[data-testid=field]").Length);
    }

    private static string Component(string name, string owner)
        => $"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: {owner}}}\n";

    private static string Value(IElement form, string name) => form.QuerySelector($"[name={name}]")!.GetAttribute("value")!;

    private void Write(string name, string text)
    {
        var path = Path.Combine(_host.Folder, "care", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private async Task<string> RegisterAsync(string folder)
    {
        using var answer = await _api.PostAsJsonAsync(new Uri("/api/v1/locations", UriKind.Relative), new { type = "directory", target = Path.Combine(_host.Folder, "care", folder) }, Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetString()!;
    }

    private async Task RefreshAsync(string id)
    {
        using var answer = await _api.PostAsync(new Uri($"/api/v1/locations/{id}/refresh", UriKind.Relative), null, Ct);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> JsonAsync(string url) => await _api.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/" + url, UriKind.Relative), Ct);
}
