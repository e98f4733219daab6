using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Discovery;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>Changes of several files, and archiving, against GitHub as emulate serves it, behind the same small front as the pull requests.</summary>
public sealed class GitHubRepositoryChangesTests(EmulatedGitHub github) : IClassFixture<EmulatedGitHub>, IAsyncLifetime
{
    private const string Branch = "portal/upgrade-svc-1.1.0";

    private WebApplication? _front;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _front = builder.Build();
        _front.Run(ForwardAsync);
        await _front.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync() => await _front!.DisposeAsync();

    [Fact]
    public async Task Files_are_written_and_deleted_in_one_pull_request_that_is_found_again()
    {
        using var http = github.Client();
        var repository = await RepositoryAsync(http, "many");
        using var clients = Clients();
        GitHubRepositoryChanges changes = new(clients, new TestClock());
        var head = Value(await changes.HeadAsync(repository, Ct));
        var readme = Value(await head.ReadAsync(["README.md", "none.txt"], Ct));
        Assert.Equal(["README.md"], readme.Keys);

        ChangeProposal proposal = new(repository, Branch, head, new Dictionary<string, WorkspaceFile?> { ["README.md"] = null, ["a/b.txt"] = new(Encoding.UTF8.GetBytes("é\n")), ["run.sh"] = new(Encoding.UTF8.GetBytes("echo\n"), Executable: true), ["c.bin"] = new([0, 255]) }, "Upgrade", "Because.", "Ada");
        var first = Value(await changes.OpenAsync(proposal, Ct));
        var second = Value(await changes.OpenAsync(proposal, Ct));

        Assert.True(first.IsNew);
        Assert.Equal((false, first.Commit, first.Url), (second.IsNew, second.Commit, second.Url));
        Assert.Single((await EmulatedGitHub.GetAsync(http, "/repos/acme/many/pulls?state=all")).AsArray());
        var tree = await TreeAsync(http, "many", first.Commit);
        Assert.Equal(["a/b.txt", "c.bin", "run.sh"], tree.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("100755", tree["run.sh"]["mode"]!.ToString());
        Assert.Equal(ChangeStanding.Open, Value(await changes.StateAsync(repository, Branch, Ct)).Standing);
    }

    [Fact]
    public async Task What_is_withdrawn_is_closed_its_branch_is_gone_and_it_can_be_opened_anew()
    {
        using var http = github.Client();
        var repository = await RepositoryAsync(http, "withdrawn");
        using var clients = Clients();
        GitHubRepositoryChanges changes = new(clients, new TestClock());
        ChangeProposal proposal = new(repository, Branch, Value(await changes.HeadAsync(repository, Ct)), new Dictionary<string, WorkspaceFile?> { ["a.txt"] = new([65]) }, "Upgrade", "Because.", "Ada");
        Value(await changes.OpenAsync(proposal, Ct));

        var withdrawn = Value(await changes.WithdrawAsync(repository, Branch, Ct));

        Assert.Equal(ChangeStanding.Closed, withdrawn.Standing);
        using var branch = await http.GetAsync(new Uri($"/repos/acme/withdrawn/branches/{Uri.EscapeDataString(Branch)}", UriKind.Relative), Ct);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, branch.StatusCode);
        Assert.Equal(ChangeStanding.Closed, Value(await changes.StateAsync(repository, Branch, Ct)).Standing);
        Assert.True(Value(await changes.WithdrawAsync(repository, Branch, Ct)).Standing is ChangeStanding.Closed); // twice is no failure
        var again = Value(await changes.OpenAsync(proposal, Ct));
        Assert.True(again.IsNew);
        Assert.Equal(ChangeStanding.Open, Value(await changes.StateAsync(repository, Branch, Ct)).Standing);
    }

