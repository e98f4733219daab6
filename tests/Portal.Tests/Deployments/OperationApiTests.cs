using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Logs;
using Portal.Demo.Simulator;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

/// <summary>Acting on workloads and reading logs over the API: contract, permissions, bounds.</summary>
public sealed class OperationApiTests : IAsyncLifetime
{
    private const string Orders = "/api/v1/clusters/tiny/namespaces/shop/Deployment/orders";

    private readonly LiveFixture _live = new();

    public async ValueTask InitializeAsync() => await _live.InitializeAsync();

    public async ValueTask DisposeAsync() => await _live.DisposeAsync();

    [Fact]
    public async Task Scaling_answers_the_workload_as_it_is_after_and_leaves_an_audit_row_with_before_and_after()
    {
        using var api = _live.Host.ApiClient();

        using var response = await api.PostAsJsonAsync(Orders + "/scale", new { reason = "More visitors", replicas = 5 });

        var row = await JsonAsync(response, HttpStatusCode.OK);
        Assert.Equal(("component:default/orders", 5, "progressing"), (row.GetProperty("service").GetString(), row.GetProperty("desired").GetInt32(), row.GetProperty("rollout").GetString()));
        await _live.Host.UntilAsync(() => Row("orders").Desired == 5);
        var audit = await api.GetStringAsync(new Uri("/api/v1/audit?action=deployments.workload.scaled", UriKind.Relative));
        Assert.Contains("tiny/shop/Deployment/orders", audit, StringComparison.Ordinal);
        Assert.Contains("More visitors", audit, StringComparison.Ordinal);
        Assert.Contains("replicas\\u0022:3", audit.Replace("\\\"", "\\u0022", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_rollback_pause_and_resume_do_what_they_say()
    {
        using var api = _live.Host.ApiClient();
        _live.Tiny.Cluster.SetVersion("shop", "orders", "1.1.0");
        await LiveUntilAsync(() => Row("orders") is { Version: "1.1.0", Ready: 3, Updated: 3, Rollout: RolloutState.Complete });

        Assert.Equal("1.0.0", (await PostAsync(api, "/rollback", new { reason = "1.1.0 loses orders" })).GetProperty("version").GetString());
        await LiveUntilAsync(() => Row("orders") is { Version: "1.0.0", Ready: 3, Updated: 3, Rollout: RolloutState.Complete });
        await PostAsync(api, "/restart", new { reason = "It hangs" });
        await LiveUntilAsync(() => Row("orders") is { Ready: 3, Updated: 3, Rollout: RolloutState.Complete });
        Assert.Equal("paused", (await PostAsync(api, "/pause", new { reason = "Look first" })).GetProperty("rollout").GetString());
        await LiveUntilAsync(() => Row("orders").Rollout == RolloutState.Paused);
        Assert.NotEqual("paused", (await PostAsync(api, "/resume", new { reason = "Go on" })).GetProperty("rollout").GetString());
    }

    [Fact]
    public async Task A_dry_run_answers_what_would_be_and_changes_nothing()
    {
        using var api = _live.Host.ApiClient();

        Assert.Equal(5, (await PostAsync(api, "/scale", new { replicas = 5, dryRun = true })).GetProperty("desired").GetInt32());

        Assert.DoesNotContain("workload.scaled", await api.GetStringAsync(new Uri("/api/v1/audit", UriKind.Relative)), StringComparison.Ordinal);
        var preview = await api.GetFromJsonAsync<JsonElement>(new Uri(Orders + "/scale?replicas=5", UriKind.Relative));
        Assert.Equal(("Scale orders from 3 to 5", true), (preview.GetProperty("title").GetString(), preview.GetProperty("trial").GetProperty("accepted").GetBoolean()));
    }

    [Theory]
    [InlineData("/scale", """{"replicas":5}""", HttpStatusCode.BadRequest, "Say why")]
    [InlineData("/scale", """{"reason":"x"}""", HttpStatusCode.BadRequest, "how many replicas")]
    [InlineData("/scale", """{"reason":"x","replicas":-1}""", HttpStatusCode.BadRequest, "Between 0 and 1000")]
    [InlineData("/scale", """{"reason":"x","replicas":3}""", HttpStatusCode.Conflict, "3 replicas already")]
    [InlineData("/rollback", """{"reason":"x"}""", HttpStatusCode.Conflict, "no earlier revision")]
    [InlineData("/rollback", """{"reason":"x","revision":77}""", HttpStatusCode.NotFound, "no longer keeps revision 77")]
    [InlineData("/resume", """{"reason":"x"}""", HttpStatusCode.Conflict, "is not paused")]
    [InlineData("/restart", """{"reason":"x","generation":99}""", HttpStatusCode.Conflict, "you looked at generation 99")]
    [InlineData("/restart", "nonsense", HttpStatusCode.BadRequest, "")]
    public async Task What_cannot_be_done_is_refused_with_problem_details(string verb, string body, HttpStatusCode status, string words)
    {
        using var api = _live.Host.ApiClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await api.PostAsync(new Uri(Orders + verb, UriKind.Relative), content);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_click_is_a_conflict_and_what_the_cluster_refuses_keeps_its_words()
    {
        using var api = _live.Host.ApiClient();
        await PostAsync(api, "/restart", new { reason = "It hangs" });
        using var twice = await api.PostAsJsonAsync(Orders + "/restart", new { reason = "It hangs" });
        Assert.Equal("deployments.double_click", (await JsonAsync(twice, HttpStatusCode.Conflict)).GetProperty("code").GetString());

        _live.Tiny.Server.Faults.Invalid = "the policy allows no more than 4";
        using var refused = await api.PostAsJsonAsync(Orders + "/scale", new { reason = "More", replicas = 5 });
        Assert.Contains("the policy allows no more than 4", (await JsonAsync(refused, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        _live.Tiny.Server.Faults.Invalid = null;
        _live.Tiny.Server.Faults.ReadOnly.Add("deployments/scale");
        using var forbidden = await api.PostAsJsonAsync(Orders + "/scale", new { reason = "More", replicas = 5 });
        Assert.Contains("rbac-operate.yaml", (await JsonAsync(forbidden, HttpStatusCode.Forbidden)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", "orders", HttpStatusCode.OK)]
    [InlineData("ben", "orders", HttpStatusCode.Forbidden)]
    [InlineData("vic", "orders", HttpStatusCode.Forbidden)]
    [InlineData("pat", "orders", HttpStatusCode.OK)]
    [InlineData("ada", "ledger", HttpStatusCode.Forbidden)]
    [InlineData("pat", "ledger", HttpStatusCode.OK)]
    public async Task Only_the_owning_team_and_the_platform_act_and_read_logs(string user, string workload, HttpStatusCode status)
    {
        using var api = _live.Host.ApiClient(await TokenOfAsync(user));
        var pod = PodOf(workload);

        using var acted = await api.PostAsJsonAsync($"/api/v1/clusters/tiny/namespaces/shop/{(workload == "orders" ? "Deployment" : "StatefulSet")}/{workload}/restart", new { reason = "A test" });
        using var read = await TextAsync(api, $"/api/v1/clusters/tiny/namespaces/shop/pods/{pod}/log");

        Assert.Equal((status, status), (acted.StatusCode, read.StatusCode));
        using var admin = _live.Host.ApiClient();
        if (status == HttpStatusCode.Forbidden)
        {
            Assert.Contains($"tiny/shop/{(workload == "orders" ? "Deployment" : "StatefulSet")}/{workload}", await admin.GetStringAsync(new Uri("/api/v1/audit?outcome=refused", UriKind.Relative)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_pod_is_found_and_a_gone_one_says_when_it_was_last_seen()
    {
        using var api = _live.Host.ApiClient();
        var name = PodOf("orders");
        var pod = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/clusters/tiny/namespaces/shop/pods/{name}", UriKind.Relative));
        Assert.Equal(("component:default/orders", true, "running"), (pod.GetProperty("service").GetString(), pod.GetProperty("ready").GetBoolean(), pod.GetProperty("containers")[0].GetProperty("state").GetString()));

        _live.Tiny.Cluster.DeletePod("shop", name);
        await LiveUntilAsync(() => _live.Pictures.PodsNamed(name).Count == 0);

        using var gone = await api.GetAsync(new Uri($"/api/v1/clusters/tiny/namespaces/shop/pods/{name}", UriKind.Relative));
        Assert.Contains("last seen in tiny at", (await JsonAsync(gone, HttpStatusCode.NotFound)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_is_read_as_text_without_colours_and_written_down_once()
    {
        using var api = _live.Host.ApiClient();
        _live.Tiny.Live(60);
        var address = $"/api/v1/clusters/tiny/namespaces/shop/pods/{PodOf("orders")}/log?lines=7";

        for (var i = 0; i < 3; i++)
        {
            using var read = await TextAsync(api, address);
            var text = await read.Content.ReadAsStringAsync();
            Assert.Equal(7, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
            Assert.DoesNotContain('\u001b', text);
        }

        var rows = (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/audit?action=deployments.pod.log_read", UriKind.Relative))).GetProperty("items");
        Assert.Equal(1, rows.GetArrayLength());
        using var none = await api.GetAsync(new Uri(address + "&previous=true", UriKind.Relative));
        Assert.Contains("previous terminated container", (await JsonAsync(none, HttpStatusCode.Conflict)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var wrong = await api.GetAsync(new Uri(address + "&container=nope", UriKind.Relative));
        await JsonAsync(wrong, HttpStatusCode.BadRequest);
        _live.Tiny.Server.Faults.Forbidden.Add("pods/log");
        using var forbidden = await api.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Contains("rbac-logs.yaml", (await JsonAsync(forbidden, HttpStatusCode.Forbidden)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_streams_new_lines_until_the_container_ends_and_the_sixth_stream_is_too_many()
    {
        using var api = _live.Host.ApiClient();
        var name = PodOf("orders");
        var address = new Uri($"/api/v1/clusters/tiny/namespaces/shop/pods/{name}/log?follow=true&lines=1", UriKind.Relative);
        List<HttpResponseMessage> open = [];
        for (var i = 0; i < LogStreams.MostPerActor; i++)
        {
            open.Add(await api.GetAsync(address, HttpCompletionOption.ResponseHeadersRead));
            Assert.Equal("text/event-stream", open[i].Content.Headers.ContentType?.MediaType);
        }

        using var sixth = await api.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("deployments.log_streams", (await JsonAsync(sixth, HttpStatusCode.TooManyRequests)).GetProperty("code").GetString());

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var reader = new StreamReader(await open[0].Content.ReadAsStreamAsync(limit.Token));
        Assert.Equal("event: lines", await reader.ReadLineAsync(limit.Token));
        _live.Tiny.Cluster.SetFault("shop", "orders", PodFault.CrashLoop, pods: 3);
        var all = reader.ReadToEndAsync(limit.Token);
        while (!all.IsCompleted)
        {
            _live.Tiny.Live(1);
            await Task.Yield();
        }

        Assert.Contains("event: end", await all, StringComparison.Ordinal);
        open.ForEach(r => r.Dispose());
        var streams = _live.Host.Services.GetRequiredService<LogStreams>();
        while (streams.Count > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            _live.Tiny.Live(1);
            await Task.Yield();
        }
    }

    private Deployment Row(string name) => _live.Pictures.Deployments.Single(d => d.Name == name);

    private string PodOf(string workload) => _live.Pictures.PodsOf("tiny", "shop", workload == "ledger" ? "StatefulSet" : "Deployment", workload)[0].Name;

    private async Task LiveUntilAsync(Func<bool> holds)
    {
        var wait = _live.Host.UntilAsync(holds);
        while (!wait.IsCompleted)
        {
            _live.Tiny.Live(1);
            await Task.WhenAny(wait, Task.Delay(TimeSpan.FromMilliseconds(20)));
        }

        await wait;
    }

    private async Task<string> TokenOfAsync(string user)
    {
        var page = await _live.Host.SignInAsync(user);
        var made = await page.SubmitAsync("/admin/tokens", ("Name", "test"), ("Days", "1"));
        return System.Text.RegularExpressions.Regex.Match(made.Html, "prt_[A-Za-z0-9_-]{20,}").Value is { Length: > 0 } text ? text : throw new InvalidOperationException(made.Html);
    }

    private static async Task<JsonElement> PostAsync(HttpClient api, string verb, object body)
    {
        using var response = await api.PostAsJsonAsync(Orders + verb, body);
        return await JsonAsync(response, HttpStatusCode.OK);
    }

    private static async Task<HttpResponseMessage> TextAsync(HttpClient api, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        return await api.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
