namespace Portal.Application.Deliveries;

/// <summary>How what a mail tells of stands when the mail is sent, which may be hours after it was written.</summary>
public interface IDeliveryStanding
{
    /// <param name="about">As <see cref="OutgoingEvent.About"/> named it.</param>
    /// <returns>Null when it is not known any more.</returns>
    Task<DeliveryStanding?> OfAsync(string about, CancellationToken ct);
}

/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">Null while it lasts.</param>
public sealed record DeliveryStanding(DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
