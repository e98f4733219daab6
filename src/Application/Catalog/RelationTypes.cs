namespace Portal.Application.Catalog;

/// <summary>The relation pairs that Backstage's catalog knows.</summary>
public static class RelationTypes
{
    public const string OwnedBy = "ownedBy";
    public const string OwnerOf = "ownerOf";
    public const string PartOf = "partOf";
    public const string HasPart = "hasPart";
    public const string DependsOn = "dependsOn";
    public const string DependencyOf = "dependencyOf";
    public const string ProvidesApi = "providesApi";
    public const string ApiProvidedBy = "apiProvidedBy";
    public const string ConsumesApi = "consumesApi";
    public const string ApiConsumedBy = "apiConsumedBy";
    public const string MemberOf = "memberOf";
    public const string HasMember = "hasMember";
    public const string ParentOf = "parentOf";
    public const string ChildOf = "childOf";

    private static readonly Dictionary<string, string> Inverse = new(StringComparer.Ordinal)
    {
        [OwnedBy] = OwnerOf,
        [OwnerOf] = OwnedBy,
        [PartOf] = HasPart,
        [HasPart] = PartOf,
        [DependsOn] = DependencyOf,
        [DependencyOf] = DependsOn,
        [ProvidesApi] = ApiProvidedBy,
        [ApiProvidedBy] = ProvidesApi,
        [ConsumesApi] = ApiConsumedBy,
        [ApiConsumedBy] = ConsumesApi,
        [MemberOf] = HasMember,
        [HasMember] = MemberOf,
        [ParentOf] = ChildOf,
        [ChildOf] = ParentOf,
    };

    /// <exception cref="KeyNotFoundException">The type is not one of the pairs above.</exception>
    public static string InverseOf(string type) => Inverse[type];

    /// <summary>Every type, both directions.</summary>
    public static IReadOnlyCollection<string> All => Inverse.Keys;

    public static bool IsKnown(string type) => Inverse.ContainsKey(type);

    /// <summary>Whether this is the direction a graph is drawn in: from what depends to what it depends on, from part to whole.</summary>
    public static bool IsForward(string type) => type is OwnedBy or PartOf or DependsOn or ProvidesApi or ConsumesApi or MemberOf or ChildOf;

    /// <summary>Whether the target is what the source rests on. An API rests on the component that provides it.</summary>
    public static bool LeadsOn(string type) => type is ApiProvidedBy || (IsForward(type) && type is not ProvidesApi);
}
