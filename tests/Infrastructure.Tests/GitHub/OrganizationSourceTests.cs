using Portal.InfrastructureTests.Descriptors;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

public sealed class OrganizationSourceTests
{
    [Fact]
    public async Task An_organisation_is_read_with_label_commit_and_everything_a_descriptor_leads_to()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        var shop = portal.Fake.Add("shop").Push(
            portal.Before,
            ("catalog-info.yaml", IngestFixture.Component("shop") + "---\n" + IngestFixture.Location("more", "./services/*/catalog-info.yaml", "./extra/one.yaml")),
            ("services/cart/catalog-info.yml", IngestFixture.Component("cart")),
            ("services/pay/catalog-info.yaml", IngestFixture.Component("pay")),
            ("extra/one.yaml", "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: one}\nspec: {type: openapi, lifecycle: production, owner: a, definition: {$text: ./one.json}}\n"),
            ("extra/one.json", "{\"openapi\":\"3.1.0\"}"),
            ("node_modules/x/catalog-info.yaml", IngestFixture.Component("not-this")),
            (".github/catalog-info.yaml", IngestFixture.Component("nor-this")),
            ("templates/t/template.yaml", "kind: Template"),
            ("templates/t/skeleton/catalog-info.yaml", IngestFixture.Component("nor-that")));
        portal.Fake.Add("docs").Push(portal.Before, ("README.md", "# Docs"));

        var status = await portal.RegisterAsync();

        Assert.Empty(status.Errors);
        Assert.Equal(["cart", "pay", "shop"], portal.Names());
        var source = portal.Find("cart")!.Sources[0];
        Assert.Equal($"{portal.Web}/acme/shop//services/cart/catalog-info.yml", source.Location);
        Assert.Equal(shop.Commit, source.Commit);
        Assert.Contains("3.1.0", portal.Store.Current.Find(Portal.Application.Catalog.EntityRef.Parse("api:default/one"))!.Spec.GetProperty("definition").GetString(), StringComparison.Ordinal);
        Assert.Contains(status.Notes, n => n.Contains("Without a descriptor: docs", StringComparison.Ordinal));
        Assert.Contains(status.Notes, n => n.Contains("of 5,000 requests to GitHub are left until 04:00 UTC; 1,000 of them are kept", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acme", "kept, odd-name, plain, sec")]
    [InlineData("acme?archived=any&fork=any", "fork, kept, odd-name, old, plain, sec")]
    [InlineData("acme?archived=true", "old")]
    [InlineData("acme?topic=backend", "kept")]
    [InlineData("acme?topic=backend&topic=missing", "")]
    [InlineData("acme?name=odd-*&name=plain", "odd-name, plain")]
    [InlineData("acme?visibility=private", "sec")]
    [InlineData("acme//deep/**/service.yaml", "deep-one")]
    [InlineData("acme?path=deep/*/service.yaml&path=catalog-info.yaml&name=kept", "deep-one, kept")]
    public async Task A_target_chooses_repositories_and_paths(string target, string expected)
    {
        await using var portal = await OrganizationFixture.StartAsync();
        foreach (var name in (string[])["kept", "old", "fork", "odd-name", "plain", "sec"])
        {
            portal.Fake.Add(name).Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component(name)));
        }

        portal.Fake.Add("empty");
        portal.Fake.Change("kept", r => { r.Topics.Add("backend"); r.Push(portal.Before, ("deep/a/service.yaml", IngestFixture.Component("deep-one"))); });
        portal.Fake.Change("old", r => r.Archived = true);
        portal.Fake.Change("fork", r => r.Fork = true);
        portal.Fake.Change("sec", r => r.Private = true);

        var status = await portal.RegisterAsync(target);

        Assert.Empty(status.Errors);
        Assert.Equal(expected, string.Join(", ", portal.Names()));
    }

