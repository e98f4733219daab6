using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Portal.Benchmarks.Load;
using Portal.Demo.Simulator;

namespace Portal.Benchmarks;

/// <summary>
/// A portal process over simulated clusters of another process:  dotnet run -c Release --project tests/Benchmarks -- estate [clusters=5] [pods=6000] [events=1000] [tabs=200]
/// or over a real API server, for the way from a change to a browser alone: estate real=KUBECONFIG
/// </summary>
internal sealed partial class EstateBenchmark : IAsyncDisposable
{
    private const int Port = 5417;
    private const int PodsEach = 6;
    private const string Chromium = "/usr/bin/chromium";

    private readonly DemoClusters _clusters;
    private readonly LoadedPortal _portal;
    private readonly string _folder;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private int _probe;

    private EstateBenchmark(DemoClusters clusters, LoadedPortal portal, string folder) => (_clusters, _portal, _folder) = (clusters, portal, folder);

    public static async Task RunAsync(string[] args)
    {
        if (args.FirstOrDefault(a => a.StartsWith("real=", StringComparison.Ordinal)) is { } real)
        {
            await RealAsync(real["real=".Length..]);
            return;
        }

        int Of(string name, int otherwise) => args.FirstOrDefault(a => a.StartsWith(name + "=", StringComparison.Ordinal)) is { } given ? int.Parse(given[(name.Length + 1)..], CultureInfo.InvariantCulture) : otherwise;
        await using var bench = await StartAsync(Of("clusters", 5), Of("pods", 6000), Of("entities", 0));
        await bench.FirstListAsync();
        await bench.IncidentAsync();
        if (args.Contains("incident"))
        {
            return;
        }

        await bench.MatrixAsync();
        await bench.IdleAsync("no tab open", TimeSpan.FromSeconds(20));
        var tabs = Enumerable.Range(0, Of("tabs", 200)).Select(_ => bench.OpenTab()).ToList();
        await Task.Delay(TimeSpan.FromSeconds(3));
        await bench.IdleAsync($"{tabs.Count} tabs open", TimeSpan.FromSeconds(20));
        await bench.ProbeAsync("quiet", 20);
        await bench.UnderEventsAsync(Of("events", 1000), tabs.Count);
        tabs.ForEach(t => t.Dispose());
        Console.WriteLine($"memory at the end: {bench._portal.ResidentMegabytes:0} MB resident");
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _clusters.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<EstateBenchmark> StartAsync(int clusters, int pods, int entities)
    {
        var folder = Directory.CreateTempSubdirectory("estate-").FullName;
        var workloads = pods / PodsEach;
        var yaml = new StringBuilder("clusters:\n");
        for (var c = 0; c < clusters; c++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{name: c{c}, environment: {(c == clusters - 1 ? "staging" : "production")}, region: r{c}, nodes: {Math.Max(3, pods / 60)}}}");
        }

        var catalog = new StringBuilder();
        yaml.AppendLine("workloads:");
        for (var w = 0; w < workloads; w++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{service: svc-{w}, name: svc-{w}, namespace: ns-{w % 50}, image: registry.test/svc-{w}, match: annotation, memoryLimit: 256Mi, cpuRequest: 100m, memoryRequest: 128Mi, port: 8080, env: [\"UPSTREAM=http://svc-{(w + 1) % workloads}.ns-{(w + 1) % 50}:8080\"], placements: [{string.Join(", ", Enumerable.Range(0, clusters).Select(c => $"{{cluster: c{c}, version: 1.{w % 9}.0, replicas: {PodsEach}}}"))}]}}");
            catalog.AppendLine(CultureInfo.InvariantCulture, $"---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: svc-{w}, annotations: {{backstage.io/kubernetes-id: svc-{w}}}}}\nspec: {{type: service, lifecycle: production, owner: team-{w % 40}, system: system-{w % 80}}}");
        }

        for (var t = 0; t < 40; t++)
        {
            catalog.AppendLine(CultureInfo.InvariantCulture, $"---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: team-{t}}}\nspec: {{type: team, children: []}}");
        }

        Declare(catalog, workloads, entities);
        var descriptors = Directory.CreateDirectory(Path.Combine(folder, "catalog")).FullName;
        await File.WriteAllTextAsync(Path.Combine(descriptors, "catalog-info.yaml"), catalog.ToString());
        var simulated = await DemoClusters.StartAsync(Estate.Parse(yaml.ToString()), folder, TimeProvider.System, run: false, CancellationToken.None);
        var settings = Enumerable.Range(0, clusters).SelectMany(c => new (string, string?)[]
        {
            ($"Clusters__{c}__Name", $"c{c}"), ($"Clusters__{c}__Environment", c == clusters - 1 ? "staging" : "production"), ($"Clusters__{c}__Region", $"r{c}"), ($"Clusters__{c}__Kubeconfig", simulated.Kubeconfig), ($"Clusters__{c}__Context", $"c{c}"),
        });
        Console.WriteLine($"{clusters} clusters with {simulated.Servers.Sum(s => s.Cluster.Store.List(ApiResource.Find("", "pods")!, null).Items.Count)} pods in {workloads * clusters} workloads");
        return new(simulated, await LoadedPortal.StartAsync(descriptors, Port, null, settings), folder);
    }

    private async Task FirstListAsync()
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await pause.WaitForNextTickAsync())
        {
            try
            {
                var clusters = (await _portal.Api.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/clusters", UriKind.Relative))).GetProperty("items").EnumerateArray().ToList();
                if (clusters.Count == _clusters.Servers.Count && clusters.TrueForAll(c => c.GetProperty("state").GetString() == "live"))
                {
                    break;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        Console.WriteLine($"from process start to every cluster live: {_sinceStart.Elapsed.TotalSeconds:0.0} s; {_portal.ResidentMegabytes:0} MB resident");
        await _portal.IngestedAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        Console.WriteLine($"at rest: {_portal.ResidentMegabytes:0} MB resident");
    }

    private async Task MatrixAsync()
    {
        List<double> took = [];
        var bytes = 0;
        for (var i = 0; i < 60; i++)
        {
            // Another question each time: nothing that was kept answers.
            using var request = Page($"/deployments?q=svc&page={(i % 8) + 1}&system=&team=&state={(i % 2 == 0 ? "healthy" : "")}&service=&x={i}");
            Touch(i);
            await Task.Delay(120);
            var began = Stopwatch.GetTimestamp();
            using var answer = await _portal.Api.SendAsync(request);
            bytes = Math.Max(bytes, (await answer.Content.ReadAsByteArrayAsync()).Length);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Report("matrix page after a change, at the server", took);
        Console.WriteLine($"its size: {bytes / 1024} KiB");
    }

    private async Task IdleAsync(string when, TimeSpan time)
    {
        var before = _portal.ProcessorTime;
        await Task.Delay(time);
        Console.WriteLine($"processor of the portal, {when}: {(_portal.ProcessorTime - before) / time * 100:0.0} % of one core");
    }

    private async Task UnderEventsAsync(int perSecond, int tabs)
    {
        using var stop = new CancellationTokenSource();
        var events = Task.Run(() => EventsAsync(perSecond, stop.Token));
        await Task.Delay(TimeSpan.FromSeconds(3));
        await IdleAsync($"{perSecond} events a second and {tabs} tabs", TimeSpan.FromSeconds(15));
        await ProbeAsync($"{perSecond} events a second", 40);
        if (File.Exists(Chromium))
        {
            await BrowserAsync($"{perSecond} events a second", 40);
        }

        await stop.CancelAsync();
        Console.WriteLine($"events sent: {await events:0} a second");
    }

    /// <summary>From a change in the cluster to an answer of the page that has it, asked for by a tab that was told.</summary>
    private async Task ProbeAsync(string when, int times)
    {
        const string Address = "/deployments?q=svc-0";
        using var stream = await StreamAsync();
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        List<double> took = [];
        List<double> pages = [];
        for (var i = 0; i < times; i++)
        {
            var version = $"9.{_probe++}.0";
            var began = Stopwatch.GetTimestamp();
            SetVersion("svc-0", version);
            for (var seen = false; !seen;)
            {
                while (await reader.ReadLineAsync() is not { } line || !line.StartsWith("data: deployments", StringComparison.Ordinal))
                {
                }

                var asked = Stopwatch.GetTimestamp();
                using var request = Page(Address);
                using var answer = await _portal.Api.SendAsync(request);
                seen = (await answer.Content.ReadAsStringAsync()).Contains(version, StringComparison.Ordinal);
                pages.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(150 + (37 * i % 200));
        }

        Report($"from change to a page that has it ({when})", took);
        Report("of it the page's answer", pages);
    }

    /// <summary>From a change in the cluster to the text in an open Chromium.</summary>
    private async Task BrowserAsync(string when, int times)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync();
        await page.SetExtraHTTPHeadersAsync([new("Authorization", _portal.ApiHeader["Authorization: ".Length..])]);
        await page.GotoAsync($"http://127.0.0.1:{Port}/deployments?q=svc-0");
        await Task.Delay(TimeSpan.FromSeconds(1));
        List<double> took = [];
        for (var i = 0; i < times; i++)
        {
            var version = $"9.{_probe++}.0";
            var wait = page.WaitForFunctionAsync("v => document.body.textContent.includes(v)", version, new() { Timeout = 20_000 });
            var began = Stopwatch.GetTimestamp();
            SetVersion("svc-0", version);
            await wait;
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(150 + (37 * i % 200));
        }

        Report($"from change to changed text in Chromium ({when})", took);
    }

    /// <summary>A real API server: from a change in its etcd to the text in an open Chromium.</summary>
    private static async Task RealAsync(string kubeconfig)
    {
        const int ProxyPort = 5418;
        const string Deployment = "apis/apps/v1/namespaces/default/deployments";
        using var proxy = Process.Start(new ProcessStartInfo("kubectl", ["--kubeconfig", kubeconfig, "proxy", $"--port={ProxyPort}"]) { RedirectStandardOutput = true })!;
        await proxy.StandardOutput.ReadLineAsync();
        using var cluster = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ProxyPort}/") };
        var folder = Directory.CreateTempSubdirectory("estate-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "catalog-info.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: probe}\nspec: {type: service, lifecycle: production, owner: nobody}\n");
        var portal = await LoadedPortal.StartAsync(folder, Port, null, [("Clusters__0__Name", "real"), ("Clusters__0__Environment", "production"), ("Clusters__0__Kubeconfig", kubeconfig)]);
        try
        {
            using var made = await cluster.PostAsJsonAsync(Deployment, new
            {
                metadata = new { name = "probe", labels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = "probe" } },
                spec = new { replicas = 1, selector = new { matchLabels = new { app = "probe" } }, template = new { metadata = new { labels = new { app = "probe" } }, spec = new { containers = new[] { new { name = "main", image = "registry.test/probe:1.0.0" } } } } },
            });
            made.EnsureSuccessStatusCode();
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
            var page = await browser.NewPageAsync();
            await page.SetExtraHTTPHeadersAsync([new("Authorization", portal.ApiHeader["Authorization: ".Length..])]);
            await Task.Delay(TimeSpan.FromSeconds(12));
            await page.GotoAsync($"http://127.0.0.1:{Port}/deployments?q=probe");
            await page.WaitForFunctionAsync("() => document.body.textContent.includes('1.0.0')");
            await Task.Delay(TimeSpan.FromSeconds(1));
            List<double> took = [];
            for (var i = 0; i < 40; i++)
            {
                var version = $"9.{i}.0";
                var wait = page.WaitForFunctionAsync("v => document.body.textContent.includes(v)", version, new() { Timeout = 20_000 });
                var change = new { spec = new { template = new { spec = new { containers = new[] { new { name = "main", image = $"registry.test/probe:{version}" } } } } } };
                using var patch = new StringContent(JsonSerializer.Serialize(change), Encoding.UTF8, "application/strategic-merge-patch+json");
                var began = Stopwatch.GetTimestamp();
                using var patched = await cluster.PatchAsync(new Uri(Deployment + "/probe", UriKind.Relative), patch);
                patched.EnsureSuccessStatusCode();
                await wait;
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                await Task.Delay(300 + (37 * i % 400));
            }

            Report("from a patch at a real API server to changed text in Chromium", took);
        }
        finally
        {
            using var deleted = await cluster.DeleteAsync(new Uri(Deployment + "/probe", UriKind.Relative));
            await portal.DisposeAsync();
            proxy.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<double> EventsAsync(int perSecond, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var sent = 0L;
        while (!ct.IsCancellationRequested)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond); sent < due; sent++)
            {
                Touch((int)sent);
            }

            await Task.Delay(10, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return sent / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>One pod restarts once more: a change that its page shows.</summary>
    private void Touch(int n)
    {
        var store = _clusters.Servers[n % _clusters.Servers.Count].Cluster.Store;
        var pods = _pods.TryGetValue(store, out var known) ? known : _pods[store] = [.. store.List(ApiResource.Find("", "pods")!, null).Items];
        var at = (n * 7919) % pods.Length;
        var json = pods[at].Json;
        json["status"]!["containerStatuses"]![0]!["restartCount"] = (int)json["status"]!["containerStatuses"]![0]!["restartCount"]! + 1;
        store.Put(pods[at].Resource, json);
        pods[at] = store.Get(pods[at].Resource, pods[at].Namespace, pods[at].Name)!;
    }

    private readonly Dictionary<ObjectStore, StoredObject[]> _pods = [];

    private void SetVersion(string workload, string version)
    {
        var store = _clusters.Servers[0].Cluster.Store;
        var resource = ApiResource.Find("apps", "deployments")!;
        var json = store.List(resource, null).Items.First(d => d.Name == workload).Json;
        var template = json["spec"]!["template"]!;
        template["spec"]!["containers"]![0]!["image"] = $"registry.test/{workload}:{version}";
        if (template["metadata"]?["labels"] is JsonObject labels && labels.ContainsKey("app.kubernetes.io/version"))
        {
            labels["app.kubernetes.io/version"] = version;
        }

        store.Put(resource, json);
    }

    /// <summary>A tab in the background of somebody's browser: its stream is open and read.</summary>
    private CancellationTokenSource OpenTab()
    {
        var stop = new CancellationTokenSource();
        _ = Task.Run(async () =>
        {
            using var stream = await StreamAsync();
            await using var body = await stream.Content.ReadAsStreamAsync(stop.Token);
            var buffer = new byte[4096];
            while (await body.ReadAsync(buffer, stop.Token) > 0)
            {
            }
        });
        return stop;
    }

    private async Task<HttpResponseMessage> StreamAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events?topic=deployments&topic=clusters");
        return await _portal.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static HttpRequestMessage Page(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        request.Headers.Add("X-Region", "matrix");
        return request;
    }

    private static void Report(string what, List<double> took)
    {
        took.Sort();
        Console.WriteLine($"{what}: median {took[took.Count / 2]:0} ms, p95 {took[(int)(took.Count * 0.95)]:0} ms, worst {took[^1]:0} ms");
    }
}
