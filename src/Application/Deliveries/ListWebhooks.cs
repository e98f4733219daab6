using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>What one may know of a webhook after it was made: not its secret.</summary>
/// <param name="Events">Empty: all.</param>
/// <param name="Owners">Refs; empty: all.</param>
/// <param name="StoppedBecause">Why the portal itself stopped sending; null otherwise.</param>
public sealed record WebhookRow(Guid Id, string Name, string Url, IReadOnlyList<string> Events, bool Active, string? StoppedBecause, string CreatedBy, DateTimeOffset CreatedAt, IReadOnlyList<string> Owners)
{
    internal static WebhookRow Of(WebhookSubscription s) => new(s.Id, s.Name, s.Url, s.Events.Length == 0 ? [] : s.Events.Split(' '), s.Active, s.StoppedBecause, s.CreatedBy, s.CreatedAt, s.Owners.Length == 0 ? [] : s.Owners.Split(' '));
}

public sealed record WebhookList(IReadOnlyList<WebhookRow> Items);

/// <summary>A webhook with its secret: the only time the secret is shown.</summary>
public sealed record NewWebhook(WebhookRow Webhook, string Secret);

/// <summary>Who is told of events.</summary>
public sealed record ListWebhooks : IQuery<WebhookList>
{
    public Demand Demand => new(Permissions.DeliveriesManage);
}

internal sealed class ListWebhooksHandler(IPortalDb db) : IQueryHandler<ListWebhooks, WebhookList>
{
    public async Task<Result<WebhookList>> Handle(ListWebhooks request, CancellationToken cancellationToken)
        => new WebhookList([.. (await db.Set<WebhookSubscription>().AsNoTracking().OrderBy(s => s.Name).ToListAsync(cancellationToken)).Select(WebhookRow.Of)]);
}
