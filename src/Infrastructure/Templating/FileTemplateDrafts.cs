using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using YamlDotNet.Core;

namespace Portal.Infrastructure.Templating;

/// <summary>Drafts in the folder of the template they start from; in a folder of their own, removed afterwards, when files are pasted.</summary>
internal sealed class FileTemplateDrafts : ITemplateDrafts
{
    private const int MostFiles = 2000;
    private const long MostBytes = 20 * 1024 * 1024;

    /// <inheritdoc />
    public string? TextOf(ScaffoldTemplate template)
        => Directory.Exists(template.Folder)
            ? Directory.EnumerateFiles(template.Folder, "*.y*ml").Order(StringComparer.Ordinal).Select(File.ReadAllText)
                .FirstOrDefault(text => TemplateReader.ReadAll(text, "", template.Folder, "", template.Root).Any(r => r.Template?.Ref == template.Ref))
            : null;

    /// <inheritdoc />
    public Result<TemplateDraft> Open(ScaffoldTemplate? basis, string files)
    {
        if (Pasted(files, out var pasted) is { } problem)
        {
            return new Conflict("scaffold.files_invalid", problem);
        }

        if (basis is not null && pasted.Count == 0)
        {
            return new TemplateDraft(basis.Folder, basis.Root.Length > 0 ? basis.Root : basis.Folder, () => { });
        }

        var folder = Directory.CreateTempSubdirectory("portal-draft-").FullName;
        TemplateDraft draft = new(folder, folder, () => Directory.Delete(folder, recursive: true));
        try
        {
            if (basis is not null && Copy(basis.Folder, folder) is { } tooMuch)
            {
                draft.Dispose();
                return new Conflict("scaffold.files_invalid", tooMuch);
            }

            foreach (var (path, content) in pasted)
            {
                var target = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllText(target, content);
            }

            return draft;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            draft.Dispose();
            return new Conflict("scaffold.files_invalid", $"The files cannot be laid out: {ex.Message}");
        }
    }

    private static string? Pasted(string files, out List<(string Path, string Content)> pasted)
    {
        pasted = [];
        if (string.IsNullOrWhiteSpace(files))
        {
            return null;
        }

        JsonNode? read;
        try
        {
            read = new YamlJson().Read(files);
        }
        catch (YamlException ex)
        {
            return $"The further files are no YAML: line {ex.Start.Line}, column {ex.Start.Column}: {ex.Message} Write a path, a colon and | on one line, and the content indented below it.";
        }

        if (read is not JsonObject map)
        {
            return "The further files must be paths with contents. Write a path, a colon and | on one line, and the content indented below it.";
        }

        foreach (var (path, content) in map)
        {
            if (path.Length is 0 or > 200 || path[0] is '/' or '\\' || path.Contains(':', StringComparison.Ordinal) || path.Split('/', '\\').Any(p => p is "" or "." or "..") || path.Any(char.IsControl))
            {
                return $"'{path}' is no path of a file beside the template. Write for instance skeleton/README.md.";
            }

            pasted.Add((path.Replace('\\', '/'), content?.ToString() ?? ""));
        }

        return null;
    }

    private static string? Copy(string from, string to)
    {
        long bytes = 0;
        var count = 0;
        foreach (var file in new DirectoryInfo(from).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            bytes += file.Length;
            if (++count > MostFiles || bytes > MostBytes)
            {
                return $"The template has more than {MostFiles} files or {MostBytes / 1024 / 1024} MB: too much to lay further files over it here. Try it with portal template test.";
            }

            var target = Path.Combine(to, Path.GetRelativePath(from, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            file.CopyTo(target);
        }

        return null;
    }
}
