using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>Gives a webhook a new secret; the old one ends at once.</summary>
public sealed record RotateWebhookSecret(Guid Id) : ICommand<NewWebhook>
{
    public Demand Demand => new(Permissions.DeliveriesManage);

    public string AuditAction => "webhook.secret_rotated";

    public string AuditSubject => "webhook:" + Id;
}

internal sealed class RotateWebhookSecretHandler(IPortalDb db, IAuditTrail audit, ISecretProtector secrets, DeliveryStore store) : ICommandHandler<RotateWebhookSecret, NewWebhook>
{
    public async Task<Result<NewWebhook>> Handle(RotateWebhookSecret request, CancellationToken cancellationToken)
    {
        if (await db.Set<WebhookSubscription>().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) is not { } row)
        {
            return DeliveryErrors.NoWebhook(request.Id);
        }

        var secret = WebhookSignature.NewSecret();
        row.Secret = secrets.Protect(secret);
        row.Version++;
        audit.Record(null, null, "webhook:" + row.Name);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return new Conflict("webhook.changed", "Somebody else changed it at the same time. Look again and repeat.");
        }

        await store.ReloadAsync(cancellationToken);
        return new NewWebhook(WebhookRow.Of(row), secret);
    }
}
