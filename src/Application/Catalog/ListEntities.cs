using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Entities that match, a page at a time.</summary>
/// <param name="Filter">Which ones.</param>
/// <param name="Sort">name, kind, type, owner, system, lifecycle, namespace, ref or relevance; a leading '-' turns it round. Default: relevance with a text, else ref.</param>
/// <param name="Limit">1 to 1000.</param>
/// <param name="Cursor">nextCursor of the page before; stays valid while entities come and go.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record ListEntities(EntityFilter Filter, string? Sort = null, int Limit = 50, string? Cursor = null, DateTimeOffset? AsOf = null) : IQuery<EntityPage>
{
    public static IReadOnlyList<string> Sorts { get; } = ["ref", "name", "kind", "type", "owner", "system", "lifecycle", "namespace", "relevance"];

    /// <summary>Most entities of one page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Longest search text.</summary>
    public const int MaxText = 500;

    public Demand Demand => new(Permissions.CatalogRead);

    public static bool IsSort(string text) => Sorts.Contains(text.TrimStart('-'), StringComparer.Ordinal);

    public static bool IsCursor(string text) => EntityCursor.Read(text) is not null;
}

/// <param name="Total">How many match, over all pages.</param>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record EntityPage(IReadOnlyList<EntityView> Items, int Total, string? NextCursor);

internal sealed class ListEntitiesValidator : AbstractValidator<ListEntities>
{
    public ListEntitiesValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, ListEntities.MaxLimit).OverridePropertyName("limit").WithMessage($"Ask for 1 to {ListEntities.MaxLimit} entities at a time.");
        RuleFor(q => q.Sort).Must(s => s is null || ListEntities.IsSort(s)).OverridePropertyName("sort")
            .WithMessage($"Sort by one of {string.Join(", ", ListEntities.Sorts)}, with a '-' before it for the other direction.");
        RuleFor(q => q.Filter.Q).MaximumLength(ListEntities.MaxText).OverridePropertyName("q").WithMessage($"A search text has at most {ListEntities.MaxText} characters.");
        RuleFor(q => q.Cursor).Must(c => c is null || ListEntities.IsCursor(c)).OverridePropertyName("cursor").WithMessage("This is no cursor. Take nextCursor of the page before, or leave it out.");
    }
}

internal sealed class ListEntitiesHandler(ICatalog catalog, ICatalogIngest ingest, ICatalogHistory history) : IQueryHandler<ListEntities, EntityPage>
{
    public async Task<Result<EntityPage>> Handle(ListEntities query, CancellationToken cancellationToken)
    {
        var at = await catalog.AtAsync(history, query.AsOf, cancellationToken);
        if (at.Failure is { } failure)
        {
            return failure;
        }

        var graph = at.Value;
        var list = EntityList.Of(graph, query.Filter, query.Sort, query.Limit, query.Cursor);
        var locations = query.AsOf is null ? ingest.Locations : [];
        return new EntityPage([.. list.Positions.Select(p => EntityView.Of(graph.Entities[p], graph, locations))], list.Total, list.NextCursor);
    }
}
