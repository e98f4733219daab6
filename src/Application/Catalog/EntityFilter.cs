namespace Portal.Application.Catalog;

/// <summary>Which entities are meant. Values of one field are alternatives; fields must all agree. Empty means any.</summary>
public sealed record EntityFilter
{
    public IReadOnlyList<string> Kind { get; init; } = [];

    /// <summary>spec.type</summary>
    public IReadOnlyList<string> Type { get; init; } = [];

    /// <summary>A full ref, or a bare name of any kind.</summary>
    public IReadOnlyList<string> Owner { get; init; } = [];

    /// <summary>A full ref, or a bare name.</summary>
    public IReadOnlyList<string> System { get; init; } = [];

    public IReadOnlyList<string> Lifecycle { get; init; } = [];

    /// <summary>All of these must be there: tags narrow.</summary>
    public IReadOnlyList<string> Tag { get; init; } = [];

    public IReadOnlyList<string> Namespace { get; init; } = [];

    public string? Q { get; init; }

    /// <summary>True: only entities that should have an owner and whose owner is missing or not in the catalog. False: only the others.</summary>
    public bool? Orphan { get; init; }

    /// <summary>True: only entities with errors. False: only the others.</summary>
    public bool? Errors { get; init; }

    /// <summary>True: only entities with an owner or a relation whose target is not in the catalog. False: only the others.</summary>
    public bool? Dangling { get; init; }

    /// <summary>Ids of locations; entities that one of them declares.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    public bool IsEmpty => this is { Kind.Count: 0, Type.Count: 0, Owner.Count: 0, System.Count: 0, Lifecycle.Count: 0, Tag.Count: 0, Namespace.Count: 0, Source.Count: 0, Orphan: null, Errors: null, Dangling: null } && string.IsNullOrWhiteSpace(Q);

    /// <summary>Whether one entity is meant, its text aside; for a few entities: lists ask the snapshot's indexes.</summary>
    public bool Matches(CatalogEntity entity, CatalogGraph graph)
        => OneOf(Kind, entity.Ref.Kind)
            && OneOf(Namespace, entity.Ref.Namespace)
            && OneOf(Type, entity.Type)
            && OneOf(Lifecycle, entity.Lifecycle)
            && RefOneOf(Owner, entity.Owner)
            && RefOneOf(System, entity.System)
            && Tag.All(t => entity.Tags.Contains(t, StringComparer.OrdinalIgnoreCase))
            && (Source.Count == 0 || entity.Sources.Any(s => s.LocationId is not null && Source.Contains(s.LocationId, StringComparer.OrdinalIgnoreCase)))
            && (Dangling is null || graph.IsDangling(entity.Ref) == Dangling)
            && (Errors is null || entity.Errors.Count > 0 == Errors)
            && (Orphan is null || IsOrphan(entity, graph) == Orphan);

    /// <summary>An entity of a kind that has owners, without one that exists.</summary>
    public static bool IsOrphan(CatalogEntity entity, CatalogGraph graph)
        => graph.Kinds.MustHaveOwner(entity.Ref.Kind)
            && (entity.Owner is not { } owner || graph.Find(owner) is null);

    private static bool OneOf(IReadOnlyList<string> wanted, string? value)
        => wanted.Count == 0 || (value is not null && wanted.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static bool RefOneOf(IReadOnlyList<string> wanted, EntityRef? value)
    {
        if (wanted.Count == 0)
        {
            return true;
        }

        foreach (var text in value is null ? [] : wanted)
        {
            if (text.Equals(value!.Value.Name, StringComparison.OrdinalIgnoreCase) || text.Equals(value.Value.ToString(), StringComparison.OrdinalIgnoreCase)
                || text.Equals($"{value.Value.Namespace}/{value.Value.Name}", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
