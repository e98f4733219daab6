using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>Sends again what was sent, or given up: the same event id and body, a new signature.</summary>
public sealed record ReplayDelivery(long Id) : ICommand<DeliveryRow>
{
    public Demand Demand => new(Permissions.DeliveriesManage);

    public string AuditAction => "delivery.replayed";

    public string AuditSubject => "delivery:" + Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed class ReplayDeliveryHandler(IPortalDb db, IAuditTrail audit, DeliveryWake wake, TimeProvider clock) : ICommandHandler<ReplayDelivery, DeliveryRow>
{
    public async Task<Result<DeliveryRow>> Handle(ReplayDelivery request, CancellationToken cancellationToken)
    {
        if (await db.Set<Delivery>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == request.Id, cancellationToken) is not { } old)
        {
            return DeliveryErrors.NoDelivery(request.Id);
        }

        if (old.Channel is not (DeliveryChannel.Webhook or DeliveryChannel.Mail))
        {
            return new Conflict("delivery.incoming", "This came in. Ask its sender to send it again.");
        }

        if (old.Status == DeliveryStatus.Queued)
        {
            return new Conflict("delivery.queued", "It is still being tried.");
        }

        var now = clock.GetUtcNow();
        Delivery again = new()
        {
            Channel = old.Channel,
            EventId = old.EventId,
            EventType = old.EventType,
            Subject = old.Subject,
            About = old.About,
            Summary = old.Summary,
            Target = old.Target,
            SubscriptionId = old.SubscriptionId,
            Body = old.Body,
            Status = DeliveryStatus.Queued,
            CreatedAt = now,
            NextAttemptAt = now,
            ReplayOf = old.Id,
        };
        db.Set<Delivery>().Add(again);
        audit.Record(null, new { old.EventType, old.Target });
        await db.SaveAsync(cancellationToken);
        wake.Now();
        return DeliveryRow.Of(again);
    }
}
