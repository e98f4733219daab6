using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Versions;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Checks and understands what GitHub sends. Source: GitHub, "Validating webhook deliveries" and "Webhook events and payloads" (push, repository, release, create, ping).
/// </summary>
internal sealed partial class GitHubWebhook(IOptionsMonitor<GitHubOptions> options, ICatalogIngest ingest, IRepositoryVersions versions, ILogger<GitHubWebhook> logger) : IGitHubWebhook
{
    private const string Scheme = "sha256=";
    private const int Remembered = 5000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool IsConfigured => options.CurrentValue.WebhookSecret.Length > 0;

    public WebhookAnswer Receive(WebhookDelivery delivery)
    {
        if (options.CurrentValue.WebhookSecret is not { Length: > 0 } secret)
        {
            return new(WebhookOutcome.NotConfigured, "No webhook secret is configured. Set GitHub:WebhookSecret to the secret of the webhook; until then nothing is accepted here.");
        }

        if (!IsSigned(delivery, secret))
        {
            Log.Forged(logger, delivery.Body.Length);
            return new(WebhookOutcome.BadSignature, "The signature in X-Hub-Signature-256 does not fit the body. Set the webhook's secret on GitHub and GitHub:WebhookSecret to the same text.");
        }

        if (delivery.Id is { Length: > 0 and <= 100 } id && !IsFirst(id))
        {
            return new(WebhookOutcome.Ignored, "This delivery was received before.");
        }

        try
        {
            using var json = JsonDocument.Parse(delivery.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Understand(delivery.Event ?? "", json.RootElement) : NoJson;
        }
        catch (JsonException)
        {
            return NoJson;
        }
    }

    private static WebhookAnswer NoJson => new(WebhookOutcome.Malformed, "The body is no JSON object. Choose the content type application/json for the webhook on GitHub.");

    private static bool IsSigned(WebhookDelivery delivery, string secret)
    {
        if (delivery.Signature is not { } header || !header.StartsWith(Scheme, StringComparison.Ordinal) || header.Length != Scheme.Length + (2 * HMACSHA256.HashSizeInBytes))
        {
            return false;
        }

        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(header.AsSpan(Scheme.Length), given, out _, out var written) == System.Buffers.OperationStatus.Done && written == given.Length
            && CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), delivery.Body.Span));
    }

    private static string? Text(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
    }

    private bool IsFirst(string id)
    {
        lock (_gate)
        {
            if (!_seen.Add(id))
            {
                return false;
            }

            _order.Enqueue(id);
            if (_order.Count > Remembered)
            {
                _seen.Remove(_order.Dequeue());
            }

            return true;
        }
    }

    private WebhookAnswer Understand(string kind, JsonElement json)
    {
        if (kind == "ping")
        {
            return new(WebhookOutcome.Accepted, "The webhook works.");
        }

        if (Text(json, "repository", "html_url") is not { } url || RepositoryName.Parse(url) is not { } repository)
        {
            return new(WebhookOutcome.Ignored, $"The event '{kind}' names no repository.");
        }

        var branch = Text(json, "repository", "default_branch");
        var reference = Text(json, "ref");
        var name = $"{repository.Owner}/{repository.Name}";
        switch (kind)
        {
            case "push" when reference == $"refs/heads/{branch}":
            case "repository":
                Log.Refreshes(logger, kind, name);
                _ = ingest.RefreshRepositoryAsync(url, CancellationToken.None);
                return new(WebhookOutcome.Accepted, $"{name} is read again.");
            case "push" when reference?.StartsWith("refs/tags/", StringComparison.Ordinal) == true:
            case "release":
            case "create" when Text(json, "ref_type") == "tag":
            case "delete" when Text(json, "ref_type") == "tag":
                versions.Want(url);
                return new(WebhookOutcome.Accepted, $"Releases and tags of {name} are read again.");
            case "push":
                return new(WebhookOutcome.Ignored, $"Only pushes to the default branch {branch} are followed.");
            default:
                return new(WebhookOutcome.Ignored, $"The event '{kind}' is not followed. Choose push, repository, release, and create on GitHub.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6021, LogLevel.Information, "GitHub reports {Event} of {Repository}; it is read again")]
        public static partial void Refreshes(ILogger logger, string @event, string repository);

        [LoggerMessage(6022, LogLevel.Warning, "A webhook delivery of {Bytes} bytes was refused: its signature does not fit")]
        public static partial void Forged(ILogger logger, int bytes);
    }
}
