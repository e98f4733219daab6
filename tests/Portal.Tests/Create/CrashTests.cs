using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>A real process, really killed.</summary>
public sealed class CrashTests
{
    private const string Template = """
          parameters: {properties: {name: {type: string}}}
          steps:
            - {id: fetch, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
            - {id: before, action: 'debug:wait', input: {seconds: 2}}
            - {id: publish, action: 'publish:local-git', input: {repoUrl: 'local?owner=demo&repo=${{ parameters.name }}'}}
            - {id: between, action: 'debug:wait', input: {seconds: 2}}
            - {id: register, action: 'catalog:register', input: {repoContentsUrl: '${{ steps.publish.output.repoContentsUrl }}'}}
            - {id: after, action: 'debug:wait', input: {seconds: 2}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_run_whose_process_is_killed_again_and_again_finishes_with_one_repository()
    {
        await using CreationHost files = new(("crash", Template)); // not started: it only lays out folders and templates
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["Data:Directory"] = Path.Combine(files.Folder, "data"),
            ["ConnectionStrings:Portal"] = $"Data Source={Path.Combine(files.Folder, "portal.db")}",
            ["Demo:Enabled"] = "false",
            ["Bootstrap:AdminToken"] = PortalHost.AdminToken,
            ["Catalog:Locations:0:Type"] = "directory",
            ["Catalog:Locations:0:Target"] = files.CatalogFolder,
            ["Scaffolding:TemplatesPath"] = Path.Combine(files.Folder, "templates"),
            ["SourceControl:LocalPath"] = files.GitServer,
        };
        string id;
        await using (var first = await PortalProcess.StartAsync(settings, Ct))
        {
            id = (await CreationHost.StartAsync(first.Api, "crash", new() { ["name"] = "phoenix" }))["id"]!.ToString();
            await WaitForStepAsync(first.Api, id, "before");
            await first.KillAsync();
        }

        foreach (var step in new[] { "between", "after" })
        {
            await using var next = await PortalProcess.StartAsync(settings, Ct);
            await WaitForStepAsync(next.Api, id, step);
            await next.KillAsync();
        }

        await using var last = await PortalProcess.StartAsync(settings, Ct);
        var run = await CreationHost.UntilAsync(last.Api, id, "succeeded", "failed");

        Assert.True(run["status"]!.ToString() == "succeeded", run.ToJsonString());
        Assert.Equal(["phoenix.git"], Directory.EnumerateDirectories(Path.Combine(files.GitServer, "demo")).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(files.GitServer, ".new")));
        Assert.Equal("1", await GitAsync(Path.Combine(files.GitServer, "demo", "phoenix.git"), "rev-list --count main"));
        Assert.Equal("group:default/alpha", (await last.Api.GetFromJsonAsync<JsonObject>("/api/v1/entities/component/default/phoenix", Ct))!["owner"]!.ToString());
    }

    private static async Task WaitForStepAsync(HttpClient api, string id, string step)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(50));
        for (var started = TimeProvider.System.GetTimestamp(); ; await pause.WaitForNextTickAsync(Ct))
        {
            var run = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/scaffold-runs/{id}", Ct))!;
            if (run["steps"]!.AsArray().Single(s => s!["id"]!.ToString() == step)!["status"]!.ToString() == "running" || (run["status"]!.ToString() == "waiting" && Next(run) == step))
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60) && run["status"]!.ToString() is "queued" or "running" or "waiting", run.ToJsonString());
        }
    }

    private static string? Next(JsonObject run) => run["steps"]!.AsArray().FirstOrDefault(s => s!["status"]!.ToString() == "pending")?["id"]!.ToString();

    private static async Task<string> GitAsync(string folder, string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        return (await git.StandardOutput.ReadToEndAsync(Ct)).Trim();
    }
}
