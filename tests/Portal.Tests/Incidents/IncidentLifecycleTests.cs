using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deliveries;
using Portal.Testing;

namespace Portal.WebTests.Incidents;

/// <summary>An incident from its start to its post-mortem, by forms without script and over the API.</summary>
public sealed class IncidentLifecycleTests : IAsyncDisposable
{
    private readonly PortalHost _host = new();
    private readonly Told _told = new();

    public IncidentLifecycleTests() => _host.ConfigureServices = services => services.AddSingleton<IOutgoingEvents>(_told);

    [Fact]
    public async Task From_the_first_alarm_to_the_post_mortem()
    {
        var ada = await _host.SignInAsync("ada");
        var started = await ada.SubmitAsync("/incidents/new?services=component:default/alpha-api", "/incidents", ("Title", "Orders fail"), ("Severity", "sev1"), ("Services", "component:default/alpha-api"), ("Note", "Seen by support"));
        var url = started.RedirectedTo!;
        Assert.StartsWith("/incidents/", url, StringComparison.Ordinal);

        await ada.SubmitAsync(url, $"{url}/note", ("text", "Looking at <the> logs"));
        await ada.SubmitAsync(url, $"{url}/role", ("role", "lead"), ("person", "ben"));
        await ada.SubmitAsync(url, $"{url}/status", ("status", "identified"), ("severity", "sev2"), ("text", "The last release"));
        await ada.SubmitAsync(url, $"{url}/cause", ("cause", "alpha-api 1.2 to 1.3"), ("subject", "component:default/alpha-api"));
        await ada.SubmitAsync(url, $"{url}/actions", ("text", "Add a test"), ("owner", "alpha"), ("dueOn", "2020-01-31"));
        var open = await ada.OpenAsync(url);
        Assert.Contains("identified", open.Document.QuerySelector(".head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ben of Beta", open.Html, StringComparison.Ordinal);
        Assert.Contains("overdue", open.Document.QuerySelector("[data-testid=actions]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Looking at <the> logs", open.Document.QuerySelectorAll("[data-testid=line] .pre").Select(l => l.TextContent).Single(t => t.StartsWith("Looking", StringComparison.Ordinal)));
        Assert.Contains("Orders fail", (await ada.OpenAsync("/incident/component/default/alpha-api")).Document.QuerySelector("[data-testid=open-incident]")!.TextContent, StringComparison.Ordinal);
        Assert.Single((await ada.OpenAsync("/incidents?state=open&severity=sev2")).Document.QuerySelectorAll("[data-testid=incident]"));
        Assert.Single((await ada.OpenAsync("/incidents")).Document.QuerySelectorAll("[data-testid=overdue-action]"));

        await ada.SubmitAsync(url, $"{url}/close", ("summary", "A release broke orders"), ("impact", "No orders for 5 min"));
        var closed = await ada.OpenAsync(url);
        Assert.Contains("A release broke orders", closed.Document.QuerySelector("[data-testid=post-mortem]")!.TextContent, StringComparison.Ordinal);
        var markdown = await ada.Http.GetStringAsync(new Uri($"{url}/post-mortem.md", UriKind.Relative), TestContext.Current.CancellationToken);
        foreach (var part in new[] { "# Orders fail", "## Summary\n\nA release broke orders", "## Impact\n\nNo orders for 5 min", "## Cause\n\nalpha-api 1.2 to 1.3", "- Lead: Ben of Beta", "## Timeline", "&lt;the>", "- [ ] Add a test (Alpha, until 2020-01-31, overdue)" })
        {
            Assert.Contains(part, markdown, StringComparison.Ordinal);
        }

        Assert.Equal([OutgoingEventTypes.IncidentStarted, OutgoingEventTypes.IncidentUpdated, OutgoingEventTypes.IncidentUpdated, OutgoingEventTypes.IncidentUpdated, OutgoingEventTypes.IncidentUpdated, OutgoingEventTypes.IncidentClosed], _told.Events.Select(e => e.Type));
        Assert.All(_told.Events, e => Assert.Equal(("component:default/alpha-api", url), (e.Subject, e.Path)));
        Assert.Contains("user:default/ben", _told.Events.Last().People);

        // A closed incident is found again when the service is in trouble, and takes no more notes.
        Assert.Contains("the same service", (await ada.OpenAsync("/incident/component/default/alpha-api")).Document.QuerySelector("[data-testid=similar]")!.TextContent, StringComparison.Ordinal);
        using var api = _host.ApiClient();
        using var late = await api.PostAsJsonAsync(new Uri($"/api/v1{url}/notes", UriKind.Relative), new { text = "late" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var audit = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?limit=50", UriKind.Relative), TestContext.Current.CancellationToken);
        var actions = audit.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("action").GetString()).ToList();
        foreach (var action in new[] { "incidents.incident.started", "incidents.incident.noted", "incidents.incident.assigned", "incidents.incident.updated", "incidents.incident.cause_linked", "incidents.action.added", "incidents.incident.closed" })
        {
            Assert.Contains(action, actions);
        }
    }

    [Theory]
    [InlineData("actions", "What is to be done ✂", "owner", "nobody-at-all")]
    [InlineData("actions", "What is to be done ✂", "dueOn", "2026-02-31")]
    [InlineData("role", "", "person", "nobody-at-all")]
    [InlineData("status", "All of it", "status", "solved")]
    public async Task What_was_typed_into_a_refused_form_is_still_there(string form, string text, string name, string value)
    {
        var ada = await _host.SignInAsync("ada");
        var started = await ada.SubmitAsync("/incidents/new", "/incidents", ("Title", "Orders fail"), ("Severity", "sev1"), ("Services", "component:default/alpha-api"));
        var url = started.RedirectedTo!;
        Dictionary<string, string> fields = new() { ["text"] = text, ["owner"] = "alpha", ["dueOn"] = "2030-01-31", ["role"] = "lead", ["severity"] = "sev3", [name] = value };

        var page = await ada.SubmitAsync(url, $"{url}/{form}", [.. fields.Select(f => (f.Key, f.Value))]);

        var typed = page.Document.QuerySelector($"form[action='{url}/{form}']")!;
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.NotEmpty(page.Document.QuerySelector("[role=alert]")!.TextContent);
        if (text.Length > 0)
        {
            Assert.Contains(text, typed.InnerHtml, StringComparison.Ordinal);
        }

        if (name != "status") // a select offers only what there is
        {
            Assert.Equal(value, typed.QuerySelector($"[name={name}]")!.GetAttribute("value"));
        }
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_write()
    {
        using var api = _host.ApiClient();
        await _host.WaitForCatalogAsync(g => g.Entities.Any(e => e.Name == "alpha-api"));
        using var made = await api.PostAsJsonAsync(new Uri("/api/v1/incidents", UriKind.Relative), new { title = "Slow", severity = "sev3", services = new[] { "alpha-api" } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetInt64();
        var vic = await _host.SignInAsync("vic");

        var page = await vic.OpenAsync($"/incidents/{id}");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        Assert.Equal(HttpStatusCode.Forbidden, (await vic.SubmitAsync("/incidents/new", "/incidents", ("Title", "x"), ("Severity", "sev1"), ("Services", "alpha-api"))).StatusCode);
    }

    [Theory]
    [InlineData("", "sev1", "alpha-api", "Say in a few words")]
    [InlineData("x", "sev9", "alpha-api", "Severity is sev1")]
    [InlineData("x", "sev1", "no-such", "The catalog has no no-such")]
    public async Task What_is_refused_is_said_beside_the_field(string title, string severity, string services, string words)
    {
        var ada = await _host.SignInAsync("ada");

        var page = await ada.SubmitAsync("/incidents/new", "/incidents", ("Title", title), ("Severity", severity), ("Services", services));

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains(words, page.Document.QuerySelector("main form")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(services, page.Document.QuerySelector("#Services")!.GetAttribute("value"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class Told : IOutgoingEvents
    {
        public ConcurrentQueue<OutgoingEvent> Events { get; } = [];

        public Task PublishAsync(OutgoingEvent occurrence, CancellationToken ct)
        {
            Events.Enqueue(occurrence);
            return Task.CompletedTask;
        }
    }
}
