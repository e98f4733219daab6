using Microsoft.Playwright;

namespace Portal.BrowserTests;

/// <summary>The graph and definitions as hands meet them: keys, links to places, paper.</summary>
[Collection(Browsing.Name)]
public sealed class GraphTests(BrowserHost host) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => host.ClosePagesAsync();

    [Fact]
    public async Task Arrows_move_between_boxes_enter_opens_and_f_draws_the_graph_around_one()
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/graph?focus=component:default/billing-worker");
        await page.Locator("svg a.node.focus").FocusAsync();

        await page.Keyboard.PressAsync("ArrowRight");
        var right = await FocusedAsync(page);
        await page.Keyboard.PressAsync("ArrowDown");
        var below = await FocusedAsync(page);
        await page.Keyboard.PressAsync("ArrowLeft");

        // The graph is drawn around the box that it was drawn around: only the mark tells the new page from the old one.
        await page.EvaluateAsync("() => document.body.setAttribute('data-before', '')");
        await page.Keyboard.PressAsync("f");
        await Assertions.Expect(page.Locator("body:not([data-before])")).ToBeAttachedAsync();
        await Assertions.Expect(page.Locator("[data-graph=in]")).ToBeVisibleAsync(); // the new page's keys work

        Assert.NotEqual("/catalog/component/default/billing-worker", right);
        Assert.NotEqual(right, below);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("billing-worker"); // left of what it rests on stands the middle again

        await page.Locator("svg a.node.focus").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        var opened = await FocusedAsync(page);
        await page.Keyboard.PressAsync("Enter");
        await page.AddressAsync(System.Text.RegularExpressions.Regex.Escape(opened!) + "$");
    }

    [Fact]
    public async Task Only_one_box_is_a_stop_for_tab_and_focus_is_visible()
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/graph?focus=component:default/billing-worker");

        await Assertions.Expect(page.Locator("svg a.node[tabindex='0']")).ToHaveCountAsync(1);
        await page.Locator(".graph-scroll").FocusAsync();
        await page.Keyboard.PressAsync("Tab");

        Assert.Equal("/catalog/component/default/billing-worker", await FocusedAsync(page));
        Assert.Equal("3px", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement.querySelector('.b')).strokeWidth"));
        await Assertions.Expect(page.Locator("svg .on").First).ToBeAttachedAsync();
    }

    [Fact]
    public async Task Keys_and_buttons_zoom_and_zero_shows_all_of_it()
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/graph?focus=component:default/orders-api&depth=4");
        await Assertions.Expect(page.Locator("[data-graph=in]")).ToBeVisibleAsync();
        await page.Locator("svg a.node.focus").FocusAsync();
        var before = await WidthAsync(page);

        await page.Keyboard.PressAsync("+");
        var larger = await WidthAsync(page);
        await page.Locator("[data-graph=out]").ClickAsync();
        var back = await WidthAsync(page);
        await page.Locator("svg a.node.focus").FocusAsync();
        await page.Keyboard.PressAsync("0");

        Assert.True(larger > before);
        Assert.InRange(back, before - 2, before + 2);
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('svg.graph').clientWidth <= document.querySelector('.graph-scroll').clientWidth"));
    }

    [Fact]
    public async Task Without_script_every_box_is_a_link_and_no_dead_button_is_shown()
    {
        var page = await host.SignInAsync("tomas.kral", script: false);
        await page.GotoAsync("/graph?focus=component:default/billing-worker");

        await Assertions.Expect(page.Locator("[data-graph=in]")).ToBeHiddenAsync();
        await page.Locator("svg a.node", new() { HasText = "Ledger database" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Ledger database");
    }

    [Fact]
    public async Task A_link_to_an_operation_opens_it_and_a_line_is_marked()
    {
        var page = await host.SignInAsync("tomas.kral", script: false);

        await page.GotoAsync("/catalog/api/default/orders?tab=definition#op-getOrders");
        await Assertions.Expect(page.Locator("#op-getOrders")).ToBeVisibleAsync();
        await page.GotoAsync("/catalog/api/default/orders?tab=definition#L12");

        Assert.True(await page.Locator("#L12").EvaluateAsync<bool>("line => line.matches(':target')"));
    }

    [Fact]
    public async Task On_paper_folded_parts_are_there_and_the_frame_is_not()
    {
        var page = await host.SignInAsync("tomas.kral", script: false);
        await page.GotoAsync("/catalog/api/default/orders?tab=definition");
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        await Assertions.Expect(page.Locator(".rail")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".tabs")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#op-getOrders")).ToBeVisibleAsync();
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.getAttribute('href')");

    private static Task<double> WidthAsync(IPage page) => page.EvaluateAsync<double>("+document.querySelector('svg.graph').getAttribute('width')");
}
