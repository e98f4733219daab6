using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>What may not be read of a repository, whatever host it is on.</summary>
internal static class RemoteRules
{
    /// <param name="place">What was asked for.</param>
    /// <param name="commit">The commit that is read.</param>
    /// <param name="limits">How much may be read.</param>
    /// <param name="files">As the repository lists them.</param>
    public static Failure? Refusal(RemotePlace place, string commit, RemoteLimits limits, IReadOnlyList<(string Path, long Size, bool IsLink)> files)
    {
        if (files.Count == 0)
        {
            return new NotFound("scaffold.url_no_folder", $"{place.Repository} has no {(place.Path.Length == 0 ? "files" : place.Path)} at {SourcePins.ShortOf(commit)}.");
        }

        if (files.FirstOrDefault(f => f.IsLink) is { Path: { } link })
        {
            return new Conflict("scaffold.url_link", $"{link} is a symbolic link, which could point out of the folder. Put the file itself there.");
        }

        if (files.FirstOrDefault(f => f.Path.Split('/').Any(p => p is "" or "." or ".." || p.Equals(".git", StringComparison.OrdinalIgnoreCase))) is { Path: { } outside })
        {
            return new Conflict("scaffold.url_path", $"{outside} is no path that a workspace may have.");
        }

        var bytes = files.Sum(f => f.Size);
        return files.Count > limits.MaxFiles ? new Conflict("scaffold.url_too_much", $"the folder has {files.Count} files; {limits.MaxFiles} may be read at once. Name a smaller folder, or raise Scaffolding:Remote:MaxFiles.")
            : bytes > limits.MaxBytes ? new Conflict("scaffold.url_too_much", $"the folder has {bytes / 1024 / 1024} MB; {limits.MaxBytes / 1024 / 1024} MB may be read at once. Name a smaller folder, or raise Scaffolding:Remote:MaxMegabytes.") : null;
    }
}
