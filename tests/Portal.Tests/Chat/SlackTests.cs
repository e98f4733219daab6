using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Chat;
using Portal.Testing;

namespace Portal.WebTests.Chat;

/// <summary>Slash commands as Slack sends them: a signed form.</summary>
public sealed class SlackTests
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The example of Slack's own documentation.
    [Fact]
    public void The_signature_is_the_documented_one()
        => Assert.Equal("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", SlackSignature.Of(Secret, "1531420618",
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"));

    [Theory]
    [InlineData("who-owns alpha-api", "*alpha-api*", "Alpha")]
    [InlineData("alpha-api", "*alpha-api*", "Alpha")]
    [InlineData("on-call alpha-api", "on call:", "Alpha")]
    [InlineData("status alpha-api", "*alpha-api*", "runs in no cluster")]
    [InlineData("", "*who-owns*", "*on-call*")]
    [InlineData("who-owns", "Name something", "")]
    [InlineData("who-owns zzzqqqxxx", "Nobody", "")]
    public async Task A_command_is_answered_by_the_same_resolver(string text, string first, string second)
    {
        await using var host = await HostAsync();
        var reply = await (await SendAsync(host, text)).Content.ReadFromJsonAsync<JsonObject>(Ct);

        Assert.Equal("ephemeral", reply!["response_type"]!.ToString());
        Assert.Contains(first, reply["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(second, reply["text"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_counts_once_and_only_for_five_minutes_and_only_with_its_signature()
    {
        await using var host = await HostAsync();
        var now = DateTimeOffset.UtcNow;

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "who-owns alpha-api", now)).StatusCode);
        var replayed = await SendAsync(host, "who-owns alpha-api", now);
        Assert.Equal(HttpStatusCode.Unauthorized, replayed.StatusCode);
        Assert.Contains("a replay", await replayed.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("more than 5 minutes", await (await SendAsync(host, "help", now.AddMinutes(-6))).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("more than 5 minutes", await (await SendAsync(host, "help", now.AddMinutes(6))).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("does not fit", await (await SendAsync(host, "help", now, "wrong")).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var unsigned = host.ApiClient(null);
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("text", "help")]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await unsigned.PostAsync(new Uri("/webhooks/slack", UriKind.Relative), content, Ct)).StatusCode);

        using var api = host.ApiClient();
        var log = (await api.GetFromJsonAsync<JsonObject>("/api/v1/deliveries?channel=slack", Ct))!["items"]!.AsArray();
        Assert.Equal(6, log.Count);
        Assert.Equal(5, log.Count(d => d!["status"]!.ToString() == "refused"));
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_accepted()
    {
        await using var host = new PortalHost();
        var answer = await SendAsync(host, "help");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Slack:SigningSecret", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static async Task<PortalHost> HostAsync()
    {
        var host = new PortalHost();
        host.Set("Slack:SigningSecret", Secret);
        await host.WaitForCatalogAsync(g => g.Entities.Count > 5);
        return host;
    }

    private static async Task<HttpResponseMessage> SendAsync(PortalHost host, string text, DateTimeOffset? at = null, string secret = Secret)
    {
        using var client = host.ApiClient(null);
        var body = await new FormUrlEncodedContent(new Dictionary<string, string> { ["command"] = "/portal", ["text"] = text, ["user_id"] = "U2CERLKJA", ["user_name"] = "roadrunner" }).ReadAsStringAsync(Ct);
        var timestamp = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using HttpRequestMessage request = new(HttpMethod.Post, "/webhooks/slack") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", SlackSignature.Of(secret, timestamp, body));
        return await client.SendAsync(request, Ct);
    }
}
