using System.Net;
using AngleSharp.Dom;
using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

public sealed class DeploymentPagesTests(LiveFixture live) : IClassFixture<LiveFixture>
{
    [Fact]
    public async Task The_matrix_shows_version_state_and_ready_of_each_service()
    {
        var ada = await live.Host.SignInAsync("ada");

        var page = await ada.OpenAsync("/deployments");

        var row = page.Document.QuerySelectorAll("[data-testid=service-row]").Single(r => r.QuerySelector("th")!.TextContent.Contains("orders", StringComparison.Ordinal));
        Assert.Equal(("1.0.0", "healthy", "3/3"), (row.QuerySelector(".v")!.TextContent, row.QuerySelector(".st")!.TextContent, row.QuerySelector(".dep .num")!.TextContent));
        Assert.Equal("Alpha", row.QuerySelector(".team")!.TextContent);
        Assert.Equal("live", (await ada.OpenAsync("/clusters")).Document.QuerySelector("[data-testid=cluster] .st")!.TextContent);
        Assert.Contains("2 workloads without a service", page.Document.QuerySelector("#matrix")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("deployments clusters", page.Document.QuerySelector("#matrix")!.GetAttribute("data-topic"));
    }

    [Theory]
    [InlineData("team=group:default/alpha", "orders")]
    [InlineData("q=CART", "cart")]
    [InlineData("state=healthy", "cart orders")]
    [InlineData("state=failing", "")]
    [InlineData("problem=OOMKilled", "")]
    [InlineData("cluster=nowhere", "")]
    [InlineData("service=orders&environment=production", "orders")]
    [InlineData("team=%00&system=:::&state=%3Cscript%3E", "")]
    public async Task Filters_of_the_matrix_are_in_the_url(string query, string services)
    {
        var ada = await live.Host.SignInAsync("ada");

        var page = await ada.OpenAsync("/deployments?" + query);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(services, string.Join(' ', page.Document.QuerySelectorAll("[data-testid=service-row] th a.name").Select(a => a.TextContent).Order(StringComparer.Ordinal)));
        Assert.DoesNotContain("<script>", page.Document.QuerySelector("main")!.InnerHtml, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_service_shows_its_problem_with_cause_evidence_and_next_step_until_it_is_over()
    {
        await using var own = new LiveFixture();
        await own.InitializeAsync();
        var ada = await own.Host.SignInAsync("ada");
        own.Tiny.Cluster.SetFault("shop", "orders", PodFault.CrashLoop, pods: 3);
        await own.Host.UntilAsync(() => own.Pictures.OfService("component:default/orders")[0].Health == Health.Failing);

        var page = await ada.OpenAsync("/deployments/default/orders");
        var problem = page.Document.QuerySelector("[data-testid=problem]")!;
        Assert.Contains("CrashLoopBackOff", problem.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("exit code 1", problem.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Cause", "Next step", "Evidence"], problem.QuerySelectorAll("h3").Select(h => h.TextContent));
        Assert.Equal(3, page.Document.QuerySelectorAll("[data-testid=pod]").Length);
        var matrix = await ada.OpenAsync("/deployments?problem=CrashLoopBackOff");
        Assert.Equal("orders", matrix.Document.QuerySelector("[data-testid=service-row] th a")!.TextContent);
    }

    [Fact]
    public async Task An_unreachable_cluster_keeps_its_values_with_their_age_and_never_shows_zero()
    {
        await using var own = new LiveFixture();
        await own.InitializeAsync();
        var ada = await own.Host.SignInAsync("ada");
        await own.Tiny.Server.StopAsync(CancellationToken.None);
        await own.Host.UntilAsync(() => own.Pictures.Clusters[0] is { State: ClusterState.Unreachable, LastError: { } error } && error.Contains("does not accept connections", StringComparison.Ordinal)); // a heartbeat under way says something else first

        var matrix = await ada.OpenAsync("/deployments");
        Assert.Equal(["2/2", "3/3"], matrix.Document.QuerySelectorAll("td.asof .st + .num").Select(c => c.TextContent));
        Assert.Contains("unreachable since", matrix.Document.QuerySelector(".clusters")!.TextContent, StringComparison.Ordinal);
        var cluster = await ada.OpenAsync("/clusters/tiny");
        Assert.Contains("does not accept connections", cluster.Document.QuerySelector(".problem")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(cluster.Document.QuerySelector(".answer time"));
        await own.Tiny.Server.StartAsync(CancellationToken.None);
        await own.Host.UntilAsync(() => own.Pictures.Clusters[0].State == ClusterState.Live);
        Assert.Null((await ada.OpenAsync("/deployments")).Document.QuerySelector("td.asof"));
    }

    [Fact]
    public async Task A_cluster_without_a_kubeconfig_is_shown_with_what_to_do_and_stops_nothing()
    {
        await using var host = new PortalHost();
        host.Set("Clusters:0:Name", "lost");
        host.Set("Clusters:0:Kubeconfig", "/nowhere/kubeconfig");
        var pat = await host.SignInAsync("pat");
        await host.UntilAsync(() => ((IDeploymentPictures)host.Services.GetService(typeof(IDeploymentPictures))!).Clusters is [{ State: ClusterState.Unreachable }]);

        var list = await pat.OpenAsync("/clusters");
        Assert.Contains("/nowhere/kubeconfig", list.Document.QuerySelector("[data-testid=cluster]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("unknown", list.Document.QuerySelector("[data-label=Workloads]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await pat.OpenAsync("/deployments")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await pat.OpenAsync("/clusters/nobody")).StatusCode);
    }

    [Fact]
    public async Task A_workload_is_claimed_by_its_team_and_by_nobody_else()
    {
        await using var own = new LiveFixture();
        await own.InitializeAsync();
        (string, string)[] claim = [("Namespace", "shop"), ("Kind", "StatefulSet"), ("Name", "ledger"), ("Service", "orders"), ("Reason", "It keeps our orders")];
        var ben = await own.Host.SignInAsync("ben");
        var refused = await ben.SubmitAsync("/clusters/tiny", claim);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("needs a member of group:default/alpha", refused.Document.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("It keeps our orders", refused.Document.QuerySelector("details[open] [name=Reason]")!.GetAttribute("value"));

        var ada = await own.Host.SignInAsync("ada");
        var claimed = await ada.SubmitAsync("/clusters/tiny", claim);

        Assert.Equal(HttpStatusCode.Found, claimed.StatusCode);
        Assert.Contains(own.Pictures.OfService("component:default/orders"), d => d is { Name: "ledger", Match: { Rule: "claim", Evidence: var evidence } } && evidence.Contains("user:default/ada", StringComparison.Ordinal));
        var unknown = await ada.SubmitAsync("/clusters/tiny", [.. claim[..3], ("Service", "nothing here")]);
        Assert.NotEqual(HttpStatusCode.Found, unknown.StatusCode);
    }

    [Fact]
    public async Task A_team_does_not_take_over_what_runs_for_another_team()
    {
        await using var own = new LiveFixture();
        await own.InitializeAsync();
        var ben = await own.Host.SignInAsync("ben");

        var refused = await ben.SubmitAsync("/clusters/tiny", ("Namespace", "shop"), ("Kind", "Deployment"), ("Name", "orders"), ("Service", "cart"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains(own.Pictures.OfService("component:default/orders"), d => d.Name == "orders");
        using var admin = own.Host.ApiClient();
        Assert.Contains("belongs to component:default/orders", await admin.GetStringAsync(new Uri("/api/v1/audit?outcome=refused", UriKind.Relative)), StringComparison.Ordinal);
    }
}
