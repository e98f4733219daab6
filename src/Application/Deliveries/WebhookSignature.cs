using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Application.Deliveries;

/// <summary>
/// Signature of a webhook. Source: Standard Webhooks specification 1.0, "Signature scheme": headers webhook-id, webhook-timestamp (Unix seconds) and
/// webhook-signature <c>v1,base64(HMAC-SHA256(secret, id.timestamp.body))</c>; secrets are written <c>whsec_</c> and base64.
/// </summary>
public static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32;

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <exception cref="FormatException">The secret is not written as above.</exception>
    public static string Sign(string secret, string id, DateTimeOffset at, string body)
    {
        var key = Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{body}"));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }
}
