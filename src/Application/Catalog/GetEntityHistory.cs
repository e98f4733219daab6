using System.Text.Json;
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

/// <param name="Kind">added, changed, removed or restored.</param>
/// <param name="Location">The file.</param>
/// <param name="LocationId">The source.</param>
/// <param name="Actor">The commit's author, the ref of who asked for the look, or system:portal for what a scheduled look found.</param>
/// <param name="Fields">Which fields changed; "text" when only comments or order did; null for added and removed.</param>
/// <param name="Diff">Each field with its value before and after.</param>
/// <param name="HasVersion">Whether the entity can be seen as it was then.</param>
public sealed record EntityChangeView(DateTimeOffset At, string Kind, string Location, string? LocationId, string? Commit, string? Actor, string? Fields, IReadOnlyList<FieldChange> Diff, bool HasVersion);

internal sealed class GetEntityHistoryValidator : AbstractValidator<GetEntityHistory>
{
    public GetEntityHistoryValidator()
        => RuleFor(q => q.Limit).InclusiveBetween(1, 500).OverridePropertyName("limit").WithMessage("Ask for 1 to 500 changes.");
}

internal sealed class GetEntityHistoryHandler(IPortalDb db) : IQueryHandler<GetEntityHistory, EntityHistory>
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The query, apart from its execution, so that each provider's SQL can be looked at.</summary>
    public static IQueryable<StoredChange> Changes(IPortalDb db, string reference, int limit)
        => db.Set<CatalogChange>().AsNoTracking().Where(c => c.Ref == reference).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(limit)
            .Select(c => new StoredChange(c.At, c.Kind, c.File, c.LocationId, c.Commit, c.Actor, c.Fields, c.Diff, c.Json != null));

    public async Task<Result<EntityHistory>> Handle(GetEntityHistory query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        var items = await Changes(db, reference.ToString(), query.Limit).ToListAsync(cancellationToken);
        return items.Count > 0 ? new EntityHistory(reference.ToString(), [.. items.Select(ViewOf)]) : CatalogErrors.NoEntity(reference.ToString());
    }

    private static EntityChangeView ViewOf(StoredChange change)
        => new(change.At, change.Kind, change.File, change.LocationId, change.Commit, change.Actor, change.Fields, change.Diff is null ? [] : JsonSerializer.Deserialize<FieldChange[]>(change.Diff, Json) ?? [], change.HasVersion);
}

/// <summary>A change as the database has it.</summary>
internal sealed record StoredChange(DateTimeOffset At, string Kind, string File, string? LocationId, string? Commit, string? Actor, string? Fields, string? Diff, bool HasVersion);
