using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Portal.WebTests.Create;

/// <summary>A hundred runs at the same time, none of which may know of the others.</summary>
[Trait("Category", "Slow")]
public sealed class HundredRunsTests
{
    private const int Runs = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_runs_at_a_time_make_a_hundred_repositories_with_their_own_content_and_a_hundred_entities()
    {
        await using CreationHost host = new();
        host.Set("Scaffolding:Concurrency", Runs.ToString(CultureInfo.InvariantCulture));
        host.Set("Scaffolding:TeamShare", "1");
        using var api = host.ApiClient();
        var names = Enumerable.Range(1, Runs).Select(i => string.Create(CultureInfo.InvariantCulture, $"many-{i:000}")).ToList();

        var started = await Task.WhenAll(names.Select(async (name, i) => await CreationHost.StartAsync(api, "aspnet-service", CreationHost.Golden(name, i % 2 == 0 ? "group:default/alpha" : "group:default/beta"))));
        foreach (var run in started)
        {
            var ended = await CreationHost.UntilAsync(api, run["id"]!.ToString(), Patience, "succeeded", "failed");
            Assert.True(ended["status"]!.ToString() == "succeeded", ended.ToJsonString());
        }

        Assert.Equal(names.Select(n => n + ".git"), Directory.EnumerateDirectories(Path.Combine(host.GitServer, "demo")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));
        var entities = (await api.GetFromJsonAsync<JsonObject>("/api/v1/entities?kind=component&q=many-&limit=200", Ct))!["items"]!.AsArray();
        Assert.Equal(names, entities.Select(e => e!["name"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.All(entities, e => Assert.Equal(names.IndexOf(e!["name"]!.ToString()) % 2 == 0 ? "group:default/alpha" : "group:default/beta", e["owner"]!.ToString()));
        foreach (var name in names)
        {
            var place = Path.Combine(host.GitServer, "demo", name + ".git");
            Assert.Equal("1", await GitAsync(place, "rev-list --count main"));
            Assert.Contains($"name: {name}\n", await GitAsync(place, "show main:catalog-info.yaml") + "\n", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_anywhere()
    {
        await using CreationHost host = new();
        host.Without("SnapshotWorker"); // writes its export when its time has come
        using var api = host.ApiClient();
        await CreationHost.PostAsync(api, "aspnet-service", CreationHost.Golden("warm-up"), dryRun: true);
        var before = Traces(host.Folder);

        var (status, _) = await CreationHost.PostAsync(api, "aspnet-service", CreationHost.Golden("no-trace"), dryRun: true);

        Assert.Equal(200, status);
        Assert.Equal(before, Traces(host.Folder));
        Assert.Equal(0, (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/scaffold-runs", Ct))!["total"]!);
        Assert.DoesNotContain("no-trace", await api.GetStringAsync(new Uri("/api/v1/audit", UriKind.Relative), Ct), StringComparison.Ordinal);
    }

    /// <summary>Every file but the database's own, which other parts of the portal write to.</summary>
    private static List<string> Traces(string folder)
        => [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(f => !f.Name.StartsWith("portal.db", StringComparison.Ordinal))
            .Select(f => $"{f.FullName} {f.Length}").Order(StringComparer.Ordinal)];

    private static async Task<string> GitAsync(string folder, string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = await git.StandardOutput.ReadToEndAsync(Ct);
        await git.WaitForExitAsync(Ct);
        return output.Trim();
    }
}
