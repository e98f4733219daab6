using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>Reads the manifests of one service into one document.</summary>
internal static class Manifests
{
    private const int NotesKept = 20;

    /// <summary>Lock and property files are read with the manifest they belong to.</summary>
    private static readonly Dictionary<string, Action<ManifestReading, string>> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["package.json"] = NpmManifest.Read,
        ["go.mod"] = GoManifest.Read,
        ["pom.xml"] = MavenManifest.Read,
        ["pyproject.toml"] = PoetryManifest.Read,
        ["poetry.lock"] = PoetryManifest.ReadLock,
    };

    /// <summary>Whether a file of this name is a manifest, or belongs to one: when it changes, the service is read anew.</summary>
    public static bool IsWatched(string name)
        => IsManifest(name) || IsLock(name) || name.Equals("Directory.Packages.props", StringComparison.OrdinalIgnoreCase) || name.Equals("Directory.Build.props", StringComparison.OrdinalIgnoreCase);

    /// <param name="tree">The repository or folder that the manifests lie in.</param>
    /// <param name="paths">All watched files of the service.</param>
    /// <returns>The document, and what could not be read, a line each.</returns>
    public static (PackageDocument Document, IReadOnlyList<string> Failures) Read(ManifestTree tree, IEnumerable<string> paths)
    {
        var reading = new ManifestReading(tree);
        List<string> read = [];
        List<string> failures = [];
        foreach (var path in paths.Where(p => IsManifest(ManifestTree.Name(p))).Order(StringComparer.Ordinal))
        {
            try
            {
                ReaderOf(ManifestTree.Name(path))!(reading, path);
                read.Add(path);
            }
            catch (MalformedException ex)
            {
                failures.Add($"{path} is not read: {ex.Message} {ex.Fix}");
            }
            catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
            {
                failures.Add($"{path} is not read: {ex.Message} Check that the portal's account may read it.");
            }
        }

        var format = string.Join(", ", read.Concat(reading.Done.Where(IsLock)).Select(p => ManifestTree.Name(p)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase));
        return (new(format, null, null, null, reading.Graph.Build(), [.. reading.Notes.Distinct(StringComparer.Ordinal).Take(NotesKept)]), failures);
    }

    private static bool IsLock(string path) => ManifestTree.Name(path) is "package-lock.json" or "npm-shrinkwrap.json" or "packages.lock.json" or "poetry.lock";

    private static bool IsManifest(string name) => ReaderOf(name) is not null;

    private static Action<ManifestReading, string>? ReaderOf(string name)
        => ByName.TryGetValue(name, out var reader) ? reader
            : name.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".fsproj", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".vbproj", StringComparison.OrdinalIgnoreCase) ? DotnetManifest.Read
            : name.StartsWith("requirements", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? RequirementsManifest.Read
            : null;
}

/// <summary>What the manifests of one service have in common while they are read.</summary>
internal sealed class ManifestReading(ManifestTree tree)
{
    public ManifestTree Tree => tree;

    public DependencyGraph Graph { get; } = new();

    /// <summary>What is not known, in words, with the file.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Files that were read along with another one.</summary>
    public HashSet<string> Done { get; } = new(StringComparer.Ordinal);

    /// <exception cref="MalformedException">The service names more packages than any service does.</exception>
    public void Add(string id, string ecosystem, string name, string? version, bool isDevelopment)
    {
        Graph.Add(id, ecosystem, name, version ?? "", isDevelopment);
        if (Graph.Count > DependencyGraph.MaxPackages)
        {
            throw new MalformedException($"The manifests name more than {DependencyGraph.MaxPackages:N0} packages.", "Name those of the service in the annotation portal.dev/manifests.");
        }
    }
}
