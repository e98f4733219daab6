using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Entities that match a text, best first.</summary>
public sealed record SearchEntities(string Q, int Limit = 20) : IQuery<EntityHits>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Total">How many match.</param>
public sealed record EntityHits(string Query, IReadOnlyList<EntityHit> Items, int Total);

/// <param name="Score">Higher is better; comparable within one answer only.</param>
public sealed record EntityHit(string Ref, string Kind, string Namespace, string Name, string DisplayName, string? Type, string? Description, string? Owner, int Score);

internal sealed class SearchEntitiesValidator : AbstractValidator<SearchEntities>
{
    public SearchEntitiesValidator()
    {
        RuleFor(q => q.Q).NotNull().MaximumLength(500).OverridePropertyName("q").WithMessage("A search text has at most 500 characters.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 200).OverridePropertyName("limit").WithMessage("Ask for 1 to 200 hits.");
    }
}

internal sealed class SearchEntitiesHandler(ICatalog catalog) : IQueryHandler<SearchEntities, EntityHits>
{
    public Task<Result<EntityHits>> Handle(SearchEntities query, CancellationToken cancellationToken)
    {
        var found = catalog.Current.Search.Find(query.Q);
        var best = found.OrderByDescending(f => f.Score).ThenBy(f => f.Entity.Ref.Name.Length).ThenBy(f => f.Entity.Ref, Comparer<EntityRef>.Create(EntityRefOrder.Compare)).Take(query.Limit)
            .Select(f => new EntityHit(f.Entity.Ref.ToString(), f.Entity.Kind, f.Entity.Namespace, f.Entity.Name, f.Entity.DisplayName, f.Entity.Type, f.Entity.Description, f.Entity.Owner?.ToString(), f.Score));
        return Task.FromResult<Result<EntityHits>>(new EntityHits(query.Q, [.. best], found.Count));
    }
}
