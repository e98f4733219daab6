using System.Security.Cryptography;
using Portal.Infrastructure.GitHub;
using Portal.InfrastructureTests.Descriptors;

namespace Portal.InfrastructureTests.GitHub;

public sealed class AppCredentialsTests
{
    [Fact]
    public async Task An_app_buys_a_token_with_its_key_uses_it_for_an_hour_and_buys_the_next_in_time()
    {
        using var key = RSA.Create(2048);
        await using var portal = await StartAsync(key, key.ExportRSAPrivateKeyPem());
        portal.Fake.TokenExpiresAt = portal.Clock.GetUtcNow().AddHours(1);
        portal.Fake.Add("a").Push(portal.Before, ("catalog-info.yaml", IngestFixture.Component("a")));

        Assert.Empty((await portal.RegisterAsync()).Errors);
        Assert.Equal("a", (await portal.Clients.Create().Repository.Get("acme", "a")).Name); // the scaffolder's clients, too

        var claims = Assert.Single(portal.Fake.Bought);
        Assert.Equal("4711", claims["iss"]!.ToString());
        var (issued, expires, now) = ((long)claims["iat"]!, (long)claims["exp"]!, portal.Clock.GetUtcNow().ToUnixTimeSeconds());
        Assert.True(issued <= now && expires > now && expires - issued <= 600, "GitHub takes ten minutes at most");
        Assert.Contains(portal.Front.Requests, r => r.Path == "/app/installations/12/access_tokens");

        portal.Clock.Advance(TimeSpan.FromMinutes(56));
        portal.Fake.TokenExpiresAt = portal.Clock.GetUtcNow().AddHours(1);
        Assert.Empty((await portal.RefreshAsync()).Errors);
        Assert.Equal(2, portal.Fake.Bought.Count);
    }

    [Fact]
    public async Task A_key_that_GitHub_does_not_know_is_said_so()
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        await using var portal = await StartAsync(key, other.ExportPkcs8PrivateKeyPem());

        Assert.Contains("does not accept", Assert.Single((await portal.RegisterAsync()).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Could not find file")]
    [InlineData("no key", "it holds no RSA private key in PEM form")]
    public async Task A_key_file_that_cannot_be_used_is_named_by_its_setting(string? text, string words)
    {
        using var key = RSA.Create(2048);
        await using var portal = await StartAsync(key, text);

        var error = Assert.Single((await portal.RegisterAsync()).Errors).Message;

        Assert.Contains("GitHub:App:PrivateKeyPath", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    private static async Task<OrganizationFixture> StartAsync(RSA known, string? pem)
    {
        var portal = await OrganizationFixture.StartAsync(f =>
        {
            var file = Path.Combine(f.Folder, "app.pem");
            if (pem is not null)
            {
                File.WriteAllText(file, pem);
            }

            return f.Options(token: "", app: new GitHubAppOptions { Id = "4711", InstallationId = 12, PrivateKeyPath = file });
        });
        portal.Fake.AppKey = known;
        return portal;
    }
}
