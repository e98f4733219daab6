using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>emulate behind a proxy that lets requests fail, and what is on it.</summary>
public sealed class FaultyGitHub : IAsyncDisposable
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

    private readonly NpmServer _server;

    private FaultyGitHub(NpmServer server, FaultProxy proxy, HttpClient direct) => (_server, Proxy, Direct) = (server, proxy, direct);

    public FaultProxy Proxy { get; }

    /// <summary>Past the proxy.</summary>
    public HttpClient Direct { get; }

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SourceControl:Provider"] = "GitHub",
        ["GitHub:BaseUrl"] = Proxy.Address.ToString(),
        ["GitHub:Organization"] = "acme",
        ["GitHub:Token"] = "test_token_admin",
        ["GitHub:RequestTimeout"] = "00:00:10",
        ["Scaffolding:Concurrency"] = "100",
    };

    public static async Task<FaultyGitHub> StartAsync(CancellationToken ct)
    {
        Assert.SkipUnless(NpmServer.IsPossible, "npm is not there to bring emulate");
        var server = await NpmServer.EmulateAsync(Seed, "github", ct);
        HttpClient direct = new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}")) };
        direct.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test_token_admin");
        await direct.PostAsJsonAsync("/orgs/acme/teams", new JsonObject { ["name"] = "alpha" }, ct);
        await direct.PutAsJsonAsync("/orgs/acme/teams/alpha/memberships/admin", new JsonObject { ["role"] = "maintainer" }, ct);
        return new(server, await FaultProxy.StartAsync(direct.BaseAddress, ct), direct);
    }

    /// <summary>A portal that makes repositories on it.</summary>
    public CreationHost NewHost()
    {
        CreationHost host = new();
        foreach (var (key, value) in Settings)
        {
            host.Set(key, value);
        }

        return host;
    }

    public static JsonObject Values(string name)
    {
        var values = CreationHost.Golden(name);
        values["repoUrl"] = $"github.com?owner=acme&repo={name}";
        values["environments"] = true;
        return values;
    }

    /// <summary>Files of the default branch, path to content.</summary>
    public async Task<Dictionary<string, string>> FilesAsync(string repository, CancellationToken ct)
    {
        var about = (await Direct.GetFromJsonAsync<JsonObject>($"/repos/acme/{repository}", ct))!;
        var head = (await Direct.GetFromJsonAsync<JsonObject>($"/repos/acme/{repository}/branches/{about["default_branch"]}", ct))!;
        var commit = (await Direct.GetFromJsonAsync<JsonObject>($"/repos/acme/{repository}/git/commits/{head["commit"]!["sha"]}", ct))!;
        Assert.Empty(commit["parents"]!.AsArray());
        var tree = (await Direct.GetFromJsonAsync<JsonObject>($"/repos/acme/{repository}/git/trees/{(commit["tree"] ?? commit["commit"]!["tree"])!["sha"]}?recursive=1", ct))!;
        var files = await Task.WhenAll(tree["tree"]!.AsArray().Where(e => e!["type"]!.ToString() == "blob").Select(async entry =>
        {
            var blob = (await Direct.GetFromJsonAsync<JsonObject>($"/repos/acme/{repository}/git/blobs/{entry!["sha"]}", ct))!;
            var content = blob["content"]!.ToString();
            return (Path: entry["path"]!.ToString(), Text: blob["encoding"]!.ToString() == "base64" ? Encoding.UTF8.GetString(Convert.FromBase64String(content.Replace("\n", "", StringComparison.Ordinal))) : content);
        }));
        return files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
    }

    /// <summary>Names of all repositories of the organisation.</summary>
    public async Task<List<string>> RepositoriesAsync(CancellationToken ct)
    {
        List<string> names = [];
        for (var page = 1; ; page++)
        {
            var some = (await Direct.GetFromJsonAsync<JsonObject>($"/search/repositories?q=org:acme&per_page=100&page={page}", ct))!["items"]!.AsArray();
            names.AddRange(some.Select(r => r!["name"]!.ToString()));
            if (some.Count < 100)
            {
                return names;
            }
        }
    }

    /// <summary>Which repository a request is about, or null.</summary>
    public static string? RepositoryOf(ProxiedRequest request)
    {
        var parts = request.Path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["repos", _, var name, ..] => name,
            ["orgs", _, "teams", _, "repos", _, var name] => name,
            ["orgs", _, "repos"] when request.Method == "POST" => JsonNode.Parse(request.Body)?["name"]?.ToString(),
            _ => null,
        };
    }

    /// <summary>The same step of every run has the same name: blobs are alike.</summary>
    public static string StepOf(ProxiedRequest request) => $"{request.Method} {request.Path.Split('?')[0].Replace("/" + RepositoryOf(request), "/R", StringComparison.Ordinal)}";

    public async ValueTask DisposeAsync()
    {
        Direct.Dispose();
        await Proxy.DisposeAsync();
        await _server.DisposeAsync();
    }
}

