using System.Text.Json.Nodes;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

public sealed class RepoPushTests(CorrectedGitHub github) : IClassFixture<CorrectedGitHub>
{
    [Theory]
    [InlineData(0, "main")]
    [InlineData(2, "main")]
    [InlineData(3, "develop")]
    [InlineData(4, "develop")]
    public async Task Files_replace_the_first_commit_and_come_off_again(int diesAt, string branch)
    {
        using var http = github.Client();
        var name = $"push-{diesAt}";
        await new ActionRun(new RepoCreate(Clients(), new TestClock()), $$"""{"repoUrl":"127.0.0.1?owner=acme&repo={{name}}"}""").DoAsync();
        var before = await HeadAsync(http, name, "main");
        var run = Push(name, branch);
        if (diesAt > 0)
        {
            await run.DieAsync(diesAt);
        }

        var first = await run.DoAsync();
        var second = await run.DoAsync();

        Assert.Equal(first["commitHash"]!.ToString(), second["commitHash"]!.ToString());
        Assert.Equal(first["commitHash"]!.ToString(), await HeadAsync(http, name, branch));
        var commit = await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/commits/{first["commitHash"]}");
        var tree = await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/trees/{(commit["tree"] ?? commit["commit"]!["tree"])!["sha"]}?recursive=1");
        Assert.Equal(["app.txt", "logo.bin"], tree["tree"]!.AsArray().Select(t => t!["path"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, (int)(await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/branches/{branch}/protection"))["required_pull_request_reviews"]!["required_approving_review_count"]!);
        await run.UndoAsync();
        Assert.Equal(before, await HeadAsync(http, name, "main"));
        Assert.Equal("main", (await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}"))["default_branch"]!.ToString());
    }

    [Fact]
    public async Task Text_travels_with_its_tree_and_only_binary_files_are_sent_before_it()
    {
        await new ActionRun(new RepoCreate(Clients(), new TestClock()), """{"repoUrl":"127.0.0.1?owner=acme&repo=counted"}""").DoAsync();
        var place = new Portal.Application.Scaffolding.RepoUrl("127.0.0.1", "acme", "counted");

        var items = await TreeItems.OfAsync(Clients().Create(), place, Push("counted", "main").Files, "src", TestContext.Current.CancellationToken);

        Assert.Equal([("src/app.txt", "hi ü\r\n", false), ("src/logo.bin", null, true)], items.Select(i => (i.Path, (string?)i.Content, i.Sha is not null)));
    }

    [Fact]
    public async Task A_repository_with_work_in_it_is_left_alone()
    {
        using var http = github.Client();
        PublishGitHub publish = new(Clients(), new TestClock());
        await new ActionRun(publish, """{"repoUrl":"127.0.0.1?owner=acme&repo=worked"}""", "somebody").With("app.txt", "theirs").DoAsync();
        var head = await HeadAsync(http, "worked", "main");
        var run = Push("worked", "main");

        Assert.Contains("has commits already", await run.TryAsync(), StringComparison.Ordinal);
        await run.UndoAsync();

        Assert.Equal(head, await HeadAsync(http, "worked", "main"));
    }

    [Fact]
    public async Task A_dry_run_says_what_it_pushes_and_how_it_protects()
    {
        var run = Push("absent", "main");

        Assert.Null(await run.TryAsync(dryRun: true));

        Assert.Equal([("Push 2 files", "one commit on main"), ("Protect main", "2 reviews")], run.Effects.Select(e => (e.Title, e.Target)));
    }

    private static async Task<string> HeadAsync(HttpClient http, string name, string branch) => (await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/branches/{branch}"))["commit"]!["sha"]!.ToString();

    private ActionRun Push(string name, string branch)
    {
        JsonObject input = new() { ["repoUrl"] = $"127.0.0.1?owner=acme&repo={name}", ["defaultBranch"] = branch, ["requiredApprovingReviewCount"] = 2 };
        var run = new ActionRun(new RepoPush(Clients(), new TestClock()), input.ToJsonString()).With("app.txt", "hi ü\r\n");
        run.Files.Write("logo.bin", new([0, 1, 2, 255]));
        return run;
    }

    private GitHubClients Clients() => github.Clients();
}
