using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;
using Portal.Infrastructure.Templating;
using Portal.WebTests.Create;

namespace Portal.WebTests.Lifecycle;

/// <summary>Tests of a template reach no service: changing them makes none of the fleet drift, however the services were counted when they were made.</summary>
public sealed class TemplateHashTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_golden_file_leaves_the_fleet_where_it_is_and_a_changed_skeleton_does_not()
    {
        await using FleetHost fleet = new();
        Put(fleet, "tests/one/expected/README.md", "# one\n");
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");

        Put(fleet, "tests/one/expected/README.md", "# another one\n");
        await LookedAgainAsync(fleet, api);
        Assert.Equal("current", await StateAsync(api));

        Put(fleet, "skeleton/README.md", "# changed\n");
        await LookedAgainAsync(fleet, api);
        var row = (await api.GetFromJsonAsync<JsonObject>("/api/v1/templates/default/svc/fleet", Ct))!["services"]![0]!;
        Assert.Equal(("behind", 1), (row["state"]!.ToString(), (int)row["filesChanged"]!)); // the tests are not among the files that differ
    }

    [Fact]
    public async Task A_service_that_recorded_a_hash_over_the_tests_too_does_not_drift_when_they_change()
    {
        await using FleetHost fleet = new();
        Put(fleet, "tests/one/expected/README.md", "# one\n");
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        var (former, now) = (TemplateHash.OfAll(Folder(fleet)), TemplateHash.Of(Folder(fleet)));
        Assert.NotEqual(former, now);

        // As a portal that counted everything has left it: lineage and kept content under the former hash, tests among the content.
        using (var scope = fleet.Host.Services.CreateScope())
        {
            await using var db = scope.ServiceProvider.GetRequiredService<IPortalDbFactory>().Create();
            var kept = await db.Set<TemplateContent>().AsNoTracking().SingleAsync(c => c.Hash == now, Ct);
            var files = Portal.Application.Scaffolding.Workspace.Unpack(kept.Content);
            files.Write("tests/one/expected/README.md", new("# one\n"u8.ToArray()));
            db.Set<TemplateContent>().Add(new() { Hash = former, Template = kept.Template, Title = kept.Title, TemplateVersion = kept.TemplateVersion, Content = files.Pack(), KeptAt = kept.KeptAt });
            await db.SaveAsync(Ct);
            await db.Set<TemplateContent>().Where(c => c.Hash == now).ExecuteDeleteAsync(Ct);
            await db.Set<ServiceLineage>().ExecuteUpdateAsync(s => s.SetProperty(l => l.TemplateHash, former), Ct);
        }

        await fleet.Host.Services.GetRequiredService<LineageStore>().ReloadAsync(Ct);
        Assert.Equal("current", await StateAsync(api));

        Put(fleet, "tests/one/expected/README.md", "# another one\n");
        await LookedAgainAsync(fleet, api);
        Assert.Equal("current", await StateAsync(api));
    }

    private static string Folder(FleetHost fleet) => Path.Combine(fleet.Templates, "svc");

    private static void Put(FleetHost fleet, string path, string text)
    {
        var file = Path.Combine(Folder(fleet), path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static async Task<string> StateAsync(HttpClient api) => (await api.GetFromJsonAsync<JsonObject>("/api/v1/services/default/orders/lineage", Ct))!["state"]!.ToString();

    /// <summary>Writes one more template and waits until the portal has seen it: then it has seen everything written before.</summary>
    private static async Task LookedAgainAsync(FleetHost fleet, HttpClient api)
    {
        var name = $"mark-{Guid.NewGuid():N}";
        var folder = Directory.CreateDirectory(Path.Combine(fleet.Templates, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "template.yaml"), $"apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {{name: {name}}}\nspec: {{type: service, steps: [{{id: a, action: 'debug:log'}}]}}\n", Ct);
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(100));
        for (var started = TimeProvider.System.GetTimestamp(); !(await api.GetAsync(new Uri($"/api/v1/templates/default/{name}", UriKind.Relative), Ct)).IsSuccessStatusCode; await pause.WaitForNextTickAsync(Ct))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        }
    }
}
