using System.Text;

namespace Portal.Infrastructure.Packages;

/// <summary>The files below one folder, by paths relative to it with '/'. Nothing outside is ever read: not by "..", not by links.</summary>
internal sealed class ManifestTree(string root)
{
    private const int MaxBytes = 32 * 1024 * 1024;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    public string Root => _root;

    /// <summary>Folder of a path; "" for the root.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A path relative to a folder, resolved.</summary>
    /// <returns>Null when it leaves the root.</returns>
    public static string? Join(string folder, string relative)
    {
        List<string> parts = [];
        foreach (var part in $"{folder}/{relative.Replace('\\', '/')}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>The folder itself, then each one above it up to the root.</summary>
    public static IEnumerable<string> Upwards(string folder)
    {
        for (var at = folder; ; at = Folder(at))
        {
            yield return at;
            if (at.Length == 0)
            {
                yield break;
            }
        }
    }

    public bool Has(string path) => Find(path) is not null;

    /// <returns>Null when there is no such regular file.</returns>
    /// <exception cref="MalformedException">It is larger than any manifest.</exception>
    public byte[]? Bytes(string path)
    {
        if (Find(path) is not { } file)
        {
            return null;
        }

        if (file.Length > MaxBytes)
        {
            throw new MalformedException($"It has {file.Length / 1024 / 1024} MB; at most {MaxBytes / 1024 / 1024} are read.", "Check that it is what its name says.");
        }

        var bytes = File.ReadAllBytes(file.FullName);
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    /// <inheritdoc cref="Bytes" />
    public string? Text(string path) => Bytes(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private FileInfo? Find(string path)
    {
        var at = _root;
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            at = Path.Combine(at, parts[i]);
            if (parts[i] is ".." or "" || new DirectoryInfo(at) is not { Exists: true, LinkTarget: null })
            {
                return null;
            }
        }

        var file = new FileInfo(Path.Combine(at, parts[^1]));
        return file is { Exists: true, LinkTarget: null } && Descriptors.FileKind.Special(file.FullName) is null ? file : null;
    }
}
