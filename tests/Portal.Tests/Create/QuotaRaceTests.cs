using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.WebTests.Create;

/// <summary>Starts at the same moment: what was free when it was counted is still free when the run is there.</summary>
public sealed class QuotaRaceTests
{
    private const string Hold = "  parameters: {properties: {name: {type: string}, owner: {type: string, ui:field: OwnerPicker}, repoUrl: {type: string}}}\n  steps: [{id: hold, action: 'test:hold', input: {name: '${{ parameters.name }}'}}]\n";

    private const string Fail = "  parameters: {properties: {name: {type: string}, owner: {type: string, ui:field: OwnerPicker}, repoUrl: {type: string}}}\n  steps: [{id: fetch, action: 'fetch:template', input: {url: ./nowhere}}]\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("OpenRunsPerTeam", 3)]
    [InlineData("OpenRunsPerPerson", 2)]
    [InlineData("RunsPerTeamPerDay", 1)]
    [InlineData("CreatedPerTeam", 2)]
    public async Task Of_twenty_starts_at_once_as_many_begin_as_the_quota_says(string quota, int most)
    {
        using HoldAction hold = new();
        await using CreationHost host = new(("hold", Hold)) { ConfigureServices = services => services.AddSingleton<IScaffoldAction>(hold) };
        host.Set($"Scaffolding:Quotas:{quota}", most.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var api = host.ApiClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CreationHost.PostAsync(api, "hold", new JsonObject { ["name"] = $"svc-{i}", ["owner"] = "group:default/alpha" })));

        Assert.Equal(most, answers.Count(a => a.Status == 201));
        Assert.Equal(20 - most, answers.Count(a => a.Status == 429));
        Assert.Equal(most, (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/scaffold-runs", Ct))!["total"]!);
    }

    [Fact]
    public async Task A_failed_run_that_is_retried_asks_for_its_place_again()
    {
        using HoldAction hold = new();
        await using CreationHost host = new(("hold", Hold), ("fail", Fail)) { ConfigureServices = services => services.AddSingleton<IScaffoldAction>(hold) };
        host.Set("Scaffolding:Quotas:OpenRunsPerTeam", "1");
        using var api = host.ApiClient();
        var failed = (await CreationHost.StartAsync(api, "fail", Answers("first")))["id"]!.ToString();
        Assert.EndsWith("url ./nowhere: the template has no such folder.", (await CreationHost.UntilAsync(api, failed, "failed"))["error"]!.ToString(), StringComparison.Ordinal);
        var second = (await CreationHost.StartAsync(api, "hold", Answers("second")))["id"]!.ToString();
        await hold.BeginsAsync(Ct);

        using var full = await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{failed}/retry", UriKind.Relative), null, Ct);
        hold.LetGo("second");
        await CreationHost.UntilAsync(api, second, "succeeded");
        using var free = await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{failed}/retry", UriKind.Relative), null, Ct);

        Assert.Equal(429, (int)full.StatusCode);
        Assert.Contains("1 of 1 runs for group:default/alpha are open. Wait until one has ended, or cancel one.", await full.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.True(free.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_failed_run_is_not_retried_while_another_one_makes_the_same()
    {
        using HoldAction hold = new();
        await using CreationHost host = new(("hold", Hold), ("fail", Fail)) { ConfigureServices = services => services.AddSingleton<IScaffoldAction>(hold) };
        using var api = host.ApiClient();
        var failed = (await CreationHost.StartAsync(api, "fail", Answers("same")))["id"]!.ToString();
        await CreationHost.UntilAsync(api, failed, "failed");
        await CreationHost.StartAsync(api, "hold", Answers("same"));
        await hold.BeginsAsync(Ct);

        using var answer = await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{failed}/retry", UriKind.Relative), null, Ct);
        hold.LetGo("same");

        Assert.Equal(409, (int)answer.StatusCode);
        Assert.Contains("is making same just now", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrades_and_decommissions_use_no_quota_of_what_is_made()
    {
        using HoldAction hold = new();
        await using CreationHost host = new(("hold", Hold)) { ConfigureServices = services => services.AddSingleton<IScaffoldAction>(hold) };
        foreach (var quota in new[] { "OpenRunsPerTeam", "OpenRunsPerPerson", "RunsPerTeamPerDay", "CreatedPerTeam" })
        {
            host.Set($"Scaffolding:Quotas:{quota}", "1");
        }

        using var api = host.ApiClient();
        await using (var db = host.Services.GetRequiredService<IPortalDbFactory>().Create())
        {
            foreach (var template in new[] { "template:portal/upgrade", "template:portal/decommission" })
            {
                db.Set<ScaffoldRun>().Add(Run(template, template, DateTimeOffset.UtcNow));
            }

            await db.SaveAsync(Ct);
        }

        var (status, body) = await CreationHost.PostAsync(api, "hold", Answers("made"));

        Assert.True(status == 201, body.ToJsonString());
    }

    [Fact]
    public async Task Of_two_replicas_that_have_counted_the_same_rows_one_is_sent_back_to_count_again()
    {
        await using CreationHost host = new(("hold", Hold));
        using var api = host.ApiClient();
        using var scopes = host.Services.CreateScope();
        var databases = scopes.ServiceProvider.GetRequiredService<IPortalDbFactory>();
        await using var here = databases.Create();
        await using var there = databases.Create();
        using RunStarts first = new(), second = new(); // a process each
        List<string> told = [];

        Task<Failure?> There() => new RunReservation(there, second).SaveAsync("user:default/ada", "group:default/alpha", "b", () => Count(there), () => there.Set<ScaffoldRun>().Add(Run("b")), Ct);
        var refused = await new RunReservation(here, first).SaveAsync(
            "user:default/ada",
            "group:default/alpha",
            "a",
            async () =>
            {
                var counted = await Count(here);
                if (told.Count == 1)
                {
                    Assert.Null(await There()); // between counting and saving
                }

                return counted;
            },
            () => here.Set<ScaffoldRun>().Add(Run("a")),
            Ct);

        Assert.Equal("1 of 1", refused!.Message);
        Assert.Equal(["0", "0", "1"], told);
        Assert.Equal("b", Assert.Single(await there.Set<ScaffoldRun>().AsNoTracking().ToListAsync(Ct)).Title);

        async Task<IReadOnlyList<RunCheck>> Count(IPortalDb db)
        {
            var open = await db.Set<ScaffoldRun>().CountAsync(Ct);
            told.Add(open.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return open >= 1 ? [new("Quota", RunCheck.Blocked, $"{open} of 1")] : [];
        }
    }

    private static JsonObject Answers(string name) => new() { ["name"] = name, ["owner"] = "group:default/alpha", ["repoUrl"] = $"local?owner=demo&repo={name}" };

    private static ScaffoldRun Run(string name, string template = "template:default/hold", DateTimeOffset at = default) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Template = template,
        OwnerGroup = "group:default/alpha",
        CreatedAt = at,
        TemplateTitle = "Hold",
        TemplateHash = "",
        Title = name,
        ValuesJson = "{}",
        DefinitionJson = "{}",
        CreatedBy = "user:default/ada",
        CreatedByName = "Ada",
        Status = RunStatus.Succeeded,
    };
}
