using System.Net;
using AngleSharp.Dom;
using Portal.Application.Deployments;
using Portal.Demo.Simulator;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

/// <summary>Pages of workloads, pods, namespaces and the wall, without script.</summary>
public sealed class OperationPagesTests : IAsyncLifetime
{
    private const string Orders = "/clusters/tiny/shop/deployment/orders";

    private readonly LiveFixture _live = new();

    public async ValueTask InitializeAsync() => await _live.InitializeAsync();

    public async ValueTask DisposeAsync() => await _live.DisposeAsync();

    [Fact]
    public async Task A_workload_shows_state_template_revisions_and_pods_and_what_its_owner_may_do()
    {
        var ada = await _live.Host.SignInAsync("ada");

        var page = await ada.OpenAsync(Orders);

        Assert.Contains("3 of 3", page.Document.QuerySelector(".answer")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("owned by Alpha", page.Document.QuerySelector(".answer")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("memory 128Mi", page.Document.QuerySelector("[data-testid=container]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("http /healthz/ready on 8080", page.Document.QuerySelector("[data-testid=container]")!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.Document.QuerySelectorAll("[data-testid=revision]"));
        Assert.Equal(3, page.Document.QuerySelectorAll("[data-testid=pod] a").Length);
        Assert.Equal(["restart", "scale", "rollback", "pause"], page.Document.QuerySelectorAll("a[data-testid=action]").Select(a => a.GetAttribute("href")!.Split('/')[^1]));
        Assert.Equal(HttpStatusCode.OK, (await ada.OpenAsync(page.Document.QuerySelector("[data-testid=pod] a")!.GetAttribute("href")!)).StatusCode);
    }

    [Theory]
    [InlineData("ben", "needs a member of group:default/alpha")]
    [InlineData("vic", "needs the role engineer")]
    public async Task Whoever_may_not_sees_the_buttons_off_and_the_reason(string user, string words)
    {
        var page = await _live.Host.SignInAsync(user);

        var workload = await page.OpenAsync(Orders);
        Assert.Empty(workload.Document.QuerySelectorAll("a[data-testid=action]"));
        Assert.Equal(4, workload.Document.QuerySelectorAll(".actions button[disabled][title]").Length);
        Assert.Contains(words, workload.Document.QuerySelector("[data-testid=why-not]")!.TextContent, StringComparison.Ordinal);
        var preview = await page.OpenAsync(Orders + "/restart");
        Assert.Contains(words, preview.Document.QuerySelector("[data-testid=denied]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(preview.Document.QuerySelector("form[method=post][data-testid=order]"));
        var pod = await page.OpenAsync($"/clusters/tiny/shop/pods/{PodOf("orders")}?lines=5");
        Assert.Contains(words, pod.Document.QuerySelector("[data-testid=no-logs]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(pod.Document.QuerySelector("[data-testid=log]"));
    }

    [Fact]
    public async Task An_order_goes_over_preview_and_reason_to_a_page_that_follows_it()
    {
        var ada = await _live.Host.SignInAsync("ada");

        var preview = await ada.OpenAsync(Orders + "/scale?replicas=5");
        Assert.Contains("2 pods more are started", preview.Document.QuerySelector("[data-testid=changes]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("tiny has checked it", preview.Document.QuerySelector("[data-testid=trial]")!.TextContent, StringComparison.Ordinal);
        var noReason = await ada.SubmitAsync(Orders + "/scale?replicas=5", Orders + "/scale", ("Replicas", "5"), ("Generation", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, noReason.StatusCode);
        Assert.Contains("Say why", noReason.Document.QuerySelector("#reason-error")!.TextContent, StringComparison.Ordinal);
        var sent = await ada.SubmitAsync(Orders + "/scale?replicas=5", Orders + "/scale", ("Replicas", "5"), ("Reason", "More visitors"), ("Generation", "1"));

        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        var following = await ada.OpenAsync(sent.RedirectedTo!);
        Assert.DoesNotContain("complete", following.Document.QuerySelector("[data-testid=progress]")!.TextContent, StringComparison.Ordinal);
        await LiveUntilAsync(() => Row("orders") is { Ready: 5, Rollout: RolloutState.Complete });
        var done = await ada.OpenAsync(sent.RedirectedTo!);
        Assert.Contains("complete: 5 of 5 pods are ready", done.Document.QuerySelector("[data-testid=progress]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_going_to_zero_asks_for_the_name()
    {
        var ada = await _live.Host.SignInAsync("ada");
        var form = Orders + "/scale?replicas=0";
        Assert.NotNull((await ada.OpenAsync(form)).Document.QuerySelector("[name=TypedName]"));

        var refused = await ada.SubmitAsync(form, Orders + "/scale", ("Replicas", "0"), ("Reason", "Maintenance"), ("TypedName", "order"), ("Generation", "1"));
        Assert.Contains("Type orders to confirm", refused.Document.QuerySelector("#typed-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Maintenance", refused.Document.QuerySelector("[name=Reason]")!.GetAttribute("value"));
        Assert.Equal(3, Row("orders").Desired);

        Assert.Equal(HttpStatusCode.Found, (await ada.SubmitAsync(form, Orders + "/scale", ("Replicas", "0"), ("Reason", "Maintenance"), ("TypedName", "orders"), ("Generation", "1"))).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("frog")]
    public async Task An_order_without_its_preview_is_not_sent(string generation)
    {
        var ada = await _live.Host.SignInAsync("ada");

        var refused = await ada.SubmitAsync(Orders + "/scale?replicas=5", Orders + "/scale", ("Replicas", "5"), ("Reason", "More visitors"), ("Generation", generation));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("without the preview", refused.Document.QuerySelector("[data-testid=refused]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(3, Row("orders").Desired);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1001")]
    public async Task A_number_that_does_not_fit_can_be_chosen_again_where_it_was_typed(string replicas)
    {
        var ada = await _live.Host.SignInAsync("ada");

        var page = await ada.OpenAsync($"{Orders}/scale?replicas={replicas}");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("Between 0 and 1000", page.Document.QuerySelector("form [role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector($".crumbs a[href='{Orders}']"));
    }

    [Fact]
    public async Task What_was_changed_since_the_preview_stops_the_order_and_is_said()
    {
        var ada = await _live.Host.SignInAsync("ada");
        await ada.OpenAsync(Orders + "/restart");
        _live.Tiny.Cluster.Scale("shop", "orders", 4);
        await _live.Host.UntilAsync(() => Row("orders").Desired == 4);

        var refused = await ada.SubmitAsync(Orders + "/restart", ("Reason", "It hangs"), ("Generation", "1"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("you looked at generation 1, it is at generation 2 now, with 4 replicas", refused.Document.QuerySelector("[data-testid=refused]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2", refused.Document.QuerySelector("form[data-testid=order] [name=Generation]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_pod_shows_its_containers_and_its_log_on_demand_and_a_gone_one_leads_to_its_workload()
    {
        var ada = await _live.Host.SignInAsync("ada");
        _live.Tiny.Cluster.SetFault("shop", "orders", PodFault.CrashLoop, pods: 3, message: "no such table: orders");
        await _live.Host.UntilAsync(() => Row("orders").Health == Health.Failing);
        var (name, address) = (PodOf("orders"), $"/clusters/tiny/shop/pods/{PodOf("orders")}");

        var pod = await ada.OpenAsync(address);
        Assert.Contains("CrashLoopBackOff", pod.Document.QuerySelector("[data-testid=problem]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("exit code 1", pod.Document.QuerySelector("[data-testid=container]")!.TextContent, StringComparison.Ordinal);
        Assert.Matches("ReplicaSet orders-.* → Deployment orders", pod.Document.QuerySelector("[data-testid=owners]")!.TextContent);
        Assert.Null(pod.Document.QuerySelector("[data-testid=log]"));
        var log = await ada.OpenAsync(address + "?container=orders&lines=5");
        Assert.Contains("no such table: orders", log.Document.QuerySelector("[data-testid=log]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(address, log.Document.QuerySelector("#pod")!.GetAttribute("data-source"));

        _live.Tiny.Cluster.DeletePod("shop", name);
        await LiveUntilAsync(() => _live.Pictures.PodsNamed(name).Count == 0);
        var gone = await ada.OpenAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("last seen in tiny at", gone.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Orders, gone.Document.QuerySelector("a.btn-primary")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_log_that_the_cluster_forbids_names_the_manifest()
    {
        var ada = await _live.Host.SignInAsync("ada");
        _live.Tiny.Server.Faults.Forbidden.Add("pods/log");

        var pod = await ada.OpenAsync($"/clusters/tiny/shop/pods/{PodOf("orders")}?lines=5");

        Assert.Equal(HttpStatusCode.OK, pod.StatusCode);
        Assert.Contains("rbac-logs.yaml", pod.Document.QuerySelector("[data-testid=log-failure]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cluster_and_its_namespaces_add_up()
    {
        var ada = await _live.Host.SignInAsync("ada");

        var cluster = await ada.OpenAsync("/clusters/tiny");
        Assert.Equal(["ops", "shop"], cluster.Document.QuerySelectorAll("[data-testid=namespace] a.name").Select(a => a.TextContent));
        Assert.Contains("Alpha, Beta", cluster.Document.QuerySelectorAll("[data-testid=namespace]")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("deployments", cluster.Document.QuerySelectorAll("[data-testid=kind]").Select(k => k.TextContent.Trim().Split(' ')[0]));
        var shop = await ada.OpenAsync("/clusters/tiny/namespaces/shop");
        Assert.Equal(["cart", "orders", "No service"], shop.Document.QuerySelectorAll("[data-testid=service] th > :first-child").Select(s => s.TextContent.Trim()));
        Assert.Contains("7 of 7", shop.Document.QuerySelector(".answer")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.OpenAsync("/clusters/tiny/namespaces/nothing")).StatusCode);
    }

    [Fact]
    public async Task The_wall_shows_the_worst_first_without_chrome_and_an_old_value_is_marked()
    {
        var ada = await _live.Host.SignInAsync("ada");
        _live.Tiny.Cluster.SetFault("shop", "orders", PodFault.CrashLoop, pods: 3);
        await _live.Host.UntilAsync(() => Row("orders").Health == Health.Failing);

        var wall = await ada.OpenAsync("/deployments/wall");
        Assert.Equal(["orders", "cart"], wall.Document.QuerySelectorAll("[data-testid=card] .who").Select(c => c.TextContent));
        Assert.Contains("CrashLoopBackOff in tiny", wall.Document.QuerySelector("[data-testid=card]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(wall.Document.QuerySelector("nav, .rail, .top"));
        Assert.Matches("[0-9:]{8} UTC", wall.Document.QuerySelector("[data-testid=clock]")!.TextContent);
        Assert.Equal(["cart"], (await ada.OpenAsync("/deployments/wall?team=beta&environment=production")).Document.QuerySelectorAll("[data-testid=card] .who").Select(c => c.TextContent));

        await _live.Tiny.Server.StopAsync(CancellationToken.None);
        await _live.Host.UntilAsync(() => _live.Pictures.Clusters[0].State == ClusterState.Unreachable);
        var old = await ada.OpenAsync("/deployments/wall");
        Assert.All(old.Document.QuerySelectorAll("[data-testid=card]"), c => Assert.Contains("old", c.ClassList));
        Assert.Contains("unreachable since", old.Document.QuerySelector("[data-testid=cluster]")!.TextContent, StringComparison.Ordinal);
    }

    private Deployment Row(string name) => _live.Pictures.Deployments.Single(d => d.Name == name);

    private string PodOf(string workload) => _live.Pictures.PodsOf("tiny", "shop", "Deployment", workload)[0].Name;

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
}
