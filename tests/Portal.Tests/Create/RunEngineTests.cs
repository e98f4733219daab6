using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Scaffolding;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>How runs are taken, put aside and gone on with.</summary>
public sealed class RunEngineTests
{
    private const string Hold = "  parameters: {properties: {name: {type: string}, owner: {type: string, ui:field: OwnerPicker}}}\n  steps: [{id: hold, action: 'test:hold', input: {name: '${{ parameters.name }}'}}]\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Teams_take_turns_whatever_the_queue_of_one_of_them()
    {
        using HoldAction hold = new();
        await using var host = Host(("hold", Hold), hold, 1);
        using var api = host.ApiClient();
        await StartAsync(api, "first", "alpha");
        await hold.BeginsAsync(Ct);
        foreach (var (name, owner) in new[] { ("a1", "alpha"), ("a2", "alpha"), ("a3", "alpha"), ("b1", "beta"), ("b2", "beta") })
        {
            await StartAsync(api, name, owner);
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var run in (await api.GetFromJsonAsync<JsonObject>("/api/v1/scaffold-runs?status=queued", Ct))!["items"]!.AsArray())
        {
            var shown = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/scaffold-runs/{run!["id"]}", Ct))!;
            places[run["title"]!.ToString()] = (int)shown["queue"]!["position"]!;
            Assert.Equal(5, (int)shown["queue"]!["waiting"]!);
            Assert.True((double)shown["queue"]!["estimatedSeconds"]! > 0);
        }

        foreach (var name in new[] { "first", "b1", "a1", "b2", "a2" })
        {
            hold.LetGo(name);
            await hold.BeginsAsync(Ct);
        }

        Assert.Equal(["first", "b1", "a1", "b2", "a2", "a3"], hold.Begun);
        Assert.Equal(1, places["b1"]);
        Assert.Equal(5, places["a3"]);
        hold.LetGo("a3");
    }

    [Fact]
    public async Task A_run_that_waits_leaves_its_place_to_others_and_goes_on_when_its_time_has_come()
    {
        await using CreationHost host = new(
            ("waits", "  steps: [{id: wait, action: 'debug:wait', input: {minutes: 9}}]\n"),
            ("short", "  steps: [{id: wait, action: 'debug:wait', input: {milliseconds: 300}}, {id: say, action: 'debug:log', input: {message: hi}}]\n"));
        host.Set("Scaffolding:Concurrency", "1");
        using var api = host.ApiClient();

        var asleep = (await CreationHost.StartAsync(api, "waits", []))["id"]!.ToString();
        var waiting = await CreationHost.UntilAsync(api, asleep, "waiting");
        var quick = (await CreationHost.StartAsync(api, "short", []))["id"]!.ToString();
        var done = await CreationHost.UntilAsync(api, quick, "succeeded");

        var step = done["steps"]![0]!;
        Assert.True((DateTimeOffset)step["finishedAt"]! - (DateTimeOffset)step["startedAt"]! >= TimeSpan.FromMilliseconds(300), step.ToJsonString()); // what it waited for is part of what it took
        Assert.Equal("time", waiting["waitsFor"]!.ToString());
        Assert.NotNull(waiting["notBefore"]);
        Assert.Null(waiting["error"]);
        Assert.Equal("waiting", (await CreationHost.UntilAsync(api, asleep, "waiting"))["status"]!.ToString());
    }

    [Fact]
    public async Task Each_runs_once_for_every_entry_and_its_outputs_are_lists()
    {
        EchoAction echo = new();
        await using var host = Host(("each", """
              steps:
                - {id: list, action: 'test:echo', each: '${{ [{n: "x"}, {n: "y"}] }}', input: {name: '${{ each.key }}-${{ each.value.n }}', whole: '${{ each.value }}'}}
                - {id: map, action: 'test:echo', each: {eu: 2, us: 3}, input: {name: '${{ each.key }}', count: '${{ each.value }}'}}
                - {id: none, action: 'test:echo', each: [], input: {name: never}}
                - {id: after, action: 'test:echo', input: {name: '${{ steps.list.output.name | join("+") }}', first: '${{ steps.list.output.whole[0] }}', counts: '${{ steps.map.output.count }}'}}
              output: {text: [{title: Sum, content: '${{ steps.after.output.name }}'}], links: [{title: Shown, url: 'https://a.test'}, {if: '${{ false }}', title: Hidden, url: 'https://b.test'}]}
            """), echo);
        using var api = host.ApiClient();

        var run = await CreationHost.UntilAsync(api, (await CreationHost.StartAsync(api, "each", []))["id"]!.ToString(), "succeeded", "failed");

        Assert.Equal("succeeded", run["status"]!.ToString());
        Assert.Equal(["list[0]=0-x", "list[1]=1-y", "map[0]=eu", "map[1]=us", "after=0-x+1-y"], echo.Did);
        Assert.Equal("0-x+1-y", run["output"]!["text"]![0]!["content"]!.ToString());
        Assert.Equal(["Shown"], run["output"]!["links"]!.AsArray().Select(l => l!["title"]!.ToString()));
        var (_, preview) = await CreationHost.PostAsync(api, "each", new JsonObject(), dryRun: true);
        Assert.Equal(["0-x", "1-y", "eu", "us", "0-x+1-y"], preview["effects"]!.AsArray().Select(e => e!["target"]!.ToString()));
    }

