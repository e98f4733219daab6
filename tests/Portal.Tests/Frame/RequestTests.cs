using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Testing;
using Portal.Web.Cli;

namespace Portal.WebTests.Frame;

public sealed class RequestTests(PortalHost host) : IClassFixture<PortalHost>
{
    [Theory]
    [InlineData("/api/v1/entities")]
    [InlineData("/healthz/live")]
    [InlineData("/sign-in")]
    public async Task HEAD_answers_as_GET_without_a_body(string url)
    {
        using var client = host.ApiClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("PUT", "/api/v1/entities", "GET")]
    [InlineData("PATCH", "/api/v1/tokens", "GET, POST")]
    [InlineData("DELETE", "/api/v1/search", "GET")]
    public async Task A_method_that_an_address_does_not_take_is_told_which_ones_it_takes(string method, string url, string allowed)
    {
        using var client = host.ApiClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        Assert.Contains(method, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/events?topic=")]
    [InlineData("/api/v1/events")]
    public async Task A_stream_without_a_topic_says_what_to_name(string url)
    {
        using var client = host.ApiClient();
        using var response = await client.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("?topic=catalog", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_greets_and_then_names_what_changed()
    {
        using var client = host.ApiClient();
        await host.WaitForCatalogAsync(graph => graph.Entities.Count > 3);
        using var response = await client.GetAsync(new Uri("/api/v1/events?topic=catalog", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        Assert.Equal("event: hello", await reader.ReadLineAsync(limit.Token));

        ((Portal.Application.Common.ILiveFeed)host.Services.GetService(typeof(Portal.Application.Common.ILiveFeed))!).Publish("catalog");

        string? line;
        do
        {
            line = await reader.ReadLineAsync(limit.Token);
        }
        while (line is not null && line != "event: changed");

        Assert.Equal("event: changed", line);
        Assert.Equal("data: catalog", await reader.ReadLineAsync(limit.Token));
    }

    [Fact]
    public async Task A_form_without_its_token_and_a_made_up_persona_are_kept_in_the_trail()
    {
        var pat = await host.SignInAsync("pat");
        using var content = new FormUrlEncodedContent([new("Name", "ci")]);
        using var forged = await pat.Http.PostAsync(new Uri("/admin/tokens", UriKind.Relative), content);
        var stranger = new PageClient(host.CreateClient(new() { AllowAutoRedirect = false }));
        await stranger.SubmitAsync("/sign-in", ("user", "user:default/nobody"));

        using var admin = host.ApiClient();
        var rows = (await admin.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?outcome=refused", UriKind.Relative))).GetProperty("items").EnumerateArray().ToArray();

        Assert.Contains(rows, r => r.GetProperty("actor").GetString() == "user:default/pat" && r.GetProperty("subject").GetString() == "/admin/tokens");
        Assert.Contains(rows, r => r.GetProperty("subject").GetString() == "/sign-in" && r.GetProperty("reason").GetString()!.Contains("nobody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(new[] { "bogus" }, true)]
    [InlineData(new[] { "who-owns", "x" }, false)]
    [InlineData(new[] { "--urls", "http://localhost:1" }, false)]
    [InlineData(new[] { "Demo:Enabled=false" }, false)]
    [InlineData(new string[0], false)]
    public void A_mistyped_verb_does_not_start_a_server(string[] args, bool mistaken) => Assert.Equal(mistaken, CommandLine.Mistakes(args));
}
