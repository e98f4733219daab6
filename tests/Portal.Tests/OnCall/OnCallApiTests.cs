using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.Tests.OnCall;

public sealed class OnCallApiTests : IDisposable
{
    private readonly OnCallHost _host = new();

    [Fact]
    public async Task A_rota_is_made_answers_in_every_spelling_of_its_team_and_is_gone_after_it_is_deleted()
    {
        var api = await _host.ReadyAsync();

        var made = await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        foreach (var address in new[] { "/api/v1/oncall/alpha", "/api/v1/oncall/default/alpha", "/api/v1/oncall/default%2Falpha", "/api/v1/oncall/group:default%2Falpha", "/api/v1/services/default/alpha-api/oncall" })
        {
            var answer = await api.GetFromJsonAsync<JsonElement>(address);
            Assert.Equal("alpha-primary", answer.GetProperty("rota").GetString());
            Assert.Contains(answer.GetProperty("now").GetProperty("person").GetString(), new[] { "user:default/ada", "user:default/ann" });
            Assert.NotEqual(answer.GetProperty("now").GetProperty("person").GetString(), answer.GetProperty("next").GetProperty("person").GetString());
            Assert.Equal(JsonValueKind.Array, answer.GetProperty("gaps").ValueKind);
            Assert.Equal(15, answer.GetProperty("escalation")[0].GetProperty("afterMinutes").GetInt32());
        }

        var owner = await api.GetFromJsonAsync<JsonElement>("/api/v1/who-owns?q=alpha-api");
        Assert.Equal("rota alpha-primary of group:default/alpha", owner.GetProperty("matches")[0].GetProperty("onCall").GetProperty("source").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await api.DeleteAsync("/api/v1/rotas/alpha-primary")).StatusCode);
        Assert.Equal(JsonValueKind.Null, (await api.GetFromJsonAsync<JsonElement>("/api/v1/oncall/alpha")).GetProperty("rota").ValueKind);
        var audit = await api.GetStringAsync("/api/v1/audit");
        Assert.Contains("oncall.rota.made", audit, StringComparison.Ordinal);
        Assert.Contains("oncall.rota.deleted", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_a_rota_is_told_by_its_field()
    {
        var api = await _host.ReadyAsync();

        var refused = await api.PostAsync("/api/v1/rotas", OnCallHost.Json("""{"owner":"alpha","rota":{"name":"x","timeZone":"Mars/Base","layers":[{"people":["ada","stranger"],"turn":"weekly","start":"2026-01-05"}]}}"""));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Contains("Mars/Base", errors.GetProperty("timeZone")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("user:default/stranger is not in the catalog", errors.GetProperty("layers[0].people")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_and_a_rota_of_a_descriptor_are_refused_in_words()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));

        var taken = await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota.Replace("\"owner\":\"alpha\"", "\"owner\":\"beta\"", StringComparison.Ordinal)));
        var declared = await api.DeleteAsync("/api/v1/rotas/gamma-hours");

        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Assert.Contains("group:default/alpha has a rota alpha-primary already", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, declared.StatusCode);
        Assert.Contains("descriptor of group:default/gamma", await declared.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_on_an_old_version_is_refused_and_a_rename_takes_overrides_along()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var stand = await api.PostAsync("/api/v1/rotas/alpha-primary/overrides", OnCallHost.Json($$"""{"person":"ben","from":"{{DateTime.UtcNow.AddHours(-1):O}}","until":"{{DateTime.UtcNow.AddHours(2):O}}","reason":"holiday"}"""));
        Assert.Equal(HttpStatusCode.OK, stand.StatusCode);

        var stale = await api.PutAsync("/api/v1/rotas/alpha-primary", OnCallHost.Json(OnCallHost.Rota.Replace("}}", "},\"version\":7}", StringComparison.Ordinal)));
        var renamed = await api.PutAsync("/api/v1/rotas/alpha-primary", OnCallHost.Json(OnCallHost.Rota.Replace("alpha-primary", "alpha-first", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        var now = (await api.GetFromJsonAsync<JsonElement>("/api/v1/oncall/alpha")).GetProperty("now");
        Assert.Equal("user:default/ben", now.GetProperty("person").GetString());
    }

    [Fact]
    public async Task An_unknown_team_is_not_found_and_says_how_teams_are_named()
    {
        var api = await _host.ReadyAsync();

        var answer = await api.GetAsync("/api/v1/oncall/default/nothing");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("group:namespace/name", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_lists_services_without_anybody_and_tells_others()
    {
        var api = await _host.ReadyAsync();

        var report = await (await api.PostAsync("/api/v1/oncall/check", null)).Content.ReadFromJsonAsync<JsonElement>();

        var names = report.GetProperty("unreachable").EnumerateArray().Select(u => u.GetProperty("service").GetString()).ToList();
        Assert.Contains("component:default/orphan-api", names);
        Assert.Contains(report.GetProperty("gaps").EnumerateArray(), g => g.GetProperty("rota").GetString() == "gamma-hours");
        Assert.Contains(_host.Told.All, e => e.Type == "oncall.unreachable" && e.Data.ToJsonString().Contains("orphan-api", StringComparison.Ordinal));
        Assert.Contains(_host.Told.All, e => e.Type == "oncall.gap" && e.Subject == "group:default/gamma" && e.People.Contains("user:default/ada"));
    }

    public void Dispose() => _host.Dispose();
}
