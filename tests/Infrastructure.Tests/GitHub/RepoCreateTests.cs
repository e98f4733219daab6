using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

public sealed class RepoCreateTests : IAsyncLifetime
{
    private const string Whole = """
        {"repoUrl":"github.com?owner=acme&repo=shop","description":"Sells things","homepage":"https://shop.example.test","repoVisibility":"internal","access":"ana",
         "collaborators":[{"user":"user:default/ben","access":"triage"}],"topics":["Service"],"allowMergeCommit":false,"hasWiki":false,"squashMergeCommitTitle":"PR_TITLE",
         "repoVariables":{"REGION":"eu"},"secrets":{"KEY":"s3cret"},"oidcCustomization":{"useDefault":false,"includeClaimKeys":["repo","context"]},"customProperties":{"tier":"1"},"subscribe":true}
        """;

    private OrganizationFixture _org = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await OrganizationFixture.StartAsync();
        _org.Fake.People["ana"] = 11;
        _org.Fake.People["ben"] = 12;
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public async Task A_repository_has_all_that_was_asked_for()
    {
        var output = await Run(Whole).DoAsync();

        var made = _org.Fake.SettingOf("shop", "made with")!;
        Assert.Equal("""["True","internal","False","False","https://shop.example.test","PR_TITLE"]""", System.Text.Json.JsonSerializer.Serialize(new[] { "private", "visibility", "allow_merge_commit", "has_wiki", "homepage", "squash_merge_commit_title" }
            .Select(f => made[f]!.GetValueKind() is System.Text.Json.JsonValueKind.String ? made[f]!.ToString() : made[f]!.GetValue<bool>().ToString())));
        Assert.Null(made["has_issues"]); // not asked for: GitHub decides
        Assert.Equal("""{"tier":"1"}""", made["custom_properties"]!.ToJsonString());
        Assert.Equal("""{"names":["service"]}""", Setting("topics"));
        Assert.Equal("""{"permission":"admin"}""", Setting("collaborators/ana"));
        Assert.Equal("""{"permission":"triage"}""", Setting("collaborators/ben"));
        Assert.Equal("""{"name":"REGION","value":"eu"}""", Setting("actions/variables/REGION"));
        Assert.Equal("s3cret", _org.Fake.SettingOf("shop", "actions/secrets/KEY")!.ToString());
        Assert.Equal("""{"use_default":false,"include_claim_keys":["repo","context"]}""", Setting("actions/oidc/customization/sub"));
        Assert.Equal("""{"subscribed":true,"ignored":false}""", Setting("subscription"));
        Assert.EndsWith("/acme/shop/blob/main", output["repoContentsUrl"]!.ToString(), StringComparison.Ordinal);
        _org.Fake.Change("shop", r => Assert.Equal("Sells things", r.Description));
    }

    [Fact]
    public async Task A_dry_run_lists_every_effect_without_secrets_and_makes_nothing()
    {
        var run = Run(Whole);

        Assert.Null(await run.TryAsync(dryRun: true));

        Assert.Equal(
            ["acme/shop on github.com, internal, allow merge commit: no, has wiki: no", "service", "ana: admin", "ben: triage", "REGION", "KEY", "repo, context", "with the portal's account"],
            run.Effects.Select(e => e.Target));
        Assert.DoesNotContain(_org.Front.Requests, r => r.Method != "GET");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_that_died_after_making_it_goes_on_in_the_same_and_deletes_it_in_the_end(int diesAt)
    {
        var run = Run(Whole);
        await run.DieAsync(diesAt);

        await run.DoAsync();
        await run.DoAsync();
        Assert.Single(_org.Front.Requests, r => r is { Method: "POST", Path: "/orgs/acme/repos" });
        await run.UndoAsync();
        await run.UndoAsync();

        Assert.Throws<InvalidOperationException>(() => _org.Fake.SettingOf("shop", "topics"));
    }

    [Theory]
    [InlineData("""{"repoVisibility":"secret"}""", "repoVisibility is 'secret'. Write private or public or internal.")]
    [InlineData("""{"access":"other/team"}""", "no team of acme")]
    [InlineData("""{"access":"nobody"}""", "GitHub has no user nobody")]
    [InlineData("""{"collaborators":[{"access":"push"}]}""", "needs team or user")]
    [InlineData("""{"repoVariables":["A"]}""", "repoVariables must be an object")]
    public async Task What_cannot_be_is_refused_before_anything_is_made(string input, string words)
    {
        var run = Run(input);
        run.Input["repoUrl"] = "github.com?owner=acme&repo=shop";

        var said = await Record.ExceptionAsync(() => run.TryAsync()) is { } thrown ? thrown.Message : run.Outcome.Failure!.Message;

        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain(_org.Front.Requests, r => r.Method != "GET");
    }

    private string Setting(string path) => _org.Fake.SettingOf("shop", path)!.ToJsonString();

    private ActionRun Run(string input) => new(new RepoCreate(_org.Clients, _org.Clock), input);
}
