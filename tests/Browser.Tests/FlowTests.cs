using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Portal.BrowserTests;

/// <summary>The three flows the portal exists for, end to end, as their people walk them.</summary>
[Collection(Browsing.Name)]
public sealed class FlowTests(BrowserHost host) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => host.ClosePagesAsync();

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Incident_from_a_pod_name_to_owner_cause_and_who_else_breaks(int width)
    {
        var page = await host.SignInAsync("tomas.kral", width);
        var pod = await FailingPodAsync("component:default/billing-worker");

        await page.FillAsync("#palette-input", pod);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "The whole answer" }).ClickAsync();

        var answer = page.GetByTestId("owner-match").First;
        await Assertions.Expect(answer).ToContainTextAsync("billing-worker is owned by Payments");
        await Assertions.Expect(answer).ToContainTextAsync("Ines Rocha");
        await Assertions.Expect(answer.GetByTestId("evidence").First).ToContainTextAsync(pod);

        await answer.GetByRole(AriaRole.Link, new() { Name = "Service page" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("problem").First).ToContainTextAsync("OOMKilled");
        await Assertions.Expect(page.GetByTestId("problem").First).ToContainTextAsync("Next step");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Breaks with it");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("invoice-api");
        await Accessibility.AssertNoFindingsAsync(page, "the service in trouble");
    }

    [Fact]
    public async Task Creation_from_form_to_repository_and_catalog()
    {
        var name = "e2e-" + Guid.NewGuid().ToString("N")[..6];
        var page = await host.SignInAsync("ines.rocha");
        await page.GotoAsync("/create");
        await page.GetByTestId("template").Filter(new() { HasText = "ASP.NET Core service" }).GetByRole(AriaRole.Link).First.ClickAsync();

        await page.FillAsync("[name=name]", "Not A Name");
        await page.FillAsync("[name=description]", "Made by a browser test.");
        await page.SelectOptionAsync("[name=owner]", "group:default/payments");
        await page.FillAsync("[name='repoUrl.owner']", "northwind");
        await page.FillAsync("[name='repoUrl.repo']", name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("field-error").First).ToBeVisibleAsync();

        await page.FillAsync("[name=name]", name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("effect").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("catalog-info.yaml");
        await Accessibility.AssertNoFindingsAsync(page, "the preview");
        Assert.False(Directory.Exists(RepositoryOf(name)), "A preview must leave no trace.");

        await page.Locator("form[method=post] button.btn-primary").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("links")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.GetByTestId("links").GetByRole(AriaRole.Link, new() { Name = "Service in the catalog" }).ClickAsync();

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(name);
        await Assertions.Expect(page.Locator("#answer")).ToContainTextAsync("Payments");
        Assert.True(Directory.Exists(RepositoryOf(name)), "The repository is on the git server.");
    }

    [Fact]
    public async Task Onboarding_shows_team_services_documents_and_people()
    {
        var page = await host.SignInAsync("mila.novak");

        Assert.EndsWith("/start", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Welcome, Mila");
        await Assertions.Expect(page.GetByTestId("team-service").Filter(new() { HasText = "orders-api" })).ToContainTextAsync(new Regex("healthy|degraded|failing|progressing"));
        await Assertions.Expect(page.GetByTestId("teammate").First).ToContainTextAsync("lead");

        await page.GetByRole(AriaRole.Link, new() { Name = "Open: Read the engineering handbook" }).ClickAsync();
        await Assertions.Expect(page.Locator(".prose h1")).ToContainTextAsync("handbook", new() { IgnoreCase = true });
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open: Meet your team" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Checkout");
    }

    [Fact]
    public async Task A_release_in_the_cluster_changes_the_open_pages_without_a_reload()
    {
        var service = await host.SignInAsync("tomas.kral");
        await service.GotoAsync("/catalog/component/default/tax-rates");
        var matrix = await host.SignInAsync("tomas.kral");
        await matrix.GotoAsync("/deployments?q=tax-rates");
        await Assertions.Expect(service.Locator("#on-prod-eu")).ToContainTextAsync("healthy");
        await service.EvaluateAsync("window.untouched = true");
        var @namespace = host.Pictures.OfService("component:default/tax-rates")[0].Namespace;
        const string Version = "9.9.2";

        // How long it takes is measured by the estate benchmark.
        host.Clusters["prod-eu"].Cluster.SetVersion(@namespace, "tax-rates", Version);
        await Assertions.Expect(service.Locator("#on-prod-eu")).ToContainTextAsync(Version);
        await Assertions.Expect(matrix.GetByTestId("service-row").First).ToContainTextAsync(Version);

        Assert.True(await service.EvaluateAsync<bool>("window.untouched === true"), "The page was reloaded.");
    }

    [Fact]
    public async Task A_cluster_that_stops_answering_is_named_with_the_age_of_what_is_shown_and_comes_back()
    {
        var page = await host.SignInAsync("tomas.kral");
        await page.GotoAsync("/clusters/staging");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("live");

        await host.Clusters["staging"].StopAsync(CancellationToken.None);
        try
        {
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The cluster is not heard", new() { Timeout = 30_000 });
            await page.GotoAsync("/catalog/component/default/tax-rates");
            await Assertions.Expect(page.Locator("#on-staging")).ToContainTextAsync("unreachable since");
            await Assertions.Expect(page.Locator("#on-staging")).ToContainTextAsync("as of");
            await Assertions.Expect(page.Locator("#on-prod-eu")).ToContainTextAsync("live");
        }
        finally
        {
            await host.Clusters["staging"].StartAsync(CancellationToken.None);
        }

        await Assertions.Expect(page.Locator("#on-staging")).ToContainTextAsync("live", new() { Timeout = 60_000 });
    }

    private string RepositoryOf(string name) => Path.Combine(host.Portal.Folder, "git-server", "northwind", name + ".git");

    private async Task<string> FailingPodAsync(string service)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100)); // the first list of the cluster runs beside the start
        for (var tries = 0; tries < 300; tries++)
        {
            if (host.Pictures.OfService(service).SelectMany(d => d.Problems).SelectMany(p => p.Pods).FirstOrDefault() is { } pod)
            {
                return pod;
            }

            await pause.WaitForNextTickAsync();
        }

        throw new TimeoutException($"No pod of {service} is in trouble.");
    }
}
