using Microsoft.Extensions.FileSystemGlobbing;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>Reading the folder that a fetch action names.</summary>
internal static class FetchFiles
{
    /// <returns>Paths relative to the folder, with forward slashes, in order.</returns>
    /// <exception cref="ArgumentException">The URL is not a folder beside the template.</exception>
    public static IEnumerable<(string Path, WorkspaceFile File)> Read(ActionContext context)
    {
        var folder = Locate(context);
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"url {context.Text("url")}: the template has no such folder.", nameof(context));
        }

        return new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .OrderBy(f => f.FullName, StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'), new WorkspaceFile(File.ReadAllBytes(f.FullName), IsExecutable(f))));
    }

    /// <exception cref="ArgumentException">The URL is not a file beside the template.</exception>
    public static WorkspaceFile ReadOne(ActionContext context)
    {
        FileInfo file = new(Locate(context));
        return file.Exists && !file.Attributes.HasFlag(FileAttributes.ReparsePoint)
            ? new(File.ReadAllBytes(file.FullName), IsExecutable(file))
            : throw new ArgumentException($"url {context.Text("url")}: the template has no such file.", nameof(context));
    }

    /// <summary>Globs as Backstage's action takes them; a plain folder name stands for all in it.</summary>
    public static Func<string, bool> Matcher(IReadOnlyList<string> globs)
    {
        if (globs.Count == 0)
        {
            return _ => false;
        }

        Matcher matcher = new(StringComparison.Ordinal);
        foreach (var glob in globs.Select(g => g.TrimStart('/').TrimEnd('/')))
        {
            matcher.AddInclude(glob).AddInclude(glob + "/**");
        }

        return path => matcher.Match(path).HasMatches;
    }

    private static string Locate(ActionContext context)
    {
        var url = context.Text("url")!;
        if (url.Contains("://", StringComparison.Ordinal) || Path.IsPathRooted(url))
        {
            throw new ArgumentException($"url {url} is not beside the template. Write a relative path, for instance ./skeleton.", nameof(context));
        }

        var home = Path.GetFullPath(string.IsNullOrEmpty(context.TemplateRoot) ? context.TemplateFolder : context.TemplateRoot);
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(url, Path.GetFullPath(context.TemplateFolder)));
        return place == home || place.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? place
            : throw new ArgumentException($"url {url} leaves the folder of templates.", nameof(context));
    }

    private static bool IsExecutable(FileInfo file) => !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
}
