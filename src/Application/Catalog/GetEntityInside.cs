using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>What a system, a domain or a team holds, at any depth, and the relations between those.</summary>
/// <param name="Ref">kind:namespace/name.</param>
/// <param name="Types">Relation types to draw; empty: all. A type stands for its inverse, too.</param>
/// <param name="Kinds">Only entities of these kinds, in lower case; empty: all.</param>
/// <param name="Limit">Most nodes in the answer.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record GetEntityInside(string Ref, IReadOnlyList<string> Types, IReadOnlyList<string> Kinds, int Limit = 2000, DateTimeOffset? AsOf = null) : IQuery<EntityNeighbourhood>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetEntityInsideValidator : AbstractValidator<GetEntityInside>
{
    public GetEntityInsideValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, 5000).OverridePropertyName("limit").WithMessage("The limit is 1 to 5000 nodes.");
        RuleForEach(q => q.Types).Must(RelationTypes.IsKnown).OverridePropertyName("type").WithMessage($"Relation types are {string.Join(", ", RelationTypes.All)}.");
    }
}

internal sealed class GetEntityInsideHandler(ICatalog catalog, ICatalogHistory history, DependencyNoteReader notes) : IQueryHandler<GetEntityInside, EntityNeighbourhood>
{
    public async Task<Result<EntityNeighbourhood>> Handle(GetEntityInside query, CancellationToken cancellationToken)
    {
        var at = await catalog.AtAsync(history, query.AsOf, cancellationToken);
        if (at.Failure is { } failure)
        {
            return failure;
        }

        var graph = at.Value;
        if (!EntityRef.TryParse(query.Ref, out var root))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        if (graph.Find(root) is null && graph.RelationsOf(root).Count == 0)
        {
            return CatalogErrors.NoEntity(root.ToString());
        }

        var inside = Inside(graph, root, query, out var truncated);
        var types = query.Types.SelectMany(t => new[] { t, graph.Kinds.InverseOf(t) }).ToHashSet(StringComparer.Ordinal);
        var picture = new GraphPicture(graph, notes);
        foreach (var from in inside.Keys)
        {
            foreach (var relation in graph.RelationsOf(from))
            {
                if ((types.Count == 0 || types.Contains(relation.Type)) && inside.ContainsKey(relation.Target))
                {
                    picture.Add(from, relation, directed: true);
                }
            }
        }

        return new EntityNeighbourhood(root.ToString(), inside.Count == 0 ? 0 : inside.Values.Max(), picture.Nodes(inside), picture.Edges(), truncated) { Focus = picture.Node(root, 0) };
    }

    // The root is the frame of the picture, not a box in it; and a box that only holds other boxes is drawn when its relations to them are.
    private static Dictionary<EntityRef, int> Inside(CatalogGraph graph, EntityRef root, GetEntityInside query, out bool truncated)
    {
        var reached = new Dictionary<EntityRef, int> { [root] = 0 };
        var holders = new HashSet<EntityRef>();
        var queue = new Queue<EntityRef>();
        queue.Enqueue(root);
        truncated = false;
        while (queue.TryDequeue(out var at))
        {
            foreach (var relation in graph.RelationsOf(at).Where(r => r.Type is RelationTypes.HasPart or RelationTypes.OwnerOf or RelationTypes.ParentOf))
            {
                if (reached.Count > query.Limit)
                {
                    truncated |= !reached.ContainsKey(relation.Target);
                }
                else if (reached.TryAdd(relation.Target, reached[at] + 1))
                {
                    holders.Add(at);
                    queue.Enqueue(relation.Target);
                }
            }
        }

        reached.Remove(root);
        var structure = query.Types.Count == 0 || query.Types.Contains(RelationTypes.PartOf, StringComparer.Ordinal) || query.Types.Contains(RelationTypes.ChildOf, StringComparer.Ordinal);
        return reached.Where(r => (structure || !holders.Contains(r.Key) || r.Key.Kind is not ("system" or "domain" or "group"))
                && (query.Kinds.Count == 0 || query.Kinds.Contains(r.Key.Kind, StringComparer.Ordinal)))
            .ToDictionary(r => r.Key, r => r.Value);
    }
}
