using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Reads all repositories of an organisation as one location (type github-org).</summary>
internal interface IOrganizationSource
{
    /// <summary>Why the target cannot be registered, or null.</summary>
    string? Problem(string target);

    /// <param name="previous">The reading before: what has not changed is taken from it.</param>
    /// <param name="lastGood">Location entities that a now broken file last held, by the file's label.</param>
    Task<SourceReading> ReadAsync(LocationTarget location, SourceReading? previous, Func<string, IEnumerable<CatalogEntity>> lastGood, CancellationToken ct);

    /// <summary>Whether the repository lies in the organisation that the target names.</summary>
    bool Holds(string target, string repositoryUrl);

    /// <summary>The next look asks for this repository whatever the schedule says.</summary>
    /// <param name="repositoryUrl">Null: for all of them, beginning with their list.</param>
    void Want(string locationId, string? repositoryUrl);
}
