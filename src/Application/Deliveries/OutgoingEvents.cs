namespace Portal.Application.Deliveries;

/// <summary>Takes events as long as nobody has subscribed to any.</summary>
internal sealed class OutgoingEvents : IOutgoingEvents
{
    public Task PublishAsync(OutgoingEvent occurrence, CancellationToken ct) => Task.CompletedTask;
}