/// <summary>The golden path while GitHub fails in every way at every side effect.</summary>
[Trait("Category", "Slow")]
public sealed class GitHubFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_GitHub_answers_to_whichever_side_effect_there_is_one_repository_with_exactly_the_content()
    {
        await using var github = await FaultyGitHub.StartAsync(Ct);
        await using var host = github.NewHost();
        using var api = host.ApiClient();
        var effects = await EffectsAsync(github, api);
        (string Name, Fault Fault)[] faults =
        [
            ("500", new Fault.Answer(500)), ("limit", new Fault.Answer(403, """{"message":"You have exceeded a secondary rate limit"}""", "Retry-After", "1")), ("hang", new Fault.Hang()), ("torn", new Fault.After(null)),
            ("done-502", new Fault.After(502)),
        ];
        ConcurrentDictionary<string, (string Effect, int Nth, Fault Fault)> plan = new(StringComparer.Ordinal);
        foreach (var (index, effect) in effects.Index())
        {
            foreach (var (name, fault) in faults)
            {
                // Of the many blobs the last one: what came before it must not be lost.
                plan[$"e{index}-{name}"] = (effect.Key, effect.Value, fault);
            }
        }

        ConcurrentDictionary<(string, string), int> counts = new();
        ConcurrentDictionary<string, bool> hit = new(StringComparer.Ordinal);
        github.Proxy.Plan = request =>
        {
            if (!request.Changes || FaultyGitHub.RepositoryOf(request) is not { } repository || !plan.TryGetValue(repository, out var planned) || FaultyGitHub.StepOf(request) != planned.Effect)
            {
                return null;
            }

            return counts.AddOrUpdate((repository, planned.Effect), 1, (_, n) => n + 1) == planned.Nth && hit.TryAdd(repository, true) ? planned.Fault : null;
        };

        // All previews first: while runs go on, the limit that GitHub answers one of them holds back every other question, too.
        Dictionary<string, JsonObject> previews = new(StringComparer.Ordinal);
        foreach (var name in plan.Keys)
        {
            previews[name] = await CreationHost.PreviewAsync(api, "aspnet-service", FaultyGitHub.Values(name));
        }

        Dictionary<string, (string Id, JsonObject Preview)> runs = new(StringComparer.Ordinal);
        foreach (var (name, preview) in previews)
        {
            runs[name] = ((await CreationHost.StartAsync(api, "aspnet-service", FaultyGitHub.Values(name)))["id"]!.ToString(), preview);
        }

        foreach (var (name, (id, preview)) in runs)
        {
            var run = await CreationHost.UntilAsync(api, id, "succeeded", "failed");
            Assert.True(run["status"]!.ToString() == "succeeded", $"{name} {plan[name]}: {run["error"]} {await CreationHost.LogAsync(api, id)}");
            Assert.True(hit.ContainsKey(name), $"{name}: {plan[name]} never came");
            await AssertWholeAsync(github, api, name, preview);
        }

        Assert.Equal(plan.Keys.Append("pattern").Order(StringComparer.Ordinal), (await github.RepositoriesAsync(Ct)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_that_somebody_takes_in_the_last_moment_fails_the_run_and_clean_up_leaves_theirs_alone()
    {
        await using var github = await FaultyGitHub.StartAsync(Ct);
        await using var host = github.NewHost();
        using var api = host.ApiClient();
        github.Proxy.Plan = request => request is { Method: "POST", Path: "/orgs/acme/repos" }
            ? new Fault.First(() => github.Direct.PostAsJsonAsync("/orgs/acme/repos", new JsonObject { ["name"] = "taken", ["description"] = "theirs", ["auto_init"] = true }, Ct)) : null;

        var id = (await CreationHost.StartAsync(api, "aspnet-service", FaultyGitHub.Values("taken")))["id"]!.ToString();
        var run = await CreationHost.UntilAsync(api, id, "failed", "succeeded");
        await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{id}/cleanup", UriKind.Relative), null, Ct);
        await CreationHost.UntilAsync(api, id, "cleaned");

        Assert.Contains("exists already", run["error"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("theirs", (await github.Direct.GetFromJsonAsync<JsonObject>("/repos/acme/taken", Ct))!["description"]!.ToString());
    }

    [Fact]
    public async Task A_preview_that_GitHub_does_not_answer_is_no_conflict_but_something_to_try_again()
    {
        await using var github = await FaultyGitHub.StartAsync(Ct);
        await using var host = github.NewHost();
        using var api = host.ApiClient();
        github.Proxy.Plan = _ => new Fault.Answer(500);
        var (status, problem) = await CreationHost.PostAsync(api, "aspnet-service", FaultyGitHub.Values("later"), dryRun: true);
        github.Proxy.Plan = _ => null;
        var (after, _) = await CreationHost.PostAsync(api, "aspnet-service", FaultyGitHub.Values("later"), dryRun: true);

        Assert.Equal((503, "github.failed", 200), (status, problem["code"]!.ToString(), after));
        Assert.Contains("GitHub answered 500", problem["detail"]!.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The side effects of one undisturbed run, with how many of each kind there are.</summary>
    internal static async Task<Dictionary<string, int>> EffectsAsync(FaultyGitHub github, HttpClient api)
    {
        await CreationHost.UntilAsync(api, (await CreationHost.StartAsync(api, "aspnet-service", FaultyGitHub.Values("pattern")))["id"]!.ToString(), "succeeded");
        var effects = github.Proxy.Seen.Where(r => r.Changes && FaultyGitHub.RepositoryOf(r) == "pattern").CountBy(FaultyGitHub.StepOf, StringComparer.Ordinal).ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        Assert.InRange(effects.Count, 6, 20);
        return effects;
    }

    /// <summary>Exactly the previewed files, the settings of the repository, and one catalog entry.</summary>
    internal static async Task AssertWholeAsync(FaultyGitHub github, HttpClient api, string name, JsonObject preview)
    {
        var intended = preview["files"]!.AsArray().ToDictionary(f => f!["path"]!.ToString(), f => f!["content"]!.ToString(), StringComparer.Ordinal);
        var made = await github.FilesAsync(name, Ct);
        Assert.Equal(intended.Keys.Order(StringComparer.Ordinal), made.Keys.Order(StringComparer.Ordinal));
        Assert.All(intended, f => Assert.Equal(f.Value, made[f.Key]));
        var repository = (await github.Direct.GetFromJsonAsync<JsonObject>($"/repos/acme/{name}", Ct))!;
        Assert.DoesNotContain("portal-run", repository["description"]!.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(repository["topics"]!.AsArray());
        using var protection = await github.Direct.GetAsync(new Uri($"/repos/acme/{name}/branches/main/protection", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, protection.StatusCode);
        foreach (var environment in new[] { "staging", "production" })
        {
            var settings = JsonNode.Parse(github.Proxy.Environments[$"/repos/acme/{name}/environments/{environment}"])!;
            Assert.True((bool)settings["deployment_branch_policy"]!["protected_branches"]!);
        }

        var entities = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/entities?kind=component&q={name}", Ct))!["items"]!.AsArray();
        Assert.Single(entities, e => e!["name"]!.ToString() == name);
    }
}
