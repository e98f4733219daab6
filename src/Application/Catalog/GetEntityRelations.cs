using System.Text.Json.Serialization;
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
    /// <summary>Only entities of these kinds, in lower case, and the entity itself; empty: all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Truncated">True when nodes within the depth were left out because of the limit.</param>
public sealed record EntityNeighbourhood(string Root, int Depth, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, bool Truncated)
{
    private readonly GraphNode? _focus;

    /// <summary>The entity that was asked for; it is among the nodes, except when the question was what it holds.</summary>
    [JsonIgnore]
    public GraphNode Focus
    {
        get => _focus ?? Nodes[0];
        init => _focus = value;
    }
}

/// <param name="Distance">Relations away from the root.</param>
/// <param name="Exists">False: only referred to.</param>
public sealed record GraphNode(string Ref, string Kind, string Name, string DisplayName, string? Type, string? Owner, int Distance, bool Exists)
{
    /// <summary>Health of what runs of it (healthy, idle, progressing, unknown, degraded, failing); null when nothing of it is seen in a cluster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }
}

/// <summary>One relation in its declared reading: dependsOn, never dependencyOf.</summary>
public sealed record GraphEdge(string Source, string Type, string Target)
{
    /// <summary>hard or soft, where the source's descriptor says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Criticality { get; init; }

    /// <summary>What the source needs the target for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }
}

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

internal sealed class GetEntityRelationsHandler(ICatalog catalog, ICatalogHistory history, DependencyNoteReader notes) : IQueryHandler<GetEntityRelations, EntityNeighbourhood>
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

    private EntityNeighbourhood Walk(CatalogGraph graph, EntityRef root, GetEntityRelations query, HashSet<string> types)
    {
        var distance = new Dictionary<EntityRef, int> { [root] = 0 };
        var picture = new GraphPicture(graph, notes);
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

        return new(root.ToString(), query.Depth, picture.Nodes(distance), picture.Edges(), truncated) { Focus = picture.Node(root, 0) };

        bool IsWanted(Relation relation, bool? forward)
            => (types.Count == 0 || types.Contains(relation.Type))
                && (forward is null || graph.Kinds.LeadsOn(relation.Type) == forward)
                && (query.Kinds.Count == 0 || relation.Target == root || query.Kinds.Contains(relation.Target.Kind, StringComparer.Ordinal));

        void Follow(bool? forward)
        {
            var reached = new Dictionary<EntityRef, int> { [root] = 0 };
            var queue = new Queue<EntityRef>();
            queue.Enqueue(root);
            while (queue.TryDequeue(out var at))
            {
                foreach (var relation in graph.RelationsOf(at))
                {
                    if (!IsWanted(relation, forward))
                    {
                        continue;
                    }

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

                    picture.Add(at, relation, query.Directed);
                }
            }
        }
    }
}
