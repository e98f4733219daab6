using System.IO.Compression;
using System.Text;

namespace Portal.Application.Scaffolding;

/// <summary>A file of a workspace.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Executable">Mode 100755 in git.</param>
public sealed record WorkspaceFile(byte[] Content, bool Executable = false)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null when the file is binary: it holds a NUL or is not UTF-8.</summary>
    public string? Text
    {
        get
        {
            if (Content.AsSpan().Contains((byte)0))
            {
                return null;
            }

            try
            {
                return Strict.GetString(Content);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }
}

/// <summary>The files a run works on, in memory; the run's row keeps a packed copy, so what was previewed is what is published.</summary>
public sealed class Workspace
{
    /// <summary>Sum of all files, in bytes: a golden path is source, not data.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    private readonly SortedDictionary<string, WorkspaceFile> _files = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, WorkspaceFile> Files => _files;

    /// <summary>Grows with each change.</summary>
    public int Revision { get; private set; }

    /// <exception cref="ArgumentException">The path leaves the workspace, or the workspace grows too large.</exception>
    public void Write(string path, WorkspaceFile file)
    {
        var key = Normalise(path);
        if (key.Length == 0)
        {
            throw new ArgumentException($"'{path}' is no file name.", nameof(path));
        }

        _files[key] = file;
        Revision++;
        if (_files.Values.Sum(f => (long)f.Content.Length) > MaxBytes)
        {
            throw new ArgumentException($"The workspace grows beyond {MaxBytes / 1024 / 1024} MB at {key}. A template is for source, not for data.", nameof(file));
        }
    }

    /// <summary>Removes a file, or a folder with all in it.</summary>
    /// <returns>How many files went.</returns>
    public int Delete(string path)
    {
        var gone = Under(path).ToList();
        gone.ForEach(key => _files.Remove(key));
        Revision += gone.Count;
        return gone.Count;
    }

    /// <summary>Moves a file, or a folder with all in it.</summary>
    /// <returns>How many files moved; 0 when there is nothing at that place.</returns>
    public int Rename(string from, string to)
    {
        var (source, target) = (Normalise(from), Normalise(to));
        var moved = Under(source).Select(key => (Key: key, File: _files[key])).ToList();
        moved.ForEach(m => _files.Remove(m.Key));
        moved.ForEach(m => _files[target + m.Key[source.Length..]] = m.File);
        Revision += moved.Count;
        return moved.Count;
    }

    public bool Contains(string path) => Under(path).Any();

    /// <summary>Files below a folder, as a workspace of their own with paths relative to it.</summary>
    public Workspace Below(string? folder)
    {
        var root = Normalise(folder ?? "");
        Workspace part = new();
        foreach (var key in Under(root))
        {
            part._files[root.Length == 0 ? key : key[(root.Length + 1)..]] = _files[key];
        }

        return part;
    }

    public byte[] Pack()
    {
        using MemoryStream buffer = new();
        using (ZipArchive zip = new(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, file) in _files)
            {
                var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
                entry.ExternalAttributes = file.Executable ? 1 : 0;
                using var target = entry.Open();
                target.Write(file.Content);
            }
        }

        return buffer.ToArray();
    }

    public static Workspace Unpack(byte[] packed)
    {
        Workspace workspace = new();
        using ZipArchive zip = new(new MemoryStream(packed), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            using var source = entry.Open();
            using MemoryStream content = new();
            source.CopyTo(content);
            workspace._files[entry.FullName] = new(content.ToArray(), entry.ExternalAttributes == 1);
        }

        return workspace;
    }

    /// <summary>Forward slashes, no "." parts.</summary>
    /// <exception cref="ArgumentException">The path is absolute or leaves the workspace.</exception>
    public static string Normalise(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || path.StartsWith('/') || (path.Length > 1 && path[1] == ':'))
        {
            throw new ArgumentException($"The path '{path}' is absolute. Write it relative to the workspace.", nameof(path));
        }

        var parts = path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToList();
        if (parts.Contains("..", StringComparer.Ordinal) || parts.Any(p => p.Equals(".git", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"The path '{path}' leaves the workspace or names .git.", nameof(path));
        }

        return string.Join('/', parts);
    }

    private IEnumerable<string> Under(string path)
    {
        var root = Normalise(path);
        return _files.Keys.Where(k => root.Length == 0 || k == root || k.StartsWith(root + "/", StringComparison.Ordinal));
    }
}
