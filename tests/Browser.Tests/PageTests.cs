using Microsoft.Playwright;

namespace Portal.BrowserTests;

/// <summary>Every core page, looked at as a person does: both widths, both themes, with and without script.</summary>
[Collection(Browsing.Name)]
public sealed class PageTests(BrowserHost host) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => host.ClosePagesAsync();

    private static readonly string[] Pages =
    [
        "/", "/start", "/catalog", "/catalog?kind=api", "/catalog?kind=all&dangling=true&columns=owner,tags,source,state", "/catalog/component/default/billing-worker", "/catalog/group/default/payments", "/catalog/user/default/ines.rocha",
        "/catalog/discovered", "/catalog/discovered/declare?workload=tracking/Deployment/parcel-locker-api", "/catalog/drift", "/catalog/component/default/storefront-bff?tab=dependencies", "/catalog/component/default/orders-api?tab=dependencies", "/catalog/api/default/orders?tab=definition", "/catalog/api/default/orders?tab=definition&view=schemas", "/catalog/api/default/order-events?tab=definition",
        "/catalog/api/default/storefront-graphql?tab=definition", "/catalog/api/default/card-vault?tab=definition", "/graph?focus=domain:default/commerce", "/catalog/api/default/ledger",
        "/catalog/conflicts", "/catalog/removed", "/catalog/component/default/billing-worker?tab=history", "/catalog/component/default/billing-worker?tab=provenance", "/catalog/template/default/aspnet-service", "/catalog/system/default/billing", "/graph?focus=component:default/billing-worker", "/deployments", "/clusters", "/clusters/prod-eu", "/who-owns", "/who-owns?q=billing-worker",
        "/packages", "/packages?name=minimist&version=%3C1.2.6", "/packages?name=nothing-like-it", "/packages/service/default/web-storefront", "/packages/service/default/cart-api",
        "/search?q=billing", "/create", "/create/default/aspnet-service", "/runs", "/docs", "/docs/on-call-guide", "/docs/portal/first-look", "/admin", "/admin/locations", "/admin/tokens", "/admin/audit", "/admin/background", "/admin/kinds", "/validate", "/catalog?kind=dataset", "/catalog/dataset/default/customer-extract", "/docs/portal/kinds", "/docs/portal/validate", "/menu", "/help/keyboard",
    ];

    // What is opened at three in the morning, and where it is prepared.
    private static readonly string[] NightPages =
    [
        "/incident/component/default/billing-worker", "/incident/component/default/cart-api", "/incidents", "/incidents/new?service=component:default/billing-worker", "/signals", "/oncall", "/oncall/default/payments", "/oncall/default/storefront",
        "/oncall/component/default/billing-worker", "/oncall/rotas/new?owner=group:default/network", "/oncall/import", "/oncall/feeds", "/ownership", "/ownership/leavers", "/ownership/suggestions/component/default/debug-shell",
        "/catalog/component/default/billing-worker?tab=ownership", "/who-owns?q=nothing-like-it-at-all", "/admin/webhooks", "/admin/deliveries", "/export", "/docs/portal/incidents", "/docs/portal/on-call",
    ];

    [Theory]
    [InlineData(1440, "light")]
    [InlineData(1440, "dark")]
    [InlineData(390, "light")]
    [InlineData(390, "dark")]
    public Task Every_page_answers_without_accessibility_findings_errors_or_sideways_scroll(int width, string theme) => LookAsync(Pages, width, theme);

    [Theory]
    [InlineData(1440, "light")]
    [InlineData(1440, "dark")]
    [InlineData(390, "light")]
    [InlineData(390, "dark")]
    public async Task Every_page_of_the_night_answers_without_findings_too(int width, string theme)
        => await LookAsync([.. NightPages, await OpenIncidentAsync($"Invoices are late at {width} px, {theme}")], width, theme);

    /// <summary>Starts an incident about a service in trouble, so that its page has changes, a timeline and forms.</summary>
    private async Task<string> OpenIncidentAsync(string title)
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/incidents/new?services=component:default/billing-worker&title=" + Uri.EscapeDataString(title));
        await page.GetByLabel("What is known").FillAsync("Queue depth grows since 02:50; <b>nobody</b> was told.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start incident" }).ClickAsync();
        await page.AddressAsync(@"/incidents/\d+$");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync();
        var address = new Uri(page.Url).AbsolutePath;
        await page.Context.CloseAsync();
        return address;
    }

    private async Task LookAsync(IReadOnlyList<string> pages, int width, string theme)
    {
        var page = await host.SignInAsync("jun.park", width, theme);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add($"{page.Url}: {message.Text}");
            }
        };
        foreach (var url in pages)
        {
            try
            {
                var answer = await page.GotoAsync(url);

                Assert.True(answer!.Ok, $"{url} answered {answer.Status}");
                await Accessibility.AssertNoFindingsAsync(page, $"{url} at {width} px, {theme}");
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth + 1"), $"{url} scrolls sideways at {width} px");
            }
            catch (Xunit.Sdk.XunitException finding)
            {
                errors.Add(finding.Message); // all pages are looked at, so that one run tells everything
            }
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_sign_in_page_has_no_accessibility_findings()
    {
        var page = await host.NewPageAsync();
        await page.GotoAsync("/sign-in");

        await Accessibility.AssertNoFindingsAsync(page, "/sign-in");
    }

    [Fact]
    public async Task Core_pages_work_without_script()
    {
        var page = await host.SignInAsync("tomas.kral", script: false);

        await page.GotoAsync("/who-owns");
        await page.FillAsync("#clue", "billing-worker");
        await page.ClickAsync("text=Find owner");
        await Assertions.Expect(page.Locator("#w1")).ToContainTextAsync("is owned by Payments");

        await page.GotoAsync("/catalog?q=billing-worker");
        await page.Locator("a.name", new() { HasText = "billing-worker" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("billing-worker");

        await page.GotoAsync("/deployments?q=billing-worker");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("billing-worker");

        await page.GotoAsync("/search?q=ledger");
        await Assertions.Expect(page.GetByTestId("hit").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Ctrl_K_finds_an_entity_and_the_keyboard_opens_it()
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("ledger-api");
        await Assertions.Expect(page.Locator("#palette-results li").First).ToContainTextAsync("ledger-api");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("ledger-api");
    }

    [Fact]
    public async Task The_palette_answers_whose_a_pasted_clue_is_with_the_reason()
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.InsertTextAsync("https://grafana.northwind.example/d/billing-worker?from=now-1h");
        await Assertions.Expect(page.Locator("#palette-results li.answer").First).ToContainTextAsync("Payments");
        await Assertions.Expect(page.Locator("#palette-results li.answer .why").First).ToContainTextAsync("grafana.northwind.example/d/billing-worker");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("billing-worker");
    }

    [Fact]
    public async Task The_theme_is_switched_and_kept()
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/");

        await page.ClickAsync("form[data-enhance=theme] button");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        await page.ReloadAsync();

        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
    }
}
