using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Entities that match a text, best first.</summary>
public sealed record SearchEntities(string Q, int Limit = SearchEntities.DefaultLimit) : IQuery<EntityHits>
{
    /// <summary>Hits where no limit is given.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Most hits.</summary>
    public const int MaxLimit = 200;

    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Total">How many match.</param>
public sealed record EntityHits(string Query, IReadOnlyList<EntityHit> Items, int Total)
{
    private const int HighestScore = 2000;
    private const int LongestName = 0xFFF;

    /// <summary>Best first; between equals the shorter name, then the ref.</summary>
    public static EntityHits Of(CatalogGraph graph, string text, int limit)
    {
        var hits = graph.Search.Hits(text);
        var best = new Smallest(limit);
        foreach (var position in hits.BestAmong(limit))
        {
            var length = Math.Min(graph.Entities[position].Ref.Name.Length, LongestName);
            best.Offer(((long)(HighestScore - hits.ScoreOf(position)) << 44) | ((long)length << 32) | (uint)position);
        }

        return new(text, [.. best.Ascending().Select(k => Hit(graph.Entities[(int)(uint)k], HighestScore - (int)(k >> 44)))], hits.Set.Count);
    }

    private static EntityHit Hit(CatalogEntity e, int score)
        => new(e.Ref.ToString(), e.Kind, e.Namespace, e.Name, e.DisplayName, e.Type, e.Description, e.Owner?.ToString(), score);
}

/// <param name="Score">Higher is better; comparable within one answer only.</param>
public sealed record EntityHit(string Ref, string Kind, string Namespace, string Name, string DisplayName, string? Type, string? Description, string? Owner, int Score);

internal sealed class SearchEntitiesValidator : AbstractValidator<SearchEntities>
{
    public SearchEntitiesValidator()
    {
        RuleFor(q => q.Q).NotNull().MaximumLength(ListEntities.MaxText).OverridePropertyName("q").WithMessage($"A search text has at most {ListEntities.MaxText} characters.");
        RuleFor(q => q.Limit).InclusiveBetween(1, SearchEntities.MaxLimit).OverridePropertyName("limit").WithMessage($"Ask for 1 to {SearchEntities.MaxLimit} hits.");
    }
}

internal sealed class SearchEntitiesHandler(ICatalog catalog) : IQueryHandler<SearchEntities, EntityHits>
{
    public Task<Result<EntityHits>> Handle(SearchEntities query, CancellationToken cancellationToken)
        => Task.FromResult<Result<EntityHits>>(EntityHits.Of(catalog.Current, query.Q, query.Limit));
}
