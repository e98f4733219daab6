using System.Text;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

public sealed class PublishGitHubTests(EmulatedGitHub github) : IClassFixture<EmulatedGitHub>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publishing_makes_a_repository_with_one_commit_topics_team_and_protection()
    {
        using var http = github.Client();

        var output = await RunAsync("shop-api", "run-1");

        var repository = await EmulatedGitHub.GetAsync(http, "/repos/acme/shop-api");
        Assert.True((bool)repository["private"]!);
        Assert.Equal("Sells things", repository["description"]!.ToString()); // the run's mark is gone again
        Assert.Equal(["dotnet", "service"], (await EmulatedGitHub.GetAsync(http, "/repos/acme/shop-api/topics"))["names"]!.AsArray().Select(t => t!.ToString()).Order(StringComparer.Ordinal));
        var head = (await EmulatedGitHub.GetAsync(http, "/repos/acme/shop-api/branches/main"))["commit"]!["sha"]!.ToString();
        Assert.Equal(head, output["commitHash"]!.ToString());
        var commit = await EmulatedGitHub.GetAsync(http, $"/repos/acme/shop-api/git/commits/{head}");
        Assert.Empty(commit["parents"]!.AsArray());
        Assert.StartsWith("First\n\nPortal-Run: run-1", (commit["message"] ?? commit["commit"]!["message"])!.ToString(), StringComparison.Ordinal);
        var tree = (await EmulatedGitHub.GetAsync(http, $"/repos/acme/shop-api/git/trees/{(commit["tree"] ?? commit["commit"]!["tree"])!["sha"]}?recursive=1"))["tree"]!.AsArray();
        Assert.Equal([".github/workflows/ci.yml", "README.md", "run.sh"], tree.Where(t => t!["type"]!.ToString() == "blob").Select(t => t!["path"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("100755", tree.Single(t => t!["path"]!.ToString() == "run.sh")!["mode"]!.ToString());
        var protection = await EmulatedGitHub.GetAsync(http, "/repos/acme/shop-api/branches/main/protection");
        Assert.Equal(1, (int)protection["required_pull_request_reviews"]!["required_approving_review_count"]!);
        Assert.Contains("build", protection["required_status_checks"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("acme/shop-api", (await EmulatedGitHub.GetAsync(http, "/orgs/acme/teams/alpha/repos")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_died_after_its_effect_finds_its_own_repository_again()
    {
        JsonObject noted = [];
        var first = await RunAsync("twice", "run-2", noted);
        var second = await RunAsync("twice", "run-2", noted);

        Assert.Equal(first["commitHash"]!.ToString(), second["commitHash"]!.ToString());
    }

    [Fact]
    public async Task A_run_that_died_right_after_creating_goes_on_in_the_same_repository()
    {
        using var http = github.Client();
        RepositoryPublication dead = new(new GitHubClients(github.Options()).Create(), new("127.0.0.1", "acme", "half"), "run-3");
        await dead.FindOrCreateAsync("Sells things", new JsonObject { ["private"] = true });
        var before = await EmulatedGitHub.GetAsync(http, "/repos/acme/half");

        await RunAsync("half", "run-3");

        var after = await EmulatedGitHub.GetAsync(http, "/repos/acme/half");
        Assert.Equal((long)before["id"]!, (long)after["id"]!);
        Assert.Contains("[portal-run:run-3]", before["description"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Sells things", after["description"]!.ToString());
    }

    [Fact]
    public async Task Somebody_elses_repository_is_neither_written_nor_deleted()
    {
        var theirs = await RunAsync("taken", "somebody");
        using var http = github.Client();
        var head = (await EmulatedGitHub.GetAsync(http, "/repos/acme/taken/branches/main"))["commit"]!["sha"]!.ToString();
        PublishGitHub action = new(new GitHubClients(github.Options()), new TestClock());

        var mine = await OutcomeAsync(action, "taken", "run-4");
        await action.UndoAsync(new("run-4", "s", Input("taken"), [], (_, _) => Task.CompletedTask), Ct);

        Assert.Equal("github.name_taken", mine.Failure!.Code);
        Assert.Equal(head, (await EmulatedGitHub.GetAsync(http, "/repos/acme/taken/branches/main"))["commit"]!["sha"]!.ToString());
        await action.UndoAsync(new("somebody", "s", Input("taken"), theirs, (_, _) => Task.CompletedTask), Ct);
        Assert.False((await new GitHubSourceControl(new GitHubClients(github.Options())).ExistsAsync(new("127.0.0.1", "acme", "taken"), Ct)).Value);
    }

    [Fact]
    public async Task A_team_that_GitHub_lacks_is_said_before_anything_is_made()
    {
        var input = Input("no-team");
        input["access"] = "acme/nobody";

        var outcome = await OutcomeAsync(new PublishGitHub(new GitHubClients(github.Options()), new TestClock()), input, "run-5");

        Assert.Equal("The organisation acme has no team nobody on GitHub. Make it there, or choose another owner.", outcome.Failure!.Message);
        Assert.False((await new GitHubSourceControl(new GitHubClients(github.Options())).ExistsAsync(new("127.0.0.1", "acme", "no-team"), Ct)).Value);
    }

    [Fact]
    public async Task A_dry_run_lists_its_effects_and_makes_nothing()
    {
        PublishGitHub action = new(new GitHubClients(github.Options()), new TestClock());
        var context = Context(Input("planned"), "dry-run") with { DryRun = true };

        var outcome = await action.RunAsync(context, Ct);

        Assert.Null(outcome.Failure?.Message);
        Assert.Equal(["Create repository", "Push 3 files", "Set topics", "Give team access", "Protect main"], context.Effects.Select(e => e.Title));
        Assert.False((await new GitHubSourceControl(new GitHubClients(github.Options())).ExistsAsync(new("127.0.0.1", "acme", "planned"), Ct)).Value);
    }

    [Theory]
    [InlineData(401, """{"message":"Bad credentials"}""", "github.unauthorized", null)]
    [InlineData(403, """{"message":"API rate limit exceeded for installation"}""", "github.rate_limited", 61)]
    [InlineData(403, """{"message":"You have exceeded a secondary rate limit"}""", "github.rate_limited", 60)]
    [InlineData(403, """{"message":"Resource not accessible by integration"}""", "github.forbidden", null)]
    [InlineData(422, """{"message":"Validation Failed","errors":[{"field":"name","code":"invalid"}]}""", "github.invalid", null)]
    [InlineData(502, "<html>", "github.failed", 2)]
    public async Task What_GitHub_refuses_becomes_words_and_what_passes_is_waited_for(int status, string body, string code, int? retryAfterSeconds)
    {
        TestClock clock = new();
        var headers = new Dictionary<string, string> { ["X-RateLimit-Reset"] = clock.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) };
        using OneAnswer answer = new(status, body, headers);
        using Octokit.Internal.HttpClientAdapter http = new(() => answer);
        Octokit.GitHubClient client = new(new Octokit.Connection(new Octokit.ProductHeaderValue("tests"), new Uri("http://localhost/"), new Octokit.Internal.InMemoryCredentialStore(new Octokit.Credentials("secret")), http, new Octokit.Internal.SimpleJsonSerializer()));

        var thrown = await Record.ExceptionAsync(() => client.Repository.Get("acme", "x"));
        var outcome = GitHubFailures.Outcome(thrown!, 1, clock.GetUtcNow());

        Assert.True(GitHubFailures.IsExpected(thrown!));
        Assert.Equal(code, outcome.Failure!.Code);
        Assert.Equal(retryAfterSeconds, outcome.RetryAt is { } at ? (int)Math.Round((at - clock.GetUtcNow()).TotalSeconds) : null);
    }

    [Fact]
    public async Task Another_organisation_is_refused()
        => Assert.Contains("made in the organisation acme", (await new GitHubSourceControl(new GitHubClients(github.Options())).ExistsAsync(new("127.0.0.1", "other", "x"), Ct)).Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_token_it_says_what_to_set()
        => Assert.Contains("GitHub__Token", (await OutcomeAsync(new PublishGitHub(new GitHubClients(github.Options(token: "")), new TestClock()), "x", "r")).Failure!.Message, StringComparison.Ordinal);

    private static JsonObject Input(string name) => JsonNode.Parse($$"""
        {"repoUrl":"127.0.0.1?owner=acme&repo={{name}}","description":"Sells things","gitCommitMessage":"First","topics":["Service","dotnet"],"access":"acme/alpha",
         "requiredApprovingReviewCount":1,"requiredStatusCheckContexts":["build"]}
        """)!.AsObject();

    private static ActionContext Context(JsonObject input, string runId)
    {
        Workspace files = new();
        files.Write("README.md", new(Encoding.UTF8.GetBytes("# hi ü")));
        files.Write(".github/workflows/ci.yml", new("name: ci\n"u8.ToArray()));
        files.Write("run.sh", new("#!/bin/sh\n"u8.ToArray(), Executable: true));
        return new() { RunId = runId, StepId = "s", Input = input, Workspace = files, TemplateFolder = "/", TemplateRef = "template:default/t", Log = (_, _) => Task.CompletedTask };
    }

    private static Task<ActionOutcome> OutcomeAsync(PublishGitHub action, string name, string runId) => OutcomeAsync(action, Input(name), runId);

    private static Task<ActionOutcome> OutcomeAsync(PublishGitHub action, JsonObject input, string runId) => action.RunAsync(Context(input, runId), Ct);

    private async Task<JsonObject> RunAsync(string name, string runId, JsonObject? noted = null)
    {
        var context = Context(Input(name), runId) with
        {
            Checkpoint = noted?.DeepClone().AsObject() ?? [],
            SaveCheckpoint = (note, _) =>
            {
                foreach (var (key, value) in noted is null ? [] : note)
                {
                    noted![key] = value?.DeepClone();
                }

                return Task.CompletedTask;
            },
        };
        var outcome = await new PublishGitHub(new GitHubClients(github.Options()), TimeProvider.System).RunAsync(context, Ct);
        Assert.Null(outcome.Failure?.Message);
        return outcome.Output!;
    }

    /// <summary>A server with one answer.</summary>
    private sealed class OneAnswer(int status, string body, Dictionary<string, string> headers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = new((System.Net.HttpStatusCode)status) { RequestMessage = request, Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers)
            {
                response.Headers.Add(name, value);
            }

            return Task.FromResult(response);
        }
    }
}
