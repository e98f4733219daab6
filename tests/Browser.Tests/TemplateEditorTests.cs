using Microsoft.Playwright;

namespace Portal.BrowserTests;

/// <summary>Writing a template: what is wrong shows beside the text while it is written, and so does the form that it makes; with script and without.</summary>
[Collection(Browsing.Name)]
public sealed class TemplateEditorTests(BrowserHost host) : IAsyncDisposable
{
    private const string Good = """
        apiVersion: scaffolder.backstage.io/v1beta3
        kind: Template
        metadata:
          name: mine
          title: Mine
        spec:
          owner: platform
          type: service
          parameters:
            - title: About
              properties:
                name:
                  title: Name of the thing
                  type: string
                  default: thing
          steps:
            - id: say
              action: debug:log
              input:
                message: Hello ${{ parameters.name }}
        """;

    public async ValueTask DisposeAsync() => await host.ClosePagesAsync();

    [Theory]
    [InlineData(1440, "light")]
    [InlineData(1440, "dark")]
    [InlineData(390, "light")]
    [InlineData(390, "dark")]
    public async Task A_mistake_shows_with_line_and_column_while_it_is_typed_and_goes_when_it_is_mended(int width, string theme)
    {
        var page = await host.SignInAsync("jun.park", width, theme);
        await page.GotoAsync("/create/editor");
        await page.FillAsync("#text", Good);
        await Assertions.Expect(page.Locator("#findings")).ToHaveTextAsync("Nothing is wrong with the text");
        await Assertions.Expect(page.GetByTestId("form-preview")).ToContainTextAsync("Name of the thing");

        await page.FillAsync("#text", Good.Replace("debug:log", "debug:lag", StringComparison.Ordinal));

        var finding = page.GetByTestId("finding");
        await Assertions.Expect(finding).ToHaveCountAsync(1);
        await Assertions.Expect(finding.GetByRole(AriaRole.Link)).ToHaveTextAsync("18:7");
        await Assertions.Expect(finding).ToContainTextAsync("debug:log");
        await Assertions.Expect(page.Locator(".gutter .bad")).ToHaveTextAsync("18");
        await Assertions.Expect(page.Locator("#text")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("One thing to mend");
        await Accessibility.AssertNoFindingsAsync(page, "the editor with a mistake");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth + 1"), "the editor scrolls sideways");

        await page.FillAsync("#text", Good.Replace("Name of the thing", "What it is called", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("#findings")).ToHaveTextAsync("Nothing is wrong with the text");
        await Assertions.Expect(page.GetByTestId("form-preview")).ToContainTextAsync("What it is called");
        await Assertions.Expect(page.Locator(".gutter .bad")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#text")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await Accessibility.AssertNoFindingsAsync(page, "the editor without a mistake");
    }

    [Fact]
    public async Task The_keyboard_goes_from_a_finding_to_its_place_in_the_text_and_typing_there_keeps_the_place()
    {
        var page = await host.SignInAsync("jun.park");
        await page.GotoAsync("/create/editor");
        await page.FillAsync("#text", Good.Replace("debug:log", "debug:lag", StringComparison.Ordinal));

        await page.GetByTestId("finding").GetByRole(AriaRole.Link).PressAsync("Enter");

        await Assertions.Expect(page.Locator("#text")).ToBeFocusedAsync();
        var at = Good.IndexOf("action: debug:log", StringComparison.Ordinal);
        Assert.Equal(at, await page.EvaluateAsync<int>("document.getElementById('text').selectionStart"));
        await page.Keyboard.PressAsync("ArrowRight"); // the end of the first word
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.TypeAsync("og");
        await Assertions.Expect(page.Locator("#findings")).ToHaveTextAsync("Nothing is wrong with the text");
        await Assertions.Expect(page.Locator("#text")).ToBeFocusedAsync();
        Assert.Equal(at + "action: debug:log".Length, await page.EvaluateAsync<int>("document.getElementById('text').selectionStart"));
    }

    [Fact]
    public async Task A_changed_answer_shows_where_it_leads_and_the_answer_stays()
    {
        var page = await host.SignInAsync("jun.park");
        await page.GotoAsync("/create/editor");
        await page.FillAsync("#text", Good + "\n    - id: write\n      action: fetch:template\n      input:\n        url: ./skeleton\n        values:\n          name: ${{ parameters.name }}\n");
        await page.GetByText("Further files").ClickAsync();
        await page.FillAsync("#files", "skeleton/README.md: |\n  # ${{ values.name }}\n");
        await Assertions.Expect(page.Locator(".file pre")).ToContainTextAsync("# sample-service"); // the answer given before the text was changed

        await page.GetByLabel("Name of the thing").FillAsync("orders");
        await page.GetByLabel("Name of the thing").PressAsync("Tab");

        await Assertions.Expect(page.Locator(".file pre")).ToContainTextAsync("# orders");
        await Assertions.Expect(page.GetByLabel("Name of the thing")).ToHaveValueAsync("orders");
    }

    [Theory]
    [InlineData(1440, "dark")]
    [InlineData(390, "light")]
    public async Task Without_script_the_text_is_checked_by_its_button(int width, string theme)
    {
        var page = await host.SignInAsync("jun.park", width, theme, script: false);
        await page.GotoAsync("/create/editor");
        await page.FillAsync("#text", Good.Replace("debug:log", "debug:lag", StringComparison.Ordinal));

        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();

        await Assertions.Expect(page.GetByTestId("finding").GetByRole(AriaRole.Link)).ToHaveTextAsync("18:7");
        await Assertions.Expect(page.Locator("#text")).ToHaveValueAsync(Good.Replace("debug:log", "debug:lag", StringComparison.Ordinal));
        await page.FillAsync("#text", Good);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("trial")).ToContainTextAsync("debug:log");
    }
}
