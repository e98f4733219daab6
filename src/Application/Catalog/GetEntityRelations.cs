using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>The part of the graph around one entity.</summary>
/// <param name="Ref">kind:namespace/name; it need not exist, as long as something points to it.</param>
/// <param name="Depth">How many relations away, 1 to 10.</param>
/// <param name="Types">Relation types to follow; empty: all. A type stands for its inverse, too.</param>
/// <param name="Limit">Most nodes in the answer; the nearest are kept.</param>
/// <param name="Directed">True: only what the entity rests on, and what rests on it; not what else rests on the same things. Edges then point to
/// what is rested on, so an API points to its provider.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record GetEntityRelations(string Ref, int Depth = 1, IReadOnlyList<string>? Types = null, int Limit = 2000, bool Directed = false, DateTimeOffset? AsOf = null) : IQuery<EntityNeighbourhood>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Truncated">True when nodes within the depth were left out because of the limit.</param>
public sealed record EntityNeighbourhood(string Root, int Depth, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, bool Truncated);

/// <param name="Distance">Relations away from the root.</param>
/// <param name="Exists">False: only referred to.</param>
public sealed record GraphNode(string Ref, string Kind, string Name, string DisplayName, string? Type, string? Owner, int Distance, bool Exists);

/// <summary>One relation in its declared reading: dependsOn, never dependencyOf.</summary>
public sealed record GraphEdge(string Source, string Type, string Target);

internal sealed class GetEntityRelationsValidator : AbstractValidator<GetEntityRelations>
{
    public GetEntityRelationsValidator(IKinds? kinds = null)
    {
        RuleFor(q => q.Depth).InclusiveBetween(1, 10).OverridePropertyName("depth").WithMessage("The depth is 1 to 10.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 5000).OverridePropertyName("limit").WithMessage("The limit is 1 to 5000 nodes.");
        var known = kinds?.Current ?? KindRegistry.BuiltIn;
        RuleForEach(q => q.Types).Must(known.IsKnownRelation).OverridePropertyName("type").WithMessage($"Relation types are {string.Join(", ", known.RelationNames)}.");
    }
}

internal sealed class GetEntityRelationsHandler(ICatalog catalog, ICatalogHistory history) : IQueryHandler<GetEntityRelations, EntityNeighbourhood>
{
    public async Task<Result<EntityNeighbourhood>> Handle(GetEntityRelations query, CancellationToken cancellationToken)
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

        var types = (query.Types ?? []).SelectMany(t => new[] { t, graph.Kinds.InverseOf(t) }).ToHashSet(StringComparer.Ordinal);
        return Walk(graph, root, query, types);
    }

    private static EntityNeighbourhood Walk(CatalogGraph graph, EntityRef root, GetEntityRelations query, HashSet<string> types)
    {
        var distance = new Dictionary<EntityRef, int> { [root] = 0 };
        var edges = new HashSet<GraphEdge>();
        var truncated = false;
        if (query.Directed)
        {
            Follow(forward: true);
            Follow(forward: false);
        }
        else
        {
            Follow(forward: null);
        }

        return new(
            root.ToString(),
            query.Depth,
            [.. distance.OrderBy(d => d.Value).ThenBy(d => d.Key, Comparer<EntityRef>.Create(EntityRefOrder.Compare)).Select(d => Node(graph, d.Key, d.Value))],
            [.. edges.OrderBy(e => e.Source, StringComparer.Ordinal).ThenBy(e => e.Type, StringComparer.Ordinal).ThenBy(e => e.Target, StringComparer.Ordinal)],
            truncated);

        void Follow(bool? forward)
        {
            var reached = new Dictionary<EntityRef, int> { [root] = 0 };
            var queue = new Queue<EntityRef>();
            queue.Enqueue(root);
            while (queue.TryDequeue(out var at))
            {
                foreach (var relation in graph.RelationsOf(at).Where(r => (types.Count == 0 || types.Contains(r.Type)) && (forward is null || graph.Kinds.LeadsOn(r.Type) == forward)))
                {
                    if (!reached.ContainsKey(relation.Target))
                    {
                        if (reached[at] == query.Depth)
                        {
                            // Beyond the depth; an edge between two drawn entities is drawn all the same.
                            if (!distance.ContainsKey(relation.Target))
                            {
                                continue;
                            }
                        }
                        else if (distance.Count >= query.Limit && !distance.ContainsKey(relation.Target))
                        {
                            truncated = true;
                            continue;
                        }
                        else
                        {
                            reached[relation.Target] = reached[at] + 1;
                            distance.TryAdd(relation.Target, reached[at] + 1);
                            queue.Enqueue(relation.Target);
                        }
                    }

                    edges.Add(Edge(at, relation, query.Directed, graph.Kinds));
                }
            }
        }
    }

    private static GraphEdge Edge(EntityRef from, Relation relation, bool directed, KindRegistry kinds)
        => (directed ? kinds.LeadsOn(relation.Type) : kinds.IsForward(relation.Type))
            ? new(from.ToString(), relation.Type, relation.Target.ToString())
            : new(relation.Target.ToString(), kinds.InverseOf(relation.Type), from.ToString());

    private static GraphNode Node(CatalogGraph graph, EntityRef reference, int distance)
        => graph.Find(reference) is { } entity
            ? new(reference.ToString(), entity.Kind, entity.Name, entity.DisplayName, entity.Type, entity.Owner?.ToString(), distance, Exists: true)
            : new(reference.ToString(), reference.Kind, reference.Name, reference.Name, null, null, distance, Exists: false);
}
