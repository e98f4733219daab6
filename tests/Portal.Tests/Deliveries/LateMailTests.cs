using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deliveries;
using Portal.Testing;

namespace Portal.WebTests.Deliveries;

/// <summary>Mail about an alert that the mail server takes late: it says what has become of the alert. The runner lives by a fake clock.</summary>
public sealed class LateMailTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_about_an_alert_that_was_resolved_meanwhile_says_so_in_subject_and_text()
    {
        await using var host = await HostAsync(FreePort(out var port));
        using var api = host.ApiClient();
        TestClock clock = new(DateTimeOffset.UtcNow.AddMinutes(1));
        await PostAsync(api, "firing");
        Assert.NotNull(await DrainAsync(host, clock)); // nobody listens: it is tried again later
        await PostAsync(api, "resolved");
        clock.Advance(TimeSpan.FromMinutes(25));

        await using var server = new MailServer(port);
        await DrainAsync(host, clock);

        var texts = server.Messages.Select(m => m.Text).ToList();
        Assert.Equal(2, texts.Count);
        var late = Assert.Single(texts, t => t.Contains("Subject: Over already: critical: HighErrorRate on alpha-api", StringComparison.Ordinal));
        Assert.Contains("This mail comes late: the alert fired at ", late, StringComparison.Ordinal);
        Assert.Contains("and was resolved at ", late, StringComparison.Ordinal);
        Assert.Single(texts, t => t.Contains("Subject: Resolved: HighErrorRate on alpha-api", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, t => t.Contains("Subject: critical", StringComparison.Ordinal));

        // The log shows what was sent; sent again by hand it does not say it twice.
        var row = await RowAsync(api, "signal.firing");
        Assert.StartsWith("Over already: critical", row["summary"]!.ToString(), StringComparison.Ordinal);
        using var again = await api.PostAsync(new Uri($"/api/v1/deliveries/{row["id"]}/replay", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await DrainAsync(host, clock);
        var replayed = server.Messages.Last().Text;
        Assert.Single(replayed.Split('\n'), l => l.StartsWith("This mail comes late", StringComparison.Ordinal));
        Assert.DoesNotContain("Over already: Over already", replayed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_mail_about_an_alert_that_still_fires_keeps_its_subject_and_says_how_late_it_is()
    {
        await using var host = await HostAsync(FreePort(out var port));
        using var api = host.ApiClient();
        TestClock clock = new(DateTimeOffset.UtcNow.AddMinutes(1));
        await PostAsync(api, "firing");
        await DrainAsync(host, clock);
        clock.Advance(TimeSpan.FromMinutes(25));

        await using var server = new MailServer(port);
        await DrainAsync(host, clock);

        var (_, text) = Assert.Single(server.Messages);
        Assert.Contains("Subject: critical: HighErrorRate on alpha-api", text, StringComparison.Ordinal);
        Assert.Contains("The alert still fires.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_in_time_says_nothing_of_it()
    {
        await using var server = new MailServer();
        await using var host = await HostAsync(server.Port);
        using var api = host.ApiClient();
        await PostAsync(api, "firing");

        await DrainAsync(host, new TestClock(DateTimeOffset.UtcNow.AddMinutes(1)));

        Assert.DoesNotContain("late", Assert.Single(server.Messages).Text, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<PortalHost> HostAsync(int port)
    {
        var host = new PortalHost().Without("DeliveryWorker");
        host.Set("Mail:Host", "127.0.0.1");
        host.Set("Mail:Port", port.ToString(CultureInfo.InvariantCulture));
        host.Set("Mail:Security", "None");
        host.Set("Mail:From", "Portal <portal@example.test>");
        await host.WaitForCatalogAsync(g => g.Find(new("component", "default", "alpha-api")) is not null);
        return host;
    }

    // A port that nobody listens at until the test does.
    private static int FreePort(out int port)
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task PostAsync(HttpClient api, string status)
    {
        var now = DateTimeOffset.UtcNow;
        JsonObject notice = new()
        {
            ["version"] = "4",
            ["status"] = status,
            ["alerts"] = new JsonArray(new JsonObject
            {
                ["status"] = status,
                ["labels"] = new JsonObject { ["alertname"] = "HighErrorRate", ["service"] = "alpha-api", ["severity"] = "critical" },
                ["annotations"] = new JsonObject { ["summary"] = "5 % of requests fail" },
                ["startsAt"] = now.AddMinutes(-2).UtcDateTime.ToString("O"),
                ["endsAt"] = status == "resolved" ? now.UtcDateTime.ToString("O") : "0001-01-01T00:00:00Z",
                ["fingerprint"] = "late0001",
            }),
        };
        using StringContent content = new(notice.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await api.PostAsync(new Uri("/webhooks/alertmanager", UriKind.Relative), content, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<DateTimeOffset?> DrainAsync(PortalHost host, TestClock clock) => await ActivatorUtilities.CreateInstance<DeliveryRunner>(host.Services, clock).RunOnceAsync(Ct);

    private static async Task<JsonNode> RowAsync(HttpClient api, string type)
        => (await api.GetFromJsonAsync<JsonObject>($"/api/v1/deliveries?channel=mail&type={type}", Ct))!["items"]![0]!;
}
