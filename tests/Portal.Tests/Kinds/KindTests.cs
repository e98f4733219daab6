using System.Net.Http.Json;
using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Testing;

namespace Portal.WebTests.Kinds;

/// <summary>A kind that comes by a file, in a running portal.</summary>
public sealed class KindTests : IDisposable
{
    private const string Alarm = "kind: Alarm\napiVersions: [example.com/v1]\ntitle: Alarm\nplural: Alarms\nicon: urgent\nschema: {type: object, required: [owner, level], properties: {owner: {type: string}, level: {type: integer}, watches: {type: string}}}\nrelations:\n  - {field: spec.watches, type: watches, inverse: watchedBy, defaultKind: component}\n";
    private const string Document = "apiVersion: example.com/v1\nkind: Alarm\nmetadata: {name: slow-orders, title: Orders are slow}\nspec: {owner: alpha, level: 2, watches: alpha-api}\n";

    private readonly PortalHost _host = new();
    private readonly string _folder;

    public KindTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_host.Folder, "kinds")).FullName;
        _host.Set("Catalog:KindsPath", _folder);
        File.WriteAllText(Path.Combine(_host.CatalogFolder, "alarm.yaml"), Document);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_file_makes_a_kind_with_tab_page_and_relations_without_a_restart_and_a_broken_one_takes_nothing_away()
    {
        var page = await _host.SignInAsync("pat");
        Assert.DoesNotContain("Alarms", (await page.OpenAsync("/catalog")).Html, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(_folder, "alarm.yaml"), Alarm, TestContext.Current.CancellationToken);
        await _host.WaitForCatalogAsync(graph => graph.Find(EntityRef.Parse("alarm:default/slow-orders")) is not null);

        var list = await page.OpenAsync("/catalog?kind=alarm");
        Assert.Contains("Alarms", list.Document.QuerySelector("nav.tabs [aria-current]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Orders are slow", list.Html, StringComparison.Ordinal);
        Assert.Contains("Orders are slow", (await page.OpenAsync("/catalog/alarm/default/slow-orders")).Document.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Watches", (await page.OpenAsync("/catalog/alarm/default/slow-orders")).Document.QuerySelectorAll("section h2").Select(h => h.TextContent));
        Assert.Contains("Watched by", (await page.OpenAsync("/catalog/component/default/alpha-api")).Document.QuerySelectorAll("section h2").Select(h => h.TextContent));
        var entity = await GetAsync("/api/v1/entities/component/default/alpha-api");
        Assert.Contains(entity.GetProperty("relations").EnumerateArray(), r => r.GetProperty("type").GetString() == "watchedBy" && r.GetProperty("target").GetString() == "alarm:default/slow-orders");
        Assert.Equal(1, (await GetAsync("/api/v1/entities/alarm/default/slow-orders/relations?type=watches")).GetProperty("edges").GetArrayLength());

        await File.WriteAllTextAsync(Path.Combine(_folder, "alarm.yaml"), Alarm.Replace("kind: Alarm", "kind: [", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "other.yaml"), Alarm.Replace("kind: Alarm", "kind: Bell", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await WaitForKindAsync("Bell");

        var admin = await page.OpenAsync("/admin/kinds");
        Assert.Contains("its file is broken, the version before is in use", admin.Document.QuerySelector("#alarm")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("alarm.yaml:", admin.Document.QuerySelector("[data-testid=kind-error]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(_host.Services.GetService(typeof(ICatalog)) is ICatalog catalog ? catalog.Current.Find(EntityRef.Parse("alarm:default/slow-orders")) : null);
    }

    [Fact]
    public async Task The_API_tells_kinds_with_schema_file_and_number()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "alarm.yaml"), Alarm, TestContext.Current.CancellationToken);
        using var start = _host.CreateClient();
        await _host.WaitForCatalogAsync(graph => graph.Find(EntityRef.Parse("alarm:default/slow-orders")) is not null);

        var kinds = (await GetAsync("/api/v1/kinds")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(10, kinds.Count);
        Assert.Equal(("Alarm", true, 1, "alarm.yaml"), (kinds[0].GetProperty("kind").GetString()!, kinds[0].GetProperty("custom").GetBoolean(), kinds[0].GetProperty("entities").GetInt32(), kinds[0].GetProperty("file").GetString()!));
        Assert.Equal("integer", kinds[0].GetProperty("schema").GetProperty("properties").GetProperty("level").GetProperty("type").GetString());
        Assert.False(kinds[1].GetProperty("custom").GetBoolean());
    }

    private async Task WaitForKindAsync(string kind)
    {
        var kinds = (IKinds)_host.Services.GetService(typeof(IKinds))!;
        await _host.WaitForCatalogAsync(_ => kinds.Current.FindCustom(kind) is not null);
    }

    private async Task<JsonElement> GetAsync(string url)
    {
        using var client = _host.ApiClient();
        return await client.GetFromJsonAsync<JsonElement>(new Uri(url, UriKind.Relative));
    }
}
