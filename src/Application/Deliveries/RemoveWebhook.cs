using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>Ends a webhook; what is still to be sent to it is given up, the log stays.</summary>
public sealed record RemoveWebhook(Guid Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.DeliveriesManage);

    public string AuditAction => "webhook.removed";

    public string AuditSubject => "webhook:" + Id;
}

internal sealed class RemoveWebhookHandler(IPortalDb db, IAuditTrail audit, DeliveryStore store) : ICommandHandler<RemoveWebhook, Done>
{
    public async Task<Result<Done>> Handle(RemoveWebhook request, CancellationToken cancellationToken)
    {
        if (await db.Set<WebhookSubscription>().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) is not { } row)
        {
            return DeliveryErrors.NoWebhook(request.Id);
        }

        db.Set<WebhookSubscription>().Remove(row);
        audit.Record(WebhookRow.Of(row), null, "webhook:" + row.Name);
        await db.SaveAsync(cancellationToken);
        await store.ReloadAsync(cancellationToken);
        return Done.Value;
    }
}
