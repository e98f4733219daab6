using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>GitHub as emulate serves it, with an organisation, a team and a token that may do everything.</summary>
public sealed class EmulatedGitHub : IAsyncLifetime
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

    private NpmServer? _server;

    public Uri Address => new($"http://127.0.0.1:{_server!.Port}");

    public async ValueTask InitializeAsync()
    {
        if (!NpmServer.IsPossible)
        {
            return;
        }

        _server = await NpmServer.EmulateAsync(Seed, "github");
        using var http = Client();
        await PutTeamAsync(http, "alpha");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public HttpClient Client()
    {
        Assert.SkipUnless(_server is not null, "npm is not there to bring emulate");
        HttpClient http = new() { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test_token_admin");
        http.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
        return http;
    }

    internal IOptionsMonitor<GitHubOptions> Options(string token = "test_token_admin", string organization = "acme")
    {
        Assert.SkipUnless(_server is not null, "npm is not there to bring emulate");
        return new Fixed(new GitHubOptions { BaseUrl = Address.ToString(), Organization = organization, Token = token });
    }

    public static async Task<JsonNode> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private static async Task PutTeamAsync(HttpClient http, string team)
    {
        using var made = await http.PostAsJsonAsync("/orgs/acme/teams", new JsonObject { ["name"] = team });
        Assert.True(made.StatusCode is HttpStatusCode.Created or HttpStatusCode.UnprocessableEntity, await made.Content.ReadAsStringAsync());
        using var member = await http.PutAsJsonAsync($"/orgs/acme/teams/{team}/memberships/admin", new JsonObject { ["role"] = "maintainer" });
        Assert.True(member.IsSuccessStatusCode, await member.Content.ReadAsStringAsync());
    }

    private sealed class Fixed(GitHubOptions options) : IOptionsMonitor<GitHubOptions>
    {
        public GitHubOptions CurrentValue => options;

        public GitHubOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<GitHubOptions, string?> listener) => null;
    }
}
