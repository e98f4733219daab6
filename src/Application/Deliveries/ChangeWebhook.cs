using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>Switches a webhook on or off, or chooses other events or owners; what is null stays.</summary>
public sealed record ChangeWebhook(Guid Id, bool? Active = null, IReadOnlyList<string>? Events = null, IReadOnlyList<string>? Owners = null) : ICommand<WebhookRow>
{
    public Demand Demand => new(Permissions.DeliveriesManage);

    public string AuditAction => "webhook.changed";

    public string AuditSubject => "webhook:" + Id;
}

internal sealed class ChangeWebhookValidator : AbstractValidator<ChangeWebhook>
{
    public ChangeWebhookValidator()
        => RuleForEach(c => c.Events).Must(e => OutgoingEventTypes.All.Contains(e)).WithMessage("'{PropertyValue}' is no event. Known: " + string.Join(", ", OutgoingEventTypes.All) + ".");
}

internal sealed class ChangeWebhookHandler(IPortalDb db, IAuditTrail audit, DeliveryStore store, ICatalog catalog) : ICommandHandler<ChangeWebhook, WebhookRow>
{
    public async Task<Result<WebhookRow>> Handle(ChangeWebhook request, CancellationToken cancellationToken)
    {
        if (await db.Set<WebhookSubscription>().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) is not { } row)
        {
            return DeliveryErrors.NoWebhook(request.Id);
        }

        var before = WebhookRow.Of(row);
        if (request.Active is { } active)
        {
            (row.Active, row.StoppedBecause) = (active, null);
        }

        if (request.Events is { } events)
        {
            row.Events = string.Join(' ', events.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }

        if (request.Owners is { } owners)
        {
            if (EventOwners.Read(owners, catalog.Current, out var kept) is { } wrong)
            {
                return Invalid.Field("Owners", wrong);
            }

            row.Owners = kept;
        }

        row.Version++;
        audit.Record(before, WebhookRow.Of(row), "webhook:" + row.Name);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return new Conflict("webhook.changed", "Somebody else changed it at the same time. Look again and repeat.");
        }

        await store.ReloadAsync(cancellationToken);
        return WebhookRow.Of(row);
    }
}
