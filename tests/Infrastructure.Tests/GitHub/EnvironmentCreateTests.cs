using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

public sealed class EnvironmentCreateTests : IAsyncLifetime
{
    private const string Whole = """
        {"repoUrl":"github.com?owner=acme&repo=shop","name":"production","deploymentBranchPolicy":{"protected_branches":false,"custom_branch_policies":true},
         "customBranchPolicyNames":["main","release/*"],"customTagPolicyNames":["v*"],"environmentVariables":{"REGION":"eu"},"secrets":{"KEY":"s3cret ü"},
         "reviewers":["user:default/ana","group:default/platform"],"waitTimer":5,"preventSelfReview":true}
        """;

    private OrganizationFixture _org = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await OrganizationFixture.StartAsync();
        _org.Fake.Add("shop").Push(_org.Before, ("README.md", "# shop"));
        _org.Fake.People["ana"] = 11;
        _org.Fake.People["platform"] = 22;
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public async Task An_environment_has_its_rules_variables_and_secrets()
    {
        await Run(Whole).DoAsync();

        var made = _org.Fake.SettingOf("shop", "environments/production")!;
        Assert.Equal("""{"protected_branches":false,"custom_branch_policies":true}""", made["deployment_branch_policy"]!.ToJsonString());
        Assert.Equal("""[{"type":"User","id":11},{"type":"Team","id":22}]""", made["reviewers"]!.ToJsonString());
        Assert.Equal(5, (int)made["wait_timer"]!);
        Assert.True((bool)made["prevent_self_review"]!);
        Assert.Equal("branch", _org.Fake.SettingOf("shop", "environments/production/deployment-branch-policies/release/*")!["type"]!.ToString());
        Assert.Equal("tag", _org.Fake.SettingOf("shop", "environments/production/deployment-branch-policies/v*")!["type"]!.ToString());
        Assert.Equal("eu", _org.Fake.SettingOf("shop", "environments/production/variables/REGION")!["value"]!.ToString());
        Assert.Equal("s3cret ü", _org.Fake.SettingOf("shop", "environments/production/secrets/KEY")!.ToString());
    }

    [Fact]
    public async Task A_dry_run_says_all_of_it_without_values_and_makes_nothing()
    {
        var run = Run(Whole);

        Assert.Null(await run.TryAsync(dryRun: true));

        var effect = Assert.Single(run.Effects);
        Assert.Equal("production in acme/shop: deployed from branches main, release/*, deployed from tags v*, approved by ana, platform, not by who started it, after 5 min, variables REGION, secrets KEY", effect.Target);
        Assert.Null(_org.Fake.SettingOf("shop", "environments/production"));
        Assert.DoesNotContain(_org.Front.Requests, r => r.Method != "GET");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task A_step_that_died_goes_on_and_is_cleaned_up_as_its_own(int diesAt)
    {
        var run = Run(Whole);
        if (diesAt > 0)
        {
            await run.DieAsync(diesAt);
        }

        await run.DoAsync();
        await run.DoAsync();
        Assert.NotNull(_org.Fake.SettingOf("shop", "environments/production/deployment-branch-policies/main"));
        await run.UndoAsync();
        await run.UndoAsync();

        Assert.Null(_org.Fake.SettingOf("shop", "environments/production"));
    }

    [Fact]
    public async Task An_environment_that_was_there_stays_when_the_run_is_cleaned_up()
    {
        await Run("""{"repoUrl":"github.com?owner=acme&repo=shop","name":"production"}""", "earlier").DoAsync();
        var run = Run(Whole);

        await run.DoAsync();
        await run.UndoAsync();

        Assert.NotNull(_org.Fake.SettingOf("shop", "environments/production"));
        Assert.Contains("was there before this run and stays", run.Log[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"p","reviewers":["user:default/nobody"]}""", "GitHub has no user nobody")]
    [InlineData("""{"name":"p","reviewers":["component:default/x"]}""", "neither a user nor a group")]
    [InlineData("""{"name":"p","deploymentBranchPolicy":{"protected_branches":true,"custom_branch_policies":true}}""", "exactly one of")]
    [InlineData("""{"name":"p","customBranchPolicyNames":["main"]}""", "need deploymentBranchPolicy")]
    [InlineData("""{"name":"p","waitTimer":"soon"}""", "waitTimer is 'soon'")]
    public async Task What_cannot_be_is_refused_before_anything_is_made(string input, string words)
    {
        var run = Run(input);
        run.Input["repoUrl"] = "github.com?owner=acme&repo=shop";

        var said = await Record.ExceptionAsync(() => run.TryAsync(dryRun: true)) is { } thrown ? thrown.Message : run.Outcome.Failure!.Message;

        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain(_org.Front.Requests, r => r.Method != "GET");
    }

    [Fact]
    public async Task Another_organisation_is_refused_and_an_unknown_input_is_said()
    {
        var other = Run("""{"repoUrl":"github.com?owner=other&repo=shop","name":"p"}""");
        var odd = Run("""{"repoUrl":"github.com?owner=acme&repo=shop","name":"p","colour":"red"}""");

        Assert.Contains("works in the organisation acme", await other.TryAsync(), StringComparison.Ordinal);
        await odd.DoAsync();

        Assert.Contains("github:environment:create has no input colour: not used.", odd.Log);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_waited_for_twice()
    {
        var run = Run("""{"repoUrl":"github.com?owner=acme&repo=missing","name":"p"}""");

        await run.TryAsync();
        Assert.NotNull(run.Outcome.RetryAt);
        await run.TryAsync();
        await run.TryAsync();

        Assert.Null(run.Outcome.RetryAt);
        Assert.Equal("github.not_found", run.Outcome.Failure!.Code);
    }

    private ActionRun Run(string input, string runId = "run-1") => new(new EnvironmentCreate(_org.Clients, _org.Clock), input, runId);
}