    [Fact]
    public async Task Skipped_repositories_are_shown_as_such()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("old").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("old"))).Archived = true;
        portal.Fake.Add("copy").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("copy"))).Fork = true;

        var status = await portal.RegisterAsync();

        Assert.Empty(portal.Names());
        Assert.Contains("Skipped, archived: old.", status.Notes);
        Assert.Contains("Skipped, fork: copy.", status.Notes);
    }

    [Theory]
    [InlineData("acme/shop/x")]
    [InlineData("https://elsewhere.example/acme")]
    [InlineData("acme?colour=blue")]
    [InlineData("acme?archived=perhaps")]
    [InlineData("acme//../../etc/passwd")]
    [InlineData("acme?topic=")]
    [InlineData("../acme")]
    [InlineData("")]
    public async Task A_target_that_says_nothing_is_refused_in_words(string target)
    {
        await using var portal = await OrganizationFixture.StartAsync();

        var refused = await portal.Ingest.RegisterTrustedAsync("github-org", target, "user:default/pat", TestContext.Current.CancellationToken);

        Assert.NotNull(refused.Failure);
        Assert.Empty(portal.Front.Requests);
    }

    [Fact]
    public async Task What_has_not_changed_costs_one_conditional_request_for_the_list()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        for (var i = 0; i < 130; i++)
        {
            portal.Fake.Add($"s-{i:000}").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component($"s-{i:000}")));
        }

        await portal.RegisterAsync();
        Assert.Equal(130, portal.Names().Length);
        portal.Front.Clear();

        await portal.LookAsync(); // too early: nothing is asked
        Assert.Empty(portal.Front.Requests);
        portal.Clock.Advance(TimeSpan.FromMinutes(3));
        await portal.LookAsync();

        Assert.All(portal.Front.Requests, r => Assert.Equal((304, true), (r.Status, r.Conditional)));
        Assert.Equal(2, portal.Front.Requests.Count); // two pages
        Assert.Equal(0, portal.Front.Counted);
    }

    [Fact]
    public async Task After_a_restart_everything_is_verified_without_spending_anything()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("a").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("a")), ("x/catalog-info.yaml", IngestFixture.Component("a-x")));
        portal.Fake.Add("b").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("b")));
        await portal.RegisterAsync();
        portal.Front.Clear();

        await portal.RestartAsync();
        var status = await portal.LookAsync();

        Assert.Empty(status.Errors);
        Assert.Equal(["a", "a-x", "b"], portal.Names());
        Assert.Equal(0, portal.Front.Counted);
        Assert.Equal(3, portal.Front.Requests.Count); // the list and two branches; trees and files are on disk
    }

    [Fact]
    public async Task A_push_is_read_with_three_requests_and_leaves_the_others_alone()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("a").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("a")));
        var b = portal.Fake.Add("b").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("b")));
        await portal.RegisterAsync();
        b.Push(portal.Clock.GetUtcNow(), ("catalog-info.yaml", IngestFixture.Component("b", "team-b")), ("two/catalog-info.yaml", IngestFixture.Component("b-two")));
        portal.Front.Clear();

        await portal.Ingest.RefreshRepositoryAsync("git@" + portal.Front.Address.Authority + ":acme/B.git", TestContext.Current.CancellationToken);
        await portal.LookAsync();

        Assert.Equal(["a", "b", "b-two"], portal.Names());
        Assert.Equal("team-b", portal.Find("b")!.Owner!.Value.Name);
        Assert.DoesNotContain(portal.Front.Requests, r => r.Path.Contains("/orgs/", StringComparison.Ordinal) || r.Path.StartsWith("/repos/acme/a/", StringComparison.Ordinal));
        Assert.Equal(5, portal.Front.Requests.Count); // the repository, its branch, its tree, two files
    }

    [Fact]
    public async Task A_rename_keeps_the_entities_and_says_so()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("old-name").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("a")));
        await portal.RegisterAsync();

        portal.Fake.Rename("old-name", "new-name");
        await portal.Ingest.RefreshRepositoryAsync($"{portal.Web}/acme/old-name", TestContext.Current.CancellationToken);
        var status = await portal.LookAsync();

        Assert.Equal($"{portal.Web}/acme/new-name//catalog-info.yaml", portal.Find("a")!.Sources[0].Location);
        Assert.Contains("acme/old-name was renamed to acme/new-name.", status.Notes);
        Assert.Empty(status.Errors);
    }

    [Fact]
    public async Task A_deleted_repository_takes_its_entities_along_and_is_named()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("a").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("a")));
        for (var i = 0; i < 20; i++)
        {
            portal.Fake.Add($"b{i}").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component($"b{i}")));
        }

        await portal.RegisterAsync();
        portal.Fake.Remove("a");

        var status = await portal.RefreshAsync();

        Assert.Null(portal.Find("a"));
        Assert.Contains(status.Notes, n => n.StartsWith("acme/a is no longer in the organisation's list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cut_off_tree_is_walked_folder_by_folder()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("huge").Push(
            portal.Before,
            ("catalog-info.yaml", IngestFixture.Component("huge")),
            ("a/b/c/catalog-info.yaml", IngestFixture.Component("deep")),
            ("z/catalog-info.yaml", IngestFixture.Component("last"))).Truncated = true;

        var status = await portal.RegisterAsync();

        Assert.Empty(status.Errors);
        Assert.Equal(["deep", "huge", "last"], portal.Names());
    }

    [Fact]
    public async Task An_empty_repository_is_no_error()
    {
        await using var portal = await OrganizationFixture.StartAsync();
        portal.Fake.Add("empty");

        Assert.Empty((await portal.RegisterAsync()).Errors);
    }
}
