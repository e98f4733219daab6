namespace Portal.Application.Catalog;

/// <summary>Collects nodes and edges of an answer; each relation counts once, whichever end it was met from.</summary>
internal sealed class GraphPicture(CatalogGraph graph, DependencyNoteReader notes)
{
    private readonly Dictionary<EntityRef, string> _names = [];
    private readonly HashSet<(EntityRef Source, string Type, EntityRef Target)> _edges = [];

    /// <param name="directed">True: from what rests to what it rests on. False: in the declared reading, dependsOn and never dependencyOf.</param>
    public void Add(EntityRef from, Relation relation, bool directed)
        => _edges.Add((directed ? graph.Kinds.LeadsOn(relation.Type) : graph.Kinds.IsForward(relation.Type))
            ? (from, relation.Type, relation.Target)
            : (relation.Target, graph.Kinds.InverseOf(relation.Type), from));

    /// <summary>Nearest first, then by ref.</summary>
    public IReadOnlyList<GraphNode> Nodes(IReadOnlyDictionary<EntityRef, int> distances)
    {
        var order = distances.ToArray();
        Array.Sort(order, static (left, right) => left.Value != right.Value ? left.Value.CompareTo(right.Value) : EntityRefOrder.Compare(left.Key, right.Key));
        return Array.ConvertAll(order, d => Node(d.Key, d.Value));
    }

    public GraphNode Node(EntityRef reference, int distance)
        => graph.Find(reference) is { } entity
            ? new(NameOf(reference), entity.Kind, entity.Name, entity.DisplayName, entity.Type, entity.Owner?.ToString(), distance, Exists: true)
            : new(NameOf(reference), reference.Kind, reference.Name, reference.Name, null, null, distance, Exists: false);

    /// <summary>By source, type and target, with what the source says about the target.</summary>
    public IReadOnlyList<GraphEdge> Edges()
    {
        var edges = new List<GraphEdge>(_edges.Count);
        foreach (var (source, type, target) in _edges)
        {
            var note = type is RelationTypes.DependsOn or RelationTypes.ConsumesApi && graph.Find(source) is { } entity ? notes.Of(entity).ByTarget.GetValueOrDefault(target) : null;
            edges.Add(new(NameOf(source), type, NameOf(target)) { Criticality = note?.Criticality, Why = note?.Why });
        }

        edges.Sort(static (left, right) => string.CompareOrdinal(left.Source, right.Source) is not 0 and var bySource ? bySource
            : string.CompareOrdinal(left.Type, right.Type) is not 0 and var byType ? byType
            : string.CompareOrdinal(left.Target, right.Target));
        return edges;
    }

    private string NameOf(EntityRef reference)
        => _names.TryGetValue(reference, out var name) ? name : _names[reference] = reference.ToString();
}
