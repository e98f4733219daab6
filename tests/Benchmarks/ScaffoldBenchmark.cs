using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>From the answers to the finished repository and its entity, on emulate and on the local git server: preview, start, and how long until the run has succeeded.</summary>
internal static class ScaffoldBenchmark
{
    private const string Seed = """
        tokens:
          test_token_admin: {login: admin, scopes: [repo, user, admin:org]}
        github:
          users:
            - {login: admin, name: Admin, email: admin@example.test}
          orgs:
            - {login: acme, name: Acme}
        """;

    public static async Task RunAsync(int runs)
    {
        await using var server = await NpmServer.EmulateAsync(Seed, "github");
        using HttpClient github = new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}")) };
        github.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test_token_admin");
        await github.PostAsJsonAsync("/orgs/acme/teams", new JsonObject { ["name"] = "alpha" });
        await github.PutAsJsonAsync("/orgs/acme/teams/alpha/memberships/admin", new JsonObject { ["role"] = "maintainer" });
        await MeasureAsync("GitHub (emulate)", "github.com?owner=acme&repo=", runs, host =>
        {
            host.Set("SourceControl:Provider", "GitHub");
            host.Set("GitHub:BaseUrl", github.BaseAddress.ToString());
            host.Set("GitHub:Organization", "acme");
            host.Set("GitHub:Token", "test_token_admin");
        });
        await MeasureAsync("local git", "local?owner=demo&repo=", runs, host => host.Set("SourceControl:LocalPath", Path.Combine(host.Folder, "git-server")));
    }

    private static async Task MeasureAsync(string name, string repoUrl, int runs, Action<PortalHost> configure)
    {
        await using PortalHost host = new();
        configure(host);
        using var api = host.ApiClient();
        List<double> previews = [], finished = [];
        var files = 0;
        for (var i = 0; i <= runs; i++)
        {
            var service = string.Create(CultureInfo.InvariantCulture, $"bench-{i:000}");
            JsonObject values = new() { ["name"] = service, ["description"] = "Made by a benchmark", ["owner"] = "group:default/alpha", ["repoUrl"] = repoUrl + service };
            var begun = Stopwatch.GetTimestamp();
            var preview = await PostAsync(api, values, dryRun: true);
            var shown = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            files = preview["files"]!.AsArray().Count;
            var run = await PostAsync(api, values, dryRun: false);
            await EndAsync(api, run["id"]!.ToString());
            if (i > 0)
            {
                previews.Add(shown); // the first one starts the template engine
                finished.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        Print($"{name}, {files} files: preview", previews);
        Print($"{name}, {files} files: preview, start and finished", finished);
    }

    private static async Task<JsonObject> PostAsync(HttpClient api, JsonObject values, bool dryRun)
    {
        using var response = await api.PostAsJsonAsync("/api/v1/scaffold-runs", new JsonObject { ["template"] = "template:default/aspnet-service", ["values"] = values.DeepClone(), ["dryRun"] = dryRun });
        var body = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return response.IsSuccessStatusCode ? body : throw new InvalidOperationException(body.ToJsonString());
    }

    private static async Task EndAsync(HttpClient api, string id)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(10));
        while (await pause.WaitForNextTickAsync())
        {
            var run = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/scaffold-runs/{id}"))!;
            switch (run["status"]!.ToString())
            {
                case "succeeded":
                    return;
                case "failed" or "waiting":
                    throw new InvalidOperationException(run.ToJsonString());
            }
        }
    }

    private static void Print(string name, List<double> milliseconds)
    {
        milliseconds.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-55} median {milliseconds[milliseconds.Count / 2]:0} ms  p95 {milliseconds[(int)(milliseconds.Count * 0.95)]:0} ms  worst {milliseconds[^1]:0} ms"));
    }
}
