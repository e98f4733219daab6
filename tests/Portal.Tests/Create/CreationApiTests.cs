using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Scaffolding;
using Portal.Testing;

namespace Portal.WebTests.Create;

public sealed class CreationApiTests
{
    private const string Wait = """
          parameters: {properties: {name: {type: string}}}
          steps:
            - {id: fetch, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
            - {id: publish, action: 'publish:local-git', input: {repoUrl: 'local?owner=demo&repo=${{ parameters.name }}'}}
            - {id: wait, action: 'debug:wait', input: {minutes: 9}}
        """;

    private const string Breaks = """
          parameters: {properties: {name: {type: string}}}
          steps:
            - {id: fetch, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
            - {id: publish, action: 'publish:local-git', input: {repoUrl: 'local?owner=demo&repo=${{ parameters.name }}'}}
            - {id: register, action: 'catalog:register', input: {repoContentsUrl: '${{ steps.publish.output.repoContentsUrl }}'}}
            - {id: rename, action: 'fs:rename', input: {files: [{from: none, to: other}]}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_shows_every_file_and_effect_and_leaves_no_trace()
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();

        var (status, preview) = await CreationHost.PostAsync(api, "aspnet-service", CreationHost.Golden("hello-world"), dryRun: true);

        Assert.True(status == 200, preview.ToJsonString());
        var files = preview["files"]!.AsArray().ToDictionary(f => f!["path"]!.ToString(), f => f!["content"]!.ToString());
        Assert.Contains("src/HelloWorldApi/Program.cs", files.Keys);
        Assert.Contains(".github/workflows/ci.yml", files.Keys);
        Assert.Contains("${{ secrets.GITHUB_TOKEN }}", files[".github/workflows/ci.yml"], StringComparison.Ordinal);
        Assert.Contains("backstage.io/kubernetes-id: hello-world", files["catalog-info.yaml"], StringComparison.Ordinal);
        Assert.DoesNotContain(files, f => f.Key.Contains("${{", StringComparison.Ordinal) || f.Value.Contains("values.", StringComparison.Ordinal));
        Assert.Equal(["Create repository", $"Push {files.Count} files", "Register in catalog"], preview["effects"]!.AsArray().Select(e => e!["title"]!.ToString()));
        Assert.Equal("component:default/hello-world, owner group:default/alpha", preview["effects"]![2]!["target"]!.ToString());
        Assert.Equal(0, (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/scaffold-runs", Ct))!["total"]!);
        Assert.False(Directory.Exists(host.GitServer));
        Assert.Equal(404, (int)(await api.GetAsync(new Uri("/api/v1/entities/component/default/hello-world", UriKind.Relative), Ct)).StatusCode);
    }

    [Fact]
    public async Task A_run_ends_with_a_repository_and_an_entity_with_its_owner_and_its_log_can_be_resumed()
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();

        var id = (await CreationHost.StartAsync(api, "aspnet-service", CreationHost.Golden("hello-world")))["id"]!.ToString();
        var run = await CreationHost.UntilAsync(api, id, "succeeded", "failed");

        Assert.Equal("succeeded", run["status"]!.ToString());
        Assert.Equal(["succeeded", "succeeded", "skipped", "succeeded"], run["steps"]!.AsArray().Select(s => s!["status"]!.ToString()));
        Assert.Contains(run["output"]!["links"]!.AsArray(), l => l!["url"]!.ToString() == "/catalog/component/default/hello-world");
        Assert.True(Directory.Exists(Path.Combine(host.GitServer, "demo", "hello-world.git")));
        var entity = (await api.GetFromJsonAsync<JsonObject>("/api/v1/entities/component/default/hello-world", Ct))!;
        Assert.Equal("group:default/alpha", entity["owner"]!.ToString());

        var whole = await CreationHost.LogAsync(api, id);
        var ids = Regex.Matches(whole, "^id: (\\d+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Select(m => long.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Contains("event: end", whole, StringComparison.Ordinal);
        Assert.Equal(ids.Skip(3), Regex.Matches(await CreationHost.LogAsync(api, id, ids[2]), "^id: (\\d+)", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Select(m => long.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_at_its_field_before_anything_happens()
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();
        await CreationHost.UntilAsync(api, (await CreationHost.StartAsync(api, "aspnet-service", CreationHost.Golden("hello-world")))["id"]!.ToString(), "succeeded");

        var (status, again) = await CreationHost.PostAsync(api, "aspnet-service", CreationHost.Golden("hello-world"), dryRun: true);

        Assert.Equal(400, status);
        Assert.Contains("The catalog has component:default/hello-world already, owned by group:default/alpha", again["errors"]!["name"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("exists already", again["errors"]!["repoUrl"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":7,"description":true,"owner":["x"],"repoUrl":{}}""", "name description owner repoUrl")]
    [InlineData("""{}""", "name description owner repoUrl")]
    [InlineData("""{"name":"Bad Name","description":"long enough","owner":"group:default/nobody","repoUrl":"nonsense"}""", "name owner")]
    [InlineData("""{"name":"ok-name","description":"long enough","owner":"alpha","repoUrl":"nonsense"}""", "repoUrl")]
    [InlineData("""{"name":"ok-name","description":"long enough","owner":"user:default/ada","system":"component:default/alpha-api","repoUrl":"local?owner=a&repo=b"}""", "owner system")]
    [InlineData("""{"name":"ok-name","description":"long enough","owner":"alpha","repoUrl":"local?owner=a&repo=b","surprise":1}""", "surprise")]
    [InlineData("null", "name description owner repoUrl")]
    public async Task Wrong_answers_are_refused_at_their_fields(string values, string fields)
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();

        var (status, problem) = await CreationHost.PostAsync(api, "aspnet-service", JsonNode.Parse(values));

        Assert.True(status == 400, problem.ToJsonString());
        Assert.Equal(fields.Split(' ').Order(StringComparer.Ordinal), problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(host.GitServer));
    }

    [Theory]
    [InlineData("name", "zz-nl\n", "holds a line break")]
    [InlineData("name", "zz\0nl", "U+0000")]
    [InlineData("description", "Ends\0 every line that follows", "U+0000")]
    [InlineData("description", "\u001b[31mred in a terminal", "U+001B")]
    [InlineData("description", "Next line by \u0085 itself", "U+0085")]
    [InlineData("owner", "group:default/alpha\n", "holds a line break")]
    [InlineData("repoUrl", "local?owner=demo&repo=zz-nl%0A", "repository name")]
    [InlineData("repoUrl", "local?owner=demo&repo=zz-nl\t", "holds a tab")]
    public async Task Control_characters_are_refused_at_their_field(string field, string answer, string words)
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();
        var values = CreationHost.Golden("zz-nl");
        values[field] = answer;

        var (status, problem) = await CreationHost.PostAsync(api, "aspnet-service", values, dryRun: true);

        Assert.True(status == 400, problem.ToJsonString());
        var (key, messages) = Assert.Single(problem["errors"]!.AsObject());
        Assert.Equal(field, key);
        Assert.Contains(messages!.AsArray(), m => m!.ToString().Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Line_breaks_and_tabs_are_text_where_several_lines_are_asked_for()
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();
        var values = CreationHost.Golden("zz-lines");
        values["description"] = "One line.\n\tAnd another.";

        var (status, preview) = await CreationHost.PostAsync(api, "aspnet-service", values, dryRun: true);

        Assert.True(status == 200, preview.ToJsonString());
    }

    [Theory]
    [InlineData("{\"template\":\"template:default/aspnet-service\",\"values\":\"text\"}", 400)]
    [InlineData("{\"template\":7}", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("{\"template\":\"template:default/none\",\"values\":{}}", 404)]
    [InlineData("{\"template\":\"::\",\"values\":{}}", 404)]
    [InlineData("{}", 404)]
    public async Task A_body_that_makes_no_sense_is_refused_as_problem_details(string body, int expected)
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();
        using StringContent content = new(body, Encoding.UTF8, "application/json");

        using var response = await api.PostAsync(new Uri("/api/v1/scaffold-runs", UriKind.Relative), content, Ct);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""", "values has the key 'name' twice")]
    [InlineData("""{"name":"a","extra":{"list":[{"deep":1,"deep":1}]}}""", "values.extra.list[0] has the key 'deep' twice")]
    [InlineData("""{"name":"\ud800"}""", "values.name holds half of a surrogate pair")]
    [InlineData("""{"\udc00":"a"}""", "values holds half of a surrogate pair")]
    public async Task Answers_that_are_ambiguous_or_no_text_are_refused_in_words(string values, string words)
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();
        using StringContent content = new($$"""{"template":"template:default/aspnet-service","dryRun":true,"values":{{values}}}""", Encoding.UTF8, "application/json");

        using var response = await api.PostAsync(new Uri("/api/v1/scaffold-runs", UriKind.Relative), content, Ct);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(words, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["errors"]!.AsObject().SelectMany(e => e.Value!.AsArray()).Select(m => m!.ToString()).Aggregate((a, b) => a + b), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_action_is_refused_before_any_side_effect_with_step_and_line()
    {
        await using CreationHost host = new(("odd", "  steps:\n    - {id: p, action: 'publish:local-git', input: {repoUrl: 'local?owner=a&repo=b'}}\n    - {id: x, action: 'no:such'}\n"));
        using var api = host.ApiClient();

        var (status, problem) = await CreationHost.PostAsync(api, "odd", new JsonObject());

        Assert.Equal(409, status);
        Assert.Equal("Step x (line 8) asks for the action no:such, which this portal does not have.", problem["detail"]!.ToString());
        Assert.False(Directory.Exists(host.GitServer));
    }

    [Fact]
    public async Task A_failed_run_can_be_cleaned_up_and_leaves_nothing()
    {
        await using CreationHost host = new(("breaks", Breaks));
        using var api = host.ApiClient();
        var id = (await CreationHost.StartAsync(api, "breaks", new() { ["name"] = "thing" }))["id"]!.ToString();
        var failed = await CreationHost.UntilAsync(api, id, "failed");
        Assert.Contains("there is no none", failed["error"]!.ToString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(host.GitServer, "demo", "thing.git")));

        await PostAsync(api, $"/api/v1/scaffold-runs/{id}/retry");
        await CreationHost.UntilAsync(api, id, "failed");
        await PostAsync(api, $"/api/v1/scaffold-runs/{id}/cleanup");
        var cleaned = await CreationHost.UntilAsync(api, id, "cleaned");

        Assert.All(cleaned["steps"]!.AsArray(), s => Assert.Equal("undone", s!["status"]!.ToString()));
        Assert.False(Directory.Exists(Path.Combine(host.GitServer, "demo", "thing.git")));
        Assert.Equal(404, (int)(await api.GetAsync(new Uri("/api/v1/entities/component/default/thing", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(409, await PostAsync(api, $"/api/v1/scaffold-runs/{id}/retry"));
    }

    [Fact]
    public async Task A_run_can_be_cancelled_in_the_middle_of_a_step_and_while_it_waits()
    {
        using HoldAction hold = new();
        await using CreationHost host = new(("waits", Wait), ("holds", "  steps: [{id: hold, action: 'test:hold', input: {name: x}}]\n")) { ConfigureServices = services => services.AddSingleton<IScaffoldAction>(hold) };
        using var api = host.ApiClient();
        var working = (await CreationHost.StartAsync(api, "holds", []))["id"]!.ToString();
        await hold.BeginsAsync(Ct);
        var waiting = (await CreationHost.StartAsync(api, "waits", new() { ["name"] = "thing" }))["id"]!.ToString();
        await CreationHost.UntilAsync(api, waiting, "waiting");

        foreach (var id in new[] { working, waiting })
        {
            Assert.Equal(200, await PostAsync(api, $"/api/v1/scaffold-runs/{id}/cancel"));
            var run = await CreationHost.UntilAsync(api, id, "cancelled");

            Assert.DoesNotContain(run["steps"]!.AsArray(), s => s!["status"]!.ToString() == "running");
            Assert.Equal(409, await PostAsync(api, $"/api/v1/scaffold-runs/{id}/cancel"));
        }
    }

    [Fact]
    public async Task A_secret_answer_is_neither_stored_in_clear_nor_logged_nor_answered()
    {
        const string secret = "hunter2-is-my-secret";
        await using CreationHost host = new(("secretive", "  parameters: {required: [key], properties: {name: {type: string}, key: {type: string, ui:field: Secret}}}\n  steps:\n    - {id: say, action: 'debug:log', input: {message: 'key=${{ secrets.key }}'}}\n    - {id: wait, action: 'debug:wait', input: {minutes: 9}}\n"));
        using var api = host.ApiClient();
        var started = await CreationHost.StartAsync(api, "secretive", new() { ["name"] = "x", ["key"] = secret });
        var id = started["id"]!.ToString();
        await CreationHost.UntilAsync(api, id, "running", "waiting");
        using (PeriodicTimer pause = new(TimeSpan.FromMilliseconds(50)))
        {
            while (!(await api.GetStringAsync(new Uri($"/runs/{id}", UriKind.Relative), Ct)).Contains("key=***", StringComparison.Ordinal))
            {
                await pause.WaitForNextTickAsync(Ct);
            }
        }

        await PostAsync(api, $"/api/v1/scaffold-runs/{id}/cancel");
        await CreationHost.UntilAsync(api, id, "cancelled");

        Assert.DoesNotContain(secret, started.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await CreationHost.LogAsync(api, id), StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(host.Folder, "portal.db*"))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(stream, Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(Ct), StringComparison.Ordinal);
        }
    }

    private static async Task<int> PostAsync(HttpClient api, string path)
    {
        using var response = await api.PostAsync(new Uri(path, UriKind.Relative), null, Ct);
        return (int)response.StatusCode;
    }
}
