using System.Collections.Frozen;

namespace Portal.Application.Catalog;

/// <summary>
/// All kinds that descriptors may have, and what their relations are called in both directions: the built-in ones, always, and those an organisation adds. One immutable
/// snapshot; the newest is <see cref="IKinds.Current"/>.
/// </summary>
public sealed class KindRegistry
{
    // What the other end of a relation is called that no kind declares any more.
    private const string Unknown = "Of";

    private readonly FrozenDictionary<string, KindSchema> _schemas;
    private readonly FrozenDictionary<string, (string Inverse, bool IsForward)> _relations;
    private readonly FrozenSet<string> _needOwner;

    private KindRegistry(IReadOnlyList<CustomKind> custom)
    {
        Custom = custom;
        _schemas = KindSchema.All.Values.Concat(custom.Select(c => c.Schema)).ToFrozenDictionary(s => s.Kind, StringComparer.Ordinal);
        _needOwner = _schemas.Values.Where(s => s.MustHaveOwner).Select(s => s.Kind.ToLowerInvariant()).ToFrozenSet(StringComparer.Ordinal);
        var relations = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        foreach (var relation in custom.SelectMany(c => c.Relations))
        {
            relations.TryAdd(relation.Type, (relation.Inverse, true));
            relations.TryAdd(relation.Inverse, (relation.Type, false));
        }

        _relations = relations.ToFrozenDictionary(StringComparer.Ordinal);
        Fingerprint = string.Join(';', custom.Select(c => $"{c.File}:{c.Hash}"));
    }

    /// <summary>The kinds of Backstage alone.</summary>
    public static KindRegistry BuiltIn { get; } = new([]);

    /// <summary>Kinds the organisation added, by name.</summary>
    public IReadOnlyList<CustomKind> Custom { get; }

    /// <summary>The same for two registries that say the same.</summary>
    public string Fingerprint { get; }

    /// <summary>Names as descriptors write them, the built-in ones first.</summary>
    public IEnumerable<string> Names => KindSchema.All.Keys.Concat(Custom.Select(c => c.Kind));

    /// <summary>Every relation type, both directions.</summary>
    public IEnumerable<string> RelationNames => RelationTypes.All.Concat(_relations.Keys);

    /// <summary>Kinds of Backstage with the given ones beside them.</summary>
    /// <exception cref="ArgumentException">Two kinds have one name: whoever reads them says so first.</exception>
    public static KindRegistry With(IEnumerable<CustomKind> custom) => new([.. custom.OrderBy(c => c.Kind, StringComparer.Ordinal)]);

    /// <summary>A kind that the organisation added, by its name in any case.</summary>
    public CustomKind? FindCustom(string kind)
    {
        foreach (var custom in Custom)
        {
            if (custom.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase))
            {
                return custom;
            }
        }

        return null;
    }

    /// <summary>Whether descriptors may have this kind, written so.</summary>
    public bool Knows(string kind) => _schemas.ContainsKey(kind);

    /// <summary>Whether an entity of this kind (lower case) without an owner lacks something.</summary>
    public bool MustHaveOwner(string kind) => _needOwner.Contains(kind);

    public bool IsKnownRelation(string type) => RelationTypes.IsKnown(type) || _relations.ContainsKey(type);

    /// <summary>The same relation seen from its other end. One that no kind knows any more keeps a name of its own, so that the catalog can still be drawn.</summary>
    public string InverseOf(string type)
        => RelationTypes.IsKnown(type) ? RelationTypes.InverseOf(type)
            : _relations.TryGetValue(type, out var pair) ? pair.Inverse
            : type.EndsWith(Unknown, StringComparison.Ordinal) ? type[..^Unknown.Length] : type + Unknown;

    /// <summary>See <see cref="RelationTypes.IsForward"/>; a relation of a custom kind is drawn the way its kind declares it.</summary>
    public bool IsForward(string type)
        => RelationTypes.IsKnown(type) ? RelationTypes.IsForward(type)
            : _relations.TryGetValue(type, out var pair) ? pair.IsForward : !type.EndsWith(Unknown, StringComparison.Ordinal);

    /// <summary>See <see cref="RelationTypes.LeadsOn"/>; the target of a relation that a custom kind declares is what the entity rests on.</summary>
    public bool LeadsOn(string type) => RelationTypes.IsKnown(type) ? RelationTypes.LeadsOn(type) : IsForward(type);

    internal KindSchema? Find(string kind) => _schemas.GetValueOrDefault(kind);
}

/// <summary>A kind that an organisation added by a file.</summary>
/// <param name="Kind">As descriptors write it.</param>
/// <param name="Title">One entity of it, in words.</param>
/// <param name="Plural">Several of them: the tab of the catalog.</param>
/// <param name="Icon">Name of an icon the portal ships.</param>
/// <param name="SchemaJson">The schema of spec, indented.</param>
/// <param name="File">Name of its file in the folder of kinds.</param>
/// <param name="Hash">Of the file's content.</param>
public sealed record CustomKind(
    string Kind,
    IReadOnlyList<string> ApiVersions,
    string Title,
    string Plural,
    string Icon,
    string? Description,
    IReadOnlyList<CustomRelation> Relations,
    string SchemaJson,
    string File,
    string Hash)
{
    // Set by whoever reads the file; there is no other way to make one.
    internal KindSchema Schema { get; init; } = null!;
}

/// <summary>A field of a custom kind that names other entities.</summary>
/// <param name="Field">Path in the document: spec.reads.</param>
/// <param name="Inverse">What the relation is called from its other end.</param>
/// <param name="DefaultKind">Kind of a ref that names none; null: such a ref is refused.</param>
public sealed record CustomRelation(string Field, string Type, string Inverse, string? DefaultKind);

/// <summary>A file in the folder of kinds and what is wrong with it.</summary>
/// <param name="Kind">Null when none could be read from it, now or earlier.</param>
/// <param name="Errors">Not empty: the kind is the last version that was in order, if there was one.</param>
/// <param name="LoadedAt">When the version in use was read.</param>
public sealed record KindFile(string File, CustomKind? Kind, IReadOnlyList<EntityError> Errors, DateTimeOffset? LoadedAt);

/// <summary>The kinds in use. They may change at any time: take <see cref="Current"/> once per piece of work.</summary>
public interface IKinds
{
    KindRegistry Current { get; }

    /// <summary>The folder they are read from; null: only the built-in kinds are known.</summary>
    string? Folder { get; }

    /// <summary>Every file in the folder, by name.</summary>
    IReadOnlyList<KindFile> Files { get; }
}
