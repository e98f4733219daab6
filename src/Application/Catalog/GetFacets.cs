using System.Runtime.InteropServices;
using System.Text.Json;
using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>How often each value of a field occurs among the entities that match.</summary>
/// <param name="Facets">kind, namespace, tag, owner, system, type, lifecycle, orphan, dangling, errors (how many are so), or a path such as spec.type, metadata.tags, metadata.annotations.x, metadata.labels.x.</param>
/// <param name="Filter">Which entities count.</param>
/// <param name="LeaveOut">True: each facet ignores the filter's own values of it, so a page can offer the alternatives.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record GetFacets(IReadOnlyList<string> Facets, EntityFilter Filter, bool LeaveOut = false, DateTimeOffset? AsOf = null) : IQuery<FacetCounts>
{
    /// <summary>Most facets of one question.</summary>
    public const int MaxFacets = 20;

    private const int LongestName = 200;

    public Demand Demand => new(Permissions.CatalogRead);

    public static bool IsFacet(string? name) => name is { Length: > 0 and <= LongestName };
}

/// <param name="Facets">By the name asked for; most frequent first.</param>
public sealed record FacetCounts(IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets);

public sealed record FacetCount(string Value, int Count);

internal sealed class GetFacetsValidator : AbstractValidator<GetFacets>
{
    public GetFacetsValidator()
        => RuleFor(q => q.Facets).Must(f => f.Count is > 0 and <= GetFacets.MaxFacets && f.All(GetFacets.IsFacet)).OverridePropertyName("facet")
            .WithMessage($"Name 1 to {GetFacets.MaxFacets} facets, for instance facet=kind&facet=spec.type.");
}

internal sealed class GetFacetsHandler(ICatalog catalog, ICatalogHistory history) : IQueryHandler<GetFacets, FacetCounts>
{
    public async Task<Result<FacetCounts>> Handle(GetFacets query, CancellationToken cancellationToken)
        => (await catalog.AtAsync(history, query.AsOf, cancellationToken)).Match<Result<FacetCounts>>(graph => FacetCounter.Count(graph, query), failure => failure);
}

/// <summary>Counts facets in one snapshot: the common ones from its columns, a path from each entity.</summary>
public static class FacetCounter
{
    public static FacetCounts Count(CatalogGraph graph, GetFacets query)
    {
        var answer = new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal);
        var all = EntityList.Matching(graph, query.Filter);
        foreach (var facet in query.Facets.Distinct(StringComparer.Ordinal))
        {
            var without = query.LeaveOut ? Without(query.Filter, facet) : query.Filter;
            var among = ReferenceEquals(without, query.Filter) ? all : EntityList.Matching(graph, without);
            answer[facet] = graph.Index.Column(facet)?.Count(among) ?? (graph.Index.Flagged(facet) is { } flagged ? Flag(flagged, among) : Read(graph, among, facet));
        }

        return new(answer);
    }

    private static EntityFilter Without(EntityFilter filter, string facet) => facet switch
    {
        "kind" when filter.Kind.Count > 0 => filter with { Kind = [] },
        "namespace" or "metadata.namespace" when filter.Namespace.Count > 0 => filter with { Namespace = [] },
        "type" or "spec.type" when filter.Type.Count > 0 => filter with { Type = [] },
        "lifecycle" or "spec.lifecycle" when filter.Lifecycle.Count > 0 => filter with { Lifecycle = [] },
        "owner" or "spec.owner" when filter.Owner.Count > 0 => filter with { Owner = [] },
        "system" or "spec.system" when filter.System.Count > 0 => filter with { System = [] },
        _ => filter,
    };

    private static List<FacetCount> Flag(EntitySet flagged, EntitySet? among)
        => (among is null ? flagged.Count : flagged.CountWith(among)) is > 0 and var count ? [new("true", count)] : [];

    private static List<FacetCount> Read(CatalogGraph graph, EntitySet? among, string facet)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (among is null)
        {
            foreach (var entity in graph.Entities)
            {
                Add(entity);
            }
        }
        else
        {
            foreach (var position in among)
            {
                Add(graph.Entities[position]);
            }
        }

        return [.. counts.Select(c => new FacetCount(c.Key, c.Value)).OrderByDescending(c => c.Count).ThenBy(c => c.Value, StringComparer.Ordinal)];

        void Add(CatalogEntity entity)
        {
            foreach (var value in Values(entity, facet))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
            }
        }
    }

    private static IEnumerable<string> Values(CatalogEntity entity, string facet) => facet switch
    {
        "metadata.name" => [entity.Name],
        _ when facet.StartsWith("metadata.annotations.", StringComparison.Ordinal) => One(entity.Annotations.GetValueOrDefault(facet["metadata.annotations.".Length..])),
        _ when facet.StartsWith("metadata.labels.", StringComparison.Ordinal) => One(entity.Labels.GetValueOrDefault(facet["metadata.labels.".Length..])),
        _ when facet.StartsWith("relations.", StringComparison.Ordinal) => entity.Declares.Where(r => r.Type == facet["relations.".Length..]).Select(r => r.Target.ToString()),
        _ when facet.StartsWith("spec.", StringComparison.Ordinal) => InSpec(entity.Spec, facet["spec.".Length..]),
        _ => [],
    };

    private static IEnumerable<string> One(string? value) => value is null ? [] : [value];

    private static List<string> InSpec(JsonElement spec, string path)
    {
        var at = spec;
        foreach (var part in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return [];
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => [at.GetString()!],
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [at.GetRawText()],
            JsonValueKind.Array => at.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!).Distinct(StringComparer.Ordinal).ToList(),
            _ => [],
        };
    }
}
