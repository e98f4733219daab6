using System.IO.Enumeration;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A folder of this machine: a directory location, the folder of a file location, or a checked-out repository.</summary>
internal sealed class LocalRoot(string folder, string label, string? commit, DescriptorLimits limits) : DescriptorRoot
{
    // One more than a walk takes, so that the walk can say that there are more.
    private const int MaxFiles = SourceWalk.MaxFiles + 1;

    private readonly string _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    public override string? Commit => commit;

    public string Folder => _folder;

    public override string Label(string path) => label + path;

    public override string? Stamp(string path)
    {
        var info = new FileInfo(Full(path));
        return info.Exists && info.LinkTarget is null ? $"{info.Length}:{info.LastWriteTimeUtc.Ticks}" : null;
    }

    public override async Task<FileBytes> ReadAsync(string path, CancellationToken ct)
    {
        var name = Label(path);
        try
        {
            if (Inside(path) is not { } real)
            {
                return new(null, null, new(name, 0, 0, "The file is a link that leaves its source.", "Put the file itself there."));
            }

            var info = new FileInfo(real);
            if (!info.Exists)
            {
                return new(null, null, new(name, 0, 0, "The file does not exist.", "Correct the path, or remove what points to it."), Missing: true);
            }

            if (FileKind.Special(real) is { } special)
            {
                return new(null, null, new(name, 0, 0, $"This is {special}, not a regular file; it is not opened.", "Put a regular file there, or correct the path."));
            }

            if (info.Length > limits.MaxFileBytes)
            {
                return new(null, null, new YamlDescriptorReader(limits).TooLarge(name, info.Length).Errors[0]);
            }

            var stamp = $"{info.Length}:{info.LastWriteTimeUtc.Ticks}";
            return new(await File.ReadAllBytesAsync(real, ct), stamp, null);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return new(null, null, new(name, 0, 0, $"The file cannot be read: {ex.Message}", "Check that it exists and that the portal's account may read it."));
        }
    }

    public override IReadOnlyList<string>? Expand(string pattern)
    {
        pattern = pattern.Trim('/');
        if (!pattern.Contains('*', StringComparison.Ordinal) && !pattern.Contains('?', StringComparison.Ordinal))
        {
            return Directory.Exists(Full(pattern)) ? Scan(pattern, IsYaml) : File.Exists(Full(pattern)) ? [pattern] : null;
        }

        var fixedPart = string.Join('/', pattern.Split('/').TakeWhile(p => !p.Contains('*', StringComparison.Ordinal) && !p.Contains('?', StringComparison.Ordinal)));
        return Directory.Exists(Full(fixedPart)) ? Scan(fixedPart, path => Matches(path.Split('/'), pattern.Split('/'))) : null;
    }

    /// <summary>Descriptor files anywhere below: catalog-info.yaml and catalog-info.yml.</summary>
    public IReadOnlyList<string> CatalogInfoFiles()
        => Scan("", path => Path.GetFileName(path) is "catalog-info.yaml" or "catalog-info.yml");

    private static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path, split at its slashes, fits a pattern with * within a name and ** for any number of folders.</summary>
    internal static bool Matches(ReadOnlySpan<string> path, ReadOnlySpan<string> pattern)
    {
        if (pattern.IsEmpty)
        {
            return path.IsEmpty;
        }

        if (pattern[0] == "**")
        {
            for (var skip = 0; skip <= path.Length; skip++)
            {
                if (Matches(path[skip..], pattern[1..]))
                {
                    return true;
                }
            }

            return false;
        }

        return !path.IsEmpty && FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: false) && Matches(path[1..], pattern[1..]);
    }

    private string Full(string path) => path.Length == 0 ? _folder : Path.Combine(_folder, path);

    /// <summary>The file behind links, or null when it lies outside. Mounted ConfigMaps are links within their own folder.</summary>
    private string? Inside(string path)
    {
        var full = Path.GetFullPath(Full(path));
        for (var at = full; at is not null && at.Length > _folder.Length; at = Path.GetDirectoryName(at))
        {
            FileSystemInfo info = at == full ? new FileInfo(at) : new DirectoryInfo(at);
            if (info.LinkTarget is not null)
            {
                var target = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
                if (target is null)
                {
                    return full; // a dangling link: reported as missing
                }

                full = Path.GetFullPath(at == full ? target : target + full[at.Length..]);
                break;
            }
        }

        return IsBelow(full) ? full : null;
    }

    private bool IsBelow(string full) => full.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Folders whose name starts with a dot, node_modules, and what lies beside a template (its skeleton) hold no descriptors of this source.
    private List<string> Scan(string start, Func<string, bool> wanted)
    {
        List<string> files = [];
        var folders = new Stack<string>();
        folders.Push(start);
        while (folders.TryPop(out var folder))
        {
            var entries = new DirectoryInfo(Full(folder)).EnumerateFileSystemInfos().OrderByDescending(e => e.Name, StringComparer.Ordinal).ToList();
            var isTemplate = folder.Length > 0 && entries.Any(e => e.Name is "template.yaml" or "template.yml");
            foreach (var entry in entries)
            {
                var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry is DirectoryInfo { LinkTarget: null } && !isTemplate && !entry.Name.StartsWith('.') && entry.Name != "node_modules")
                {
                    folders.Push(path);
                }
                else if (entry is FileInfo && wanted(path))
                {
                    files.Add(path);
                }
            }

            if (files.Count > MaxFiles)
            {
                break;
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files.Count > MaxFiles ? files[..MaxFiles] : files;
    }
}
