using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>
/// emulate behind a small server that puts right how it differs from GitHub: it answers git/commits/{sha} with what GitHub has at commits/{sha}, and has nothing there.
/// Source: GitHub's OpenAPI description, git/get-commit and repos/get-commit.
/// </summary>
public sealed class CorrectedGitHub : IAsyncLifetime
{
    private readonly EmulatedGitHub _emulate = new();
    private GitHubFront? _front;

    /// <summary>Counts requests, and fails on demand.</summary>
    public GitHubFront Front => _front!;

    public async ValueTask InitializeAsync()
    {
        await _emulate.InitializeAsync();
        _front = await GitHubFront.StartAsync(ForwardAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _front!.DisposeAsync();
        await _emulate.DisposeAsync();
    }

    /// <summary>Straight to emulate.</summary>
    public HttpClient Client() => _emulate.Client();

    internal GitHubClients Clients()
    {
        _emulate.Client().Dispose(); // skips the test when emulate is not there
        return new(new OrganizationFixture.Fixed(new GitHubOptions { BaseUrl = Front.Address.ToString(), Organization = "acme", Token = "test_token_admin" }));
    }

    private static string Corrected(string text)
    {
        var answer = JsonNode.Parse(text)!.AsObject();
        if (answer["commit"] is JsonObject commit)
        {
            foreach (var (name, value) in commit)
            {
                answer[name] = value?.DeepClone();
            }
        }

        return answer.ToJsonString();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var http = Client();
        var asked = context.Request.Path.Value!;
        var path = asked.Split('/') is ["", "repos", _, _, "commits", var sha] ? asked.Replace($"/commits/{sha}", $"/git/commits/{sha}", StringComparison.Ordinal) : asked;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(string.Join('/', path.Split('/').Select(Uri.EscapeDataString)) + context.Request.QueryString, UriKind.Relative));
        if (context.Request.ContentLength > 0)
        {
            using var body = new StreamReader(context.Request.Body);
            request.Content = new StringContent(await body.ReadToEndAsync(), Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        if (context.Response.StatusCode == StatusCodes.Status204NoContent)
        {
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        var text = await answer.Content.ReadAsStringAsync();
        var isGitCommit = HttpMethods.IsGet(context.Request.Method) && asked.Contains("/git/commits/", StringComparison.Ordinal) && answer.IsSuccessStatusCode;
        await context.Response.WriteAsync(isGitCommit ? Corrected(text) : text);
    }
}
