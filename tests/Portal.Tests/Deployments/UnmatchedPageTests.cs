using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Deployments;

public sealed class UnmatchedPageTests
{
    private static readonly (string, string)[] Ledger = [("Cluster", "tiny"), ("Namespace", "shop"), ("Kind", "StatefulSet"), ("Name", "ledger")];

    private const string Missing = """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: ledgers}
        spec: {type: service, lifecycle: production, owner: alpha}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: bad, annotations: {backstage.io/kubernetes-label-selector: "a b"}}
        spec: {type: worker, lifecycle: production, owner: alpha}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: far, annotations: {backstage.io/kubernetes-cluster: nowhere}}
        spec: {type: website, lifecycle: production, owner: alpha}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: idea}
        spec: {type: service, lifecycle: experimental, owner: alpha}
        """;

    [Fact]
    public async Task Services_that_nothing_runs_say_why_and_name_what_looks_like_them()
    {
        await using var own = await StartAsync();
        using var api = own.Host.ApiClient();

        var items = (await api.GetFromJsonAsync<JsonElement>("/api/v1/services/unmatched")).GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("service").GetString()!);

        Assert.DoesNotContain("component:default/idea", items.Keys);
        Assert.DoesNotContain("component:default/orders", items.Keys);
        Assert.Equal(["bad-selector", "unknown-cluster", "nothing-names-it"], new[] { "bad", "far", "ledgers" }.Select(n => items[$"component:default/{n}"].GetProperty("code").GetString()));
        Assert.Contains("Known: tiny", items["component:default/far"].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("ledger", items["component:default/ledgers"].GetProperty("nearMisses")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_near_miss_is_claimed_by_one_click_and_the_claim_is_revoked_by_its_team_only()
    {
        await using var own = await StartAsync();
        var ada = await own.Host.SignInAsync("ada");
        var page = await ada.OpenAsync("/deployments/unmatched");
        Assert.Contains("Looks like", page.Document.QuerySelector("[data-testid=missing-service] form")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("shop/ledger", page.Document.QuerySelector("[aria-labelledby=workloads]")!.TextContent, StringComparison.Ordinal);

        (string, string)[] claim = [.. Ledger, ("Service", "component:default/ledgers")];
        var claimed = await ada.SubmitAsync("/deployments/unmatched", "/deployments/unmatched/claim", claim);
        Assert.Equal(HttpStatusCode.Found, claimed.StatusCode);
        Assert.Contains("now belongs to component:default/ledgers", (await ada.OpenAsync(claimed.RedirectedTo!)).Document.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        var row = (await ada.OpenAsync("/deployments/unmatched")).Document.QuerySelector("[data-testid=claim]")!.TextContent;
        Assert.Contains("shop/ledger", row, StringComparison.Ordinal);
        Assert.Contains("ada", row, StringComparison.Ordinal);

        var ben = await own.Host.SignInAsync("ben");
        var refused = await ben.SubmitAsync("/deployments/unmatched", "/deployments/unmatched/revoke", claim);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("needs a member of group:default/alpha", refused.Document.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Found, (await ada.SubmitAsync("/deployments/unmatched", "/deployments/unmatched/revoke", claim)).StatusCode);
        Assert.Empty(own.Pictures.OfService("component:default/ledgers"));
        using var admin = own.Host.ApiClient();
        Assert.Contains("deployments.workload.claim_revoked", await admin.GetStringAsync(new Uri("/api/v1/audit", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.SubmitAsync("/deployments/unmatched", "/deployments/unmatched/revoke", claim)).StatusCode);
    }

    [Theory]
    [InlineData("/deployments/unmatched?claimed=Your password has expired")]
    [InlineData("/deployments/unmatched?revoked=Your password has expired")]
    [InlineData("/clusters?added=Your password has expired")]
    [InlineData("/clusters?removed=Your password has expired")]
    [InlineData("/clusters/tiny?claimed=Your password has expired")]
    public async Task An_address_puts_no_words_into_the_portals_mouth(string url)
    {
        await using var own = await StartAsync();
        var ada = await own.Host.SignInAsync("ada");

        var page = await ada.OpenAsync(url);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("expired", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_are_grouped_by_revision_and_state()
    {
        await using var own = await StartAsync();
        var ada = await own.Host.SignInAsync("ada");

        var page = await ada.OpenAsync("/deployments/default/orders");

        var group = page.Document.QuerySelector("[data-testid=pod-group]")!;
        Assert.Matches(@"\d+ running", group.QuerySelector("summary")!.TextContent);
        Assert.StartsWith("/clusters/tiny/shop/pods/", group.QuerySelector("[data-testid=pod] a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("a[href='/clusters/tiny/shop/deployment/orders']"));
    }

    private static async Task<LiveFixture> StartAsync()
    {
        var own = new LiveFixture();
        await File.WriteAllTextAsync(Path.Combine(own.Host.CatalogFolder, "missing.yaml"), Missing);
        await own.InitializeAsync();
        return own;
    }
}
