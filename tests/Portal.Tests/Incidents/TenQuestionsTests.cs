using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Application.Deployments;
using Portal.Application.Incidents;
using Portal.Testing;

namespace Portal.WebTests.Incidents;

/// <summary>Three in the morning in the demo: one paste says whose pod it is, one page answers the rest.</summary>
public sealed class TenQuestionsTests(DemoNight night) : IClassFixture<DemoNight>
{
    private const string Url = "/incident/component/default/billing-worker";

    [Fact]
    public async Task Q01_who_owns_this_pod()
    {
        var pod = night.Pictures.OfService("component:default/billing-worker").Where(r => r.Cluster == "prod-eu").SelectMany(r => night.Pictures.PodsOf(r.Cluster, r.Namespace, r.Kind, r.Name)).First().Name;

        var page = await (await night.BrowserAsync()).OpenAsync($"/who-owns?q={pod}");

        Assert.Contains("Payments", page.Document.QuerySelector("[data-testid=owner-match]")!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.Document.QuerySelectorAll("a[href*='billing-worker']"));
    }

    [Fact]
    public async Task Q02_who_is_on_call() => Assert.Contains("Ines Rocha", await Part("who"), StringComparison.Ordinal);

    [Fact]
    public async Task Q03_how_to_reach_them_and_who_is_next()
    {
        var page = await PageAsync();

        Assert.NotEmpty(page.QuerySelectorAll("[data-testid=who] .contact a[href^='mailto:'], [data-testid=who] .contact a[href^='https://chat']"));
        Assert.Contains("Noor Aziz", page.QuerySelector("[data-testid=escalation]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q04_which_version_runs_in_each_region()
    {
        var wrong = await Part("wrong");

        Assert.Matches(@"prod-eu\s*2\.14\.0", wrong);
        Assert.Matches(@"prod-us\s*2\.13\.6", wrong);
    }

    [Fact]
    public async Task Q05_what_changed_here_and_upstream()
    {
        var first = (await PageAsync()).QuerySelector("[data-testid=change]")!.TextContent;

        Assert.Contains("2.13.6 to 2.14.0", first, StringComparison.Ordinal);
        Assert.Contains("likely", first, StringComparison.Ordinal);
        Assert.Contains("Roll billing-worker in prod-eu back to 2.13.6", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q06_who_calls_us()
    {
        var blast = await Part("blast");

        Assert.Contains("invoice-api", blast, StringComparison.Ordinal);
        Assert.Contains("Tier 1", blast, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q07_is_it_capacity() => Assert.Matches(@"(?s)Is it capacity\?\s*yes.*OOMKilled", await Part("capacity"));

    [Fact]
    public async Task Q08_has_this_happened_before()
    {
        using var api = night.Host.ApiClient();
        using var made = await api.PostAsJsonAsync(new Uri("/api/v1/incidents", UriKind.Relative), new { title = "Billing out of memory", severity = "sev2", services = new[] { "billing-worker" } }, TestContext.Current.CancellationToken);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetInt64();
        using var closed = await api.PostAsJsonAsync(new Uri($"/api/v1/incidents/{id}/close", UriKind.Relative), new { summary = "Rolled back", cause = "A leak in 2.13.9" }, TestContext.Current.CancellationToken);
        Assert.True(closed.IsSuccessStatusCode);

        var similar = await Part("similar");

        Assert.Contains("Billing out of memory", similar, StringComparison.Ordinal);
        Assert.Contains("the same problem: OOMKilled", similar, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Q09_which_runbook() => Assert.NotEmpty((await PageAsync()).QuerySelectorAll("[data-testid=runbooks] a[href*='runbook']"));

    [Fact]
    public async Task Q10_how_to_roll_back_and_to_what()
    {
        var page = await PageAsync();

        Assert.Matches(@"prod-eu\s*2\.14\.0\s*2\.13\.6", page.QuerySelector("[data-testid=ways-back]")!.TextContent);
        var preview = await (await night.BrowserAsync()).OpenAsync(page.QuerySelector("[data-testid=ways-back] a[href$='/rollback']")!.GetAttribute("href")!);
        Assert.Contains("2.13.6", preview.Html, StringComparison.Ordinal);
    }

    // Whoever starts the demo finds a past to look at, and an alert that fires, with nobody having done anything.
    [Fact]
    public async Task The_demo_has_been_through_incidents_and_an_alert_fires()
    {
        var browser = await night.BrowserAsync();
        await night.Host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single(s => s.GetType().Name == "DemoHistorySource").ExecuteTask!;

        var list = await browser.OpenAsync("/incidents");
        var past = list.Document.QuerySelectorAll("a").First(a => a.TextContent.Contains("Billing worker out of memory in the nightly run", StringComparison.Ordinal)).GetAttribute("href")!;

        Assert.Contains("page by page", (await browser.OpenAsync(past)).Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Billing worker out of memory in the nightly run", await Part("similar"), StringComparison.Ordinal);
        Assert.Contains("ContainerOutOfMemory", (await browser.OpenAsync("/signals")).Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    private async Task<IDocument> PageAsync() => (await (await night.BrowserAsync()).OpenAsync(Url)).Document;

    private async Task<string> Part(string name) => (await PageAsync()).QuerySelector($"[data-testid={name}]")!.TextContent;
}

/// <summary>The demo organisation with its clusters, as somebody meets it who has just started the portal.</summary>
public sealed class DemoNight : IAsyncLifetime
{
    private PageClient? _browser;

    public PortalHost Host { get; } = new();

    public IDeploymentPictures Pictures => Host.Services.GetRequiredService<IDeploymentPictures>();

    public async Task<PageClient> BrowserAsync() => _browser ??= await Host.SignInAsync("ada");

    public async ValueTask InitializeAsync()
    {
        Host.Set("Demo:Enabled", "true");
        Host.Set("Kubernetes:Watch:RequestTimeout", "00:03:00"); // on a busy machine a first list must not be given up: what came before is read from it once
        await Host.WaitForCatalogAsync(g => g.Entities.Any(e => e.Name == "billing-worker"));
        await Host.UntilAsync(() => Pictures.Clusters.Count == 3 && Pictures.OfService("component:default/billing-worker").Any(r => r.Cluster == "prod-eu" && r.Problems.Any(p => p.Code == "OOMKilled")));

        // The ledger has written what it found, and the memory of changes has read it.
        var recent = Host.Services.GetRequiredService<RecentChanges>();
        var now = TimeProvider.System.GetUtcNow();
        await Host.UntilAsync(() => recent.Of(["component:default/billing-worker"], now.AddHours(-3), now.AddHours(1)).Any(c => c.Kind == ChangeKind.Rollout));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
