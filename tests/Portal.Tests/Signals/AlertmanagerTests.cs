using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deliveries;
using Portal.Testing;

namespace Portal.WebTests.Signals;

/// <summary>Alerts come in as Alertmanager posts them (version 4).</summary>
public sealed class AlertmanagerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_becomes_a_signal_of_its_service_and_goes_to_who_answers_for_it()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = new PortalHost().Without("DeliveryWorker");
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Entities.Count > 5);
        using var hook = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "bot", url = receiver.Url }, Ct);

        var receipt = await PostAsync(api, Notice("firing", "HighErrorRate", ("service", "alpha-api"), ("severity", "critical")));
        Assert.Equal((1, 0, 0), ((int)receipt["fired"]!, (int)receipt["repeated"]!, (int)receipt["resolved"]!));
        receipt = await PostAsync(api, Notice("firing", "HighErrorRate", ("service", "alpha-api"), ("severity", "critical")));
        Assert.Equal((0, 1, 0), ((int)receipt["fired"]!, (int)receipt["repeated"]!, (int)receipt["resolved"]!));

        var signals = await api.GetFromJsonAsync<JsonObject>("/api/v1/signals?service=component:default/alpha-api", Ct);
        var signal = signals!["items"]![0]!;
        Assert.Equal(1, (int)signals["firing"]!);
        Assert.Equal(("HighErrorRate", "critical", "group:default/alpha"), (signal["name"]!.ToString(), signal["severity"]!.ToString(), signal["routedTo"]!.ToString()));
        await host.Services.GetRequiredService<DeliveryRunner>().RunOnceAsync(Ct);
        var told = JsonNode.Parse(Assert.Single(receiver.Requests).Body)!; // a repeat wakes nobody again
        Assert.Equal("signal.firing", told["type"]!.ToString());
        Assert.Equal("/incident/component/default/alpha-api", told["path"]!.ToString());

        receipt = await PostAsync(api, Notice("resolved", "HighErrorRate", ("service", "alpha-api"), ("severity", "critical")));
        Assert.Equal(1, (int)receipt["resolved"]!);
        receipt = await PostAsync(api, Notice("resolved", "HighErrorRate", ("service", "alpha-api"), ("severity", "critical")));
        Assert.Equal(0, (int)receipt["resolved"]!);
        Assert.Equal(0, (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/signals", Ct))!["firing"]!);

        var ben = await host.SignInAsync("ben");
        var page = await ben.OpenAsync("/signals");
        Assert.Contains("label service=alpha-api", page.Document.QuerySelector("[data-testid=signal]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_that_names_nothing_known_is_kept_and_shown_as_told_to_nobody()
    {
        await using var host = new PortalHost();
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Entities.Count > 5);

        var receipt = await PostAsync(api, Notice("firing", "DiskFull", ("instance", "10.9.8.7:9100")));

        Assert.Equal("DiskFull", receipt["unrouted"]![0]!.ToString());
        var ben = await host.SignInAsync("ben");
        var row = (await ben.OpenAsync("/signals?state=unrouted")).Document.QuerySelector("[data-testid=signal]")!.TextContent;
        Assert.Contains("nobody", row, StringComparison.Ordinal);
        Assert.Contains("None of its labels names something", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_at_once_and_the_same_from_two_senders_are_kept_once()
    {
        await using var host = new PortalHost();
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Entities.Count > 5);
        var notice = Notice("firing", "HighErrorRate", ("service", "alpha-api"));

        var receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(api, notice)));

        Assert.Equal(1, receipts.Sum(r => (int)r["fired"]!));
        Assert.Equal(1, (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/signals", Ct))!["total"]!);
    }

    [Theory]
    [InlineData("", 400, "no JSON")]
    [InlineData("{\"alerts\": [", 400, "no JSON")]
    [InlineData("[]", 400, "no list 'alerts'")]
    [InlineData("{\"alerts\":[{\"labels\":{}}]}", 400, "no labels")]
    [InlineData("{\"alerts\":[7]}", 400, "no labels")]
    public async Task What_cannot_be_read_is_told_and_kept_in_the_log(string body, int status, string words)
    {
        await using var host = new PortalHost();
        using var api = host.ApiClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await api.PostAsync(new Uri("/webhooks/alertmanager", UriKind.Relative), content, Ct);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var logged = (await api.GetFromJsonAsync<JsonObject>("/api/v1/deliveries?channel=alertmanager&status=refused", Ct))!["items"]![0]!;
        Assert.Contains(words, logged["lastError"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_scope_nothing_is_taken()
    {
        await using var host = new PortalHost();
        using var admin = host.ApiClient();
        using var made = await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "reader", scopes = new[] { "catalog.read" }, serviceRole = "PlatformEngineer" }, Ct);
        using var reader = host.ApiClient((await made.Content.ReadFromJsonAsync<JsonObject>(Ct))!["token"]!.ToString());
        using var nobody = host.ApiClient(null);

        using var refused = await reader.PostAsJsonAsync("/webhooks/alertmanager", Notice("firing", "X", ("service", "alpha-api")), Ct);
        using var unknown = await nobody.PostAsJsonAsync("/webhooks/alertmanager", Notice("firing", "X", ("service", "alpha-api")), Ct);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("signals.write", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(0, (int)(await admin.GetFromJsonAsync<JsonObject>("/api/v1/signals", Ct))!["total"]!);
    }

    internal static JsonObject Notice(string status, string name, params (string Name, string Value)[] labels)
    {
        JsonObject all = new() { ["alertname"] = name };
        foreach (var (label, value) in labels)
        {
            all[label] = value;
        }

        return new()
        {
            ["version"] = "4",
            ["groupKey"] = "{}:{alertname=\"" + name + "\"}",
            ["status"] = status,
            ["receiver"] = "portal",
            ["groupLabels"] = new JsonObject { ["alertname"] = name },
            ["commonLabels"] = all.DeepClone(),
            ["commonAnnotations"] = new JsonObject(),
            ["externalURL"] = "http://alertmanager.example.test:9093",
            ["alerts"] = new JsonArray(new JsonObject
            {
                ["status"] = status,
                ["labels"] = all,
                ["annotations"] = new JsonObject { ["summary"] = "More than 5 % of requests fail", ["runbook_url"] = "https://runbooks.example.test/" + name },
                ["startsAt"] = "2026-11-12T03:01:00.123456789Z",
                ["endsAt"] = status == "firing" ? "0001-01-01T00:00:00Z" : "2026-11-12T03:30:00Z",
                ["generatorURL"] = "http://prometheus.example.test/graph",
                ["fingerprint"] = "a1b2c3d4e5f60718",
            }),
        };
    }

    private static async Task<JsonObject> PostAsync(HttpClient api, JsonObject notice)
    {
        using var answer = await api.PostAsJsonAsync("/webhooks/alertmanager", notice, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
    }
}
