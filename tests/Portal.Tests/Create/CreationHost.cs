using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>A portal with templates of its own beside the golden path's, and helpers to follow a run.</summary>
public class CreationHost : PortalHost
{
    /// <summary>Long, so that a busy machine fails no test; what hangs fails late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public CreationHost(params (string Name, string Spec)[] templates)
    {
        GitServer = Path.Combine(Folder, "git-server");
        Set("SourceControl:LocalPath", GitServer);
        if (templates.Length > 0)
        {
            var folder = Directory.CreateDirectory(Path.Combine(Folder, "templates")).FullName;
            foreach (var (name, spec) in templates)
            {
                Directory.CreateDirectory(Path.Combine(folder, name, "skeleton"));
                File.WriteAllText(Path.Combine(folder, name, "skeleton", "catalog-info.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${{ values.name }}}\nspec: {type: service, lifecycle: experimental, owner: alpha}\n");
                File.WriteAllText(Path.Combine(folder, name, "template.yaml"), $"apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {{name: {name}}}\nspec:\n  type: service\n{spec}");
            }

            Set("Scaffolding:TemplatesPath", folder);
        }
    }

    public string GitServer { get; }

    public static JsonObject Golden(string name, string owner = "group:default/alpha") => new()
    {
        ["name"] = name,
        ["description"] = "Says: \"hello\" to 100 % of callers",
        ["owner"] = owner,
        ["repoUrl"] = $"local?owner=demo&repo={name}",
    };

    /// <summary>A clone of what a run made with <see cref="Golden"/>.</summary>
    public async Task<string> CloneAsync(string name)
    {
        var clone = Path.Combine(Folder, "clones", name);
        await Tools.RunAsync(Folder, "git", "clone", "--quiet", new Uri(Path.Combine(GitServer, "demo", name + ".git")).AbsoluteUri, clone);
        return clone;
    }

    public static async Task<(int Status, JsonObject Body)> PostAsync(HttpClient api, string template, JsonNode? values, bool dryRun = false)
    {
        using var response = await api.PostAsJsonAsync("/api/v1/scaffold-runs", new JsonObject { ["template"] = $"template:default/{template}", ["values"] = values?.DeepClone(), ["dryRun"] = dryRun }, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!);
    }

    public static Task<JsonObject> PreviewAsync(HttpClient api, string template, JsonObject values) => AnsweredAsync(api, template, values, dryRun: true, 200);

    public static Task<JsonObject> StartAsync(HttpClient api, string template, JsonObject values) => AnsweredAsync(api, template, values, dryRun: false, 201);

    /// <summary>The run once it has one of the given states; the run's work goes on in the host, so this looks again and again.</summary>
    public static Task<JsonObject> UntilAsync(HttpClient api, string id, params string[] states) => UntilAsync(api, id, Patience, states);

    /// <summary>The same, for a run that shares the machine with many others.</summary>
    public static async Task<JsonObject> UntilAsync(HttpClient api, string id, TimeSpan patience, params string[] states)
    {
        var started = TimeProvider.System.GetTimestamp();
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var run = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/scaffold-runs/{id}", TestContext.Current.CancellationToken))!;
            if (states.Contains(run["status"]!.ToString(), StringComparer.Ordinal))
            {
                return run;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < patience, $"Still {run.ToJsonString()}");
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public static async Task<string> LogAsync(HttpClient api, string id, long after = 0)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/v1/scaffold-runs/{id}/events");
        request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await api.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks again while what is asked before a start did not answer in time (503): nothing was made then, and whoever starts tries again.</summary>
    private static async Task<JsonObject> AnsweredAsync(HttpClient api, string template, JsonObject values, bool dryRun, int expected)
    {
        var started = TimeProvider.System.GetTimestamp();
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var (status, body) = await PostAsync(api, template, values, dryRun);
            if (status != 503 || TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                Assert.True(status == expected, $"{template} {values["name"]} answered {status}: {body.ToJsonString()}");
                return body;
            }

            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
