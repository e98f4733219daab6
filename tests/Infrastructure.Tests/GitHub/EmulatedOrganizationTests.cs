using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;
using Portal.InfrastructureTests.Descriptors;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>The same reading against a GitHub that nobody here wrote (emulate), with the front that counts and adds ETags before it.</summary>
public sealed class EmulatedOrganizationTests(EmulatedGitHub github) : IClassFixture<EmulatedGitHub>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_scaffolder_published_is_discovered_and_a_commit_is_followed()
    {
        using var http = github.Client();
        await PublishAsync("disco", "run-d1", ("catalog-info.yaml", IngestFixture.Component("disco")), ("deep/er/catalog-info.yaml", IngestFixture.Component("deeper")));
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await using var front = await GitHubFront.BeforeAsync(github.Address, invoker, "acme", "disco");
        await using var portal = await OrganizationFixture.StartAsync(front, f => f.Options("test_token_admin"));

        var status = await portal.RegisterAsync("acme?name=disco");

        Assert.Empty(status.Errors);
        Assert.Equal(["deeper", "disco"], portal.Names());
        Assert.Equal($"{portal.Web}/acme/disco//deep/er/catalog-info.yaml", portal.Find("deeper")!.Sources[0].Location);
        var head = (await EmulatedGitHub.GetAsync(http, "/repos/acme/disco/branches/main"))["commit"]!["sha"]!.ToString();
        Assert.Equal(head, portal.Find("deeper")!.Sources[0].Commit);

        front.Clear();
        portal.Clock.Advance(TimeSpan.FromHours(2)); // everything is verified
        Assert.Empty((await portal.LookAsync()).Errors);
        Assert.Equal(0, front.Counted);

        await CommitAsync(http, "disco", head, "deep/er/catalog-info.yaml", IngestFixture.Component("deeper", "team-z"));
        await portal.Ingest.RefreshRepositoryAsync($"{portal.Web}/acme/disco", Ct);
        await portal.LookAsync();

        Assert.Equal("team-z", portal.Find("deeper")!.Owner!.Value.Name);
        Assert.NotEqual(head, portal.Find("deeper")!.Sources[0].Commit);
    }

    private static async Task CommitAsync(HttpClient http, string name, string parent, string path, string text)
    {
        var commit = await EmulatedGitHub.GetAsync(http, $"/repos/acme/{name}/git/commits/{parent}");
        var tree = await PostAsync(http, $"/repos/acme/{name}/git/trees", new JsonObject
        {
            ["base_tree"] = (commit["tree"] ?? commit["commit"]!["tree"])!["sha"]!.ToString(),
            ["tree"] = new JsonArray(new JsonObject { ["path"] = path, ["mode"] = "100644", ["type"] = "blob", ["content"] = text }),
        });
        var made = await PostAsync(http, $"/repos/acme/{name}/git/commits", new JsonObject { ["message"] = "change", ["tree"] = tree["sha"]!.ToString(), ["parents"] = new JsonArray(parent) });
        using var moved = await http.PatchAsync(new Uri($"/repos/acme/{name}/git/refs/heads/main", UriKind.Relative), new StringContent(new JsonObject { ["sha"] = made["sha"]!.ToString(), ["force"] = true }.ToJsonString(), null, "application/json"), Ct);
        Assert.True(moved.IsSuccessStatusCode, await moved.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, JsonObject body)
    {
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body.ToJsonString(), null, "application/json"), Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task PublishAsync(string name, string run, params (string Path, string Text)[] files)
    {
        var publication = new Portal.Infrastructure.GitHub.RepositoryPublication(new Portal.Infrastructure.GitHub.GitHubClients(github.Options()).Create(), new("127.0.0.1", "acme", name), run);
        var (repository, _) = await publication.FindOrCreateAsync("Found by the catalog", new System.Text.Json.Nodes.JsonObject { ["private"] = false });
        var workspace = new Workspace();
        foreach (var (path, text) in files)
        {
            workspace.Write(path, new(System.Text.Encoding.UTF8.GetBytes(text)));
        }

        await publication.CommitAsync(repository, workspace, "main", "First", new Octokit.Committer("Test", "test@example.test", DateTimeOffset.UnixEpoch), null, Ct);
    }
}
