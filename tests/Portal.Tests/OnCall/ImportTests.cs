using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.Tests.OnCall;

/// <summary>Exports in the shapes that PagerDuty's and Opsgenie's public API documents give.</summary>
public sealed class ImportTests : IDisposable
{
    private const string PagerDuty = """
        {"schedules":[{"id":"PSCHED1","type":"schedule","name":"Alpha On-Call","time_zone":"America/New_York","teams":[{"id":"PT1","type":"team_reference","summary":"Alpha"}],
          "schedule_layers":[
            {"id":"PL2","name":"Nights","start":"2026-01-05T09:00:00-05:00","end":null,"rotation_virtual_start":"2026-01-05T09:00:00-05:00","rotation_turn_length_seconds":86400,
             "users":[{"user":{"id":"PU2","type":"user_reference","summary":"Ann"}}],"restrictions":[{"type":"daily_restriction","start_time_of_day":"22:00:00","duration_seconds":28800}]},
            {"id":"PL1","name":"Week","start":"2026-01-05T09:00:00-05:00","end":null,"rotation_virtual_start":"2025-12-29T09:00:00-05:00","rotation_turn_length_seconds":604800,
             "users":[{"user":{"id":"PU1","type":"user_reference","summary":"Ada"}},{"user":{"id":"PU2","type":"user_reference","summary":"Ann"}},{"user":{"id":"PU9","type":"user_reference","summary":"Zed"}}],"restrictions":[]}],
          "overrides":[{"id":"PO1","start":"2099-01-01T00:00:00Z","end":"2099-01-02T00:00:00Z","user":{"id":"PU2","type":"user_reference"}}]}],
         "users":[{"id":"PU1","name":"Ada","email":"ada@example.test"},{"id":"PU2","name":"Ann","email":"ann@example.test"},{"id":"PU9","name":"Zed","email":"zed@elsewhere.test"}],
         "escalation_policies":[{"id":"PE1","name":"Alpha","escalation_rules":[{"escalation_delay_in_minutes":20,"targets":[{"id":"PSCHED1","type":"schedule_reference"}]},{"escalation_delay_in_minutes":30,"targets":[{"id":"PU1","type":"user_reference"}]}]}]}
        """;

    private const string Opsgenie = """
        {"data":[{"id":"d8755","name":"Beta_Schedule","timezone":"Europe/Oslo","enabled":true,"ownerTeam":{"id":"t1","name":"Beta"},
          "rotations":[{"id":"r1","name":"Days","startDate":"2026-01-05T08:00:00Z","type":"weekly","length":2,"participants":[{"type":"user","username":"ben@example.test"},{"type":"team","name":"Ops"}],
            "timeRestriction":{"type":"weekday-and-time-of-day","restrictions":[{"startDay":"monday","startHour":8,"startMin":0,"endDay":"friday","endHour":17,"endMin":30}]}}]}],
         "escalations":[{"id":"e1","name":"Beta_Escalation","rules":[{"condition":"if-not-acked","notifyType":"default","delay":{"timeAmount":0,"timeUnit":"minutes"},"recipient":{"type":"schedule","name":"Beta_Schedule"}},
            {"condition":"if-not-acked","notifyType":"default","delay":{"timeAmount":1,"timeUnit":"hours"},"recipient":{"type":"user","username":"pat@example.test"}}]}]}
        """;

    private readonly OnCallHost _host = new();

