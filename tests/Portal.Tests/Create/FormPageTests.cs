using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>Forms of templates as pages without script: conditions, rows, alternatives, secrets, pickers.</summary>
public sealed class FormPageTests
{
    private const string Spec = """
          parameters:
            - title: About
              required: [name, owner]
              properties:
                name: {title: Name, type: string}
                owner: {title: Owner, type: string, ui:field: OwnerPicker}
                when: {title: Go-live, type: string, format: date}
                database: {title: Database, type: string, enum: [none, postgres], default: none}
                backups: {title: Backups wanted, type: boolean, default: true}
                ports:
                  title: Ports
                  type: array
                  maxItems: 2
                  items: {type: object, title: Port, required: [number], properties: {number: {title: Number, type: integer, maximum: 65535}, note: {title: Note, type: string}}}
                token: {title: Token, type: string, ui:field: Secret}
                plugin: {title: Cost centre, type: string, ui:field: CostCentrePicker}
                parts: {title: Parts, type: array, ui:field: MultiEntityPicker, ui:options: {catalogFilter: {kind: Component, spec.type: service}}}
              dependencies:
                database:
                  oneOf:
                    - properties: {database: {enum: [none]}}
                    - properties: {database: {enum: [postgres]}, version: {title: Version, type: string, enum: ['16', '17']}}
                      required: [version]
          steps:
            - id: say
              action: debug:log
              input: {message: 'ports ${{ parameters.ports | dump }} db ${{ parameters.database }} ${{ parameters.version }} token ${{ secrets.token }}'}
        """;

    private const string Form = "/create/default/asks";

    private static CreationHost Host() => new(("asks", Spec));

    [Fact]
    public async Task An_answer_brings_up_its_questions_and_keeps_the_others_answers()
    {
        await using var host = Host();
        var browser = await host.SignInAsync("ada");

        var first = await browser.OpenAsync(Form);
        var updated = await browser.OpenAsync(Form + "?_form=1&name=x&database=postgres&backups=false&_do=update");

        Assert.Null(first.Document.QuerySelector("[name=version]"));
        Assert.NotNull(first.Document.QuerySelector("noscript"));
        Assert.NotNull(updated.Document.QuerySelector("select[name=version]"));
        Assert.Equal("x", Value(updated, "name"));
        Assert.True(((IHtmlInputElement)first.Document.QuerySelector("input[type=checkbox][name=backups]")!).IsChecked);
        Assert.False(((IHtmlInputElement)updated.Document.QuerySelector("input[type=checkbox][name=backups]")!).IsChecked);
    }

