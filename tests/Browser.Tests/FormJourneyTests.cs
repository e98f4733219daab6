using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Portal.Testing;

namespace Portal.BrowserTests;

/// <summary>A form whose questions depend on answers and whose lists grow, filled in with script and without; the preview at its end.</summary>
[Collection(Browsing.Name)]
public sealed class FormJourneyTests(BrowserHost browsers) : IAsyncDisposable
{
    private const string Template = """
        apiVersion: scaffolder.backstage.io/v1beta3
        kind: Template
        metadata: {name: journey, title: A journey}
        spec:
          type: service
          parameters:
            - title: About
              required: [name]
              properties:
                name: {title: Name, type: string}
                database: {title: Database, type: string, enum: [none, postgres], default: none}
                ports: {title: Ports, type: array, items: {type: object, title: Port, required: [number], properties: {number: {title: Number, type: integer}}}}
              dependencies:
                database:
                  oneOf:
                    - properties: {database: {enum: [none]}}
                    - properties: {database: {enum: [postgres]}, version: {title: Version, type: string}}
                      required: [version]
          steps:
            - id: write
              action: fetch:template
              input: {url: ./skeleton, values: {all: '${{ parameters }}'}}
        """;

    private readonly PortalHost _portal = new();

    public async ValueTask DisposeAsync()
    {
        await browsers.ClosePagesAsync();
        await _portal.DisposeAsync();
    }

    [Theory]
    [InlineData(true, 1440, "light")]
    [InlineData(false, 390, "dark")]
    public async Task A_form_with_conditions_and_rows_is_filled_in_and_previewed(bool script, int width, string theme)
    {
        var page = await StartAsync(script, width, theme);
        await page.GotoAsync("/create/default/journey");
        await CheckAsync(page, script, "the form");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("typed-first");
        await page.GetByLabel("Database (optional)").SelectOptionAsync("postgres");
        if (!script)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Update the questions" }).ClickAsync();
        }

        await page.GetByLabel("Version").FillAsync("17");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to Ports" }).ClickAsync();
        await page.GetByLabel("Number").FillAsync("80");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to Ports" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("row")).ToHaveCountAsync(2);
        if (script)
        {
            await Assertions.Expect(page.GetByLabel("Number").Nth(1)).ToBeFocusedAsync(); // the keyboard goes on in the new row
        }

        await page.GetByLabel("Number").Nth(1).FillAsync("443");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Port 1" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByLabel("Number")).ToHaveValueAsync("443");
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("typed-first");
        await Assertions.Expect(page.GetByLabel("Version")).ToHaveValueAsync("17");
        await CheckAsync(page, script, "the form with rows");

        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).Last.ClickAsync();

        await Assertions.Expect(page.Locator("#file pre")).ToContainTextAsync("\"number\":443");
        if (script)
        {
            await Assertions.Expect(page.Locator("#file code .c-key").First).ToBeVisibleAsync();
        }

        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth + 1"), "the preview scrolls sideways");
        await CheckAsync(page, script, "the preview");
    }

    [Fact]
    public async Task A_refused_answer_is_reached_from_the_summary_by_keyboard()
    {
        var page = await StartAsync(script: true, 1440, "dark");
        await page.GotoAsync("/create/default/journey/preview?name=&ports=0&ports[0].number=many");
        await Accessibility.AssertNoFindingsAsync(page, "the refused form");

        await page.GetByTestId("problems").GetByRole(AriaRole.Link).Nth(1).PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");

        Assert.Contains("#f-ports-0-number", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("#f-ports-0-number")).ToHaveValueAsync("many");
    }

    /// <summary>axe is a script itself; what it looks at is the same page with script and without.</summary>
    private static Task CheckAsync(IPage page, bool script, string what) => script ? Accessibility.AssertNoFindingsAsync(page, what) : Task.CompletedTask;

    private async Task<IPage> StartAsync(bool script, int width, string theme)
    {
        Assert.SkipUnless(BrowserHost.Chromium is not null, "No Chromium: install it, or name it in PORTAL_TEST_CHROMIUM.");
        var folder = Directory.CreateDirectory(Path.Combine(_portal.Folder, "templates", "journey", "skeleton", "config")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "app.json"), "${{ values.all | dump }}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_portal.Folder, "templates", "journey", "template.yaml"), Template, TestContext.Current.CancellationToken);
        _portal.Set("Scaffolding:TemplatesPath", Path.Combine(_portal.Folder, "templates"));
        _portal.UseKestrel(0);
        _portal.StartServer();
        await _portal.WaitForCatalogAsync(graph => graph.Entities.Count > 5);
        var address = _portal.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var page = await browsers.NewPageAsync(width, theme, script, address);
        await page.GotoAsync("/sign-in");
        await page.Locator("button[value='user:default/ada']").ClickAsync();
        await page.SignedInAsync();
        return page;
    }
}
