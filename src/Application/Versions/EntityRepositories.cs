using Portal.Application.Catalog;

namespace Portal.Application.Versions;

/// <summary>The repositories whose releases may tell an entity's version, the one that says most first.</summary>
public static class EntityRepositories
{
    public const string Slug = "github.com/project-slug";
    private const string SourceLocation = "backstage.io/source-location";

    /// <returns>Keys as <see cref="RepositoryName.KeyOf"/> gives them.</returns>
    public static IEnumerable<string> Of(CatalogEntity entity)
    {
        if (entity.Annotations.TryGetValue(Slug, out var slug) && RepositoryName.Parse($"https://github.com/{slug.Trim()}") is { } named)
        {
            yield return named.Key;
        }

        if (entity.Annotations.TryGetValue(SourceLocation, out var place) && place.StartsWith("url:", StringComparison.Ordinal) && RepositoryName.Parse(place[4..]) is { } located)
        {
            yield return located.Key;
        }

        foreach (var source in entity.Sources.Take(1))
        {
            if (RepositoryName.OfLabel(source.Location) is { } repository)
            {
                yield return RepositoryName.KeyOf(repository);
            }
        }
    }
}