    [Fact]
    public async Task A_retried_each_goes_on_with_the_entry_that_failed_and_clean_up_undoes_the_last_entry_first()
    {
        EchoAction echo = new();
        echo.Failures["b"] = 1;
        await using var host = Host(("each", """
              steps:
                - {id: all, action: 'test:echo', each: [a, b, c], input: {name: '${{ each.value }}'}}
                - {id: stop, action: 'test:echo', input: {name: stop}}
            """), echo);
        echo.Failures["stop"] = 9;
        using var api = host.ApiClient();
        var id = (await CreationHost.StartAsync(api, "each", []))["id"]!.ToString();

        await CreationHost.UntilAsync(api, id, "failed");
        Assert.Equal(["all[0]=a"], echo.Did);
        await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{id}/retry", UriKind.Relative), null, Ct);
        await CreationHost.UntilAsync(api, id, "failed");
        Assert.Equal(["all[0]=a", "all[1]=b", "all[2]=c"], echo.Did);
        await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{id}/cleanup", UriKind.Relative), null, Ct);
        await CreationHost.UntilAsync(api, id, "cleaned");

        Assert.Equal(["stop=", "all[2]=c", "all[1]=b", "all[0]=a"], echo.Undid);
    }

    [Fact]
    public async Task Files_of_the_iterations_before_a_failure_are_there_after_the_retry()
    {
        EchoAction echo = new();
        await using var host = Host(("each", """
              parameters: {properties: {name: {type: string}}}
              steps:
                - {id: fetch, action: 'fetch:template', each: [one, two], input: {url: ./skeleton, targetPath: '${{ each.value }}', values: {name: '${{ each.value }}'}}}
                - {id: stop, action: 'test:echo', input: {name: stop}}
                - {id: publish, action: 'publish:local-git', input: {repoUrl: 'local?owner=demo&repo=${{ parameters.name }}'}}
                - {id: list, action: 'debug:log', input: {listWorkspace: true}}
            """), echo);
        echo.Failures["stop"] = 1;
        using var api = host.ApiClient();
        var id = (await CreationHost.StartAsync(api, "each", new() { ["name"] = "both" }))["id"]!.ToString();

        await CreationHost.UntilAsync(api, id, "failed");
        await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{id}/retry", UriKind.Relative), null, Ct);
        await CreationHost.UntilAsync(api, id, "succeeded");

        var log = await CreationHost.LogAsync(api, id);
        Assert.Contains("one/catalog-info.yaml", log, StringComparison.Ordinal);
        Assert.Contains("two/catalog-info.yaml", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_read_who_started_the_run_and_which_run_it_is()
    {
        EchoAction echo = new();
        await using var host = Host(("who", """
              steps:
                - {id: who, action: 'test:echo', input: {name: '${{ user.ref }} ${{ user.entity.spec.profile.email }} ${{ user.entity.spec.memberOf[0] }} ${{ context.task.id | length }} ${{ context.template }}'}}
            """), echo);
        var ada = await host.SignInAsync("ada");

        var started = await ada.SubmitAsync("/create/default/who", "/create/default/who");
        using var api = host.ApiClient();
        await CreationHost.UntilAsync(api, started.RedirectedTo!.Split('/')[^1], "succeeded");

        Assert.Equal(["who=user:default/ada ada@example.test alpha 32 template:default/who"], echo.Did);
    }

    [Theory]
    [InlineData("- {id: s, action: 'test:echo', each: '${{ \"text\" }}', input: {}}", "neither a list nor an object")]
    [InlineData("- {id: s, action: 'test:echo', each: '${{ nothing.here }}', input: {}}", "neither a list nor an object")]
    public async Task An_each_that_is_no_list_is_told_by_the_preview(string step, string words)
    {
        await using var host = Host(("bad", $"  steps:\n    {step}\n"), new EchoAction());
        using var api = host.ApiClient();

        var (status, problem) = await CreationHost.PostAsync(api, "bad", new JsonObject(), dryRun: true);

        Assert.Equal(409, status);
        Assert.Contains(words, problem["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_cannot_be_rendered_costs_its_links_and_not_the_run_and_secrets_are_blotted_out()
    {
        await using var host = Host(
            ("broken", "  steps: [{id: s, action: 'test:echo', input: {name: x}}]\n  output: {links: [{title: '${{ none() }}', url: 'https://a.test'}]}\n"), new EchoAction(),
            1, ("secret", "  parameters: {properties: {key: {type: string, ui:field: Secret}}}\n  steps: [{id: s, action: 'test:echo', input: {name: x, key: '${{ secrets.key }}'}}]\n  output: {text: [{title: T, content: 'key ${{ steps.s.output.key }}'}]}\n"));
        using var api = host.ApiClient();

        var broken = await CreationHost.UntilAsync(api, (await CreationHost.StartAsync(api, "broken", []))["id"]!.ToString(), "succeeded", "failed");
        var secret = await CreationHost.UntilAsync(api, (await CreationHost.StartAsync(api, "secret", new() { ["key"] = "hunter22" }))["id"]!.ToString(), "succeeded", "failed");

        Assert.Equal("succeeded", broken["status"]!.ToString());
        Assert.Contains("its links are missing", await CreationHost.LogAsync(api, broken["id"]!.ToString()), StringComparison.Ordinal);
        Assert.Equal("key ***", secret["output"]!["text"]![0]!["content"]!.ToString());
    }

    private static CreationHost Host((string Name, string Spec) template, IScaffoldAction action, int places = 4, params (string Name, string Spec)[] more)
    {
        CreationHost host = new([template, .. more]) { ConfigureServices = services => services.AddSingleton(action) };
        host.Set("Scaffolding:Concurrency", places.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return host;
    }

    private static Task<JsonObject> StartAsync(HttpClient api, string name, string owner) => CreationHost.StartAsync(api, "hold", new() { ["name"] = name, ["owner"] = owner });
}
