using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Discovery;

/// <summary>Declaring what was discovered: proposal, check, pull request, merge.</summary>
public sealed class PromotionTests
{
    private const string Declare = "/catalog/discovered/declare?workload=shop/StatefulSet/ledger";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_of_the_proposed_owner_opens_a_branch_and_merged_it_makes_the_workload_match()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();
        var bare = portal.Repository("ledger");
        var ada = await portal.Host.SignInAsync("ada");

        var list = await ada.OpenAsync("/catalog/discovered");
        Assert.Contains(list.Document.QuerySelectorAll("[data-testid=discovered]"), r => r.TextContent.Contains("ledger", StringComparison.Ordinal) && r.QuerySelector("a.btn")!.GetAttribute("href") == Declare.Replace("shop/StatefulSet/ledger", "shop%2FStatefulSet%2Fledger", StringComparison.Ordinal));
        var form = await ada.OpenAsync(Declare);
        var text = form.Document.QuerySelector<IHtmlTextAreaElement>("#Descriptor")!.Value;
        Assert.Contains("owner: \"group:default/alpha\"", text, StringComparison.Ordinal);
        Assert.Equal("demo/ledger", form.Document.QuerySelector<IHtmlInputElement>("#Repository")!.Value);

        var opened = await PostAsync(ada, text, "demo/ledger", "open");
        Assert.Equal(HttpStatusCode.Found, opened.StatusCode);
        var again = await PostAsync(ada, text, "demo/ledger", "open"); // twice is once
        Assert.Equal(HttpStatusCode.Found, again.StatusCode);

        Assert.Equal("2", DiscoveryHost.Git(bare, "rev-list", "--count", "portal/declare-ledger").Trim());
        Assert.Contains("portal/declare-ledger", (await ada.OpenAsync(Declare)).Document.QuerySelector("[data-testid=promotion]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Branch waits", (await ada.OpenAsync("/catalog/discovered")).Html, StringComparison.Ordinal);
        using var api = portal.Host.ApiClient();
        Assert.Contains("catalog.discovered.promoted", await api.GetStringAsync(new Uri("/api/v1/audit", UriKind.Relative), Ct), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(portal.Host.CatalogFolder, "ledger.yaml"), DiscoveryHost.Git(bare, "show", "portal/declare-ledger:catalog-info.yaml"), Ct);
        await portal.Host.UntilAsync(() => portal.Pictures.OfService("component:default/ledger") is [{ IsDeclared: true, Match.Rule: "label-selector" }]);
        Assert.Contains("Declared from here", (await ada.OpenAsync("/catalog/discovered")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_of_the_proposed_owner_is_told_why_and_nothing_is_made()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();
        var bare = portal.Repository("ledger");
        var ben = await portal.Host.SignInAsync("ben");
        var form = await ben.OpenAsync(Declare);
        var text = form.Document.QuerySelector<IHtmlTextAreaElement>("#Descriptor")!.Value;

        var refused = await PostAsync(ben, text, "demo/ledger", "open");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("needs a member of group:default/alpha", refused.Html, StringComparison.Ordinal);
        Assert.Equal("main", DiscoveryHost.Git(bare, "for-each-ref", "--format=%(refname:short)").Trim());
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(await portal.Host.SignInAsync("pat"), text, "demo/ledger", "open")).StatusCode);
    }

    [Theory]
    [InlineData("owner: \"group:default/alpha\"", "owner: nobody", "names group:default/nobody, which is no team")]
    [InlineData("name: ledger", "name: orders", "declared already")]
    [InlineData("kind: Component", "kind: Domain", "declares a Domain")]
    [InlineData("backstage.io/kubernetes-label-selector", "example.test/note", "would not belong to it")]
    [InlineData("spec:", "spec: [", "Line")]
    public async Task What_is_wrong_stands_beside_the_field_with_what_was_typed(string part, string by, string words)
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();
        var ada = await portal.Host.SignInAsync("ada");
        var text = (await ada.OpenAsync(Declare)).Document.QuerySelector<IHtmlTextAreaElement>("#Descriptor")!.Value.Replace(part, by, StringComparison.Ordinal);

        var page = await PostAsync(ada, text, "not a repository", "check");

        Assert.Contains(words, page.Document.QuerySelector("#descriptor-error")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("#repository-error"));
        Assert.Equal(text.Trim(), page.Document.QuerySelector<IHtmlTextAreaElement>("#Descriptor")!.Value.Trim());
    }

    [Fact]
    public async Task A_file_that_is_there_and_a_repository_that_is_not_are_refused_in_words()
    {
        await using var portal = await DiscoveryHost.StartAsync();
        await portal.UntilDiscoveredAsync();
        var bare = portal.Repository("ledger");
        var work = Path.Combine(portal.Host.Folder, "work-ledger");
        await File.WriteAllTextAsync(Path.Combine(work, "catalog-info.yaml"), "x: 1\n", Ct);
        DiscoveryHost.Git(work, "add", ".");
        DiscoveryHost.Git(work, "commit", "--quiet", "-m", "Theirs");
        DiscoveryHost.Git(work, "push", "--quiet", bare, "main");
        using var api = portal.Host.ApiClient();
        var descriptor = (await api.GetFromJsonAsync<JsonObject>("/api/v1/discovered/proposal?workload=shop/StatefulSet/ledger", Ct))!["descriptor"]!.ToString();

        var (taken, takenWords) = await PromoteAsync(api, descriptor, "demo/ledger", "catalog-info.yaml");
        var (missing, missingWords) = await PromoteAsync(api, descriptor, "demo/nowhere", "catalog-info.yaml");
        var (escape, _) = await PromoteAsync(api, descriptor, "demo/ledger", "../catalog-info.yaml");
        var (beside, _) = await PromoteAsync(api, descriptor, "demo/ledger", "deploy/catalog-info.yaml");

        Assert.Equal((409, 404, 400, 200), (taken, missing, escape, beside));
        Assert.Contains("has a catalog-info.yaml on main already", takenWords, StringComparison.Ordinal);
        Assert.Contains("demo/ledger", missingWords, StringComparison.Ordinal);
    }

    private static Task<Page> PostAsync(PageClient page, string descriptor, string repository, string what)
        => page.SubmitAsync(Declare, "/catalog/discovered/declare", ("Workload", DiscoveryHost.Ledger), ("Descriptor", descriptor), ("Repository", repository), ("Path", "catalog-info.yaml"), ("Do", what));

    private static async Task<(int Status, string Words)> PromoteAsync(HttpClient api, string descriptor, string repository, string path)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/discovered/promotions", new { workload = DiscoveryHost.Ledger, descriptor, repository, path }, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
