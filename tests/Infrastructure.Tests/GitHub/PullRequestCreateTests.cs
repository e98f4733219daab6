using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>Over emulate.</summary>
public sealed class PullRequestCreateTests(CorrectedGitHub github) : IClassFixture<CorrectedGitHub>
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_pull_request_is_opened_once_wherever_the_run_dies_and_goes_again(int diesAt)
    {
        using var http = await RepositoryAsync($"pull-{diesAt}");
        var run = Run($"pull-{diesAt}", """{"description":"Because","draft":true,"targetPath":"services/a","reviewers":["user:default/admin"],"teamReviewers":["acme/alpha"]}""");
        if (diesAt > 0)
        {
            await run.DieAsync(diesAt);
        }

        var output = await run.DoAsync();
        await run.DoAsync();

        var pull = Assert.Single((await EmulatedGitHub.GetAsync(http, $"/repos/acme/pull-{diesAt}/pulls?state=open")).AsArray())!;
        Assert.Equal(("Add a", "Because", "add-a", "main", true), (pull["title"]!.ToString(), pull["body"]!.ToString(), pull["head"]!["ref"]!.ToString(), pull["base"]!["ref"]!.ToString(), (bool)pull["draft"]!));
        Assert.Equal("alpha", pull["requested_teams"]!.AsArray().Single()!["slug"]!.ToString());
        Assert.Equal(((int)pull["number"]!, pull["html_url"]!.ToString(), "main"), ((int)output["pullRequestNumber"]!, output["remoteUrl"]!.ToString(), output["targetBranchName"]!.ToString()));
        Assert.Equal(["README.md", "services/a/app.txt"], await FilesAsync(http, $"pull-{diesAt}", "add-a", commits: 2));
        await run.UndoAsync();
        await run.UndoAsync();
        Assert.Empty((await EmulatedGitHub.GetAsync(http, $"/repos/acme/pull-{diesAt}/pulls?state=open")).AsArray());
        using var gone = await http.GetAsync(new Uri($"/repos/acme/pull-{diesAt}/branches/add-a", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task A_branch_that_is_there_is_refused_and_with_update_gets_one_commit_more_that_comes_off_again()
    {
        using var http = await RepositoryAsync("updated");
        await Run("updated", """{"description":"First"}""", "somebody").DoAsync();
        var head = await HeadAsync(http, "updated", "add-a");
        var refused = Run("updated", """{"description":"Second"}""");
        var run = Run("updated", """{"description":"Second","update":true,"targetPath":"more"}""");

        Assert.Contains("set update: true", await refused.TryAsync(dryRun: true), StringComparison.Ordinal);
        Assert.Contains("has a branch add-a already", await refused.TryAsync(), StringComparison.Ordinal);
        await run.DieAsync(at: 2);
        await run.DoAsync();
        await run.DoAsync();
        Assert.Equal(["README.md", "app.txt", "more/app.txt"], await FilesAsync(http, "updated", "add-a", commits: 3));
        await run.UndoAsync();

        Assert.Equal(head, await HeadAsync(http, "updated", "add-a"));
        Assert.Single((await EmulatedGitHub.GetAsync(http, "/repos/acme/updated/pulls?state=open")).AsArray());
    }

    [Fact]
    public async Task A_dry_run_says_branch_target_and_reviewers_and_makes_nothing()
    {
        using var http = await RepositoryAsync("previewed");
        var run = Run("previewed", """{"description":"d","reviewers":["admin"],"teamReviewers":["alpha"],"filesToDelete":["old.txt"]}""");

        Assert.Null(await run.TryAsync(dryRun: true));

        Assert.Equal(["on branch add-a of acme/previewed, removing old.txt", "acme/previewed into main: Add a, reviewed by admin, team alpha"], run.Effects.Select(e => e.Target));
        Assert.Empty((await EmulatedGitHub.GetAsync(http, "/repos/acme/previewed/pulls?state=all")).AsArray());
    }

    [Fact]
    public async Task A_reviewer_whom_GitHub_refuses_is_said_and_the_pull_request_stays()
    {
        using var http = await RepositoryAsync("reviewed");
        var run = Run("reviewed", """{"description":"d","reviewers":["nobody"]}""");

        await run.DoAsync();

        Assert.Contains(run.Log, l => l.Contains("does not take the reviewers", StringComparison.Ordinal));
    }

    // emulate gives equal trees different hashes, and takes no null: GitHub's answer stands in.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_changed_opens_nothing_when_asked_so_and_deletions_are_sent_as_nulls(bool evenWhenEmpty)
    {
        var name = evenWhenEmpty ? "empty-too" : "same";
        using var http = await RepositoryAsync(name);
        var commit = await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/commits/{await HeadAsync(http, name, "main")}");
        var same = commit["commit"]!["tree"]!["sha"]!.ToString();
        JsonNode? sent = null;
        github.Front.Fault = request => request.Method == "POST" && request.Path.Value!.EndsWith("/git/trees", StringComparison.Ordinal) ? AnswerAsync : null;
        var run = Run(name, $$"""{"description":"d","filesToDelete":["old.txt"],"targetPath":"a","createWhenEmpty":{{(evenWhenEmpty ? "true" : "false")}}}""");

        var output = await run.DoAsync();
        github.Front.Fault = null;

        Assert.Equal(evenWhenEmpty, output["pullRequestNumber"] is not null);
        Assert.Equal("""[{"path":"a/app.txt","mode":"100644","type":"blob","content":"a"},{"path":"a/old.txt","mode":"100644","type":"blob","sha":null}]""", sent!["tree"]!.ToJsonString());

        async Task AnswerAsync(HttpContext context)
        {
            sent = await JsonNode.ParseAsync(context.Request.Body);
            context.Response.StatusCode = 201;
            await context.Response.WriteAsJsonAsync(new { sha = same });
        }
    }

    [Fact]
    public async Task Forks_are_refused_in_words()
        => Assert.Contains("forceFork is not served", (await Assert.ThrowsAsync<ArgumentException>(() => Run("x", """{"description":"d","forceFork":true}""").TryAsync())).Message, StringComparison.Ordinal);

    private static async Task<string> HeadAsync(HttpClient http, string name, string branch) => (await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/branches/{branch}"))["commit"]!["sha"]!.ToString();

    private static async Task<IEnumerable<string>> FilesAsync(HttpClient http, string name, string branch, int commits)
    {
        var commit = (await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/commits/{await HeadAsync(http, name, branch)}"));
        var files = (await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/trees/{commit["commit"]!["tree"]!["sha"]}?recursive=1"))["tree"]!.AsArray();
        var count = 1;
        for (; commit["parents"]!.AsArray() is [var parent, ..]; count++)
        {
            commit = await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/commits/{parent!["sha"]}");
        }

        Assert.Equal(commits, count);
        return files.Where(f => f!["type"]!.ToString() == "blob").Select(f => f!["path"]!.ToString()).Order(StringComparer.Ordinal);
    }

    private static string Input(string name, string more)
    {
        var input = JsonNode.Parse(more)!.AsObject();
        (input["repoUrl"], input["branchName"], input["title"]) = ($"127.0.0.1?owner=acme&repo={name}", "add-a", "Add a");
        return input.ToJsonString();
    }

    private async Task<HttpClient> RepositoryAsync(string name)
    {
        var http = github.Client();
        using var made = await http.PostAsJsonAsync("/orgs/acme/repos", new JsonObject { ["name"] = name, ["auto_init"] = true }, TestContext.Current.CancellationToken);
        Assert.True(made.IsSuccessStatusCode);
        return http;
    }

    private ActionRun Run(string name, string more, string runId = "run-1") => new ActionRun(new PullRequestCreate(github.Clients(), new TestClock()), Input(name, more), runId).With("app.txt", "a");
}
