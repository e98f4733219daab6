using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>What is asked between valid answers and the first side effect.</summary>
public sealed class PolicyTests
{
    private const string Spec = """
          parameters: {properties: {name: {type: string}, namespace: {type: string, default: staging}, owner: {type: string, ui:field: OwnerPicker, default: alpha}}}
          steps:
            - {id: fetch, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
            - {id: publish, action: 'publish:local-git', input: {repoUrl: 'local?owner=demo&repo=${{ parameters.name }}'}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_production_namespace_waits_for_a_platform_engineer_and_begins_with_the_approval()
    {
        await using var host = Host(("Name", "Production"), ("When", "${{ parameters.namespace == 'production' }}"), ("Message", "Production needs a platform engineer."));
        var ada = await host.SignInAsync("ada");
        using var api = host.ApiClient();

        var preview = await ada.OpenAsync("/create/default/thing/preview?name=svc&namespace=production&owner=group:default/alpha");
        Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
        var id = await StartAsync(ada, "svc", "production");
        var waiting = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/scaffold-runs/{id}", Ct))!;
        Assert.Equal("waiting", waiting["status"]!.ToString());
        Assert.Equal("approval", waiting["waitsFor"]!.ToString());
        Assert.False(Directory.Exists(host.GitServer));
        Assert.Single((await ada.OpenAsync("/runs?approval=true")).Document.QuerySelectorAll("[data-testid=run]"));

        Assert.Null((await ada.OpenAsync($"/runs/{id}")).Document.QuerySelector("[data-testid=decide]"));
        var refused = await ada.SubmitAsync($"/runs/{id}", $"/runs/{id}/approve", ("reason", "please"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var pat = await host.SignInAsync("pat");
        await pat.SubmitAsync($"/runs/{id}", $"/runs/{id}/approve", ("reason", "Seen the plan"));
        await CreationHost.UntilAsync(api, id, "succeeded");

        var page = await ada.OpenAsync($"/runs/{id}");
        Assert.Contains("Seen the plan", page.Document.QuerySelector("[data-testid=approval]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Pat of Platform", page.Document.QuerySelector("[data-testid=approval]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("scaffold.run.approved", await api.GetStringAsync(new Uri("/api/v1/audit", UriKind.Relative), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_in_force_have_a_page()
    {
        await using var host = Host(("Name", "Production"), ("When", "${{ parameters.namespace == 'production' }}"), ("Message", "Production needs a platform engineer."));
        host.Set("Scaffolding:Quotas:RunsPerTeamPerDay", "7");

        var page = await (await host.SignInAsync("ada")).OpenAsync("/create/rules");

        var policy = page.Document.QuerySelector("[data-testid=policy]")!.TextContent;
        Assert.Contains("Production needs a platform engineer.", policy, StringComparison.Ordinal);
        Assert.Contains("waits for an approval", policy, StringComparison.Ordinal);
        Assert.Contains(page.Document.QuerySelectorAll("[data-testid=quota] td"), d => d.TextContent == "7");
    }

    [Fact]
    public async Task What_no_policy_fits_begins_at_once()
    {
        await using var host = Host(("Name", "Production"), ("When", "${{ parameters.namespace == 'production' }}"));
        using var api = host.ApiClient();

        var id = await StartAsync(await host.SignInAsync("ada"), "svc", "staging");

        Assert.Empty((await CreationHost.UntilAsync(api, id, "succeeded"))["approvals"]!.AsArray());
    }

    [Fact]
    public async Task A_rejected_run_is_over_and_cannot_be_retried_and_a_cancelled_one_waits_again()
    {
        await using var host = Host(("Name", "All"), ("Approvers:0", "group:default/beta"));
        using var api = host.ApiClient();
        var (ada, ben) = (await host.SignInAsync("ada"), await host.SignInAsync("ben"));
        var (rejected, cancelled) = (await StartAsync(ada, "one", "staging"), await StartAsync(ada, "two", "staging"));

        Assert.Equal(HttpStatusCode.BadRequest, (await ben.SubmitAsync($"/runs/{rejected}", $"/runs/{rejected}/reject", ("reason", ""))).StatusCode);
        await ben.SubmitAsync($"/runs/{rejected}", $"/runs/{rejected}/reject", ("reason", "We have one already"));
        var over = await CreationHost.UntilAsync(api, rejected, "cancelled");
        Assert.Contains("We have one already", over["error"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(409, await PostAsync(api, $"{rejected}/retry"));

        Assert.Equal(200, await PostAsync(api, $"{cancelled}/cancel"));
        Assert.Equal(200, await PostAsync(api, $"{cancelled}/retry"));
        Assert.Equal("approval", (await CreationHost.UntilAsync(api, cancelled, "waiting"))["waitsFor"]!.ToString());
        await ben.SubmitAsync($"/runs/{cancelled}", $"/runs/{cancelled}/approve", ("reason", ""));
        await CreationHost.UntilAsync(api, cancelled, "succeeded");
    }

    [Fact]
    public async Task Four_eyes_are_two_people_and_an_approver_needs_no_other_where_the_policy_asks_for_one()
    {
        await using var host = Host(("Name", "Self"), ("When", "${{ parameters.namespace == 'one' }}"));
        Policy(host, 1, ("Name", "Four eyes"), ("When", "${{ parameters.namespace == 'two' }}"), ("FourEyes", "true"));
        using var api = host.ApiClient();
        var pat = await host.SignInAsync("pat");

        var one = await StartAsync(pat, "one", "one");
        Assert.Equal("Started by an approver.", (await CreationHost.UntilAsync(api, one, "succeeded"))["approvals"]![0]!["reason"]!.ToString());
        var two = await StartAsync(pat, "two", "two");
        await CreationHost.UntilAsync(api, two, "waiting");
        Assert.Equal(HttpStatusCode.Forbidden, (await pat.SubmitAsync($"/runs/{two}", $"/runs/{two}/approve")).StatusCode);
        Assert.Equal(200, await PostAsync(api, $"{two}/approve")); // the bootstrap token is somebody else
        await CreationHost.UntilAsync(api, two, "succeeded");
    }

    [Theory]
    [InlineData("${{ parameters.name == 'forbidden' }}")]
    [InlineData("${{ 'forbidden' in files['catalog-info.yaml'] }}")]
    [InlineData("${{ effects[0].target.startsWith('demo/forbidden') }}")]
    [InlineData("${{ user.role == 'Admin' and template.name == 'thing' and parameters.name == 'forbidden' }}")]
    public async Task A_run_that_a_policy_denies_is_refused_by_preview_and_start_alike(string when)
    {
        await using var host = Host(("Name", "No"), ("Effect", "Deny"), ("When", when), ("Message", "Not that name."));
        using var api = host.ApiClient();

        var (status, preview) = await CreationHost.PostAsync(api, "thing", new JsonObject { ["name"] = "forbidden" }, dryRun: true);
        var (refused, problem) = await CreationHost.PostAsync(api, "thing", new JsonObject { ["name"] = "forbidden" });

        Assert.True(status == 200, preview.ToJsonString());
        Assert.Equal("blocked", preview["checks"]!.AsArray().Single(c => c!["name"]!.ToString() == "No")!["outcome"]!.ToString());
        Assert.Equal(409, refused);
        Assert.Contains("Not that name.", problem["detail"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, (int)(await api.GetFromJsonAsync<JsonObject>("/api/v1/scaffold-runs", Ct))!["total"]!);
        Assert.Equal(201, (await CreationHost.PostAsync(api, "thing", new JsonObject { ["name"] = "allowed" })).Status);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_evaluated_lets_nothing_through()
    {
        await using var host = Host(("Name", "Broken"), ("Effect", "Warn"), ("When", "${{ unknown(1) }}"));
        using var api = host.ApiClient();

        var (status, problem) = await CreationHost.PostAsync(api, "thing", new JsonObject { ["name"] = "x" });

        Assert.Equal(409, status);
        Assert.Contains("cannot be evaluated", problem["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_told_by_the_preview_and_refuses_the_next_run()
    {
        await using CreationHost host = new(("thing", Spec));
        host.Set("Scaffolding:Quotas:RunsPerTeamPerDay", "1");
        using var api = host.ApiClient();

        var id = (await CreationHost.StartAsync(api, "thing", new() { ["name"] = "one", ["owner"] = "alpha" }))["id"]!.ToString();
        await CreationHost.UntilAsync(api, id, "succeeded");
        var (_, preview) = await CreationHost.PostAsync(api, "thing", new JsonObject { ["name"] = "two", ["owner"] = "alpha" }, dryRun: true);
        var (status, _) = await CreationHost.PostAsync(api, "thing", new JsonObject { ["name"] = "two", ["owner"] = "alpha" });
        var (other, _) = await CreationHost.PostAsync(api, "thing", new JsonObject { ["name"] = "two", ["owner"] = "beta" });

        Assert.Contains(preview["checks"]!.AsArray(), c => c!["outcome"]!.ToString() == "blocked" && c["message"]!.ToString().StartsWith("1 of 1 runs for group:default/alpha", StringComparison.Ordinal));
        Assert.Equal(429, status);
        Assert.Equal(201, other);
    }

    [Theory]
    [InlineData("Name", "", "Name is missing")]
    [InlineData("When", "parameters.x", "is no expression")]
    [InlineData("When", "${{ ( }}", "When:")]
    [InlineData("Templates:0", "::", "is no template")]
    [InlineData("Approvers:0", "component:default/x", "is no group or user")]
    public async Task A_rule_with_a_typo_is_told_at_the_start(string field, string value, string words)
    {
        await using var host = Host(("Name", "Rule"), (field, value));

        var failed = Assert.Throws<OptionsValidationException>(() => host.ApiClient());

        Assert.Contains(words, failed.Message, StringComparison.Ordinal);
        Assert.Contains("Scaffolding:Policies:0", failed.Message, StringComparison.Ordinal);
    }

    private static CreationHost Host(params (string Field, string Value)[] policy)
    {
        CreationHost host = new(("thing", Spec));
        Policy(host, 0, policy);
        return host;
    }

    private static void Policy(CreationHost host, int index, params (string Field, string Value)[] policy)
    {
        foreach (var (field, value) in policy)
        {
            host.Set($"Scaffolding:Policies:{index}:{field}", value);
        }
    }

    private static async Task<string> StartAsync(PageClient browser, string name, string @namespace)
    {
        var started = await browser.SubmitAsync("/create/default/thing", "/create/default/thing", ("name", name), ("namespace", @namespace), ("owner", "group:default/alpha"));
        Assert.True(started.StatusCode == HttpStatusCode.Found, started.Html);
        return started.RedirectedTo!.Split('/')[^1];
    }

    private static async Task<int> PostAsync(HttpClient api, string path)
    {
        using var response = await api.PostAsync(new Uri($"/api/v1/scaffold-runs/{path}", UriKind.Relative), null, Ct);
        return (int)response.StatusCode;
    }
}
