using System.Security.Cryptography;
using System.Text;

namespace Portal.Application.Identity;

/// <summary>A bearer token for the API. Only its hash is kept; the text is shown once.</summary>
public sealed class ApiToken
{
    public const int NameMaxLength = 64;
    public const string TextPrefix = "prt_";

    public Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The user the token acts as, or null for a service token, which acts as token:name with <see cref="Role"/>.</summary>
    public string? UserRef { get; init; }

    /// <summary>Role of a service token; a personal token has its user's role of the moment.</summary>
    public Role Role { get; init; }

    /// <summary>Space-separated permissions it may use; null for all of the role's.</summary>
    public string? Scopes { get; init; }

    /// <summary>SHA-256 of the text, hexadecimal. The text has 256 random bits, so no slow hash is needed.</summary>
    public required string Hash { get; init; }

    /// <summary>The first characters of the text, to recognise it by.</summary>
    public required string Hint { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }

    /// <summary>A new random token text.</summary>
    public static string NewText() => TextPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>Tokens by hash, in memory: authentication never waits for the database.</summary>
public interface ITokenDirectory
{
    /// <summary>The token, revoked and expired ones included, or null when the hash is unknown.</summary>
    ApiToken? Find(string hash);

    /// <summary>Reads the tokens anew, after a change here or at another replica.</summary>
    Task ReloadAsync(CancellationToken ct);
}
