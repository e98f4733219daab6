using System.Runtime.InteropServices;
using System.Text.Json;
using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>How often each value of a field occurs among the entities that match.</summary>
/// <param name="Facets">kind, namespace, tag, owner, system, type, lifecycle, or a path such as spec.type, metadata.tags, metadata.annotations.x, metadata.labels.x.</param>
/// <param name="Filter">Which entities count.</param>
/// <param name="LeaveOut">True: each facet ignores the filter's own values of it, so a page can offer the alternatives.</param>
public sealed record GetFacets(IReadOnlyList<string> Facets, EntityFilter Filter, bool LeaveOut = false) : IQuery<FacetCounts>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Facets">By the name asked for; most frequent first.</param>
public sealed record FacetCounts(IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets);

public sealed record FacetCount(string Value, int Count);

internal sealed class GetFacetsValidator : AbstractValidator<GetFacets>
{
    private const int MaxFacets = 20;

    public GetFacetsValidator()
        => RuleFor(q => q.Facets).Must(f => f.Count is > 0 and <= MaxFacets && f.All(n => n is { Length: > 0 and <= 200 })).OverridePropertyName("facet")
            .WithMessage($"Name 1 to {MaxFacets} facets, for instance facet=kind&facet=spec.type.");
}

internal sealed class GetFacetsHandler(ICatalog catalog) : IQueryHandler<GetFacets, FacetCounts>
{
    public Task<Result<FacetCounts>> Handle(GetFacets query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var answer = new Dictionary<string, IReadOnlyList<FacetCount>>(StringComparer.Ordinal);
        var all = query.LeaveOut ? null : Matching(graph, query.Filter);
        foreach (var facet in query.Facets.Distinct(StringComparer.Ordinal))
        {
            answer[facet] = Count(all ?? Matching(graph, Without(query.Filter, facet)), facet);
        }

        return Task.FromResult<Result<FacetCounts>>(new FacetCounts(answer));
    }

    private static IEnumerable<CatalogEntity> Matching(CatalogGraph graph, EntityFilter filter)
        => filter.IsEmpty ? graph.Entities
            : string.IsNullOrWhiteSpace(filter.Q) ? graph.Entities.Where(e => filter.Matches(e, graph))
            : graph.Search.Find(filter.Q).Select(f => f.Entity).Where(e => filter.Matches(e, graph)).ToList();

    private static EntityFilter Without(EntityFilter filter, string facet) => facet switch
    {
        "kind" => filter with { Kind = [] },
        "namespace" or "metadata.namespace" => filter with { Namespace = [] },
        "type" or "spec.type" => filter with { Type = [] },
        "lifecycle" or "spec.lifecycle" => filter with { Lifecycle = [] },
        "owner" or "spec.owner" => filter with { Owner = [] },
        "system" or "spec.system" => filter with { System = [] },
        _ => filter,
    };

    // Every entity is looked at for every facet: the common ones go without a sequence, a string or a closure per entity.
    private static List<FacetCount> Count(IEnumerable<CatalogEntity> entities, string facet)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var refs = new Dictionary<EntityRef, int>();
        foreach (var entity in entities)
        {
            switch (facet)
            {
                case "kind":
                    Add(words, entity.Kind);
                    break;
                case "namespace" or "metadata.namespace":
                    Add(words, entity.Namespace);
                    break;
                case "type" or "spec.type":
                    Add(words, entity.Type);
                    break;
                case "lifecycle" or "spec.lifecycle":
                    Add(words, entity.Lifecycle);
                    break;
                case "owner" or "spec.owner":
                    Add(refs, entity.Owner);
                    break;
                case "system" or "spec.system":
                    Add(refs, entity.System);
                    break;
                default:
                    foreach (var value in Values(entity, facet))
                    {
                        Add(words, value);
                    }

                    break;
            }
        }

        return [.. words.Concat(refs.Select(r => KeyValuePair.Create(r.Key.ToString(), r.Value)))
            .Select(c => new FacetCount(c.Key, c.Value)).OrderByDescending(c => c.Count).ThenBy(c => c.Value, StringComparer.Ordinal)];
    }

    private static void Add(Dictionary<string, int> counts, string? value)
    {
        if (value is not null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        }
    }

    private static void Add(Dictionary<EntityRef, int> counts, EntityRef? value)
    {
        if (value is { } reference)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, reference, out _)++;
        }
    }

    private static IEnumerable<string> Values(CatalogEntity entity, string facet) => facet switch
    {
        "metadata.name" => [entity.Name],
        "tag" or "metadata.tags" => entity.Tags,
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
