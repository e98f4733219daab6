using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deliveries;

/// <summary>A row of the log.</summary>
/// <param name="Status">queued, delivered, failed, accepted, refused.</param>
public sealed record DeliveryRow(
    long Id, string Direction, string Channel, string EventId, string EventType, string? Subject, string Summary, string Target, string Status, int Attempts,
    DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? LastAttemptAt, DateTimeOffset? EndedAt, int? LastStatus, string? LastError, int? LastMilliseconds, long? ReplayOf)
{
    /// <summary>Only where one delivery is asked for.</summary>
    public string? Body { get; init; }

    internal static DeliveryRow Of(Delivery d) => new(
        d.Id, d.Channel is DeliveryChannel.Webhook or DeliveryChannel.Mail ? "out" : "in", d.Channel.ToString().ToLowerInvariant(), d.EventId, d.EventType, d.Subject, d.Summary, d.Target,
        d.Status.ToString().ToLowerInvariant(), d.Attempts, d.CreatedAt, d.NextAttemptAt, d.LastAttemptAt, d.EndedAt, d.LastStatus, d.LastError, d.LastMilliseconds, d.ReplayOf);
}

/// <summary>Newest first; <paramref name="Before"/> is the id to continue below.</summary>
public sealed record ListDeliveries(string? Channel = null, string? Status = null, string? Type = null, string? Subject = null, long? Before = null, int Limit = 50) : IQuery<DeliveryPage>
{
    public Demand Demand => new(Permissions.DeliveriesManage);
}

/// <param name="NextBefore">Where the next page begins; null at the end.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryRow> Items, long? NextBefore);

internal sealed class ListDeliveriesValidator : AbstractValidator<ListDeliveries>
{
    public ListDeliveriesValidator()
    {
        RuleFor(q => q.Channel).Must(c => string.IsNullOrEmpty(c) || Known<DeliveryChannel>(c)).WithMessage("One of " + Words<DeliveryChannel>() + ".");
        RuleFor(q => q.Status).Must(s => string.IsNullOrEmpty(s) || Known<DeliveryStatus>(s)).WithMessage("One of " + Words<DeliveryStatus>() + ".");
        RuleFor(q => q.Limit).InclusiveBetween(1, 500).WithMessage("Between 1 and 500.");
    }

    private static bool Known<T>(string word)
        where T : struct, Enum => Enum.GetNames<T>().Contains(word, StringComparer.OrdinalIgnoreCase);

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()));
}

internal sealed class ListDeliveriesHandler(IPortalDb db) : IQueryHandler<ListDeliveries, DeliveryPage>
{
    public async Task<Result<DeliveryPage>> Handle(ListDeliveries request, CancellationToken cancellationToken)
    {
        var found = await Query(db, request, request.Limit + 1).ToListAsync(cancellationToken);
        return new DeliveryPage([.. found.Take(request.Limit).Select(DeliveryRow.Of)], found.Count > request.Limit ? found[request.Limit - 1].Id : null);
    }

    internal static IQueryable<Delivery> Query(IPortalDb db, ListDeliveries request, int take)
    {
        var rows = db.Set<Delivery>().AsNoTracking();
        if (request.Channel is { Length: > 0 } channel)
        {
            var wanted = Enum.Parse<DeliveryChannel>(channel, ignoreCase: true);
            rows = rows.Where(d => d.Channel == wanted);
        }

        if (request.Status is { Length: > 0 } status)
        {
            var wanted = Enum.Parse<DeliveryStatus>(status, ignoreCase: true);
            rows = rows.Where(d => d.Status == wanted);
        }

        if (request.Type is { Length: > 0 } type)
        {
            rows = rows.Where(d => d.EventType == type);
        }

        if (request.Subject is { Length: > 0 } subject)
        {
            rows = rows.Where(d => d.Subject == subject);
        }

        if (request.Before is { } before)
        {
            rows = rows.Where(d => d.Id < before);
        }

        return rows.OrderByDescending(d => d.Id).Take(take);
    }
}

/// <summary>One delivery with what was sent.</summary>
public sealed record GetDelivery(long Id) : IQuery<DeliveryRow>
{
    public Demand Demand => new(Permissions.DeliveriesManage);
}

internal sealed class GetDeliveryHandler(IPortalDb db) : IQueryHandler<GetDelivery, DeliveryRow>
{
    public async Task<Result<DeliveryRow>> Handle(GetDelivery request, CancellationToken cancellationToken)
        => await db.Set<Delivery>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == request.Id, cancellationToken) is { } found
            ? DeliveryRow.Of(found) with { Body = found.Body } : DeliveryErrors.NoDelivery(request.Id);
}

internal static class DeliveryErrors
{
    public static NotFound NoDelivery(long id) => new("delivery.unknown", $"There is no delivery {id}; the log is kept for {DeliveryCare.KeptDays} days.");

    public static NotFound NoWebhook(Guid id) => new("webhook.unknown", $"There is no webhook {id}.");
}
