using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A location to be read.</summary>
/// <param name="IsTrusted">Whether people and teams are read from it and from what it leads to.</param>
internal sealed record LocationTarget(string Id, string Type, string Target, bool IsTrusted = false)
{
    /// <summary>Whether an entity of it may be in the catalog: users and groups decide who holds which role, so they come from trusted sources only.</summary>
    public bool MayHold(CatalogEntity entity) => IsTrusted || entity.Ref.Kind is not ("user" or "group");
}

/// <summary>One document of a reading: the entity, or what kept it from being one.</summary>
/// <param name="Entity">Null when the document is invalid.</param>
/// <param name="ClaimedRef">The ref an invalid document would have had, as far as it can be told.</param>
/// <param name="Json">The entity as JSON with placeholders filled in; null when invalid.</param>
/// <param name="Errors">What is wrong. A valid entity may have some, too: a placeholder that could not be read.</param>
/// <param name="Root">For following Location targets with their places.</param>
internal sealed record DocumentReading(int Index, CatalogEntity? Entity, string? ClaimedRef, string? Json, IReadOnlyList<EntityError> Errors, DescriptorNode? Root);

/// <summary>One file of a reading.</summary>
/// <param name="Stamp">When it is the same at the next reading, the file is not parsed again; null: always parse.</param>
internal sealed record FileReading(string Label, string? Stamp, IReadOnlyList<DocumentReading> Documents)
{
    public bool HasErrors => Documents.Any(d => d.Entity is null);

    /// <summary>The same file in another commit: git leaves the files alone that a commit does not touch.</summary>
    public FileReading At(string? commit)
        => Documents.All(d => d.Entity is null || d.Entity.Sources[0].Commit == commit) ? this : this with
        {
            Held = Held is null ? null : [.. Held.Select(h => h with { Entity = In(h.Entity, commit) })],
            Documents = [.. Documents.Select(d => d.Entity is { } entity ? d with { Entity = In(entity, commit) } : d)],
        };

    /// <summary>Without the JSON that only storing needs.</summary>
    public FileReading Stored() => Documents.All(d => d.Json is null) ? this : this with
    {
        Held = Held is null ? null : [.. Held.Select(h => h with { Json = null })],
        Documents = [.. Documents.Select(d => d with { Json = null })],
    };

    private static CatalogEntity In(CatalogEntity entity, string? commit) => entity with { Sources = [.. entity.Sources.Select(s => s with { Commit = commit })] };

    /// <summary>What the catalog holds of it; worked out once, since an unchanged file is the same reading at the next look.</summary>
    public IReadOnlyList<HeldDocument>? Held { get; set; }
}

/// <summary>What one look at a location brought.</summary>
/// <param name="Reached">False: the source itself did not answer, so nothing can be said about its entities.</param>
/// <param name="Commit">Of the location's own repository.</param>
/// <param name="Errors">Of the location: unreachable source, targets that cannot be followed.</param>
/// <param name="FailedPrefixes">Labels that begin with one of these could not be read; their entities are kept.</param>
internal sealed record SourceReading(bool Reached, string? Commit, IReadOnlyDictionary<string, FileReading> Files, IReadOnlyList<EntityError> Errors, IReadOnlyCollection<string> FailedPrefixes)
{
    /// <summary>Fingerprint of the kinds that the documents were checked by.</summary>
    public string Kinds { get; init; } = "";

    /// <summary>What is worth knowing and nothing is wrong with: what was left out, how much of a limit is left.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the source wants to know again at its next look; nobody else reads it.</summary>
    public object? Memory { get; init; }

    /// <summary>Who made the commit, as git has it: "Name &lt;address&gt;"; null where there is no commit.</summary>
    public string? Author { get; init; }

    /// <summary>Whether another look brought exactly the same: the same files, unread, and the same complaints.</summary>
    public bool IsSameAs(SourceReading other)
        => Reached && other.Reached && Commit == other.Commit && Files.Count == other.Files.Count && Errors.SequenceEqual(other.Errors)
            && FailedPrefixes.Count == other.FailedPrefixes.Count && FailedPrefixes.All(other.FailedPrefixes.Contains)
            && Files.All(f => other.Files.TryGetValue(f.Key, out var same) && ReferenceEquals(f.Value, same));

    /// <summary>Without the JSON that only storing needs.</summary>
    public SourceReading Stored() => this with { Files = Files.ToDictionary(f => f.Key, f => f.Value.Stored(), StringComparer.Ordinal) };

    public static SourceReading Unreachable(EntityError error)
        => new(false, null, new Dictionary<string, FileReading>(StringComparer.Ordinal), [error], []);
}
