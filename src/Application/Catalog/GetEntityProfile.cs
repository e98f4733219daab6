using System.Text.Json;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>What the page of one entity shows: the entity, and everything related to it by name.</summary>
/// <param name="Ref">kind:namespace/name.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record GetEntityProfile(string Ref, DateTimeOffset? AsOf = null) : IQuery<EntityProfile>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Owner">Null when none is named.</param>
/// <param name="Related">By relation type; within one, by kind and name.</param>
/// <param name="Ancestors">Group: its parents up to the top. Component, API, resource: system, then domain.</param>
/// <param name="Teams">User: the groups above the own ones, too.</param>
/// <param name="DefinitionUrl">API: where the text is, when it lies on a host that is not read.</param>
public sealed record EntityProfile(
    EntityView Entity,
    RelatedEntity? Owner,
    IReadOnlyDictionary<string, IReadOnlyList<RelatedEntity>> Related,
    IReadOnlyList<RelatedEntity> Ancestors,
    IReadOnlyList<RelatedEntity> Teams,
    string? Email,
    RelatedEntity? Lead,
    string? DefinitionUrl,
    string? Raw)
{
    /// <summary>Entities at the other end of one relation type.</summary>
    public IReadOnlyList<RelatedEntity> Of(string type) => Related.GetValueOrDefault(type) ?? [];
}

/// <summary>Another entity, as lists name it.</summary>
/// <param name="Exists">False: it is referred to, but not in the catalog.</param>
public sealed record RelatedEntity(string Ref, string Kind, string Namespace, string Name, string DisplayName, string? Type, string? Lifecycle, string? Description, string? OwnerName, bool Exists)
{
    internal static RelatedEntity Of(EntityRef reference, CatalogGraph graph)
        => graph.Find(reference) is { } e
            ? new(reference.ToString(), e.Kind, e.Ref.Namespace, e.Ref.Name, e.DisplayName, e.Type, e.Lifecycle, e.Description, e.Owner is { } owner ? graph.Find(owner)?.DisplayName ?? owner.Name : null, Exists: true)
            : new(reference.ToString(), reference.Kind, reference.Namespace, reference.Name, reference.Name, null, null, null, null, Exists: false);
}

internal sealed class GetEntityProfileHandler(ICatalog catalog, ICatalogIngest ingest, ICatalogHistory history) : IQueryHandler<GetEntityProfile, EntityProfile>
{
    private const int MaxAncestors = 10;

    public async Task<Result<EntityProfile>> Handle(GetEntityProfile query, CancellationToken cancellationToken)
    {
        var at = await catalog.AtAsync(history, query.AsOf, cancellationToken);
        if (at.Failure is { } failure)
        {
            return failure;
        }

        var graph = at.Value;
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        return graph.Find(reference) is { } entity ? Profile(entity, graph, query.AsOf is null ? ingest : null) : CatalogErrors.NoEntity(reference.ToString());
    }

    private static EntityProfile Profile(CatalogEntity entity, CatalogGraph graph, ICatalogIngest? sources)
    {
        var related = graph.RelationsOf(entity.Ref).GroupBy(r => r.Type, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => (IReadOnlyList<RelatedEntity>)[.. g.Select(r => RelatedEntity.Of(r.Target, graph)).OrderBy(r => KindOrder(r.Kind)).ThenBy(r => r.DisplayName, StringComparer.OrdinalIgnoreCase)],
            StringComparer.Ordinal);
        var details = EntityDetails.Of(entity);
        return new(
            EntityView.Of(entity, graph, sources?.Locations ?? []) with { Details = details },
            entity.Owner is { } owner ? RelatedEntity.Of(owner, graph) : null,
            related,
            Ancestors(entity, graph),
            entity.Ref.Kind == "user" ? Teams(entity, graph) : [],
            People.EmailOf(entity),
            entity.Annotations.TryGetValue("portal.dev/lead", out var lead) && EntityRef.TryParse(lead, "user", entity.Ref.Namespace, out var leadRef) ? RelatedEntity.Of(leadRef, graph) : null,
            DefinitionUrl(entity, details.Spec),
            entity.Raw);
    }

    private static int KindOrder(string kind) => kind.ToLowerInvariant() switch { "component" => 0, "api" => 1, "resource" => 2, "system" => 3, "domain" => 4, "group" => 5, "user" => 6, _ => 7 };

    private static List<RelatedEntity> Ancestors(CatalogEntity entity, CatalogGraph graph)
    {
        var up = entity.Ref.Kind == "group" ? RelationTypes.ChildOf : RelationTypes.PartOf;
        List<RelatedEntity> found = [];
        HashSet<EntityRef> seen = [entity.Ref];
        var at = entity.Ref;
        while (found.Count < MaxAncestors)
        {
            // A subcomponent is part of its component and of its system: the wider one leads up.
            var next = graph.Related(at, up).OrderBy(r => r.Kind == "component" ? 1 : 0).FirstOrDefault();
            if (next.Kind is null || !seen.Add(next))
            {
                break;
            }

            found.Add(RelatedEntity.Of(next, graph));
            at = next;
        }

        return found;
    }

    private static List<RelatedEntity> Teams(CatalogEntity user, CatalogGraph graph)
    {
        List<RelatedEntity> found = [];
        HashSet<EntityRef> seen = [];
        var queue = new Queue<EntityRef>(graph.Related(user.Ref, RelationTypes.MemberOf));
        while (queue.TryDequeue(out var group))
        {
            if (seen.Add(group))
            {
                found.Add(RelatedEntity.Of(group, graph));
                foreach (var parent in graph.Related(group, RelationTypes.ChildOf))
                {
                    queue.Enqueue(parent);
                }
            }
        }

        return found;
    }

    // The text itself is GetApiDefinition's: it may be of megabytes.
    private static string? DefinitionUrl(CatalogEntity entity, JsonElement spec)
        => entity.Ref.Kind == "api" && spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("definition", out var definition) && definition.ValueKind == JsonValueKind.Object
            && definition.TryGetProperty("$text", out var url) && url.ValueKind == JsonValueKind.String ? url.GetString() : null;
}
