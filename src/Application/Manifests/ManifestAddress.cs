using Portal.Application.Catalog;

namespace Portal.Application.Manifests;

/// <summary>A place of manifests outside the service's own repository: <c>REPOSITORY//PATH</c>, the repository with its host or scheme.</summary>
public static class ManifestAddress
{
    /// <returns>Null when the text is a path in the service's own repository.</returns>
    public static (string Repository, string Path)? Parse(string place)
        => RepositoryName.OfLabel(place) is { } repository && IsRepository(repository) ? (repository, place[(repository.Length + 2)..]) : null;

    // A path may hold two slashes by mistake; a repository has a scheme, or a host, an owner and a name.
    private static bool IsRepository(string text)
        => text.Contains("://", StringComparison.Ordinal) || (text.Contains('.', StringComparison.Ordinal) && RepositoryName.Parse("https://" + text) is not null) || RepositoryName.Parse(text) is not null;
}
