using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>A portal connected to a GitHub of the tests, with the organisation acme as a source and a webhook secret.</summary>
public sealed class GitHubHost : PortalHost
{
    public const string Secret = "It's a Secret to Everybody";

    private GitHubHost(GitHubFront front, FakeGitHub fake) => (Front, Fake) = (front, fake);

    public GitHubFront Front { get; }

    public FakeGitHub Fake { get; }

    public static async Task<GitHubHost> StartAsync(Action<FakeGitHub>? prepare = null, bool secret = true)
    {
        var fake = new FakeGitHub();
        prepare?.Invoke(fake);
        var front = await GitHubFront.StartAsync(fake.AnswerAsync);
        front.Reset = TimeProvider.System.GetUtcNow().AddHours(1);
        var host = new GitHubHost(front, fake);
        host.Set("GitHub:BaseUrl", front.Address.ToString());
        host.Set("GitHub:Organization", "acme");
        host.Set("GitHub:Token", "test-token");
        host.Set("GitHub:WebhookSecret", secret ? Secret : null);
        host.Set("GitHub:DiscoveryInterval", "1.00:00:00");
        host.Set("Catalog:PollInterval", "1.00:00:00"); // what happens, happens because of a webhook
        host.Set("Catalog:Locations:1:Type", "github-org");
        host.Set("Catalog:Locations:1:Target", "acme");
        return host;
    }

    public static string Component(string name, string more = "")
        => $"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}{more}}}\nspec: {{type: service, lifecycle: production, owner: alpha}}\n";

    public static JsonObject Push(string address, string repository, string reference = "refs/heads/main") => new()
    {
        ["ref"] = reference,
        ["repository"] = new JsonObject { ["full_name"] = $"acme/{repository}", ["html_url"] = $"{address.TrimEnd('/')}/acme/{repository}", ["default_branch"] = "main" },
    };

    /// <param name="delivery">Null: a new one.</param>
    /// <param name="signature">Null: the right one.</param>
    public async Task<HttpResponseMessage> DeliverAsync(HttpClient http, string kind, string body, string? delivery = null, string? signature = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/webhooks/github", UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-GitHub-Event", kind);
        request.Headers.Add("X-GitHub-Delivery", delivery ?? Guid.NewGuid().ToString());
        if (signature is not "")
        {
            request.Headers.Add("X-Hub-Signature-256", signature ?? Sign(body));
        }

        return await http.SendAsync(request);
    }

    public static string Sign(string body, string secret = Secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Front.DisposeAsync();
    }
}
