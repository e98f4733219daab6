using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Ownership;

public sealed class WhoOwnsTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task The_API_answers_in_the_agreed_shape()
    {
        using var client = host.ApiClient();

        var answer = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/who-owns?q=alpha-api", UriKind.Relative));

        Assert.Equal("alpha-api", answer.GetProperty("query").GetString());
        var match = answer.GetProperty("matches")[0];
        Assert.Equal("component:default/alpha-api", match.GetProperty("service").GetString());
        Assert.Equal("group:default/alpha", match.GetProperty("owner").GetString());
        Assert.Equal(1.0, match.GetProperty("confidence").GetDouble());
        Assert.NotEmpty(match.GetProperty("evidence").EnumerateArray());
        Assert.True(match.TryGetProperty("onCall", out _));
        Assert.Equal(JsonValueKind.Array, match.GetProperty("contacts").ValueKind);
    }

    [Fact]
    public async Task An_alert_is_posted_whole()
    {
        using var client = host.ApiClient();
        using var alert = new StringContent("""{"alerts":[{"labels":{"service":"alpha-api"}}]}""", Encoding.UTF8, "application/json");

        using var response = await client.PostAsync(new Uri("/api/v1/who-owns", UriKind.Relative), alert);

        Assert.Equal("component:default/alpha-api", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("matches")[0].GetProperty("service").GetString());
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task A_body_is_the_clue_whatever_its_content_type(string type)
    {
        using var client = host.ApiClient();
        using var body = new StringContent("alpha-api", Encoding.UTF8, type);

        using var response = await client.PostAsync(new Uri("/api/v1/who-owns", UriKind.Relative), body);

        Assert.Equal("component:default/alpha-api", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("matches")[0].GetProperty("service").GetString());
    }

    [Fact]
    public async Task The_answer_links_to_the_graph_of_the_service()
    {
        var page = await host.SignInAsync("vic");
        var link = (await page.OpenAsync("/who-owns?q=alpha-api")).Document.QuerySelector("main a[href^='/graph']")!.GetAttribute("href")!;

        Assert.Contains("alpha-api", (await page.OpenAsync(link)).Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%20%20")]
    public async Task No_clue_is_a_problem_that_says_what_to_send(string clue)
    {
        using var client = host.ApiClient();
        using var response = await client.GetAsync(new Uri("/api/v1/who-owns?q=" + clue, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Give a clue", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("q")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_answers_in_a_sentence_with_its_evidence()
    {
        var page = await host.SignInAsync("vic");

        var answer = await page.OpenAsync("/who-owns?q=alpha-api");

        Assert.Contains("alpha-api is owned by Alpha", answer.Document.QuerySelector("#w1")!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(answer.Document.QuerySelectorAll("[data-testid=evidence]"));
    }

    [Fact]
    public async Task Nobody_known_is_an_answer_with_a_way_on()
    {
        var page = await host.SignInAsync("vic");

        var answer = await page.OpenAsync("/who-owns?q=unheard-of-thing-42");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("nobody known", answer.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"alerts\":[{\"status\":", "line 1, character")]
    [InlineData("{\"alerts\":\n[{oops}]}", "line 2, character 3")]
    [InlineData("{\"alerts\":[]}", null)]
    [InlineData("unheard-of-thing-42", null)]
    public async Task A_payload_that_was_cut_is_said_to_be_cut_and_where(string clue, string? place)
    {
        var page = await host.SignInAsync("vic");

        var answer = await page.OpenAsync("/who-owns?q=" + Uri.EscapeDataString(clue));

        var said = answer.Document.QuerySelector("[data-testid=broken-json]")?.TextContent;
        Assert.Equal(place is null, said is null);
        Assert.Contains(place ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_pasted_is_shown_as_text_never_as_markup()
    {
        var page = await host.SignInAsync("vic");

        var answer = await page.OpenAsync("/who-owns?q=" + Uri.EscapeDataString("<img src=x onerror=alert(1)>"));

        Assert.Empty(answer.Document.QuerySelectorAll("main img"));
    }

    [Fact]
    public async Task A_short_clue_becomes_an_address_that_can_be_sent_on_and_a_long_one_is_answered_at_once()
    {
        var page = await host.SignInAsync("vic");

        var shortOne = await page.SubmitAsync("/who-owns", ("q", "alpha-api"));
        var longOne = await page.SubmitAsync("/who-owns", ("q", new string(' ', 2_000) + "x\nservice=alpha-api " + new string('-', 200_000)));

        Assert.Equal(HttpStatusCode.Found, shortOne.StatusCode);
        Assert.Equal("/who-owns?q=alpha-api", shortOne.RedirectedTo);
        Assert.Equal(HttpStatusCode.OK, longOne.StatusCode);
        Assert.Contains("alpha-api is owned by Alpha", longOne.Document.QuerySelector("#w1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workload_of_nobody_can_be_claimed_where_it_was_asked_for()
    {
        await host.WaitForCatalogAsync(g => g.Find(new("component", "default", "alpha-api")) is not null);
        var pictures = host.Services.GetRequiredService<DeploymentPictures>();
        var model = new ClusterModel("claims", "production", null);
        model.Apply(new ObservedChange.Upserted(ObservedKind.Deployment, new ObservedWorkload
        {
            Metadata = new() { Name = "stray", Namespace = "lost", Uid = "stray" },
            Spec = new() { Replicas = 1, Template = new() { Spec = new() { Containers = [new() { Name = "x", Image = "registry.test/y:1" }] } } },
        }));
        pictures.Replace(new("claims", "production", null, ClusterState.Live, DateTimeOffset.UnixEpoch, null, null, null, [], 0, 0), model.Build(DateTimeOffset.UnixEpoch));
        var page = await host.SignInAsync("ada");

        var asked = await page.OpenAsync("/who-owns?q=deployment/stray");
        var form = asked.Document.QuerySelector("form[action='/deployments/unmatched/claim']")!;
        var hidden = form.QuerySelectorAll("input[type=hidden]").Where(i => i.GetAttribute("name") != "__RequestVerificationToken").Select(i => (i.GetAttribute("name")!, i.GetAttribute("value")!));
        var claimed = await page.SubmitAsync("/who-owns?q=deployment/stray", "/deployments/unmatched/claim", [.. hidden, ("Service", "component:default/alpha-api")]);
        var after = await page.OpenAsync("/who-owns?q=deployment/stray");

        Assert.Contains("belongs to no service", asked.Document.QuerySelector("#nobody")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, claimed.StatusCode);
        Assert.Contains("is owned by Alpha", after.Document.QuerySelector("#w1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_a_megabyte_is_read_and_one_of_ten_is_refused_in_words()
    {
        using var client = host.ApiClient();
        using var large = new StringContent(new string('x', 900_000) + " alpha-api");
        using var tooLarge = new StringContent(new string('x', 1_000_001));

        using var read = await client.PostAsync(new Uri("/api/v1/who-owns", UriKind.Relative), large);
        using var refused = await client.PostAsync(new Uri("/api/v1/who-owns", UriKind.Relative), tooLarge);

        Assert.Equal("component:default/alpha-api", (await read.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("matches")[0].GetProperty("service").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("cut the text", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
