using Portal.Application.Catalog;

namespace Portal.Infrastructure.Packages;

/// <param name="Path">Relative to the source's folder.</param>
internal sealed record FoundManifest(string Path, long Length, long ChangedTicks);

/// <summary>
/// Which manifests belong to which component: those in the folder of its descriptor and below, down to where another component's descriptor lies. Where several components share a
/// folder nobody can tell whose a manifest is, unless an annotation says so.
/// </summary>
internal static class ManifestFinder
{
    /// <summary>
    /// Folders or files relative to the descriptor, separated by commas; "none" for none. Parts with an equals sign name Kubernetes manifests by environment and say nothing here.
    /// </summary>
    public const string Annotation = "portal.dev/manifests";
    private const int MaxDepth = 16;
    private const int MaxEntries = 200_000;
    private const int MaxManifests = 500;

    // What tools put there is no source of the service.
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase) { "node_modules", "bin", "obj", "vendor", "target", "dist", "venv", "site-packages", "__pycache__", "testdata" };

    /// <param name="components">Components of one root folder.</param>
    /// <returns>For each of them its files, in order; an empty list for none.</returns>
    public static Dictionary<LocalComponent, List<FoundManifest>> Find(string root, IReadOnlyList<LocalComponent> components)
    {
        var found = components.ToDictionary(c => c, _ => new List<FoundManifest>());
        Dictionary<string, LocalComponent?> owners = new(StringComparer.Ordinal);
        List<(LocalComponent Component, string Path)> named = [];
        foreach (var component in components)
        {
            var folder = ManifestTree.Folder(component.Descriptor);
            if (PlacesOf(component.Entity) is not { } places)
            {
                owners[folder] = owners.ContainsKey(folder) ? null : component;
            }
            else if (!places.Trim().Equals("none", StringComparison.OrdinalIgnoreCase))
            {
                named.AddRange(places.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => ManifestTree.Join(folder, p)).OfType<string>().Select(p => (component, p)));
            }
        }

        foreach (var (component, path) in named)
        {
            if (Directory.Exists(Path.Combine(root, path)))
            {
                owners[path] = component;
            }
            else if (Manifests.IsWatched(ManifestTree.Name(path)) && new FileInfo(Path.Combine(root, path)) is { Exists: true } file)
            {
                found[component].Add(new(path, file.Length, file.LastWriteTimeUtc.Ticks));
            }
        }

        var entries = 0;
        HashSet<string> walked = new(StringComparer.Ordinal);
        foreach (var folder in owners.Keys.Order(StringComparer.Ordinal))
        {
            Walk(folder, owners[folder], 0);
        }

        foreach (var (component, files) in found)
        {
            Surroundings(root, files);
            files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        }

        return found;

        void Walk(string folder, LocalComponent? owner, int depth)
        {
            if (!walked.Add(folder) || depth > MaxDepth || entries > MaxEntries || new DirectoryInfo(Path.Combine(root, folder)) is not { Exists: true, LinkTarget: null } directory)
            {
                return;
            }

            foreach (var entry in directory.EnumerateFileSystemInfos())
            {
                entries++;
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry is FileInfo file && owner is not null && Manifests.IsWatched(entry.Name) && found[owner].Count < MaxManifests)
                {
                    found[owner].Add(new(path, file.Length, file.LastWriteTimeUtc.Ticks));
                }
                else if (entry is DirectoryInfo { LinkTarget: null } && !entry.Name.StartsWith('.') && !Skipped.Contains(entry.Name))
                {
                    Walk(path, owners.TryGetValue(path, out var other) ? other : owner, depth + 1);
                }
            }
        }
    }

    private static string? PlacesOf(CatalogEntity component)
        => component.Annotations.TryGetValue(Annotation, out var value) && value.Split(',').Where(p => !p.Contains('=', StringComparison.Ordinal) && Portal.Application.Manifests.ManifestAddress.Parse(p.Trim()) is null).ToList() is { Count: > 0 } places ? string.Join(',', places) : null;

    // What lies above and decides about versions: when it changes, the service is read anew, too.
    private static void Surroundings(string root, List<FoundManifest> files)
    {
        HashSet<string> known = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var above = files.Select(f => (Folder: ManifestTree.Folder(f.Path), IsMaven: ManifestTree.Name(f.Path) == "pom.xml")).Distinct().ToList()
            .SelectMany(f => ManifestTree.Upwards(f.Folder).SelectMany(folder => f.IsMaven ? ["pom.xml"] : (string[])["Directory.Packages.props", "Directory.Build.props"], (folder, name) => ManifestTree.Join(folder, name)!));
        foreach (var path in above.Where(known.Add).ToList())
        {
            if (new FileInfo(Path.Combine(root, path)) is { Exists: true } file)
            {
                files.Add(new(path, file.Length, file.LastWriteTimeUtc.Ticks));
            }
        }
    }
}
