using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Application.Discovery;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>Pull requests against GitHub as emulate serves it.</summary>
public sealed class GitHubPullRequestsTests(CorrectedGitHub github) : IClassFixture<CorrectedGitHub>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pull_request_adds_the_file_and_asking_twice_leaves_one()
    {
        using var http = github.Client();
        await RepositoryAsync(http, "basket");

        var first = await OpenAsync(Proposal("basket"));
        var second = await OpenAsync(Proposal("basket"));
        var changed = await OpenAsync(Proposal("basket") with { Content = "a: 2\n" });

        Assert.True(first.IsSuccess, first.Failure?.Message);
        Assert.Equal(first.Value.Commit, second.Value.Commit);
        Assert.NotEqual(first.Value.Commit, changed.Value.Commit);
        var open = (await EmulatedGitHub.GetAsync(http, "/repos/acme/basket/pulls?state=open")).AsArray();
        var request = Assert.Single(open)!;
        Assert.Equal(("Declare basket", "portal/declare-basket", "main"), (request["title"]!.ToString(), request["head"]!["ref"]!.ToString(), request["base"]!["ref"]!.ToString()));
        Assert.Equal(first.Value.Url, request["html_url"]!.ToString());
        var commit = await EmulatedGitHub.GetAsync(http, $"/repos/acme/basket/git/commits/{changed.Value.Commit}");
        var tree = await EmulatedGitHub.GetAsync(http, $"/repos/acme/basket/git/trees/{commit["commit"]!["tree"]!["sha"]}?recursive=1");
        var blob = tree["tree"]!.AsArray().Single(i => i!["path"]!.ToString() == "catalog-info.yaml")!["sha"];
        var content = (await EmulatedGitHub.GetAsync(http, $"/repos/acme/basket/git/blobs/{blob}"))["content"]!.ToString();
        Assert.Equal("a: 2\n", Encoding.UTF8.GetString(Convert.FromBase64String(content.ReplaceLineEndings(""))));
        Assert.Contains(tree["tree"]!.AsArray(), i => i!["path"]!.ToString() == "README.md");
    }

    [Fact]
    public async Task A_file_that_exists_a_missing_repository_and_another_organisation_are_refused_in_words()
    {
        using var http = github.Client();
        await RepositoryAsync(http, "taken");

        var exists = await OpenAsync(Proposal("taken") with { Path = "README.md" });
        var missing = await OpenAsync(Proposal("nowhere"));
        var other = await OpenAsync(Proposal("taken") with { Repository = new("github.com", "else", "taken") });

        Assert.Equal(("discovery.file_exists", "discovery.no_repository", "github.other_owner"), (exists.Failure?.Code, missing.Failure?.Code, other.Failure?.Code));
    }

    private static PullRequestProposal Proposal(string name) => new(new RepoUrl("github.com", "acme", name), $"portal/declare-{name}", "catalog-info.yaml", "a: 1\n", $"Declare {name}", "Because it runs.", "Ada");

    private static async Task RepositoryAsync(HttpClient http, string name)
    {
        using var made = await http.PostAsJsonAsync("/orgs/acme/repos", new JsonObject { ["name"] = name, ["auto_init"] = true }, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
    }

    private async Task<Portal.Application.Common.Result<OpenedPullRequest>> OpenAsync(PullRequestProposal proposal)
    {
        using var clients = github.Clients();
        return await new GitHubPullRequests(clients, new TestClock()).OpenAsync(proposal, Ct);
    }
}
