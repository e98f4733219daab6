using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Application.Catalog;

/// <summary>An entity as the API answers it and pages list it.</summary>
/// <param name="Ref">kind:namespace/name, lower case.</param>
/// <param name="Owner">Full ref.</param>
/// <param name="System">Full ref.</param>
/// <param name="Relations">Both directions.</param>
public sealed record EntityView(
    string Ref,
    string Kind,
    string Namespace,
    string Name,
    string? Title,
    string? Description,
    string? Type,
    string? Owner,
    string? Lifecycle,
    string? System,
    IReadOnlyList<string> Tags,
    IReadOnlyList<RelationView> Relations,
    IReadOnlyList<SourceView> Sources,
    IReadOnlyList<EntityError> Errors)
{
    /// <summary>Title, or the profile's name, or the name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Mistakes that leave it valid; only where one entity is asked for.</summary>
    [JsonIgnore]
    public IReadOnlyList<EntityError> Warnings { get; init; } = [];

    /// <summary>Set where one entity is asked for.</summary>
    [JsonIgnore]
    public EntityDetails? Details { get; init; }

    /// <param name="entity">An entity of the snapshot.</param>
    /// <param name="graph">The snapshot.</param>
    /// <param name="locations">Sources and when they were last read; what they confirmed since the snapshot counts as seen.</param>
    public static EntityView Of(CatalogEntity entity, CatalogGraph graph, IReadOnlyList<LocationStatus> locations) => new(
        entity.Ref.ToString(),
        entity.Kind,
        entity.Namespace,
        entity.Name,
        entity.Title,
        entity.Description,
        entity.Type,
        entity.Owner?.ToString(),
        entity.Lifecycle,
        entity.System?.ToString(),
        entity.Tags,
        [.. graph.RelationsOf(entity.Ref).Select(r => new RelationView(r.Type, r.Target.ToString()))],
        SourceView.Of(entity, locations),
        entity.Errors)
    {
        DisplayName = entity.DisplayName,
    };

    /// <summary>With what the entity says of its dependencies: how much it needs them, and for what.</summary>
    public EntityView With(DependencyNotes noted)
    {
        if (noted.ByTarget.Count == 0 && noted.Problems.Count == 0)
        {
            return this;
        }

        var byTarget = noted.ByTarget.Values.ToDictionary(n => n.Target.ToString(), StringComparer.Ordinal);
        return this with
        {
            Warnings = noted.Problems,
            Relations = [.. Relations.Select(r => r.Type is RelationTypes.DependsOn or RelationTypes.ConsumesApi && byTarget.TryGetValue(r.Target, out var note)
                ? r with { Criticality = note.Criticality, Why = note.Why } : r)],
        };
    }
}

/// <summary>What only the page of one entity needs.</summary>
public sealed record EntityDetails(
    string ApiVersion,
    IReadOnlyDictionary<string, string> Annotations,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<EntityLink> Links,
    JsonElement Spec)
{
    public static EntityDetails Of(CatalogEntity entity) => new(entity.ApiVersion, entity.Annotations, entity.Labels, entity.Links, entity.Spec);
}

public sealed record RelationView(string Type, string Target)
{
    /// <summary>hard or soft, where the descriptor says so; only where one entity is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Criticality { get; init; }

    /// <summary>What the target is needed for; only where one entity is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Why { get; init; }
}

/// <summary>Where an entity was read.</summary>
/// <param name="LastSeenAt">When a look at the source last confirmed it.</param>
public sealed record SourceView(string Location, int Line, string? Commit, DateTimeOffset LastSeenAt, string? LocationId)
{
    // A look that finds nothing new does not rebuild the snapshot; it confirms what the snapshot holds.
    internal static IReadOnlyList<SourceView> Of(CatalogEntity entity, IReadOnlyList<LocationStatus> locations)
        => [.. entity.Sources.Select(s => new SourceView(s.Location, s.Line, s.Commit, LastSeen(entity, s, locations), s.LocationId))];

    private static DateTimeOffset LastSeen(CatalogEntity entity, EntitySource source, IReadOnlyList<LocationStatus> locations)
    {
        var broken = entity.Errors.Any(e => e.Location == source.Location);
        var success = broken ? null : locations.FirstOrDefault(l => l.Id == source.LocationId)?.LastSuccessAt;
        return success > source.LastSeenAt ? success.Value : source.LastSeenAt;
    }
}
