using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deliveries;
using Portal.Testing;

namespace Portal.WebTests.Deliveries;

/// <summary>Events out, by webhook and mail, against real receivers; the clock is a fake one, so that tries come when the test says so.</summary>
public sealed class DeliveryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_posted_with_a_signature_that_the_receiver_can_check()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = Host();
        using var api = host.ApiClient();
        var secret = await AddAsync(api, receiver.Url);

        await PublishAsync(host, "incident.started");
        await DrainAsync(host);

        var request = Assert.Single(receiver.Requests);
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}")));
        Assert.Equal("v1," + expected, request.Headers["webhook-signature"]);
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal("incident.started", body["type"]!.ToString());
        Assert.Equal("orders is down", body["summary"]!.ToString());
        Assert.Equal("yes", body["data"]!["detail"]!.ToString());
        var row = await OneAsync(api);
        Assert.Equal(("delivered", 1, 200), (row["status"]!.ToString(), (int)row["attempts"]!, (int)row["lastStatus"]!));
    }

    [Fact]
    public async Task Only_the_events_that_were_asked_for_are_sent()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = Host();
        using var api = host.ApiClient();
        await AddAsync(api, receiver.Url, "signal.firing");

        await PublishAsync(host, "incident.started");
        await PublishAsync(host, "signal.firing");
        await DrainAsync(host);

        Assert.Equal("signal.firing", JsonNode.Parse(Assert.Single(receiver.Requests).Body)!["type"]!.ToString());
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_with_the_same_id_and_given_up_at_last()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        TestClock clock = new(DateTimeOffset.UtcNow.AddMinutes(1)); // only the runner lives by it: the many other clocks of a whole portal would tick through hours too
        await using var host = Host();
        using var api = host.ApiClient();
        await AddAsync(api, receiver.Url);
        receiver.Answer(HttpStatusCode.InternalServerError);
        receiver.Answer(HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1));

        await PublishAsync(host, "incident.started");
        var first = await DrainAsync(host, clock);
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromSeconds(10), first);
        var waiting = await OneAsync(api);
        Assert.Equal("queued", waiting["status"]!.ToString());
        Assert.Contains("answered 500: answer of the receiver", waiting["lastError"]!.ToString(), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(10));
        var second = await DrainAsync(host, clock);
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromHours(1), second); // the receiver asked for an hour
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await DrainAsync(host, clock));

        Assert.Equal(3, receiver.Requests.Count);
        Assert.Single(receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct());
        Assert.Equal("delivered", (await OneAsync(api))["status"]!.ToString());

        for (var n = 0; n < 10; n++)
        {
            receiver.Answer(HttpStatusCode.BadGateway);
        }

        await PublishAsync(host, "incident.closed");
        while (await DrainAsync(host, clock) is { } next)
        {
            clock.Advance(next - clock.GetUtcNow());
        }

        var givenUp = await OneAsync(api);
        Assert.Equal(("failed", 10), (givenUp["status"]!.ToString(), (int)givenUp["attempts"]!));

        // By hand it goes on: the same event, a new signature.
        var again = await api.PostAsync(new Uri($"/api/v1/deliveries/{givenUp["id"]}/replay", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Null(await DrainAsync(host, clock));
        var replayed = await OneAsync(api);
        Assert.Equal((givenUp["eventId"]!.ToString(), (long)givenUp["id"]!, "delivered"), (replayed["eventId"]!.ToString(), (long)replayed["replayOf"]!, replayed["status"]!.ToString()));
    }

    [Fact]
    public async Task Events_of_some_owners_only_are_sent_to_a_webhook_that_asks_for_them()
    {
        await using var alpha = await HttpReceiver.StartAsync();
        await using var retail = await HttpReceiver.StartAsync();
        await using var host = Host();
        File.WriteAllText(Path.Combine(host.CatalogFolder, "above.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: retail}
            spec: {type: department, children: [gamma]}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Group
            metadata: {name: gamma}
            spec: {type: team, parent: retail, children: []}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: gamma-api}
            spec: {type: service, lifecycle: production, owner: gamma}
            """);
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Find(new("component", "default", "gamma-api")) is not null);
        using var unknown = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "of-nobody", url = alpha.Url, owners = new[] { "nobody" } }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("'nobody' is no team or person of the catalog", await unknown.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        foreach (var (name, owner, url) in new[] { ("of-alpha", "alpha", alpha.Url), ("of-retail", "group:default/retail", retail.Url) })
        {
            using var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { name, url, owners = new[] { owner } }, Ct);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        var events = host.Services.GetRequiredService<IOutgoingEvents>();
        await PublishAsync(host, "incident.started"); // about alpha-api
        await events.PublishAsync(new("signal.firing", "component:default/gamma-api", "gamma-api is slow", []), Ct);
        await events.PublishAsync(new("incident.started", "component:default/gamma-api", "both", []) { Subjects = ["component:default/gamma-api", "component:default/alpha-api"] }, Ct);
        await events.PublishAsync(new("oncall.gap", null, "about nothing", []), Ct);
        await DrainAsync(host);

        Assert.Equal(["both", "orders is down"], alpha.Requests.Select(r => JsonNode.Parse(r.Body)!["summary"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(["both", "gamma-api is slow"], retail.Requests.Select(r => JsonNode.Parse(r.Body)!["summary"]!.ToString()).Order(StringComparer.Ordinal));

        // On the page it is seen, and taken away again.
        var pat = await host.SignInAsync("pat");
        var page = await pat.OpenAsync("/admin/webhooks");
        var hook = page.Document.QuerySelectorAll("[data-testid=webhook]").Single(h => h.TextContent.Contains("of-retail", StringComparison.Ordinal));
        Assert.Contains("group:default/retail", hook.TextContent, StringComparison.Ordinal);
        await pat.SubmitAsync("/admin/webhooks", hook.QuerySelector("form[action$=owners]")!.GetAttribute("action")!, ("Owners", ""));
        await PublishAsync(host, "incident.closed");
        await DrainAsync(host);
        Assert.Contains(retail.Requests, r => r.Body.Contains("incident.closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_ends_the_webhook_and_says_so()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = Host();
        using var api = host.ApiClient();
        await AddAsync(api, receiver.Url);
        receiver.Answer(HttpStatusCode.Gone);

        await PublishAsync(host, "incident.started");
        await DrainAsync(host);
        await PublishAsync(host, "incident.started");
        await DrainAsync(host);

        Assert.Single(receiver.Requests);
        var pat = await host.SignInAsync("pat");
        Assert.Contains("gone for good", (await pat.OpenAsync("/admin/webhooks")).Document.QuerySelector("[data-testid=webhook]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runners_send_an_event_once()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = Host();
        using var api = host.ApiClient();
        await AddAsync(api, receiver.Url);
        for (var n = 0; n < 20; n++)
        {
            await PublishAsync(host, "incident.updated");
        }

        await Task.WhenAll(DrainAsync(host), DrainAsync(host), DrainAsync(host));
        await DrainAsync(host);

        Assert.Equal(20, receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct().Count());
        Assert.Equal(20, receiver.Requests.Count);
    }

    [Fact]
    public async Task The_metadata_of_a_cloud_is_never_asked_and_other_mistakes_are_told()
    {
        await using var host = Host();
        using var api = host.ApiClient();
        await AddAsync(api, "http://169.254.169.254/latest");
        await PublishAsync(host, "incident.started");
        await DrainAsync(host);
        Assert.Contains("cloud's metadata", (await OneAsync(api))["lastError"]!.ToString(), StringComparison.Ordinal);

        foreach (var (name, url, events, word) in new[] { ("", "https://x.test", "", "name"), ("bot", "ftp://x.test", "", "http"), ("bot", "https://me:secret@x.test", "", "user name"), ("bot", "https://x.test", "order.placed", "no event") })
        {
            using var refused = await api.PostAsJsonAsync("/api/v1/webhooks", new { name, url, events = events.Length == 0 ? Array.Empty<string>() : [events] }, Ct);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(word, await refused.Content.ReadAsStringAsync(Ct), StringComparison.OrdinalIgnoreCase);
        }

        using var twice = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "hook", url = "https://x.test" }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    [Fact]
    public async Task People_get_mail_and_a_refused_address_is_told()
    {
        await using var server = new MailServer();
        await using var host = Host();
        host.Set("Mail:Host", "127.0.0.1");
        host.Set("Mail:Port", server.Port.ToString(CultureInfo.InvariantCulture));
        host.Set("Mail:Security", "None");
        host.Set("Mail:From", "Portal <portal@example.test>");
        host.Set("Deliveries:PublicUrl", "https://portal.example.test");
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Entities.Count > 5);

        // The team has no address of its own: its members get it, each once.
        await PublishAsync(host, "signal.firing", "user:default/ada", "group:default/alpha", "user:default/nobody");
        await DrainAsync(host);

        var (to, text) = Assert.Single(server.Messages);
        Assert.Equal("ada@example.test", to);
        Assert.Contains("Subject: orders is down", text, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.test", text, StringComparison.Ordinal);
        Assert.Contains("detail: yes", text, StringComparison.Ordinal);

        server.Refusals.Enqueue("550 no such person");
        await PublishAsync(host, "signal.firing", "user:default/ben");
        await DrainAsync(host);
        var refused = await OneAsync(api);
        Assert.Equal("failed", refused["status"]!.ToString());
        Assert.Contains("550", refused["lastError"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_and_the_webhooks_are_for_platform_engineers()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = Host();
        var pat = await host.SignInAsync("pat");
        var made = await pat.SubmitAsync("/admin/webhooks", ("Name", "bot"), ("Url", receiver.Url), ("Events", "incident.started"));
        var secret = made.Document.QuerySelector("[data-testid=new-secret]")!.TextContent;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await pat.OpenAsync("/admin/webhooks")).Html, StringComparison.Ordinal);

        var id = made.Document.QuerySelector("form[action$=test]")!.GetAttribute("action")!;
        var tried = await pat.SubmitAsync("/admin/webhooks", id);
        Assert.Equal(HttpStatusCode.Found, tried.StatusCode);
        await DrainAsync(host);
        Assert.Contains("ping", (await pat.OpenAsync(tried.RedirectedTo!)).Html, StringComparison.Ordinal);
        Assert.NotNull((await pat.OpenAsync("/admin/deliveries?channel=webhook&status=delivered")).Document.QuerySelector("[data-testid=delivery]"));
        Assert.Equal(HttpStatusCode.BadRequest, (await pat.OpenAsync("/admin/deliveries?channel=pigeon")).StatusCode);
        var rotated = await pat.SubmitAsync("/admin/webhooks", id.Replace("/test", "/rotate", StringComparison.Ordinal));
        Assert.NotEqual(secret, rotated.Document.QuerySelector("[data-testid=new-secret]")!.TextContent);

        var ben = await host.SignInAsync("ben");
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.OpenAsync("/admin/deliveries")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.OpenAsync("/admin/webhooks")).StatusCode);
    }

    // The test sends what is due itself, when it says so.
    private static PortalHost Host() => new PortalHost().Without("DeliveryWorker");

    private static async Task<string> AddAsync(HttpClient api, string url, params string[] events)
    {
        using var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "hook", url, events }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await made.Content.ReadFromJsonAsync<JsonObject>(Ct))!["secret"]!.ToString();
    }

    private static Task PublishAsync(PortalHost host, string type, params string[] people)
        => host.Services.GetRequiredService<IOutgoingEvents>().PublishAsync(new(type, "component:default/alpha-api", "orders is down", new() { ["detail"] = "yes" }) { People = people, Path = "/incidents/1" }, Ct);

    // What the worker does when it wakes.
    private static async Task<DateTimeOffset?> DrainAsync(PortalHost host, TestClock? clock = null)
        => await (clock is null ? host.Services.GetRequiredService<DeliveryRunner>() : ActivatorUtilities.CreateInstance<DeliveryRunner>(host.Services, clock)).RunOnceAsync(Ct);

    private static async Task<JsonObject> OneAsync(HttpClient api) => (await api.GetFromJsonAsync<JsonObject>("/api/v1/deliveries?limit=1", Ct))!["items"]![0]!.AsObject();
}
