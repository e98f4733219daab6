using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>The files of a preview as folders.</summary>
/// <param name="Name">Of the folder; folders that hold nothing but one folder are one line: <c>src/Api</c>.</param>
/// <param name="Folders">By name.</param>
/// <param name="Files">By name.</param>
public sealed record FileTree(string Name, IReadOnlyList<FileTree> Folders, IReadOnlyList<PreviewFile> Files)
{
    public static FileTree Of(IEnumerable<PreviewFile> files) => Of("", [.. files.Select(f => (f.Path.Split('/'), f))], 0);

    /// <summary>Whether a file is somewhere below.</summary>
    public bool Holds(PreviewFile? file) => file is not null && (Files.Contains(file) || Folders.Any(f => f.Holds(file)));

    public int Count => Files.Count + Folders.Sum(f => f.Count);

    private static FileTree Of(string name, IReadOnlyList<(string[] Path, PreviewFile File)> files, int depth)
    {
        FileTree tree = new(
            name,
            [.. files.Where(f => f.Path.Length > depth + 1).GroupBy(f => f.Path[depth], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Of(g.Key, [.. g], depth + 1))],
            [.. files.Where(f => f.Path.Length == depth + 1).Select(f => f.File).OrderBy(f => f.Path, StringComparer.Ordinal)]);
        return tree is { Files.Count: 0, Folders: [var only] } && depth > 0 ? only with { Name = $"{name}/{only.Name}" } : tree;
    }
}

/// <summary>What the highlighter calls the language of a file.</summary>
public static class FileLanguage
{
    private static readonly Dictionary<string, string> ByEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".yaml"] = "yaml",
        [".yml"] = "yaml",
        [".json"] = "json",
        [".cs"] = "csharp",
        [".csproj"] = "xml",
        [".props"] = "xml",
        [".targets"] = "xml",
        [".xml"] = "xml",
        [".html"] = "xml",
        [".svg"] = "xml",
        [".js"] = "javascript",
        [".mjs"] = "javascript",
        [".cjs"] = "javascript",
        [".jsx"] = "javascript",
        [".ts"] = "typescript",
        [".tsx"] = "typescript",
        [".css"] = "css",
        [".sh"] = "bash",
        [".py"] = "python",
        [".go"] = "go",
        [".java"] = "java",
        [".kt"] = "java",
        [".md"] = "markdown",
        [".toml"] = "ini",
        [".ini"] = "ini",
        [".editorconfig"] = "ini",
        [".properties"] = "ini",
        [".conf"] = "nginx",
    };

    /// <summary>Null for a language without colours.</summary>
    public static string? Of(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name is "Dockerfile" || name.StartsWith("Dockerfile.", StringComparison.Ordinal) ? "dockerfile" : name is "Makefile" ? "makefile" : ByEnding.GetValueOrDefault(System.IO.Path.GetExtension(name));
    }
}
