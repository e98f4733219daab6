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
    private const string Hold = "  parameters: {properties: {name: {type: string}, owner: {type: string, ui:field: OwnerPicker}}}\n  steps: [{id: hold, action: 'test:hold', input: {name: '${{ parameters.name }}'}}]\n";

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

    private static ScaffoldRun Run(string name) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Template = "template:default/hold",
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
