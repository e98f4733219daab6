using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A file's bytes, or why there are none.</summary>
/// <param name="Stamp">Changes when the file changes; null when that cannot be told without reading.</param>
/// <param name="Missing">The file does not exist, as opposed to: may not or cannot be read.</param>
internal sealed record FileBytes(byte[]? Content, string? Stamp, EntityError? Error, bool Missing = false);

/// <summary>A tree of files that descriptors are read from. Paths are relative to it, with '/', and never leave it.</summary>
internal abstract class DescriptorRoot
{
    /// <summary>The commit that is checked out, for git.</summary>
    public virtual string? Commit => null;

    /// <summary>How people know the file.</summary>
    public abstract string Label(string path);

    /// <summary>Changes when the file changes; null when that is not known.</summary>
    public virtual string? Stamp(string path) => null;

    public abstract Task<FileBytes> ReadAsync(string path, CancellationToken ct);

    /// <summary>The files a path, a folder or a pattern with * and ** stands for; null when nothing of that name exists.</summary>
    public abstract IReadOnlyList<string>? Expand(string pattern);

    /// <summary>Joins a relative path to the folder of a file.</summary>
    /// <returns>Null when the result leaves the root.</returns>
    public static string? Join(string file, string relative)
    {
        List<string> parts = [];
        var folder = file.LastIndexOf('/') is >= 0 and var slash ? file[..slash] : "";
        foreach (var part in $"{folder}/{relative.Replace('\\', '/')}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
