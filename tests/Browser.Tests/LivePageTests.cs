using Microsoft.Playwright;

namespace Portal.BrowserTests;

/// <summary>Every page about what runs where, as a person sees it: also what is gone, refused, or of a kind that asks for no pods.</summary>
[Collection(Browsing.Name)]
public sealed class LivePageTests(BrowserHost host) : IAsyncDisposable
{
    private const string Workload = "/clusters/staging/pricing/deployment/price-book";

    private static readonly string[] Pages =
    [
        "/deployments?q=ledger", "/deployments?state=failing", "/deployments?q=nothing-like-it", "/deployments/unmatched", "/deployments/unmatched?q=nothing-like-it", "/deployments/timeline", "/deployments/timeline?what=problems",
        "/deployments/timeline?service=nothing-like-it", "/deployments/wall", "/deployments/wall?team=nothing-like-it", "/deployments/default/billing-worker", "/deployments/default/invoice-api", "/deployments/default/carrier-edi",
        "/deployments/drift", "/deployments/drift?state=all", "/deployments/default/orders-api/drift", "/deployments/default/billing-worker/drift", "/deployments/default/billing-worker/releases", "/deployments/default/billing-worker/crashes", "/deployments/default/price-book/crashes", "/catalog/component/default/billing-worker?tab=deployments",
        "/clusters", "/clusters/prod-eu", "/clusters/prod-eu/namespaces/payments", "/clusters/prod-eu/payments/deployment/billing-worker", "/clusters/prod-eu/payments/cronjob/invoice-reconcile", "/clusters/prod-us/identity/statefulset/session-store",
        "/clusters/prod-eu/platform/daemonset/log-shipper", Workload + "/restart", Workload + "/scale", Workload + "/scale?replicas=0", Workload + "/pause", "/clusters/prod-eu/payments/deployment/billing-worker/rollback", "/clusters/prod-eu/payments/deployment/billing-worker/rollback?revision=777",
    ];

    public ValueTask DisposeAsync() => host.ClosePagesAsync();

    [Theory]
    [InlineData(1440, "light")]
    [InlineData(1440, "dark")]
    [InlineData(390, "light")]
    [InlineData(390, "dark")]
    public async Task Every_page_about_live_state_has_no_findings_errors_or_sideways_scroll(int width, string theme)
    {
        var page = await host.SignInAsync("jun.park", width, theme);
        var errors = Listen(page);
        foreach (var url in Pages)
        {
            Assert.True((await page.GotoAsync(url))!.Ok, url);
            await LookAsync(page, width, theme);
        }

        await page.GotoAsync("/deployments/default/billing-worker/releases");
        await page.GetByTestId("release").First.Locator("a.name").ClickAsync();
        await Assertions.Expect(page.Locator("#differences")).ToBeVisibleAsync();
        await LookAsync(page, width, theme);
        await page.GotoAsync(Workload);
        await page.GotoAsync(await page.GetByTestId("pod").First.Locator("a").GetAttributeAsync("href") + "?lines=5");
        await Assertions.Expect(page.GetByTestId("log")).ToBeVisibleAsync();
        await LookAsync(page, width, theme);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData(1440, "light")]
    [InlineData(390, "dark")]
    public async Task What_was_refused_or_is_gone_has_no_findings_either(int width, string theme)
    {
        var page = await host.SignInAsync("jun.park", width, theme);
        foreach (var url in new[] { "/clusters/staging/pricing/pods/nothing-like-it", "/clusters/nowhere", Workload + "/scale?replicas=-1", "/deployments/timeline?what=nonsense" })
        {
            Assert.False((await page.GotoAsync(url))!.Ok, url);
            await LookAsync(page, width, theme);
        }

        await page.GotoAsync("/clusters");
        await page.GetByText("Follow one more").ClickAsync();
        await page.FillAsync("#Name", "another");
        await page.FillAsync("#Environment", "staging");
        await page.FillAsync("#Kubeconfig", "clusters: [null]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and follow" }).ClickAsync();
        await Assertions.Expect(page.GetByText("clusters must be a list")).ToBeVisibleAsync();
        await LookAsync(page, width, theme);
    }

    [Fact]
    public async Task A_CronJob_shows_how_its_last_run_went_and_no_numbers_of_pods()
    {
        var page = await host.SignInAsync("jun.park");

        await page.GotoAsync("/deployments?q=invoice-reconcile");

        await Assertions.Expect(page.Locator(".matrix .run").First).ToContainTextAsync("failed");
        await page.GotoAsync("/clusters/prod-eu/payments/cronjob/invoice-reconcile");
        await Assertions.Expect(page.Locator("#workload dl.answer")).ToContainTextAsync("Last run");
        await Assertions.Expect(page.GetByTestId("run")).ToContainTextAsync("Next run");
    }

    [Fact]
    public async Task Without_script_a_workload_is_restarted_and_its_log_read()
    {
        var page = await host.SignInAsync("jun.park", script: false);
        await page.GotoAsync(Workload);

        await page.GetByTestId("action").Filter(new() { HasText = "Restart" }).ClickAsync();
        await page.Locator("[name=Reason]").FillAsync("A test without script");
        await page.GetByTestId("order").Locator("button").ClickAsync();
        await Assertions.Expect(page.GetByTestId("progress")).ToBeVisibleAsync();

        await page.GetByTestId("pod").First.Locator("a").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the log" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("log").Or(page.GetByTestId("log-failure")).First).ToBeVisibleAsync();
    }

    private static List<string> Listen(IPage page)
    {
        List<string> errors = [];
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add($"{page.Url}: {message.Text}");
            }
        };
        return errors;
    }

    private static async Task LookAsync(IPage page, int width, string theme)
    {
        await Accessibility.AssertNoFindingsAsync(page, $"{page.Url} at {width} px, {theme}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth + 1"), $"{page.Url} scrolls sideways at {width} px");
    }
}
