using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;
using Portal.WebTests.Create;

namespace Portal.WebTests.Lifecycle;

/// <summary>Out of service and back, with real git repositories.</summary>
public sealed class DecommissionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_goes_with_its_repository_its_manifests_and_its_entry_and_comes_back_as_it_was()
    {
        await using FleetHost fleet = new();
        fleet.Version("1.0.0", ("README.md", "# ${{ values.name }}\n"), ("catalog-info.yaml", $"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: ${{{{ values.name }}}}, annotations: {{portal.dev/manifests: 'production={new Uri(fleet.PathOf("environments")).AbsoluteUri}//apps/orders'}}}}\nspec: {{type: service, lifecycle: experimental, owner: '${{{{ values.owner }}}}'}}\n"));
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "environments-service"); // its first commit makes the folder of repositories
        await EnvironmentsAsync(fleet);
        await fleet.MakeAsync(api, "orders");

        var (looked, plan) = await PostAsync(api, "decommission", new() { ["reason"] = "", ["dryRun"] = true });
        Assert.Equal(200, looked);
        Assert.Equal(["Open a pull request that removes its manifests", "Archive the repository", "Take it out of the catalog"], plan["effects"]!.AsArray().Select(e => e!["title"]!.ToString()));
        Assert.Empty(plan["blockers"]!.AsArray());
        Assert.Contains(plan["warnings"]!.AsArray(), w => w!.ToString().Contains("not traffic", StringComparison.Ordinal));
        Assert.Equal("main", (await BranchesAsync(fleet, "environments")).Trim()); // a look changes nothing

        var (status, run) = await PostAsync(api, "decommission", new() { ["reason"] = "Replaced by basket" });
        Assert.Equal(202, status);
        run = await CreationHost.UntilAsync(api, run["id"]!.ToString(), "succeeded", "failed");
        Assert.True(run["status"]!.ToString() == "succeeded", run.ToJsonString());

        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(new Uri("/api/v1/entities/component/default/orders", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal("resources:\n- basket\n", await FleetHost.GitAsync(fleet.PathOf("environments"), "show", "portal/decommission-orders:apps/kustomization.yaml"));
        Assert.NotEqual(0, (await FleetHost.TryGitAsync(fleet.PathOf("environments"), "cat-file", "-e", "portal/decommission-orders:apps/orders/deployment.yaml")).Code);
        var refused = await PushAsync(fleet);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("Replaced by basket", refused.Error, StringComparison.Ordinal);
        await RefreshAsync(api); // its source still holds it, and it stays out
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(new Uri("/api/v1/entities/component/default/orders", UriKind.Relative), Ct)).StatusCode);
        var ada = await fleet.Host.SignInAsync("ada");
        await SaysAsync(ada, "It was decommissioned");
        Assert.Equal(409, (await PostAsync(api, "upgrade", [])).Status);

        var restored = await ada.SubmitAsync("/catalog/component/default/orders", "/catalog/component/default/orders/restore");
        Assert.Equal(HttpStatusCode.Found, restored.StatusCode);
        await CreationHost.UntilAsync(api, run["id"]!.ToString(), "cleaned", "failed");

        var entity = await api.GetFromJsonAsync<JsonObject>("/api/v1/entities/component/default/orders", Ct);
        Assert.Equal("group:default/alpha", entity!["owner"]!.ToString());
        Assert.Empty(entity["errors"]!.AsArray());
        Assert.Equal("main", (await BranchesAsync(fleet, "environments")).Trim());
        Assert.Equal(0, (await PushAsync(fleet)).Code);
        Assert.Null((await ada.OpenAsync("/catalog/component/default/orders")).Document.QuerySelector("[data-testid=decommission]"));
        var history = await api.GetStringAsync("/api/v1/entities/component/default/orders/history", Ct);
        Assert.Contains("removed", history, StringComparison.OrdinalIgnoreCase);
        var audit = await api.GetStringAsync("/api/v1/audit", Ct);
        Assert.Contains("service.decommissioned", audit, StringComparison.Ordinal);
        Assert.Contains("service.restored", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_others_need_stays_unless_a_platform_engineer_says_why_it_goes()
    {
        await using FleetHost fleet = new();
        File.WriteAllText(Path.Combine(fleet.Host.CatalogFolder, "users-of.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: web}
            spec: {type: website, lifecycle: production, owner: beta, dependsOn: ['component:default/orders']}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: mobile}
            spec: {type: website, lifecycle: production, owner: beta, dependsOn: ['component:default/web']}
            """);
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        var ada = await fleet.Host.SignInAsync("ada");

        var page = await ada.OpenAsync("/catalog/component/default/orders/decommission");
        Assert.Contains("2 entities depend on it: web", page.Document.QuerySelector("[data-testid=blocked]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["web", "mobile"], page.Document.QuerySelectorAll("[data-testid=dependent] .name").Select(n => n.TextContent));
        Assert.Null(page.Document.QuerySelector("[data-testid=order]")); // the team itself may not override
        var (blocked, why) = await PostAsync(api, "decommission", new() { ["reason"] = "Old" });
        Assert.Equal((409, "decommission.blocked"), (blocked, why["code"]!.ToString()));

        var pat = await fleet.Host.SignInAsync("pat");
        var untyped = await pat.SubmitAsync("/catalog/component/default/orders/decommission", ("Reason", "Old"), ("TypedName", "order"), ("Override", "true"));
        Assert.Equal(HttpStatusCode.BadRequest, untyped.StatusCode);
        Assert.Contains("Type orders to confirm", untyped.Document.QuerySelector("#typed-error")!.TextContent, StringComparison.Ordinal);
        var begun = await pat.SubmitAsync("/catalog/component/default/orders/decommission", ("Reason", "web goes next week"), ("TypedName", "orders"), ("Override", "true"));
        Assert.Equal(HttpStatusCode.Found, begun.StatusCode);
        var run = await CreationHost.UntilAsync(api, begun.RedirectedTo!.Split('/')[^1], "succeeded", "failed");
        Assert.True(run["status"]!.ToString() == "succeeded", run.ToJsonString());
        Assert.Contains("Although it was still needed", (await pat.OpenAsync("/catalog/component/default/orders")).Html, StringComparison.Ordinal);

        // It is done once, and only its team may take it back.
        Assert.Equal(409, (await PostAsync(api, "decommission", new() { ["reason"] = "Again" })).Status);
        var ben = await fleet.Host.SignInAsync("ben");
        Assert.Null((await ben.OpenAsync("/catalog/component/default/orders")).Document.QuerySelector("form[action$=restore]"));
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.SubmitAsync("/create/fleet", "/catalog/component/default/orders/restore")).StatusCode);
    }

    [Fact]
    public async Task Somebody_elses_service_and_a_reason_that_is_missing_are_refused()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        var ben = await fleet.Host.SignInAsync("ben");

        var page = await ben.OpenAsync("/catalog/component/default/orders/decommission");
        Assert.Contains("needs a member of group:default/alpha", page.Document.QuerySelector("[data-testid=denied]")!.TextContent, StringComparison.Ordinal);
        var posted = await ben.SubmitAsync("/create/fleet", "/catalog/component/default/orders/decommission", ("Reason", "x"), ("TypedName", "orders"));
        Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        Assert.Equal(400, (await PostAsync(api, "decommission", new() { ["reason"] = " " })).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(new Uri("/api/v1/entities/component/default/orders", UriKind.Relative), Ct)).StatusCode);
    }

    private static async Task EnvironmentsAsync(FleetHost fleet)
    {
        await FleetHost.GitAsync(fleet.Host.Folder, "init", "--quiet", "--bare", "--initial-branch=main", fleet.PathOf("environments"));
        var work = Path.Combine(fleet.Host.Folder, "environments");
        await FleetHost.GitAsync(fleet.Host.Folder, "clone", "--quiet", fleet.PathOf("environments"), work);
        Directory.CreateDirectory(Path.Combine(work, "apps", "orders"));
        File.WriteAllText(Path.Combine(work, "apps", "kustomization.yaml"), "resources:\n- orders\n- basket\n");
        File.WriteAllText(Path.Combine(work, "apps", "orders", "deployment.yaml"), "kind: Deployment\n");
        await FleetHost.GitAsync(work, "checkout", "-q", "-B", "main");
        await FleetHost.GitAsync(work, "add", "-A");
        await FleetHost.GitAsync(work, "-c", "user.name=Dev", "-c", "user.email=dev@example.test", "commit", "--quiet", "-m", "Manifests");
        await FleetHost.GitAsync(work, "push", "--quiet", "origin", "main");
    }

    private static async Task<(int Code, string Output, string Error)> PushAsync(FleetHost fleet)
    {
        var clone = Path.Combine(fleet.Host.Folder, $"push-{Guid.NewGuid():N}");
        await FleetHost.GitAsync(fleet.Host.Folder, "clone", "--quiet", fleet.PathOf("orders"), clone);
        await FleetHost.GitAsync(clone, "-c", "user.name=Dev", "-c", "user.email=dev@example.test", "commit", "--quiet", "--allow-empty", "-m", "Late");
        return await FleetHost.TryGitAsync(clone, "push", "origin", "HEAD");
    }

    // The page is told of the end of a run; it does not read it from the database.
    private static async Task SaysAsync(PageClient browser, string words)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(50));
        var started = TimeProvider.System.GetTimestamp();
        string said;
        do
        {
            await pause.WaitForNextTickAsync(Ct);
            said = (await browser.OpenAsync("/catalog/component/default/orders")).Document.QuerySelector("[data-testid=decommission]")?.TextContent ?? "";
        }
        while (!said.Contains(words, StringComparison.Ordinal) && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    private static async Task<string> BranchesAsync(FleetHost fleet, string repository) => await FleetHost.GitAsync(fleet.PathOf(repository), "branch", "--format=%(refname:short)");

    private static async Task RefreshAsync(HttpClient api)
    {
        var locations = await api.GetFromJsonAsync<JsonNode>("/api/v1/locations", Ct);
        foreach (var location in (locations as JsonArray ?? locations!["items"]!.AsArray()).Where(l => l!["target"]!.ToString().Contains("orders", StringComparison.Ordinal)))
        {
            using var refreshed = await api.PostAsync(new Uri($"/api/v1/locations/{location!["id"]}/refresh", UriKind.Relative), null, Ct);
            Assert.True(refreshed.IsSuccessStatusCode);
        }
    }

    private static async Task<(int Status, JsonObject Body)> PostAsync(HttpClient api, string verb, JsonObject body)
    {
        using var response = await api.PostAsJsonAsync($"/api/v1/services/default/orders/{verb}", body, Ct);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!.AsObject());
    }
}
