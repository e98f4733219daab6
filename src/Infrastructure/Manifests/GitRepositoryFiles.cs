using System.Globalization;
using Portal.Application.Common;
using Portal.Application.Manifests;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Manifests;

/// <summary>The files of a repository on this machine, or of the copy of one, at a commit; read by the git command.</summary>
internal sealed class GitRepositoryFiles(GitCommand git, string folder, string shown, string commit, IReadOnlySet<string> paths) : RepositoryFiles(shown, commit, paths)
{
    // The git command gives no more than this.
    private const int MostCharacters = 1 << 20;

    private readonly string _commit = commit;

    public override async Task<Result<string>> ReadAsync(string path, CancellationToken ct)
    {
        var text = await git.RunAsync(folder, ["show", "--no-textconv", $"{_commit}:{path}"], ct);
        return !text.Ok ? new Unavailable("manifests.git", $"{Repository}: {path} cannot be read: {text.Complaint}")
            : text.Output.Length >= MostCharacters ? new Unavailable("manifests.too_large", $"{path} is larger than 1 MB; no manifest is. Take it out of the folder.")
            : text.Output;
    }

    public override async Task<DateTimeOffset?> ChangedAtAsync(IReadOnlyCollection<string> paths, CancellationToken ct)
    {
        var log = await git.RunAsync(folder, ["log", "-1", "--no-show-signature", "--format=%cI", _commit, "--", .. paths.Select(p => ":(literal)" + p)], ct);
        return log.Ok && DateTimeOffset.TryParse(log.Output.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at.ToUniversalTime() : null;
    }
}
