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

    public static SourceReading Unreachable(EntityError error)
        => new(false, null, new Dictionary<string, FileReading>(StringComparer.Ordinal), [error], []);
}
