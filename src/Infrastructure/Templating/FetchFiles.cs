using Microsoft.Extensions.FileSystemGlobbing;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>Reading the folder or file that a fetch action names: beside the template, or in a repository.</summary>
internal static class FetchFiles
{
    /// <summary>What the input <c>url</c> may be, for the actions' documentation.</summary>
    public const string Addresses = "or a folder of a repository that the portal may read: https://github.com/my-org/templates/tree/main/skeleton";

    /// <returns>Paths relative to the folder, with forward slashes, in order; or why it cannot be read.</returns>
    /// <exception cref="ArgumentException">A path beside the template that is no folder there.</exception>
    public static async Task<Result<IReadOnlyList<RemoteFile>>> ReadAsync(ActionContext context, RemoteFolders? remote, CancellationToken ct)
    {
        if (remote is not null && RemoteFolders.Is(context.Text("url")!))
        {
            return await remote.ReadAsync(context.Text("url")!, context.Pins, ct);
        }

        var folder = Locate(context);
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"url {context.Text("url")}: the template has no such folder.", nameof(context));
        }

        return Result<IReadOnlyList<RemoteFile>>.Of(
        [
            .. new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                .OrderBy(f => f.FullName, StringComparer.Ordinal)
                .Select(f => new RemoteFile(Path.GetRelativePath(folder, f.FullName).Replace('\\', '/'), new WorkspaceFile(File.ReadAllBytes(f.FullName), IsExecutable(f)))),
        ]);
    }

    /// <exception cref="ArgumentException">A path beside the template that is no file there.</exception>
    public static async Task<Result<WorkspaceFile>> ReadOneAsync(ActionContext context, RemoteFolders? remote, CancellationToken ct)
    {
        if (remote is not null && RemoteFolders.Is(context.Text("url")!))
        {
            var url = context.Text("url")!;
            var read = await remote.ReadAsync(url, context.Pins, ct);
            return read.Failure is { } failure ? failure
                : read.Value is [var only] && !only.Path.Contains('/', StringComparison.Ordinal) && url.TrimEnd('/').EndsWith("/" + Uri.EscapeDataString(only.Path), StringComparison.Ordinal) ? only.File
                : new Conflict("scaffold.url_no_file", $"url {url} is a folder. Name one file, or use fetch:plain for the folder.");
        }

        FileInfo file = new(Locate(context));
        return file.Exists && !file.Attributes.HasFlag(FileAttributes.ReparsePoint)
            ? new WorkspaceFile(File.ReadAllBytes(file.FullName), IsExecutable(file))
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
