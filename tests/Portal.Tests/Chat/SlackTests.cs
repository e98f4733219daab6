using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Chat;
using Portal.Application.Incidents;
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

    [Fact]
    public async Task An_incident_is_run_from_the_chat_as_the_person_behind_the_member()
    {
        await using var host = await HostAsync();
        using var api = host.ApiClient();

        var started = await SayAsync(host, "incident start sev2 alpha-api checkout answers &lt;500&gt; &amp; worse", "U0ADA");
        Assert.Equal("in_channel", started["response_type"]!.ToString());
        Assert.Contains("Ada of Alpha started <https://portal.example.test/incidents/1|#1 checkout answers &lt;500&gt; &amp; worse> (sev2) on component:default/alpha-api", started["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("(sev2, identified): a bad image", (await SayAsync(host, "incident status #1 identified a bad image", "U0ADA"))["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("noted <https://portal.example.test/incidents/1|", (await SayAsync(host, "incident note rolled back to 1.4.2", "U0ADA"))["text"]!.ToString(), StringComparison.Ordinal);
        var listed = await SayAsync(host, "incident list", "U0BEN");
        Assert.Equal("ephemeral", listed["response_type"]!.ToString());
        Assert.Contains("(sev2, identified)", listed["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Ben of Beta resolved", (await SayAsync(host, "incident resolve", "U0BEN"))["text"]!.ToString(), StringComparison.Ordinal);

        var incident = (await api.GetFromJsonAsync<JsonObject>("/api/v1/incidents/1", Ct))!;
        Assert.Equal(("resolved", "user:default/ada"), (incident["incident"]!["status"]!.ToString(), incident["incident"]!["startedBy"]!.ToString()));
        var lines = incident["lines"]!.AsArray().Select(l => $"{l!["by"]} {l["kind"]} {l["text"]}").ToList();
        Assert.Contains("user:default/ada note rolled back to 1.4.2", lines);
        Assert.Contains("user:default/ada status Identified: a bad image", lines);
        Assert.Contains("user:default/ben status Resolved", lines);
        Assert.Contains("incidents.incident.started", await api.GetStringAsync(new Uri("/api/v1/audit?actor=user:default/ada", UriKind.Relative), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_linked_starts_nothing_and_is_told_how_to_link_and_a_viewer_may_not()
    {
        await using var host = await HostAsync();
        using var api = host.ApiClient();

        var stranger = await SayAsync(host, "incident start alpha-api it burns", "U2CERLKJA");
        var viewer = await SayAsync(host, "incident start alpha-api it burns", "U0VIC");

        Assert.Equal("ephemeral", stranger["response_type"]!.ToString());
        Assert.Contains("add the annotation portal.dev/slack-id: 'U2CERLKJA' to your user", stranger["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("needs the role engineer", viewer["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/incidents", Ct))!["total"]!);
        Assert.Contains("chat:roadrunner", await api.GetStringAsync(new Uri("/api/v1/audit?outcome=refused", UriKind.Relative), Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("incident start alpha-api", "Name the service and say what is wrong")]
    [InlineData("incident start no-such-thing-here it burns", "no-such-thing-here")]
    [InlineData("incident note something", "No incident is open")]
    [InlineData("incident note #99 something", "There is no incident 99")]
    [InlineData("incident resolve #99", "There is no incident 99")]
    [InlineData("incident", "No incident is open.")]
    [InlineData("incident dance", "*incident start*")]
    public async Task What_cannot_be_done_says_what_would_be_right(string text, string words)
    {
        await using var host = await HostAsync();

        Assert.Contains(words, (await SayAsync(host, text, "U0ADA"))["text"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_incidents_the_number_decides_and_a_command_played_again_does_nothing()
    {
        await using var host = await HostAsync();
        using var api = host.ApiClient();
        var now = DateTimeOffset.UtcNow;
        await SayAsync(host, "incident start alpha-api first", "U0ADA");
        await SayAsync(host, "incident start alpha-api second", "U0ADA");

        var which = await SayAsync(host, "incident note something", "U0ADA");
        Assert.Contains("Say which one, with its number", which["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("#2 second", which["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Write how far it is", (await SayAsync(host, "incident status #2 dancing", "U0ADA"))["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, "incident note 2 once", now, member: "U0ADA")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, "incident note 2 once", now, member: "U0ADA")).StatusCode);

        var lines = (await api.GetFromJsonAsync<JsonObject>("/api/v1/incidents/2", Ct))!["lines"]!.AsArray();
        Assert.Single(lines, l => l!["text"]!.ToString() == "once");
    }

    private static async Task<JsonObject> SayAsync(PortalHost host, string text, string member)
    {
        var answer = await SendAsync(host, text, member: member);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
    }

    private static async Task<PortalHost> HostAsync()
    {
        var host = new PortalHost();
        var people = Path.Combine(host.CatalogFolder, "people.yaml");
        var text = await File.ReadAllTextAsync(people, Ct);
        foreach (var (name, id) in new[] { ("ada", "U0ADA"), ("ben", "U0BEN"), ("vic", "U0VIC") })
        {
            text = text.Replace($"{{name: {name}, annotations: {{", $"{{name: {name}, annotations: {{portal.dev/slack-id: {id}, ", StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(people, text, Ct);
        host.Set("Slack:SigningSecret", Secret);
        host.Set("Deliveries:PublicUrl", "https://portal.example.test/");
        await host.WaitForCatalogAsync(g => g.Entities.Count > 5);
        await host.Services.GetRequiredService<IncidentBook>().ReloadAsync(Ct);
        return host;
    }

    private static async Task<HttpResponseMessage> SendAsync(PortalHost host, string text, DateTimeOffset? at = null, string secret = Secret, string member = "U2CERLKJA")
    {
        using var client = host.ApiClient(null);
        var body = await new FormUrlEncodedContent(new Dictionary<string, string> { ["command"] = "/portal", ["text"] = text, ["user_id"] = member, ["user_name"] = "roadrunner" }).ReadAsStringAsync(Ct);
        var timestamp = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using HttpRequestMessage request = new(HttpMethod.Post, "/webhooks/slack") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", SlackSignature.Of(secret, timestamp, body));
        return await client.SendAsync(request, Ct);
    }
}
