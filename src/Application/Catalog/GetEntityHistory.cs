using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>What happened to one entity, newest first.</summary>
public sealed record GetEntityHistory(string Ref, int Limit = 50) : IQuery<EntityHistory>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record EntityHistory(string Ref, IReadOnlyList<EntityChangeView> Items);

/// <param name="Kind">added, changed or removed.</param>
/// <param name="Fields">Which fields changed; null for added and removed.</param>
public sealed record EntityChangeView(DateTimeOffset At, string Kind, string Location, string? Commit, string? Fields);

internal sealed class GetEntityHistoryValidator : AbstractValidator<GetEntityHistory>
{
    public GetEntityHistoryValidator()
        => RuleFor(q => q.Limit).InclusiveBetween(1, 500).OverridePropertyName("limit").WithMessage("Ask for 1 to 500 changes.");
}

internal sealed class GetEntityHistoryHandler(IPortalDb db) : IQueryHandler<GetEntityHistory, EntityHistory>
{
    /// <summary>The query, apart from its execution, so that each provider's SQL can be looked at.</summary>
    public static IQueryable<EntityChangeView> Changes(IPortalDb db, string reference, int limit)
        => db.Set<CatalogChange>().AsNoTracking().Where(c => c.Ref == reference).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(limit)
            .Select(c => new EntityChangeView(c.At, c.Kind, c.File, c.Commit, c.Fields));

    public async Task<Result<EntityHistory>> Handle(GetEntityHistory query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        var items = await Changes(db, reference.ToString(), query.Limit).ToListAsync(cancellationToken);
        return items.Count > 0 ? new EntityHistory(reference.ToString(), items) : CatalogErrors.NoEntity(reference.ToString());
    }
}
