using Octokit;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.GitHub;

/// <summary>A repository on GitHub at one commit. Its list of files is at hand; a file is asked for when it is read.</summary>
/// <param name="label">The repository's address and two slashes, as locations of type git have it.</param>
internal sealed class RepositoryRoot(IGitHubClient github, GitObjects objects, string owner, string name, string label, string commit, RepositoryTree tree, DescriptorLimits limits) : DescriptorRoot
{
    private const string Link = "120000";

    public override string? Commit => commit;

    /// <summary>The first file that should have been there and was not got; the repository is asked again.</summary>
    public Exception? Interrupted { get; private set; }

    public override string Label(string path) => label + path;

    public override string? Stamp(string path) => tree.Files.GetValueOrDefault(path)?.Sha;

    public override async Task<FileBytes> ReadAsync(string path, CancellationToken ct)
    {
        if (tree.Files.GetValueOrDefault(path) is not { } file)
        {
            return new(null, null, new(Label(path), 0, 0, "The file does not exist.", "Correct the path, or remove what points to it."), Missing: true);
        }

        if (file.Mode == Link)
        {
            return new(null, null, new(Label(path), 0, 0, "The file is a link; links are not followed on GitHub.", "Put the file itself there."));
        }

        if (file.Size > limits.MaxFileBytes)
        {
            return new(null, null, new YamlDescriptorReader(limits).TooLarge(Label(path), file.Size).Errors[0]);
        }

        try
        {
            return new(await objects.BlobAsync(github, owner, name, file, ct), file.Sha, null);
        }
        catch (Exception ex) when (CatalogFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            Interrupted ??= ex;
            var error = CatalogFailures.InWords(ex, $"{owner}/{name}");
            return new(null, null, new(Label(path), 0, 0, error.Message, error.Fix));
        }
    }

    public override IReadOnlyList<string>? Expand(string pattern)
    {
        pattern = pattern.Trim('/');
        if (!pattern.Contains('*', StringComparison.Ordinal) && !pattern.Contains('?', StringComparison.Ordinal))
        {
            return tree.Files.ContainsKey(pattern) ? [pattern] : HasFolder(pattern) ? Below(pattern, IsYaml) : null;
        }

        var parts = pattern.Split('/');
        var start = string.Join('/', parts.TakeWhile(p => !p.Contains('*', StringComparison.Ordinal) && !p.Contains('?', StringComparison.Ordinal)));
        return HasFolder(start) ? Below(start, path => LocalRoot.Matches(path.Split('/'), parts)) : null;
    }

    /// <summary>Descriptor files anywhere below: catalog-info.yaml and catalog-info.yml.</summary>
    public IReadOnlyList<string> CatalogInfoFiles() => Below("", path => path[(path.LastIndexOf('/') + 1)..] is "catalog-info.yaml" or "catalog-info.yml");

    private static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private bool HasFolder(string folder) => folder.Length == 0 || tree.Files.Keys.Any(p => p.StartsWith(folder + "/", StringComparison.Ordinal));

    // As in a checked-out repository: no folder whose name starts with a dot, no node_modules, nothing beside a template below the top.
    private List<string> Below(string start, Func<string, bool> wanted)
    {
        var prefix = start.Length == 0 ? "" : start + "/";
        var templates = tree.Files.Keys.Where(p => p.EndsWith("/template.yaml", StringComparison.Ordinal) || p.EndsWith("/template.yml", StringComparison.Ordinal))
            .Select(p => p[..(p.LastIndexOf('/') + 1)]).ToList();
        return [.. tree.Files.Keys.Where(p => p.StartsWith(prefix, StringComparison.Ordinal) && wanted(p)).Where(IsSearched).Order(StringComparer.Ordinal)];

        bool IsSearched(string path)
        {
            var folders = path[prefix.Length..].Split('/')[..^1];
            return !folders.Any(f => f.StartsWith('.') || f == "node_modules")
                && !templates.Any(t => path.Length > t.Length && path.StartsWith(t, StringComparison.Ordinal) && path.IndexOf('/', t.Length) > 0 && t.StartsWith(prefix, StringComparison.Ordinal));
        }
    }
}
