using System.Text.Json.Nodes;

namespace Portal.Application.Catalog;

/// <summary>What spec may hold for one kind.</summary>
/// <param name="Kind">As written in descriptors.</param>
/// <param name="ApiVersions">Accepted values of apiVersion.</param>
/// <param name="Fields">Fields of spec whose type is fixed; all others are free.</param>
/// <param name="Relations">Fields of spec that name other entities.</param>
internal sealed record KindSchema(string Kind, IReadOnlyList<string> ApiVersions, IReadOnlyList<SpecField> Fields, IReadOnlyList<RelationField> Relations)
{
    /// <summary>Of a custom kind: the JSON schema that spec must fit; null for the built-in ones.</summary>
    public JsonObject? SpecSchema { get; init; }

    /// <summary>Whether an entity of it without an owner lacks something.</summary>
    public bool MustHaveOwner { get; init; }

    /// <summary>Whether spec.owner says who answers for it.</summary>
    public bool HasOwner => Has("owner");

    /// <summary>Whether spec.system says what it is part of.</summary>
    public bool HasSystem => Has("system");

    private static readonly string[] Core = ["backstage.io/v1alpha1", "backstage.io/v1beta1"];

    private static readonly RelationField Owner = new("owner", RelationTypes.OwnedBy, "group");
    private static readonly RelationField System = new("system", RelationTypes.PartOf, "system");
    private static readonly RelationField[] Dependencies = [new("dependsOn", RelationTypes.DependsOn, null), new("dependencyOf", RelationTypes.DependencyOf, null)];

    private static readonly SpecField[] Profile =
    [
        new("profile", NodeKind.Map), new("profile.displayName", NodeKind.Text), new("profile.email", NodeKind.Text), new("profile.picture", NodeKind.Text),
    ];

    /// <summary>The built-in kinds.</summary>
    /// <remarks>Source: Backstage's kind schemas and BuiltinKindsEntityProcessor; Template from its scaffolder model.</remarks>
    public static IReadOnlyDictionary<string, KindSchema> All { get; } = new KindSchema[]
    {
        new("Component", Core,
            [Must("type"), Must("lifecycle"), Must("owner"), May("system"), May("subcomponentOf"), Refs("providesApis"), Refs("consumesApis"), Refs("dependsOn"), Refs("dependencyOf")],
            [Owner, new("subcomponentOf", RelationTypes.PartOf, "component"), new("providesApis", RelationTypes.ProvidesApi, "api"), new("consumesApis", RelationTypes.ConsumesApi, "api"), .. Dependencies, System]),
        new("API", Core, [Must("type"), Must("lifecycle"), Must("owner"), May("system"), Must("definition")], [Owner, System]),
        new("Resource", Core, [Must("type"), Must("owner"), May("system"), Refs("dependsOn"), Refs("dependencyOf")], [Owner, .. Dependencies, System]),
        new("System", Core, [Must("owner"), May("domain"), May("type")], [Owner, new("domain", RelationTypes.PartOf, "domain")]),
        new("Domain", Core, [Must("owner"), May("subdomainOf"), May("type")], [Owner, new("subdomainOf", RelationTypes.PartOf, "domain")]),
        new("Group", Core,
            [Must("type"), .. Profile, May("parent"), Refs("children") with { Required = true }, Refs("members")],
            [new("parent", RelationTypes.ChildOf, "group"), new("children", RelationTypes.ParentOf, "group"), new("members", RelationTypes.HasMember, "user")]),
        new("User", Core, [.. Profile, Refs("memberOf")], [new("memberOf", RelationTypes.MemberOf, "group")]),
        new("Location", Core, [May("type"), May("target"), Refs("targets"), May("presence") with { OneOf = ["required", "optional"] }], []),
        new("Template", ["scaffolder.backstage.io/v1beta3"],
            [Must("type"), May("owner"), May("lifecycle"), new("steps", NodeKind.List, Required: true), new("output", NodeKind.Map), new("presentation", NodeKind.Map)],
            [Owner]),
    }.ToDictionary(s => s.Kind, s => s with { MustHaveOwner = s.Kind is "Component" or "API" or "Resource" or "System" or "Domain" }, StringComparer.Ordinal);

    private bool Has(string field)
    {
        foreach (var relation in Relations)
        {
            if (relation.Name == field)
            {
                return true;
            }
        }

        return false;
    }

    private static SpecField Must(string name) => new(name, NodeKind.Text, Required: true);

    private static SpecField May(string name) => new(name, NodeKind.Text);

    private static SpecField Refs(string name) => new(name, NodeKind.List, ItemsAreText: true);
}

/// <summary>A field of spec. A text, or an item of a list of texts, must not be empty.</summary>
/// <param name="Path">Name under spec; a dot goes one level deeper.</param>
internal sealed record SpecField(string Path, NodeKind Type, bool Required = false, bool ItemsAreText = false, IReadOnlyList<string>? OneOf = null)
{
    // Made once: every document asks for them.
    public string FullPath { get; } = "spec." + Path;

    public string ItemPath { get; } = "an entry of spec." + Path;
}

/// <summary>A field that holds one ref or a list of refs.</summary>
/// <param name="Name">Under spec; a dot goes one level deeper, and into each entry where there is a list on the way.</param>
/// <param name="DefaultKind">The kind of a ref that names none; null: such a ref is an error.</param>
internal sealed record RelationField(string Name, string Type, string? DefaultKind);