    [Fact]
    public async Task A_merged_pull_request_is_told_from_a_closed_one_and_is_not_withdrawn()
    {
        using var http = github.Client();
        var repository = await RepositoryAsync(http, "merged");
        using var clients = Clients();
        GitHubRepositoryChanges changes = new(clients, new TestClock());
        Value(await changes.OpenAsync(new(repository, Branch, Value(await changes.HeadAsync(repository, Ct)), new Dictionary<string, WorkspaceFile?> { ["a.txt"] = new([65]) }, "Upgrade", "Because.", "Ada"), Ct));
        var number = (await EmulatedGitHub.GetAsync(http, "/repos/acme/merged/pulls?state=open"))[0]!["number"];
        using var merge = await http.PutAsJsonAsync($"/repos/acme/merged/pulls/{number}/merge", new JsonObject(), Ct);
        Assert.True(merge.IsSuccessStatusCode, await merge.Content.ReadAsStringAsync(Ct));

        Assert.Equal(ChangeStanding.Merged, Value(await changes.StateAsync(repository, Branch, Ct)).Standing);
        Assert.Equal(ChangeStanding.Merged, Value(await changes.WithdrawAsync(repository, Branch, Ct)).Standing);
    }

    [Fact]
    public async Task An_accepted_owner_is_one_pull_request_that_is_closed_when_it_is_rejected()
    {
        const string Text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ownerless}\nspec:\n  type: service # no owner yet\n  lifecycle: production\n";
        using var http = github.Client();
        var repository = await RepositoryAsync(http, "ownerless");
        using var clients = Clients();
        GitHubRepositoryChanges changes = new(clients, new TestClock());
        Value(await changes.OpenAsync(new(repository, Branch, Value(await changes.HeadAsync(repository, Ct)), new Dictionary<string, WorkspaceFile?> { ["deploy/catalog-info.yaml"] = new(Encoding.UTF8.GetBytes(Text)) }, "Declare", "Because.", "Ada"), Ct));
        using var merge = await http.PutAsJsonAsync($"/repos/acme/ownerless/pulls/{(await EmulatedGitHub.GetAsync(http, "/repos/acme/ownerless/pulls?state=open"))[0]!["number"]}/merge", new JsonObject(), Ct);
        Assert.True(merge.IsSuccessStatusCode, await merge.Content.ReadAsStringAsync(Ct));
        YamlDescriptorReader reader = new();
        var document = reader.Read(Text, "catalog-info.yaml")[0];
        var entity = EntityFactory.Create(document.Root!, new($"{_front!.Urls.First()}/acme/ownerless//deploy/catalog-info.yaml", 1, null, default), document.Raw);
        OwnerChanges owners = new(changes, reader);

        var first = await owners.OpenAsync(entity, EntityRef.Parse("group:default/alpha"), ["CODEOWNERS line 1"], "Ada", Ct);
        var second = await owners.OpenAsync(entity, EntityRef.Parse("group:default/alpha"), ["CODEOWNERS line 1"], "Ada", Ct);

        Assert.NotNull(first.Url);
        Assert.Equal((first.Branch, first.Url), (second.Branch, second.Url));
        var open = Assert.Single((await EmulatedGitHub.GetAsync(http, "/repos/acme/ownerless/pulls?state=open")).AsArray())!;
        Assert.Equal("ownerless belongs to alpha", open["title"]!.ToString());
        Assert.Contains("- CODEOWNERS line 1", open["body"]!.ToString(), StringComparison.Ordinal);
        var tree = await TreeAsync(http, "ownerless", open["head"]!["sha"]!.ToString());
        var blob = await EmulatedGitHub.GetAsync(http, $"/repos/acme/ownerless/git/blobs/{tree["deploy/catalog-info.yaml"]["sha"]}");
        Assert.Equal(Text.Replace("  type:", "  owner: group:default/alpha\n  type:", StringComparison.Ordinal), Encoding.UTF8.GetString(Convert.FromBase64String(blob["content"]!.ToString().ReplaceLineEndings(""))));

