namespace Portal.Application.Catalog;

/// <summary>What GitHub sent, as it came.</summary>
/// <param name="Event">Header X-GitHub-Event.</param>
/// <param name="Id">Header X-GitHub-Delivery.</param>
/// <param name="Signature">Header X-Hub-Signature-256.</param>
/// <param name="Body">Byte for byte: the signature is over these.</param>
public sealed record WebhookDelivery(string? Event, string? Id, string? Signature, ReadOnlyMemory<byte> Body);

public enum WebhookOutcome
{
    /// <summary>Something is looked at because of it.</summary>
    Accepted,

    /// <summary>It is genuine, and nothing follows from it.</summary>
    Ignored,

    /// <summary>No secret is configured, so nothing can be told from a forgery.</summary>
    NotConfigured,

    /// <summary>It is not from GitHub, or the secrets differ.</summary>
    BadSignature,

    /// <summary>It is genuine and cannot be understood.</summary>
    Malformed,
}

/// <param name="Words">For whoever reads GitHub's list of deliveries.</param>
public sealed record WebhookAnswer(WebhookOutcome Outcome, string Words);

/// <summary>Takes what GitHub sends. Answers at once; what follows happens in the background.</summary>
public interface IGitHubWebhook
{
    /// <summary>Whether a secret is configured.</summary>
    bool IsConfigured { get; }

    WebhookAnswer Receive(WebhookDelivery delivery);
}
