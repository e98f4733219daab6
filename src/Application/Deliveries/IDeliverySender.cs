namespace Portal.Application.Deliveries;

/// <summary>How one try ended.</summary>
/// <param name="Delivered">The receiver took it.</param>
/// <param name="Status">HTTP or SMTP status; null when there was no answer.</param>
/// <param name="Error">What went wrong and what to do, for people; null when delivered.</param>
public sealed record SendOutcome(bool Delivered, int? Status, string? Error)
{
    /// <summary>Not before then, as the receiver asked.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Trying again is of no use.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The receiver is gone for good: nothing is sent there any more.</summary>
    public bool EndsSubscription { get; init; }
}

/// <summary>Sends by one channel.</summary>
public interface IDeliverySender
{
    DeliveryChannel Channel { get; }

    /// <summary>Never throws but for cancellation.</summary>
    /// <param name="delivery">What is sent, to <see cref="Delivery.Target"/>.</param>
    /// <param name="secret">Webhooks: the secret of the signature; null otherwise.</param>
    Task<SendOutcome> SendAsync(Delivery delivery, string? secret, CancellationToken ct);
}

/// <summary>Whether mail can be sent at all.</summary>
public interface IMailAddresses
{
    bool IsConfigured { get; }
}
