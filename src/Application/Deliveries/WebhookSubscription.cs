namespace Portal.Application.Deliveries;

/// <summary>An address that is told of events by a signed POST.</summary>
public sealed class WebhookSubscription
{
    public const int NameMaxLength = 64;
    public const int UrlMaxLength = 1024;
    public const int EventsMaxLength = 1000;
    public const int OwnersMaxLength = 2000;
    public const int SecretMaxLength = 1000;

    public Guid Id { get; init; }

    public required string Name { get; set; }

    public required string Url { get; set; }

    /// <summary>The secret of the signature, encrypted.</summary>
    public required string Secret { get; set; }

    /// <summary>Types of events, by spaces; empty means all.</summary>
    public required string Events { get; set; }

    /// <summary>Refs of owners, by spaces: only events about what they own are sent; empty means all.</summary>
    public required string Owners { get; set; }

    public bool Active { get; set; } = true;

    /// <summary>Why the portal itself stopped sending there; null when a person did or it is active.</summary>
    public string? StoppedBecause { get; set; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }

    /// <param name="owners">Refs of who owns what it is about, and of the groups above them.</param>
    public bool Wants(string type, IReadOnlyCollection<string> owners)
        => Active && (Events.Length == 0 || Events.Split(' ').Contains(type, StringComparer.Ordinal)) && (Owners.Length == 0 || Owners.Split(' ').Any(o => owners.Contains(o, StringComparer.Ordinal)));
}
