using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Application.Chat;

/// <summary>
/// Whether a request comes from the chat. Source: Slack, "Verifying requests from Slack": X-Slack-Signature is <c>v0=</c> and the hex of
/// HMAC-SHA256(signing secret, <c>v0:timestamp:body</c>); a timestamp further than five minutes away is a replay.
/// </summary>
public static class SlackSignature
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static string Of(string secret, string timestamp, string body)
        => "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")));

    /// <returns>Null when it is genuine, else why not, in words for an operator.</returns>
    public static string? Refusal(string secret, string? timestamp, string? signature, string body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return "X-Slack-Request-Timestamp is missing or no number of seconds.";
        }

        var sent = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if ((now - sent).Duration() > Window)
        {
            return $"It was signed at {sent.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, more than {Window.TotalMinutes:0} minutes from now: a replay, or a clock that is wrong.";
        }

        return signature is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Of(secret, timestamp!, body)))
            ? null : "X-Slack-Signature does not fit the body. Set Slack:SigningSecret to the signing secret of the app.";
    }
}
