using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>Actions on a repository that is there, over emulate.</summary>
public sealed class RepositoryActionTests(EmulatedGitHub github) : IClassFixture<EmulatedGitHub>
{
    [Fact]
    public async Task A_branch_is_protected_and_its_protection_before_comes_back()
    {
        using var http = await RepositoryAsync("protected");
        var first = Run<BranchProtectionCreate>("""{"repoUrl":"127.0.0.1?owner=acme&repo=protected","requiredApprovingReviewCount":2,"requiredStatusCheckContexts":["build"],"enforceAdmins":false,"requiredLinearHistory":true}""", "first");
        var second = Run<BranchProtectionCreate>("""{"repoUrl":"127.0.0.1?owner=acme&repo=protected","branch":"main","requiredApprovingReviewCount":1,"dismissStaleReviews":true}""", "second");

        await first.DoAsync();
        var before = await ProtectionAsync(http);
        await second.DieAsync(at: 2);
        await second.DoAsync();
        var changed = await ProtectionAsync(http);
        await second.UndoAsync();
        var after = await ProtectionAsync(http);
        await first.UndoAsync();
        using var gone = await http.GetAsync(new Uri("/repos/acme/protected/branches/main/protection", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((2, false), ((int)before["required_pull_request_reviews"]!["required_approving_review_count"]!, (bool)before["enforce_admins"]!["enabled"]!));
        Assert.Equal((1, true), ((int)changed["required_pull_request_reviews"]!["required_approving_review_count"]!, (bool)changed["required_pull_request_reviews"]!["dismiss_stale_reviews"]!));
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task A_dry_run_of_a_protection_says_its_rules_and_protects_nothing()
    {
        using var http = await RepositoryAsync("unprotected");
        var run = Run<BranchProtectionCreate>("""{"repoUrl":"127.0.0.1?owner=acme&repo=unprotected","requireCodeOwnerReviews":true,"requiredStatusCheckContexts":["build"],"restrictions":{"teams":["alpha"]}}""");

        Assert.Null(await run.TryAsync(dryRun: true));
        using var none = await http.GetAsync(new Uri("/repos/acme/unprotected/branches/main/protection", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(new Effect("Protect the default branch", "acme/unprotected: 1 review, checks build, code owners, pushed by alpha only", "its protection before is brought back"), Assert.Single(run.Effects));
        Assert.Equal(404, (int)none.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_webhook_is_made_once_wherever_the_run_dies_and_goes_again(int diesAt)
    {
        using var http = await RepositoryAsync($"hook-{diesAt}");
        var run = Run<WebhookCreate>($$"""{"repoUrl":"127.0.0.1?owner=acme&repo=hook-{{diesAt}}","webhookUrl":"http://ci.example.test/hook","webhookSecret":"s3cret","events":["push","release"],"contentType":"json"}""");
        if (diesAt > 0)
        {
            await run.DieAsync(diesAt);
        }

        await run.DoAsync();
        await run.DoAsync();
        var made = (await EmulatedGitHub.GetAsync(http, $"/repos/acme/hook-{diesAt}/hooks")).AsArray();
        await run.UndoAsync();

        Assert.Equal(("json", """["push","release"]"""), (made.Single()!["config"]!["content_type"]!.ToString(), made.Single()!["events"]!.ToJsonString()));
        Assert.Empty((await EmulatedGitHub.GetAsync(http, $"/repos/acme/hook-{diesAt}/hooks")).AsArray());
        Assert.DoesNotContain(run.Log, line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_webhook_that_died_unnoted_is_cleaned_up_and_others_to_the_same_address_stay()
    {
        using var http = await RepositoryAsync("hooks");
        const string Input = """{"repoUrl":"127.0.0.1?owner=acme&repo=hooks","webhookUrl":"http://ci.example.test/hook"}""";
        await Run<WebhookCreate>(Input, "somebody").DoAsync();
        var run = Run<WebhookCreate>(Input);

        await run.DieAsync(at: 3);
        var two = (await EmulatedGitHub.GetAsync(http, "/repos/acme/hooks/hooks")).AsArray().Count;
        await run.UndoAsync();

        Assert.Equal(2, two);
        Assert.Single((await EmulatedGitHub.GetAsync(http, "/repos/acme/hooks/hooks")).AsArray());
    }

    [Fact]
    public async Task A_dry_run_of_a_webhook_hides_the_secret_and_makes_nothing()
    {
        using var http = await RepositoryAsync("hookless");
        var run = Run<WebhookCreate>("""{"repoUrl":"127.0.0.1?owner=acme&repo=hookless","webhookUrl":"https://ci.example.test/hook?key=abc","webhookSecret":"s3cret"}""");

        Assert.Null(await run.TryAsync(dryRun: true));

        Assert.Equal("acme/hookless to https://ci.example.test/hook: push, signed", Assert.Single(run.Effects).Target);
        Assert.Empty((await EmulatedGitHub.GetAsync(http, "/repos/acme/hookless/hooks")).AsArray());
    }

    [Fact]
    public async Task Labels_are_added_once_and_only_those_added_are_taken_off()
    {
        using var http = await RepositoryAsync("labelled");
        using var issue = await http.PostAsJsonAsync("/repos/acme/labelled/issues", new JsonObject { ["title"] = "An issue", ["labels"] = new JsonArray("old") }, TestContext.Current.CancellationToken);
        var number = JsonNode.Parse(await issue.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["number"]!;
        var run = Run<IssuesLabel>($$"""{"repoUrl":"127.0.0.1?owner=acme&repo=labelled","number":{{number}},"labels":["old","new one"]}""");

        Assert.Null(await run.TryAsync(dryRun: true));
        Assert.Equal(["old"], await LabelsAsync());
        await run.DieAsync(at: 2);
        await run.DoAsync();
        await run.DoAsync();
        Assert.Equal(["new one", "old"], await LabelsAsync());
        await run.UndoAsync();

        Assert.Equal(["old"], await LabelsAsync());

        async Task<IEnumerable<string>> LabelsAsync() => (await EmulatedGitHub.GetAsync(http, $"/repos/acme/labelled/issues/{number}/labels")).AsArray().Select(l => l!["name"]!.ToString()).Order(StringComparer.Ordinal);
    }

    private static Task<JsonNode> ProtectionAsync(HttpClient http) => EmulatedGitHub.GetAsync(http, "/repos/acme/protected/branches/main/protection");

    private async Task<HttpClient> RepositoryAsync(string name)
    {
        var http = github.Client();
        using var made = await http.PostAsJsonAsync("/orgs/acme/repos", new JsonObject { ["name"] = name, ["auto_init"] = true }, TestContext.Current.CancellationToken);
        Assert.True(made.IsSuccessStatusCode);
        return http;
    }

    private ActionRun Run<TAction>(string input, string runId = "run-1")
        where TAction : IScaffoldAction
        => new((IScaffoldAction)Activator.CreateInstance(typeof(TAction), new GitHubClients(github.Options()), new TestClock())!, input, runId);
}
