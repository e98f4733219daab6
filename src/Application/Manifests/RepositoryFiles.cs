using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>A place in a repository. Paths are relative to its root, with '/'.</summary>
/// <param name="Line">From 1; 0 where it is not known.</param>
public readonly record struct GitPlace(string File, int Line)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}

/// <summary>The files of a repository at the head of its default branch. They are read one by one, when they are asked for.</summary>
/// <param name="paths">Every file; links are left out.</param>
public abstract class RepositoryFiles(string repository, string commit, IReadOnlySet<string> paths)
{
    /// <summary>As people know it, without a user or token.</summary>
    public string Repository => repository;

    /// <summary>Full hash of the commit that is looked at.</summary>
    public string Commit => commit;

    /// <summary>Folder of the service's descriptor in this repository; "" where the descriptor lies elsewhere, or at the root.</summary>
    public string Home { get; init; } = "";

    /// <summary>Page of a file at this commit on its forge; null where there is none.</summary>
    public Func<GitPlace, string?> PageOf { get; init; } = _ => null;

    public bool HasFile(string path) => paths.Contains(path);

    public bool HasFolder(string path) => path.Length == 0 || paths.Any(p => p.StartsWith(path + "/", StringComparison.Ordinal));

    /// <summary>Files directly in a folder, in order.</summary>
    public IEnumerable<string> In(string folder)
    {
        var start = folder.Length == 0 ? "" : folder + "/";
        return paths.Where(p => p.StartsWith(start, StringComparison.Ordinal) && p.IndexOf('/', start.Length) < 0).Order(StringComparer.Ordinal);
    }

    /// <returns>The text, or why it cannot be read.</returns>
    public abstract Task<Result<string>> ReadAsync(string path, CancellationToken ct);

    /// <summary>When the newest commit was made that changed one of these files or folders; null when that cannot be told.</summary>
    public abstract Task<DateTimeOffset?> ChangedAtAsync(IReadOnlyCollection<string> paths, CancellationToken ct);
}

/// <summary>Opens the repositories of services: those that the portal reads anyway, and no other, whatever an annotation says.</summary>
public interface IManifestRepositories
{
    /// <summary>Names the head of the default branch and its files, or why the repository cannot be read.</summary>
    Task<Result<RepositoryFiles>> OpenAsync(CatalogEntity service, CancellationToken ct);

    /// <summary>Commit that is the head now, asked without listing files; null where that is no cheaper than opening.</summary>
    Task<string?> HeadAsync(CatalogEntity service, CancellationToken ct);
}
