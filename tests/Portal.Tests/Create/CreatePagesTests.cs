using System.Net;
using AngleSharp.Html.Dom;
using Portal.Testing;

namespace Portal.WebTests.Create;

public sealed class CreatePagesTests
{
    private const string Answers = "name=hello-world&description=Says+hello+to+everybody&owner=group:default/alpha&system=&repoUrl.host=local&repoUrl.owner=demo&repoUrl.repo=hello-world";

    [Fact]
    public async Task The_form_offers_the_own_team_first_and_chooses_it()
    {
        await using CreationHost host = new();
        var page = await (await host.SignInAsync("ben")).OpenAsync("/create/default/aspnet-service");

        var owner = (IHtmlSelectElement)page.Document.QuerySelector("[name=owner]")!;

        Assert.Equal("group:default/beta", owner.Value);
        Assert.Equal("Beta (my team)", owner.Options[1].Text);
        Assert.All(page.Document.QuerySelectorAll("main input:not([type=hidden]), main select, main textarea"), input => Assert.NotNull(input.Closest("label") ?? page.Document.QuerySelector($"label[for='{input.Id}']")));
    }

    [Theory]
    [InlineData("/runs?limit=abc")]
    [InlineData("/runs?mine=perhaps")]
    [InlineData("/runs?approval=2")]
    public async Task A_filter_that_cannot_be_read_is_refused_instead_of_left_out(string address)
    {
        await using CreationHost host = new();

        Assert.Equal(HttpStatusCode.BadRequest, (await (await host.SignInAsync("ada")).OpenAsync(address)).StatusCode);
    }

    [Fact]
    public async Task Refused_answers_come_back_beside_their_fields_with_what_was_typed()
    {
        await using CreationHost host = new();
        var page = await (await host.SignInAsync("ada")).OpenAsync("/create/default/aspnet-service/preview?name=Not+A+Name&description=x&owner=group:default/alpha&repoUrl.owner=demo&repoUrl.repo=..");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("Name does not fit: Lower-case letters", page.Document.QuerySelector("#f-name-e")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("at least 5 characters", page.Document.QuerySelector("#f-description-e")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Not A Name", ((IHtmlInputElement)page.Document.QuerySelector("[name=name]")!).Value);
        Assert.Equal("..", ((IHtmlInputElement)page.Document.QuerySelector("[name='repoUrl.repo']")!).Value);
        Assert.Equal("true", page.Document.QuerySelector("[name=name]")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task From_form_to_preview_to_run_without_script()
    {
        await using CreationHost host = new();
        var browser = await host.SignInAsync("ada");

        var preview = await browser.OpenAsync($"/create/default/aspnet-service/preview?{Answers}&_file=src/HelloWorldApi/Program.cs");
        Assert.Equal(3, preview.Document.QuerySelectorAll("[data-testid=effect]").Length);
        Assert.Contains("using HelloWorldApi;", preview.Document.QuerySelector("#file pre")!.TextContent, StringComparison.Ordinal);

        var fields = preview.Document.QuerySelectorAll("#create input[type=hidden]").Cast<IHtmlInputElement>().Where(i => i.Name != "__RequestVerificationToken").Select(i => (i.Name!, i.Value)).ToArray();
        var started = await browser.SubmitAsync($"/create/default/aspnet-service/preview?{Answers}", "/create/default/aspnet-service", fields);
        Assert.Equal(HttpStatusCode.Found, started.StatusCode);
        using var api = host.ApiClient();
        await CreationHost.UntilAsync(api, started.RedirectedTo!.Split('/')[^1], "succeeded");

        var run = await browser.OpenAsync(started.RedirectedTo!);
        Assert.Contains("git clone file://", run.Document.QuerySelector("[data-testid=links]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("In the catalog: component:default/hello-world", run.Document.QuerySelector("[data-testid=log]")!.TextContent, StringComparison.Ordinal);
        var answers = run.Document.QuerySelectorAll("[data-testid=answers] div").Select(a => a.TextContent).ToList();
        Assert.Contains("NameHello-World", answers, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("OwnerAlpha (my team)", answers);
        Assert.Contains("Repositorydemo/hello-world on local", answers);
        Assert.DoesNotContain(answers, a => a.Contains("repoUrl", StringComparison.Ordinal) || a.Contains("group:", StringComparison.Ordinal));
        Assert.Contains("hello-world", (await browser.OpenAsync("/runs")).Document.QuerySelector("[data-testid=run]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Used once", (await browser.OpenAsync("/create")).Document.QuerySelector("[data-testid=template]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ben", "needs a member of group:default/alpha")] // of another team
    [InlineData("vic", "viewer")] // may only read
    public async Task Nobody_creates_for_a_team_they_are_not_in(string user, string reason)
    {
        await using CreationHost host = new();
        var browser = await host.SignInAsync(user);

        var preview = await browser.OpenAsync($"/create/default/aspnet-service/preview?{Answers}");
        var start = await browser.SubmitAsync("/create/default/aspnet-service", "/create/default/aspnet-service", [.. Answers.Split('&').Select(p => p.Split('=')).Select(p => (p[0], Uri.UnescapeDataString(p[1])))]);

        Assert.Equal(HttpStatusCode.Forbidden, preview.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, start.StatusCode);
        Assert.Contains(reason, start.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.False(Directory.Exists(host.GitServer));
        using var api = host.ApiClient();
        Assert.Contains("scaffold.run.started", await api.GetStringAsync(new Uri("/api/v1/audit?outcome=refused", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_posted_without_its_token_starts_nothing()
    {
        await using CreationHost host = new();
        var browser = await host.SignInAsync("ada");
        using FormUrlEncodedContent form = new([.. Answers.Split('&').Select(p => p.Split('=')).Select(p => KeyValuePair.Create(p[0], Uri.UnescapeDataString(p[1])))]);

        using var response = await browser.Http.PostAsync(new Uri("/create/default/aspnet-service", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(Directory.Exists(host.GitServer));
    }

    [Theory]
    [InlineData("/create/default/none")]
    [InlineData("/create/default/none/preview")]
    [InlineData("/runs/none")]
    public async Task What_does_not_exist_is_a_page_that_says_so(string url)
    {
        await using CreationHost host = new();

        Assert.Equal(HttpStatusCode.NotFound, (await (await host.SignInAsync("ada")).OpenAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_broken_template_is_named_in_the_gallery_and_leaves_the_others_alone()
    {
        await using CreationHost host = new(("good", "  steps: [{id: a, action: 'debug:log'}]\n"), ("bad", "  steps: [{id: a}]\n"));
        var page = await (await host.SignInAsync("ada")).OpenAsync("/create");

        Assert.Single(page.Document.QuerySelectorAll("[data-testid=template]"));
        Assert.Contains("bad/template.yaml, line 6", page.Document.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
    }
}