        Assert.Null((await owners.WithdrawAsync(entity, first.Branch!, Ct)).Branch);
        Assert.Empty((await EmulatedGitHub.GetAsync(http, "/repos/acme/ownerless/pulls?state=open")).AsArray());
    }

    [Fact]
    public async Task A_repository_is_archived_and_made_writable_again_and_twice_is_no_failure()
    {
        using var http = github.Client();
        var repository = await RepositoryAsync(http, "old");
        using var clients = Clients();
        GitHubArchive archive = new(clients);

        Assert.False(Value(await archive.IsArchivedAsync(repository, Ct)));
        Value(await archive.ArchiveAsync(repository, "Old", Ct));
        Value(await archive.ArchiveAsync(repository, "Old", Ct));
        Assert.True((bool)(await EmulatedGitHub.GetAsync(http, "/repos/acme/old"))["archived"]!);
        Value(await archive.RestoreAsync(repository, Ct));
        Assert.False(Value(await archive.IsArchivedAsync(repository, Ct)));
        Assert.IsType<NotFound>((await archive.IsArchivedAsync(new("github.com", "acme", "nowhere"), Ct)).Failure);
    }

    [Theory]
    [InlineData("https://127.0.0.1/acme/orders.git", true)]
    [InlineData("127.0.0.1/acme/orders", true)]
    [InlineData("127.0.0.1?owner=acme&repo=orders", true)]
    [InlineData("127.0.0.1?owner=else&repo=orders", false)]
    [InlineData("https://127.0.0.1/else/orders", false)]
    [InlineData("https://elsewhere.example/acme/orders", false)]
    [InlineData("/srv/git/acme/orders.git", false)]
    public void Only_repositories_of_the_connected_organisation_are_found(string address, bool found)
    {
        using var clients = new GitHubClients(new Front(new GitHubOptions { BaseUrl = "http://127.0.0.1/", Organization = "acme", Token = "t" }));

        Assert.Equal(found, new GitHubRepositoryChanges(clients, new TestClock()).Find(address)?.Repo == "orders");
    }

    private static T Value<T>(Result<T> result)
    {
        Assert.True(result.IsSuccess, result.Failure?.Message);
        return result.Value;
    }

    private static async Task<RepoUrl> RepositoryAsync(HttpClient http, string name)
    {
        using var made = await http.PostAsJsonAsync("/orgs/acme/repos", new JsonObject { ["name"] = name, ["auto_init"] = true }, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        return new("github.com", "acme", name);
    }

    private static async Task<Dictionary<string, JsonNode>> TreeAsync(HttpClient http, string name, string sha)
    {
        var commit = await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/commits/{sha}");
        var tree = await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/trees/{(commit["commit"] ?? commit)["tree"]!["sha"]}?recursive=1");
        return tree["tree"]!.AsArray().Where(i => i!["type"]!.ToString() == "blob").ToDictionary(i => i!["path"]!.ToString(), i => i!);
    }

    private GitHubClients Clients() => new(new Front(new GitHubOptions { BaseUrl = _front!.Urls.First(), Organization = "acme", Token = "test_token_admin" }));

    private async Task ForwardAsync(HttpContext context)
    {
        using var http = github.Client();
        var path = context.Request.Path.Value!;
        path = path.Split('/') is ["", "repos", _, _, "commits", var sha] ? path.Replace($"/commits/{sha}", $"/git/commits/{sha}", StringComparison.Ordinal) : path;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(path + context.Request.QueryString, UriKind.Relative));
        if (context.Request.ContentLength > 0)
        {
            using var body = new StreamReader(context.Request.Body);
            request.Content = new StringContent(await body.ReadToEndAsync(Ct), Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request, Ct);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (answer.StatusCode != System.Net.HttpStatusCode.NoContent)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync(Ct), Ct);
        }
    }

    private sealed class Front(GitHubOptions options) : IOptionsMonitor<GitHubOptions>
    {
        public GitHubOptions CurrentValue => options;

        public GitHubOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<GitHubOptions, string?> listener) => null;
    }
}
