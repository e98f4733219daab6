using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>The golden path on GitHub, as emulate serves it.</summary>
public sealed class GitHubRunTests
{
    private const string Seed = """
        tokens:
          test_token_admin: {login: admin, scopes: [repo, user, admin:org]}
        github:
          users:
            - {login: admin, name: Admin, email: admin@example.test}
          orgs:
            - {login: acme, name: Acme}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_golden_path_ends_with_a_repository_on_GitHub_and_an_entity_with_its_owner()
    {
        Assert.SkipUnless(NpmServer.IsPossible, "npm is not there to bring emulate");
        await using var server = await NpmServer.EmulateAsync(Seed, "github", Ct);
        using HttpClient github = new() { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        github.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test_token_admin");
        await github.PostAsJsonAsync("/orgs/acme/teams", new JsonObject { ["name"] = "alpha" }, Ct);
        await github.PutAsJsonAsync("/orgs/acme/teams/alpha/memberships/admin", new JsonObject { ["role"] = "maintainer" }, Ct);
        await using var proxy = await FaultProxy.StartAsync(github.BaseAddress, Ct); // for the environments, which emulate lacks
        await using CreationHost host = new();
        host.Set("SourceControl:Provider", "GitHub");
        host.Set("GitHub:BaseUrl", proxy.Address.ToString());
        host.Set("GitHub:Organization", "acme");
        host.Set("GitHub:Token", "test_token_admin");
        using var api = host.ApiClient();
        var values = CreationHost.Golden("shop-api");
        values["repoUrl"] = "github.com?owner=acme&repo=shop-api";

        var (status, preview) = await CreationHost.PostAsync(api, "aspnet-service", values, dryRun: true);
        Assert.True(status == 200, preview.ToJsonString());
        Assert.Contains(preview["effects"]!.AsArray(), e => e!["title"]!.ToString() == "Protect main");
        Assert.DoesNotContain(preview["effects"]!.AsArray(), e => e!["title"]!.ToString() == "Create environment"); // not every plan has them
        foreach (var template in new[] { "aspnet-service", "node-service", "static-site", "worker-service" })
        {
            var asked = values.DeepClone();
            asked["environments"] = true;
            (_, preview) = await CreationHost.PostAsync(api, template, asked, dryRun: true);
            Assert.Equal(["staging", "production"], preview["effects"]!.AsArray().Where(e => e!["title"]!.ToString() == "Create environment").Select(e => e!["target"]!.ToString().Split(' ')[0]));
        }

        values["environments"] = true;
        var run = await CreationHost.StartAsync(api, "aspnet-service", values);
        run = await CreationHost.UntilAsync(api, run["id"]!.ToString(), "succeeded", "failed", "waiting");

        Assert.True(run["status"]!.ToString() == "succeeded", run.ToJsonString());
        Assert.Equal(["/repos/acme/shop-api/environments/production", "/repos/acme/shop-api/environments/staging"], proxy.Environments.Keys.Order(StringComparer.Ordinal));
        var repository = (await github.GetFromJsonAsync<JsonObject>("/repos/acme/shop-api", Ct))!;
        Assert.Equal(["dotnet", "service"], repository["topics"]!.AsArray().Select(t => t!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("group:default/alpha", (await api.GetFromJsonAsync<JsonObject>("/api/v1/entities/component/default/shop-api", Ct))!["owner"]!.ToString());

        var (again, taken) = await CreationHost.PostAsync(api, "aspnet-service", values, dryRun: true);
        Assert.Equal(400, again);
        Assert.Contains("exists already", taken["errors"]!["repoUrl"]!.ToJsonString(), StringComparison.Ordinal);
    }
}
