using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Portal.Application.Catalog;

/// <summary>One entity as its descriptor declares it. Immutable; relations that others declare live in <see cref="CatalogGraph"/>.</summary>
public sealed record CatalogEntity
{
    // Shared by the many entities that have none: a hundred thousand empty dictionaries are tens of megabytes.
    private static readonly IReadOnlyDictionary<string, string> NoTexts = new Dictionary<string, string>(StringComparer.Ordinal);
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    private readonly byte[] _spec = EmptyObject;
    private readonly byte[]? _raw;

    public required EntityRef Ref { get; init; }

    /// <summary>As written in the descriptor, for instance "Component".</summary>
    public required string Kind { get; init; }

    public string ApiVersion { get; init; } = "backstage.io/v1alpha1";

    /// <summary>As written; "default" where it is left out.</summary>
    public string Namespace { get; init; } = EntityRef.DefaultNamespace;

    /// <summary>As written.</summary>
    public required string Name { get; init; }

    public string? Title { get; init; }

    /// <summary>spec.profile.displayName: the readable name of a person or team.</summary>
    public string? ProfileName { get; init; }

    public string? Description { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoTexts;

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = NoTexts;

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<EntityLink> Links { get; init; } = [];

    /// <summary>spec.type</summary>
    public string? Type { get; init; }

    /// <summary>spec.lifecycle</summary>
    public string? Lifecycle { get; init; }

    /// <summary>spec.owner, resolved to a full ref.</summary>
    public EntityRef? Owner { get; init; }

    /// <summary>spec.system, resolved to a full ref.</summary>
    public EntityRef? System { get; init; }

    /// <summary>spec as JSON, placeholders resolved. Kept as UTF-8 and parsed at each call, since few entities are asked for it: keep the answer while you read it.</summary>
    public JsonElement Spec
    {
        get => JsonElement.Parse(_spec, DeepEnough);
        init => _spec = value.ValueKind == JsonValueKind.Object ? JsonSerializer.SerializeToUtf8Bytes(value) : EmptyObject;
    }

    /// <summary>spec as UTF-8 JSON; always an object.</summary>
    public ReadOnlyMemory<byte> SpecUtf8
    {
        get => _spec;
        init => _spec = MemoryMarshal.TryGetArray(value, out var whole) && whole.Array!.Length == whole.Count ? whole.Array : value.ToArray(); // an array of its own is not copied
    }

    /// <summary>Relations with this entity as source, as Backstage's processor emits them; the inverses are the graph's work.</summary>
    public IReadOnlyList<Relation> Declares { get; init; } = [];

    /// <summary>Where it was read. More than one: the sources claim the same name, and the first one is shown.</summary>
    public IReadOnlyList<EntitySource> Sources { get; init; } = [];

    /// <summary>What is wrong with it now: its newest text does not parse, another source claims its name.</summary>
    public IReadOnlyList<EntityError> Errors { get; init; } = [];

    /// <summary>The document's text as read (YAML), or null when it was not read from text.</summary>
    public string? Raw
    {
        get => _raw is null ? null : Encoding.UTF8.GetString(_raw);
        init => _raw = value is null ? null : Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Whether there is a text.</summary>
    public bool HasRaw => _raw is not null;

    /// <summary>How the value of spec is read: documents nest as deep as descriptors may.</summary>
    private static JsonDocumentOptions DeepEnough => new() { MaxDepth = 256 };

    /// <summary>Title, or the profile's name, or the name where there is neither.</summary>
    public string DisplayName => Title ?? ProfileName ?? Name;
}

/// <summary>A link of metadata.links.</summary>
public sealed record EntityLink(string Url, string? Title, string? Icon, string? Type);

/// <summary>A relation to another entity; the target may not exist (dangling).</summary>
/// <param name="Type">ownedBy, ownerOf, partOf, hasPart, dependsOn, dependencyOf, providesApi, apiProvidedBy, consumesApi, apiConsumedBy, memberOf, hasMember, parentOf, childOf.</param>
/// <param name="Target">The other end.</param>
public readonly record struct Relation(string Type, EntityRef Target);

/// <summary>Where an entity was read.</summary>
/// <param name="Location">file:..., git URL with path, ...</param>
/// <param name="Line">Line of the document's first line in its file, from 1.</param>
/// <param name="Commit">Commit for git sources.</param>
/// <param name="LastSeenAt">When a read last found it there, UTC.</param>
/// <param name="LocationId">The registered location it comes from.</param>
public sealed record EntitySource(string Location, int Line, string? Commit, DateTimeOffset LastSeenAt, string? LocationId = null);

/// <summary>A problem with a descriptor; line and column from 1, 0 when there is no position.</summary>
public sealed record EntityError(string Location, int Line, int Column, string Message, string? Fix = null);
