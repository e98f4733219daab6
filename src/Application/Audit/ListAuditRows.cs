using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Audit;

/// <summary>Newest first; <paramref name="Before"/> is the id to continue below.</summary>
public sealed record ListAuditRows(string? Actor = null, string? Subject = null, string? Action = null, string? Outcome = null, long? Before = null, int Limit = 50) : IQuery<AuditPage>
{
    public Demand Demand => new(Permissions.AuditRead);
}

public sealed record AuditEntry(long Id, DateTimeOffset At, string Actor, string ActorName, string Action, string Subject, string Outcome, string? Reason, string? Before, string? After);

public sealed record AuditPage(IReadOnlyList<AuditEntry> Items, long? NextBefore);

internal sealed class ListAuditRowsHandler(IPortalDb db) : IQueryHandler<ListAuditRows, AuditPage>
{
    private const int MostRows = 500;

    public async Task<Result<AuditPage>> Handle(ListAuditRows request, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(request.Limit, 1, MostRows);
        var rows = await Query(db, request, limit + 1).ToListAsync(cancellationToken);
        return new AuditPage([.. rows.Take(limit)], rows.Count > limit ? rows[limit - 1].Id : null);
    }

    internal static IQueryable<AuditEntry> Query(IPortalDb db, ListAuditRows request, int take)
    {
        var rows = db.Set<AuditRow>().AsNoTracking();
        if (request.Actor is { Length: > 0 } actor)
        {
            rows = rows.Where(r => r.Actor == actor || r.ActorName == actor);
        }

        if (request.Subject is { Length: > 0 } subject)
        {
            rows = rows.Where(r => r.Subject == subject);
        }

        if (request.Action is { Length: > 0 } action)
        {
            rows = rows.Where(r => r.Action == action);
        }

        if (request.Outcome is { Length: > 0 } outcome)
        {
            rows = rows.Where(r => r.Outcome == outcome);
        }

        if (request.Before is { } before)
        {
            rows = rows.Where(r => r.Id < before);
        }

        return rows.OrderByDescending(r => r.Id).Take(take)
            .Select(r => new AuditEntry(r.Id, r.At, r.Actor, r.ActorName, r.Action, r.Subject, r.Outcome, r.Reason, r.Before, r.After));
    }
}
