using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Packages;

/// <summary>A component whose descriptor lies in files that the portal has here.</summary>
/// <param name="Root">The folder of the source: manifests are looked for there and nowhere else.</param>
/// <param name="Descriptor">Path of the descriptor in it.</param>
/// <param name="Commit">What is checked out, for git.</param>
internal sealed record LocalComponent(CatalogEntity Entity, string Root, string Descriptor, string? Commit);

/// <summary>Finds the folders that sources were read from: folders of this machine, and the copies of repositories.</summary>
internal sealed class ManifestPlaces(ICatalog catalog, CatalogIngest ingest, GitCheckouts git)
{
    public IReadOnlyList<LocalComponent> Components()
    {
        Dictionary<string, (string Label, string Folder)> places = new(StringComparer.Ordinal);
        foreach (var target in ingest.Snapshot().Select(s => s.Target))
        {
            if (PlaceOf(target) is { } place)
            {
                places[target.Id] = place;
            }
        }

        List<LocalComponent> found = [];
        foreach (var entity in catalog.Current.Entities.Where(e => e.Ref.Kind == "component" && e.Sources.Count > 0))
        {
            var source = entity.Sources[0];
            var place = source.LocationId is { } id && places.TryGetValue(id, out var own) && source.Location.StartsWith(own.Label, StringComparison.Ordinal) ? own : Elsewhere(source.Location);
            if (place is { } here)
            {
                found.Add(new(entity, here.Folder, source.Location[here.Label.Length..], source.Commit));
            }
        }

        return found;
    }

    private (string Label, string Folder)? PlaceOf(LocationTarget target)
    {
        switch (target.Type)
        {
            case "directory":
                return Local(Path.GetFullPath(target.Target));
            case "file":
                return Local(SourceReader.RootOf(Path.GetDirectoryName(Path.GetFullPath(target.Target))!));
            case "git" or "url":
                return GitTarget.Parse(target.Target, out _) is { } repository && git.Existing(repository) is { } folder ? (repository.Label, folder) : null;
            default:
                return null;
        }
    }

    // A Location entity may lead to another repository than the one it stands in.
    private (string Label, string Folder)? Elsewhere(string location)
        => !location.StartsWith("file:", StringComparison.Ordinal) && GitTarget.Parse(location, out _) is { Host: not null } target && git.Existing(target with { Path = "" }) is { } folder ? (target.Label, folder) : null;

    private static (string Label, string Folder) Local(string folder) => ($"file:{folder.TrimEnd('/')}/", folder);
}
