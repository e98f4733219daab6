using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
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

    [Fact]
    public async Task What_is_pasted_is_shown_as_text_never_as_markup()
    {
        var page = await host.SignInAsync("vic");

        var answer = await page.OpenAsync("/who-owns?q=" + Uri.EscapeDataString("<img src=x onerror=alert(1)>"));

        Assert.Empty(answer.Document.QuerySelectorAll("main img"));
    }
}