    [Fact]
    public async Task A_PagerDuty_export_is_previewed_without_a_change_then_imported_once()
    {
        var api = await _host.ReadyAsync();

        var preview = await SendAsync(api, PagerDuty, "?preview=true");
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync("/api/v1/rotas/alpha-on-call")).StatusCode);
        var first = await SendAsync(api, PagerDuty, "");
        var second = await SendAsync(api, PagerDuty, "");

        var item = preview.GetProperty("items")[0];
        Assert.Equal(("new", "group:default/alpha"), (item.GetProperty("action").GetString(), item.GetProperty("owner").GetString()));
        Assert.Contains("zed@elsewhere.test", item.GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.Equal("new", first.GetProperty("items")[0].GetProperty("action").GetString());
        Assert.Equal(("unchanged", 0), (second.GetProperty("items")[0].GetProperty("action").GetString(), second.GetProperty("changes").GetInt32()));
        var rota = (await api.GetFromJsonAsync<JsonElement>("/api/v1/rotas/alpha-on-call")).GetProperty("rota");
        var layers = rota.GetProperty("layers");
        Assert.Equal(["Week", "Nights"], layers.EnumerateArray().Select(l => l.GetProperty("name").GetString())); // lowest first
        Assert.Equal(["user:default/ann", "user:default/ada"], layers[0].GetProperty("people").EnumerateArray().Select(p => p.GetString())); // the layer begins in Ann's turn
        Assert.Equal("daily 22:00-06:00", layers[1].GetProperty("windows")[0].GetString());
        Assert.Equal((20, "user:default/ada"), (rota.GetProperty("escalation")[0].GetProperty("afterMinutes").GetInt32(), rota.GetProperty("escalation")[0].GetProperty("target").GetString()));
        var slices = (await api.GetFromJsonAsync<JsonElement>("/api/v1/rotas/alpha-on-call/schedule?from=2098-12-31T00:00:00Z&until=2099-01-03T00:00:00Z")).GetProperty("slices");
        Assert.Contains(slices.EnumerateArray(), s => s.GetProperty("cause").ToString() is "override" or "Override" && s.GetProperty("person").GetString() == "user:default/ann");
    }

    [Fact]
    public async Task An_Opsgenie_export_maps_rotations_restrictions_and_escalations_and_says_what_does_not()
    {
        var api = await _host.ReadyAsync();

        var item = (await SendAsync(api, Opsgenie, "")).GetProperty("items")[0];

        Assert.Equal(("new", "beta-schedule", "group:default/beta"), (item.GetProperty("action").GetString(), item.GetProperty("name").GetString(), item.GetProperty("owner").GetString()));
        Assert.Contains("type team (Ops)", item.GetProperty("notes").ToString(), StringComparison.Ordinal);
        var rota = (await api.GetFromJsonAsync<JsonElement>("/api/v1/rotas/beta-schedule")).GetProperty("rota");
        var layer = rota.GetProperty("layers")[0];
        Assert.Equal(("2w", "09:00", "monday 08:00-friday 17:30"), (layer.GetProperty("turn").GetString(), layer.GetProperty("handoverAt").GetString(), layer.GetProperty("windows")[0].GetString()));
        Assert.Equal((60, "user:default/pat"), (rota.GetProperty("escalation")[0].GetProperty("afterMinutes").GetInt32(), rota.GetProperty("escalation")[0].GetProperty("target").GetString()));
    }

    [Fact]
    public async Task What_is_no_export_is_refused_with_what_is_missing()
    {
        var api = await _host.ReadyAsync();

        var refused = await api.PostAsync("/api/v1/rotas/import", OnCallHost.Json("""{"schedules":[{"name":"x"}]}"""));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("schedule_layers", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_previews_first_and_is_for_platform_engineers()
    {
        await _host.ReadyAsync();
        var pat = await _host.SignInAsync("pat");
        var ben = await _host.SignInAsync("ben");

        var preview = await pat.SubmitAsync("/oncall/import", ("json", PagerDuty), ("go", "preview"));
        var refused = await ben.SubmitAsync("/oncall/feeds", "/oncall/import", ("json", PagerDuty), ("go", "import"));

        Assert.Contains("new", preview.Document.QuerySelector("[data-testid=import-item]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Import 2 changes", preview.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static async Task<JsonElement> SendAsync(HttpClient api, string json, string query)
    {
        var answer = await api.PostAsync("/api/v1/rotas/import" + query, OnCallHost.Json(json));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public void Dispose() => _host.Dispose();
}
