using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>The editor of templates and the guide to actions, without script.</summary>
public sealed class EditorPageTests
{
    private const string Spec = """
          parameters:
            required: [name, owner]
            properties:
              name: {title: Name, type: string, pattern: '^[a-z-]+$'}
              owner: {title: Owner, type: string, ui:field: OwnerPicker}
              token: {title: Token, type: string, ui:field: Secret}
          steps:
            - {id: fetch, name: Write, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
            - {id: local, name: Publish, action: 'publish:local-git', if: "${{ parameters.name === 'published' }}", input: {repoUrl: 'local?owner=demo&repo=x'}}
        """;

    [Fact]
    public async Task A_template_at_hand_opens_with_its_form_its_files_and_no_finding()
    {
        await using CreationHost host = new(("asks", Spec));

        var page = await (await host.SignInAsync("ada")).OpenAsync("/create/editor?template=template:default/asks");

        Assert.Contains("name: asks", page.Document.QuerySelector("#text")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("[data-testid=finding]"));
        Assert.Equal("sample-service", ((IHtmlInputElement)page.Document.QuerySelector("input[name=name]")!).Value);
        Assert.Equal("group:default/alpha", ((IHtmlSelectElement)page.Document.QuerySelector("select[name=owner]")!).Value);
        Assert.Contains("metadata: {name: sample-service}", page.Document.QuerySelector("[data-testid=trial] pre")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_is_checked_drawn_and_tried_and_nothing_is_made()
    {
        await using CreationHost host = new(("asks", Spec));
        var browser = await host.SignInAsync("ada");
        var text = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: draft}\nspec:\n  type: service\n" + Spec.Replace("./skeleton", "./mine", StringComparison.Ordinal);

        var good = await browser.SubmitAsync("/create/editor?template=template:default/asks", "/create/editor",
            ("_text", text), ("_basis", "template:default/asks"), ("_files", "mine/hello.txt: |\n  Hello ${{ values.name }}\n"), ("_form", "1"), ("name", "published"), ("owner", "group:default/alpha"));
        var bad = await browser.SubmitAsync("/create/editor", "/create/editor", ("_text", text.Replace("action: 'fetch:template'", "action: 'fetch:tempalte'", StringComparison.Ordinal)), ("_basis", ""), ("_files", ""));
        var refused = await browser.SubmitAsync("/create/editor", "/create/editor", ("_text", text), ("_basis", ""), ("_files", "mine/a: b"), ("_form", "1"), ("name", "NOT"), ("owner", "group:default/alpha"));
        var escape = await browser.SubmitAsync("/create/editor", "/create/editor", ("_text", text), ("_basis", ""), ("_files", "../../x: y"));
        var broken = await browser.SubmitAsync("/create/editor", "/create/editor", ("_text", "a: ["), ("_basis", ""), ("_files", ""));

        Assert.Contains("Hello published", good.Document.QuerySelector("[data-testid=trial] pre")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, good.Document.QuerySelectorAll("[data-testid=effect]").Length);
        Assert.Contains("Did you mean fetch:template?", Assert.Single(bad.Document.QuerySelectorAll("[data-testid=finding]")).TextContent, StringComparison.Ordinal);
        Assert.Equal("13", bad.Document.QuerySelector("[data-testid=finding] a")!.GetAttribute("data-line"));
        Assert.Null(refused.Document.QuerySelector("[data-testid=trial]"));
        Assert.Contains("Name does not fit", refused.Document.QuerySelector("[data-testid=problems]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("is no path of a file", escape.Document.QuerySelector("[data-testid=refused]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(broken.Document.QuerySelector("[data-testid=form-preview]"));
        Assert.False(Directory.Exists(host.GitServer));
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "portal-draft-*"));
    }

    [Fact]
    public async Task Who_may_not_create_may_not_use_it_and_sees_no_way_to_it()
    {
        await using CreationHost host = new(("asks", Spec));
        var viewer = await host.SignInAsync("vic");
        var engineer = await host.SignInAsync("ben");

        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.OpenAsync("/create/editor")).StatusCode);
        Assert.Null((await viewer.OpenAsync("/create")).Document.QuerySelector("a[href='/create/editor']"));
        Assert.NotNull((await engineer.OpenAsync("/create")).Document.QuerySelector("a[href='/create/editor']"));
        Assert.Equal(HttpStatusCode.NotFound, (await engineer.OpenAsync("/create/editor?template=template:default/none")).StatusCode);
    }

    [Fact]
    public async Task Actions_are_found_by_what_they_take()
    {
        await using CreationHost host = new(("asks", Spec));
        var browser = await host.SignInAsync("vic");

        var all = await browser.OpenAsync("/create/actions");
        var found = await browser.OpenAsync("/create/actions?q=copyWithoutTemplating");
        var none = await browser.OpenAsync("/create/actions?q=no-such-thing");

        Assert.NotNull(all.Document.GetElementById("fetch-template"));
        Assert.True(all.Document.QuerySelectorAll("[data-testid=action]").Length > 8);
        Assert.Equal("fetch-template", Assert.Single(found.Document.QuerySelectorAll("[data-testid=action]")).Id);
        Assert.Contains("Nothing fits", none.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }
}
