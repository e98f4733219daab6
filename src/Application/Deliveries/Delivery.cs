namespace Portal.Application.Deliveries;

/// <summary>Which way a message went.</summary>
public enum DeliveryChannel
{
    /// <summary>Out: a signed POST to a subscriber.</summary>
    Webhook,

    /// <summary>Out: e-mail.</summary>
    Mail,

    /// <summary>In: alerts of an Alertmanager.</summary>
    Alertmanager,

    /// <summary>In: a slash command of a chat.</summary>
    Slack,
}

/// <summary>How far a message came.</summary>
public enum DeliveryStatus
{
    /// <summary>Out: waits for its turn, or for the next try.</summary>
    Queued,

    /// <summary>Out: the receiver took it.</summary>
    Delivered,

    /// <summary>Out: given up; it can be sent again by hand.</summary>
    Failed,

    /// <summary>In: understood.</summary>
    Accepted,

    /// <summary>In: not taken, for the reason that is written down.</summary>
    Refused,
}

/// <summary>One message in or out: a row of the delivery log. Moments are UTC.</summary>
public sealed class Delivery
{
    public const int TypeMaxLength = 64;
    public const int EventIdMaxLength = 64;
    public const int SubjectMaxLength = 400;
    public const int SummaryMaxLength = 512;
    public const int TargetMaxLength = 1024;
    public const int ErrorMaxLength = 1000;
    public const int AboutMaxLength = 64;

    /// <summary>Characters that are kept of what came in; what goes out is kept whole.</summary>
    public const int BodyMaxIncoming = 64_000;

    public long Id { get; init; }

    public DeliveryChannel Channel { get; init; }

    /// <summary>The same for all deliveries of one event, and for every try and replay of them: receivers drop repeats by it.</summary>
    public required string EventId { get; init; }

    /// <summary>For instance <c>incident.started</c>, or what came in: <c>alerts</c>, <c>command</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>Ref of the entity it is about, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>What it tells of, where that may change until it is sent, for instance <c>signal:12</c>; or null.</summary>
    public string? About { get; init; }

    /// <summary>What was sent, once it is: a mail that comes late says what became of it.</summary>
    public required string Summary { get; set; }

    /// <summary>Address of a subscriber, a mail address, or who sent it.</summary>
    public required string Target { get; init; }

    public Guid? SubscriptionId { get; init; }

    public required string Body { get; set; }

    public DeliveryStatus Status { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before then; null when nothing is to be done.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>HTTP or SMTP status of the last try; null when there was no answer.</summary>
    public int? LastStatus { get; set; }

    /// <summary>What went wrong the last time, or why it was refused.</summary>
    public string? LastError { get; set; }

    /// <summary>Milliseconds that the last try took.</summary>
    public int? LastMilliseconds { get; set; }

    /// <summary>Id of the delivery that this one repeats by hand.</summary>
    public long? ReplayOf { get; init; }

    /// <summary>Concurrency token: who changes it first sends it.</summary>
    public int Version { get; set; }

    internal static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
