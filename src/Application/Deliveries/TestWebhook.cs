using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>Sends an event <c>ping</c> to one webhook.</summary>
public sealed record TestWebhook(Guid Id) : ICommand<DeliveryRow>
{
    public const string EventType = "ping";

    public Demand Demand => new(Permissions.DeliveriesManage);

    public string AuditAction => "webhook.tested";

    public string AuditSubject => "webhook:" + Id;
}

internal sealed class TestWebhookHandler(IPortalDb db, ICurrentUser user, IAuditTrail audit, DeliveryWake wake, TimeProvider clock) : ICommandHandler<TestWebhook, DeliveryRow>
{
    public async Task<Result<DeliveryRow>> Handle(TestWebhook request, CancellationToken cancellationToken)
    {
        if (await db.Set<WebhookSubscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) is not { } webhook)
        {
            return DeliveryErrors.NoWebhook(request.Id);
        }

        var now = clock.GetUtcNow();
        var summary = $"{user.Actor!.DisplayName} tries the webhook {webhook.Name}";
        Delivery ping = new()
        {
            Channel = DeliveryChannel.Webhook,
            EventId = "evt_" + Guid.CreateVersion7(now).ToString("N"),
            EventType = TestWebhook.EventType,
            Summary = summary,
            Target = webhook.Url,
            SubscriptionId = webhook.Id,
            Body = new System.Text.Json.Nodes.JsonObject { ["type"] = TestWebhook.EventType, ["timestamp"] = now.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture), ["summary"] = summary, ["data"] = new System.Text.Json.Nodes.JsonObject() }.ToJsonString(),
            Status = DeliveryStatus.Queued,
            CreatedAt = now,
            NextAttemptAt = now,
        };
        db.Set<Delivery>().Add(ping);
        audit.Record(null, new { webhook.Name, webhook.Url }, "webhook:" + webhook.Name);
        await db.SaveAsync(cancellationToken);
        wake.Now();
        return DeliveryRow.Of(ping);
    }
}
