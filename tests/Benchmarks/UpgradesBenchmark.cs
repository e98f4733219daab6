using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>Services made from the golden path, a new version of it, and a bulk upgrade of all of them: real portal, real SQLite, real git.</summary>
internal static class UpgradesBenchmark
{
    public static async Task RunAsync(int services)
    {
        await using PortalHost host = new();
        var templates = Path.Combine(host.Folder, "templates");
        Copy(Path.Combine(AppContext.BaseDirectory, "templates", "aspnet-service"), Path.Combine(templates, "aspnet-service"));
        host.Set("Scaffolding:TemplatesPath", templates);
        host.Set("SourceControl:LocalPath", Path.Combine(host.Folder, "git-server"));
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(graph => graph.Entities.Count > 3);

        var making = Stopwatch.GetTimestamp();
        for (var i = 1; i <= services; i++)
        {
            JsonObject values = new() { ["name"] = $"service-{i}", ["description"] = "One of many", ["owner"] = i % 2 == 0 ? "group:default/alpha" : "group:default/beta", ["repoUrl"] = $"local?owner=demo&repo=service-{i}" };
            using var started = await api.PostAsJsonAsync("/api/v1/scaffold-runs", new JsonObject { ["template"] = "template:default/aspnet-service", ["values"] = values });
            started.EnsureSuccessStatusCode();
        }

        await UntilAsync(async () => (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/scaffold-runs?status=succeeded&limit=1"))!["total"]! == services);
        Say($"{services} services made", making);

        var folder = Path.Combine(templates, "aspnet-service");
        var main = await File.ReadAllTextAsync(Path.Combine(folder, "template.yaml"));
        var old = System.Text.RegularExpressions.Regex.Match(main, @"portal\.dev/version: (?<v>\S+)", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["v"].Value;
        await File.WriteAllTextAsync(Path.Combine(folder, "template.yaml"), main.Replace($"portal.dev/version: {old}", "portal.dev/version: 99.0.0", StringComparison.Ordinal));
        await File.AppendAllTextAsync(Path.Combine(folder, "skeleton", "README.md"), "\nA new paragraph.\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "skeleton", "SECURITY.md"), "# Security\n");
        await UntilAsync(async () => (await api.GetFromJsonAsync<JsonObject>("/api/v1/templates/default/aspnet-service"))!["version"]!.ToString() == "99.0.0");

        var asked = Stopwatch.GetTimestamp();
        var fleet = await api.GetFromJsonAsync<JsonObject>("/api/v1/templates/default/aspnet-service/fleet?behind=true");
        Say($"fleet page's data, {fleet!["services"]!.AsArray().Count} behind", asked);
        asked = Stopwatch.GetTimestamp();
        using var preview = await api.GetAsync(new Uri("/api/v1/services/default/service-1/upgrade", UriKind.Relative));
        preview.EnsureSuccessStatusCode();
        Say("preview of one upgrade", asked);
        asked = Stopwatch.GetTimestamp();
        using var answer = await api.PostAsJsonAsync("/api/v1/templates/default/aspnet-service/upgrades", new JsonObject { ["allBehind"] = true });
        var batch = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.ToString();
        Say("asked for all (answer)", asked);
        JsonObject progress = [];
        await UntilAsync(async () => (int)(progress = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/upgrades/{batch}"))!)["waiting"]! == 0);
        Say($"{progress["opened"]} branches opened, {progress["failed"]} failed, {progress["conflicts"]} with conflicts", asked);
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(100));
        while (!await done())
        {
            await pause.WaitForNextTickAsync();
        }
    }

    private static void Say(string what, long since) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s"));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