    [Fact]
    public async Task Questions_that_were_not_asked_yet_are_asked_before_the_preview()
    {
        await using var host = Host();

        var page = await (await host.SignInAsync("ada")).OpenAsync(Form + "/preview?_form=1&name=x&owner=group:default/alpha&when=&database=postgres&backups=false&ports=&plugin=&parts=");

        Assert.Contains("one more question: Version", page.Document.QuerySelector("[data-testid=new-questions]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("select[name=version]"));
    }

    [Fact]
    public async Task Rows_are_added_and_removed_by_buttons_that_send_the_form()
    {
        await using var host = Host();
        var browser = await host.SignInAsync("ada");

        var one = await browser.OpenAsync(Form + "?_form=1&name=typed&ports=&_do=add:ports");
        var two = await browser.OpenAsync(Form + "?_form=1&name=typed&ports=&ports=0&ports[0].number=80&_do=add:ports");
        var less = await browser.OpenAsync(Form + "?_form=1&name=typed&ports=&ports=0&ports[0].number=80&ports=1&ports[1].number=443&_do=remove:ports[0]");

        Assert.Single(one.Document.QuerySelectorAll("[data-testid=row]"));
        Assert.Equal(2, two.Document.QuerySelectorAll("[data-testid=row]").Length);
        Assert.Equal("80", Value(two, "ports[0].number"));
        Assert.Null(two.Document.QuerySelector("button[value='add:ports']")); // two is the most
        Assert.Equal("443", Value(less, "ports[0].number"));
        Assert.Equal("typed", Value(less, "name"));
        Assert.Equal("Port 1", less.Document.QuerySelector("[data-testid=row] legend")!.TextContent);
        Assert.Equal("Preview", less.Document.QuerySelector("form[action$=preview] button")!.TextContent.Trim()); // Enter previews, it does not remove a row
    }

    [Fact]
    public async Task Refused_answers_are_summed_up_with_links_to_their_fields_and_everything_typed_stays()
    {
        await using var host = Host();

        var page = await (await host.SignInAsync("ada")).OpenAsync(Form + "/preview?name=&owner=group:default/alpha&when=31.3.&database=none&ports=0&ports[0].number=70000&ports[0].note=keep&parts=0&parts[0]=component:default/none");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        var links = page.Document.QuerySelectorAll("[data-testid=problems] a").Cast<IHtmlAnchorElement>().ToList();
        Assert.Equal(
            ["Name is required.", "Go-live must be a day written as year-month-day, for instance 2026-03-31.", "Port 1: Number must be 65535 or less.", "Parts 1: the catalog has no component:default/none. Choose one from the list."],
            links.Select(l => l.TextContent));
        Assert.All(links, l => Assert.NotNull(page.Document.GetElementById(l.Hash.TrimStart('#'))));
        var number = page.Document.QuerySelector("[name='ports[0].number']")!;
        Assert.Equal(("true", "70000"), (number.GetAttribute("aria-invalid"), number.GetAttribute("value")));
        Assert.Contains("65535", page.Document.GetElementById(number.GetAttribute("aria-describedby")!)!.TextContent, StringComparison.Ordinal);
        Assert.Equal("31.3.", Value(page, "when"));
        Assert.Equal("keep", Value(page, "ports[0].note"));
    }

    [Fact]
    public async Task From_a_form_with_rows_to_a_run_the_secret_is_in_no_address_no_answer_and_no_log()
    {
        await using var host = Host();
        var browser = await host.SignInAsync("ada");
        const string answers = "_form=1&name=x&owner=group:default/alpha&when=&database=postgres&version=17&backups=false&ports=&ports=0&ports[0].number=80&ports[0].note=&token=in-the-address&plugin=&parts=";

        var form = await browser.OpenAsync(Form);
        var preview = await browser.OpenAsync($"{Form}/preview?{answers}");
        var fields = preview.Document.QuerySelectorAll("#create input[type=hidden]").Cast<IHtmlInputElement>().Where(i => i.Name != "__RequestVerificationToken").Select(i => (i.Name!, i.Value)).Append(("token", "s3cr3t-word")).ToArray();
        var started = await browser.SubmitAsync($"{Form}/preview?{answers}", Form, fields);
        using var api = host.ApiClient();
        var id = started.RedirectedTo!.Split('/')[^1];
        var run = await CreationHost.UntilAsync(api, id, "succeeded");
        var log = await CreationHost.LogAsync(api, id);

        Assert.Null(form.Document.QuerySelector("[name=token]"));
        Assert.NotNull(preview.Document.QuerySelector("[name=token][type=password]"));
        Assert.DoesNotContain("in-the-address", preview.Document.QuerySelector("#create")!.InnerHtml, StringComparison.Ordinal);
        Assert.Contains("db postgres 17 token ***", log, StringComparison.Ordinal);
        Assert.Contains("80", log, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-word", run.ToJsonString() + log, StringComparison.Ordinal);
        Assert.Equal("""[{"number":80}]""", run["values"]!["ports"]!.ToJsonString());
    }

    [Fact]
    public async Task A_picker_offers_what_its_filter_takes_and_a_plugins_field_is_a_plain_one()
    {
        await using var host = Host();
        var browser = await host.SignInAsync("ada");

        var page = await browser.OpenAsync(Form + "?_do=add:parts");
        var found = await browser.OpenAsync(Form + "/choices?_field=parts[0]&_text=alpha&parts=0");

        Assert.Equal(["", "component:default/alpha-api"], page.Document.QuerySelectorAll("[name='parts[0]'] option").Cast<IHtmlOptionElement>().Select(o => o.Value));
        Assert.Contains("CostCentrePicker, which this portal does not have", page.Document.QuerySelector("#f-plugin-n")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("component:default/alpha-api", Assert.Single(found.Document.QuerySelectorAll("option").Cast<IHtmlOptionElement>()).Value);
    }

    [Fact]
    public async Task Ten_thousand_entities_make_no_page_of_megabytes()
    {
        await using CreationHost host = new(("many", """
              parameters: {properties: {uses: {type: string, ui:field: EntityPicker, ui:options: {catalogFilter: {kind: Component}}}}}
              steps: [{id: say, action: 'debug:log'}]
            """));
        await File.WriteAllTextAsync(Path.Combine(host.CatalogFolder, "many.yaml"), string.Join("\n---\n", Enumerable.Range(0, 10_000).Select(i => $"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: svc-{i:D5}}}\nspec: {{type: service, lifecycle: production, owner: alpha}}")), TestContext.Current.CancellationToken);
        var browser = await host.SignInAsync("ada");
        await host.WaitForCatalogAsync(graph => graph.Entities.Count > 10_000);

        var page = await browser.OpenAsync("/create/default/many");
        var found = await browser.OpenAsync("/create/default/many/choices?_field=uses&_text=svc-09876");
        var preview = await browser.OpenAsync("/create/default/many/preview?uses=component:default/svc-09876");

        Assert.InRange(page.Document.DocumentElement.OuterHtml.Length, 1, 100_000);
        Assert.Contains("10001 to choose from", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("component:default/svc-09876", Assert.Single(found.Document.QuerySelectorAll("option").Cast<IHtmlOptionElement>()).Value);
        Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
    }

    private static string? Value(Page page, string name) => ((IHtmlInputElement)page.Document.QuerySelector($"[name='{name}']:not([type=hidden])")!).Value;
}
