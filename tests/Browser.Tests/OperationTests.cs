using Microsoft.Playwright;

namespace Portal.BrowserTests;

/// <summary>Acting on a workload, following a log, and a wall that says when it is blind.</summary>
[Collection(Browsing.Name)]
public sealed class OperationTests(BrowserHost host)
{
    [Fact]
    public async Task An_order_is_followed_on_the_page_until_the_cluster_says_that_it_is_complete()
    {
        var page = await host.SignInAsync("jun.park");
        await page.GotoAsync("/clusters/staging/pricing/deployment/price-book");
        var name = await page.Locator("h1").TextContentAsync();
        await page.GetByTestId("action").Filter(new() { HasText = "Restart" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("trial")).ToContainTextAsync("would accept it");
        await page.Locator("[name=Reason]").FillAsync("A test");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Restart {name}" }).ClickAsync();

        await Assertions.Expect(page.GetByTestId("progress")).ToBeVisibleAsync();
        await page.EvaluateAsync("window.untouched = true");
        await Assertions.Expect(page.GetByTestId("progress")).ToContainTextAsync("is complete", new() { Timeout = 60_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.untouched === true"), "The page was reloaded.");
    }

    [Fact]
    public async Task A_followed_log_grows_on_the_page()
    {
        var page = await host.SignInAsync("jun.park");
        await page.GotoAsync("/clusters/staging/pricing/deployment/price-book");
        await page.GetByTestId("pod").First.Locator("a").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Read the log" }).ClickAsync();
        await page.Locator("[name=lines]").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read again" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("log").Locator("span")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Follow" }).ClickAsync();

        await Assertions.Expect(page.Locator("#log-panel [role=status]")).ToHaveTextAsync("Following");
        await Assertions.Expect(page.GetByTestId("log").Locator("span").Nth(3)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow" }).ClickAsync();
        await Assertions.Expect(page.Locator("#log-panel [role=status]")).ToHaveTextAsync("Stopped");
    }

    [Fact]
    public async Task A_wall_without_news_says_so_and_greys_what_it_shows_until_they_come_again()
    {
        var page = await host.SignInAsync("jun.park");
        await page.SetViewportSizeAsync(1920, 1080);
        await page.GotoAsync("/deployments/wall");
        await Assertions.Expect(page.GetByTestId("card")).ToHaveCountAsync(40);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollHeight <= innerHeight && document.querySelector('.wall-grid').scrollHeight <= document.querySelector('.wall-grid').clientHeight"), "The wall scrolls.");
        await Assertions.Expect(page.Locator(".wall-lost")).ToBeHiddenAsync();

        await page.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.Locator(".wall-lost")).ToContainTextAsync("No news since", new() { Timeout = 40_000 });

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator(".wall-lost")).ToBeHiddenAsync(new() { Timeout = 40_000 });
    }
}
