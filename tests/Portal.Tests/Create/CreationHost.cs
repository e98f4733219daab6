using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>A portal with templates of its own beside the golden path's, and helpers to follow a run.</summary>
public class CreationHost : PortalHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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

    public static async Task<JsonObject> PreviewAsync(HttpClient api, string template, JsonObject values)
    {
        var (status, body) = await PostAsync(api, template, values, dryRun: true);
        Assert.True(status == 200, $"The preview answered {status}: {body.ToJsonString()}");
        return body;
    }

    public static async Task<JsonObject> StartAsync(HttpClient api, string template, JsonObject values)
    {
        // 503: what is asked before a start did not answer in time; nothing was made, and whoever starts tries again.
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(200));
        var (status, body) = await PostAsync(api, template, values);
        for (var tries = 1; status == 503 && tries < 20; tries++)
        {
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            (status, body) = await PostAsync(api, template, values);
        }

        Assert.True(status == 201, $"{status}: {body.ToJsonString()}");
        return body;
    }

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
}
