using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;
using Portal.WebTests.Create;

namespace Portal.WebTests.Lifecycle;

/// <summary>Many upgrades at once: each service gets one branch with one commit, whatever happens in between.</summary>
public sealed class BulkUpgradeTests
{
    private const string Branch = "portal/upgrade-svc-1.1.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_people_who_ask_at_once_get_one_upgrade_of_each_service_and_other_teams_services_are_left_out_in_words()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        foreach (var name in Names(6))
        {
            await fleet.MakeAsync(api, name);
        }

        fleet.Version("1.1.0", ("run.sh", "echo 2\n"));
        await FleetHost.OfferedAsync(api, "1.1.0");

        var both = await Task.WhenAll(AllAsync(api), AllAsync(api));
        Assert.Equal(6, both.Sum(b => b["started"]!.AsArray().Count));
        Assert.Equal(6, both.Sum(b => b["found"]!.AsArray().Count));
        await DoneAsync(api, both.Where(b => b["started"]!.AsArray().Count > 0).Select(b => b["id"]!.ToString()));
        await AssertOneEachAsync(fleet, 6);

        var ben = await fleet.Host.SignInAsync("ben");
        var page = await ben.SubmitAsync("/create/fleet", "/create/fleet/upgrades", ("template", "template:default/svc"), ("service", "component:default/svc-1"));
        Assert.Contains("needs a member of group:default/alpha", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_bulk_whose_process_is_killed_goes_on_after_the_restart_and_opens_none_twice()
    {
        const int Services = 12;
        await using FleetHost fleet = new(); // not started: it only lays out folders and templates
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["Data:Directory"] = Path.Combine(fleet.Host.Folder, "data"),
            ["ConnectionStrings:Portal"] = $"Data Source={Path.Combine(fleet.Host.Folder, "portal.db")}",
            ["Demo:Enabled"] = "false",
            ["Bootstrap:AdminToken"] = PortalHost.AdminToken,
            ["Catalog:Locations:0:Type"] = "directory",
            ["Catalog:Locations:0:Target"] = fleet.Host.CatalogFolder,
            ["Scaffolding:TemplatesPath"] = fleet.Templates,
            ["Scaffolding:Concurrency"] = "2",
            ["SourceControl:LocalPath"] = fleet.Host.GitServer,
        };
        string batch;
        await using (var first = await PortalProcess.StartAsync(settings, Ct))
        {
            foreach (var name in Names(Services))
            {
                await fleet.MakeAsync(first.Api, name);
            }

            fleet.Version("1.1.0", ("run.sh", "echo 2\n"));
            await FleetHost.OfferedAsync(first.Api, "1.1.0");
            batch = (await AllAsync(first.Api))["id"]!.ToString();
            await UntilAsync(first.Api, batch, p => (int)p["opened"]! >= 2);
            await first.KillAsync();
        }

        var opened = Names(Services).Count(n => Directory.Exists(fleet.PathOf(n)) && File.Exists(Path.Combine(fleet.PathOf(n), "refs", "heads", "portal", "upgrade-svc-1.1.0")));
        Assert.InRange(opened, 2, Services - 1); // it was killed in the middle
        await using var next = await PortalProcess.StartAsync(settings, Ct);
        await DoneAsync(next.Api, [batch]);

        await AssertOneEachAsync(fleet, Services);
        Assert.Empty((await AllAsync(next.Api))["started"]!.AsArray());
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(1, count).Select(i => $"svc-{i}");

    private static async Task AssertOneEachAsync(FleetHost fleet, int count)
    {
        foreach (var name in Names(count))
        {
            Assert.Equal(["main", Branch], (await FleetHost.GitAsync(fleet.PathOf(name), "branch", "--format=%(refname:short)")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
            Assert.Equal("1", (await FleetHost.GitAsync(fleet.PathOf(name), "rev-list", "--count", $"main..{Branch}")).Trim());
        }
    }

    private static async Task<JsonObject> AllAsync(HttpClient api)
    {
        using var response = await api.PostAsJsonAsync("/api/v1/templates/default/svc/upgrades", new JsonObject { ["allBehind"] = true }, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task DoneAsync(HttpClient api, IEnumerable<string> batches)
    {
        foreach (var batch in batches)
        {
            var progress = await UntilAsync(api, batch, p => (int)p["waiting"]! == 0);
            Assert.True((int)progress["failed"]! == 0, progress.ToJsonString());
        }
    }

    private static async Task<JsonObject> UntilAsync(HttpClient api, string batch, Predicate<JsonObject> ready)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(20));
        for (var started = TimeProvider.System.GetTimestamp(); ; await pause.WaitForNextTickAsync(Ct))
        {
            var progress = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/upgrades/{batch}", Ct))!;
            if (ready(progress))
            {
                return progress;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(90), progress.ToJsonString());
        }
    }
}
