using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Octokit;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Signs in as an installation of a GitHub App: a short-lived JWT signed with the app's key buys a token of an hour, which is kept until it is about to end.
/// Source: GitHub, "Generating a JSON Web Token (JWT) for a GitHub App" and "Authenticating as a GitHub App installation".
/// </summary>
internal sealed class AppCredentials(Func<GitHubAppOptions> options, Func<Credentials, IGitHubClient> clientOf, TimeProvider clock) : ICredentialStore, IDisposable
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    // GitHub takes ten minutes at most, and its clock may be behind ours.
    private static readonly TimeSpan JwtLife = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (string For, AccessToken Token)? _held;

    /// <exception cref="HttpRequestException">The key cannot be read; the message says why.</exception>
    public async Task<Credentials> GetCredentials()
    {
        await _turn.WaitAsync();
        try
        {
            var app = options();
            var identity = $"{app.Id}\n{app.InstallationId}\n{app.PrivateKeyPath}";
            if (_held is not { } held || held.For != identity || clock.GetUtcNow() >= held.Token.ExpiresAt - RenewBefore)
            {
                var client = clientOf(new Credentials(Jwt(app), AuthenticationType.Bearer));
                _held = held = (identity, await client.GitHubApps.CreateInstallationToken(app.InstallationId));
            }

            return new Credentials(held.Token.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    internal string Jwt(GitHubAppOptions app)
    {
        var now = clock.GetUtcNow();
        var head = Part(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT" }));
        var claims = Part(JsonSerializer.SerializeToUtf8Bytes(new { iat = (now - ClockSkew).ToUnixTimeSeconds(), exp = (now + JwtLife).ToUnixTimeSeconds(), iss = app.Id }));
        using var key = Key(app.PrivateKeyPath);
        return $"{head}.{claims}.{Part(key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Part(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static RSA Key(string path)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            var why = ex is IOException or UnauthorizedAccessException ? ex.Message : "it holds no RSA private key in PEM form";
            throw new HttpRequestException($"the key in GitHub:App:PrivateKeyPath cannot be used: {why}", ex);
        }
    }
}
