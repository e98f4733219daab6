using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Infrastructure.LocalGit;

/// <summary>Folders of repositories on this machine, for templates: those of the local git server under https://local/owner/name, and mirrors under the address they mirror.</summary>
internal sealed partial class LocalFolders(LocalGitServer server, IOptionsMonitor<SourceControlOptions> options) : IRemoteSource
{
    public IReadOnlyList<string> Hosts => [LocalGitServer.Host];

    public bool Serves(RemotePlace place) => place.Host == LocalGitServer.Host || MirrorOf(place) is not null;

    public async Task<Result<string>> CommitAsync(RemotePlace place, bool listed, CancellationToken ct)
    {
        var folder = FolderOf(place);
        if (!Directory.Exists(folder))
        {
            return new NotFound("git.no_repository", $"The local git server has no {place.Owner}/{place.Repo}.");
        }

        // Full names, so that a branch cannot be told from an option or a revision expression; a branch wins over a tag, as git itself has it.
        string[] names = place.Reference is not { } name ? ["HEAD"] : [$"refs/heads/{name}", $"refs/tags/{name}", .. CommitForm().IsMatch(name) ? [name] : Array.Empty<string>()];
        foreach (var candidate in names)
        {
            var asked = await EndAsync(folder, ["rev-parse", "--verify", "--quiet", candidate + "^{commit}"], ct);
            if (asked.Failure is { } broken)
            {
                return broken;
            }

            if (asked.Value.Code == 0)
            {
                return Encoding.ASCII.GetString(asked.Value.Output).Trim();
            }
        }

        return place.Reference is null ? new Conflict("git.empty", $"{place.Repository} has no commit yet.") : new NotFound("scaffold.url_no_branch", $"{place.Repository} has no branch or tag {place.Reference}.");
    }

    public async Task<Result<IReadOnlyList<RemoteFile>>> ReadAsync(RemotePlace place, string commit, RemoteLimits limits, CancellationToken ct)
    {
        var folder = FolderOf(place);
        if (!Directory.Exists(folder))
        {
            return new NotFound("git.no_repository", $"The local git server has no {place.Owner}/{place.Repo}.");
        }

        var listed = await EndAsync(folder, ["ls-tree", "-r", "-l", "-z", "--full-tree", commit], ct);
        if (listed.Failure is { } failure)
        {
            return failure;
        }

        if (listed.Value.Code != 0)
        {
            return new NotFound("git.no_commit", $"{place.Repository} has no commit {commit} any more.");
        }

        var wanted = Listed(Encoding.UTF8.GetString(listed.Value.Output)).Where(f => f.Path == place.Path || place.Path.Length == 0 || f.Path.StartsWith(place.Path + "/", StringComparison.Ordinal))
            .Select(f => f with { Path = f.Path == place.Path ? f.Path[(f.Path.LastIndexOf('/') + 1)..] : f.Path[(place.Path.Length == 0 ? 0 : place.Path.Length + 1)..] }).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        return RemoteRules.Refusal(place, commit, limits, [.. wanted.Select(w => (w.Path, w.Size, w.Mode == "120000"))]) is { } refusal ? refusal : await ContentsAsync(folder, wanted, ct);
    }

    private static async Task<Result<IReadOnlyList<RemoteFile>>> ContentsAsync(string folder, List<Entry> wanted, CancellationToken ct)
    {
        var ended = await EndAsync(folder, ["cat-file", "--batch"], ct, Encoding.ASCII.GetBytes(string.Concat(wanted.Select(w => w.Sha + "\n"))));
        if (ended.Failure is { } failure)
        {
            return failure;
        }

        // "hash type size", a line end, the content, a line end; in the order that was asked.
        List<RemoteFile> files = [];
        var (output, at) = (ended.Value.Output, 0);
        foreach (var file in wanted)
        {
            var end = Array.IndexOf(output, (byte)'\n', Math.Min(at, output.Length));
            if (end < 0 || Encoding.ASCII.GetString(output, at, end - at).Split(' ') is not [_, "blob", var size] || !int.TryParse(size, CultureInfo.InvariantCulture, out var length) || end + 1 + length > output.Length)
            {
                return new Conflict("git.failed", $"git cannot read {file.Path}.");
            }

            files.Add(new(file.Path, new(output[(end + 1)..(end + 1 + length)], file.Mode == "100755")));
            at = end + length + 2;
        }

        return Result<IReadOnlyList<RemoteFile>>.Of(files);
    }

    private static async Task<Result<(int Code, byte[] Output)>> EndAsync(string folder, IReadOnlyList<string> arguments, CancellationToken ct, byte[]? input = null)
    {
        try
        {
            var ended = await GitCommand.EndAsync(folder, arguments, ct, input);
            return (ended.Code, ended.Output);
        }
        catch (GitException ex)
        {
            return new Conflict("git.failed", ex.Message);
        }
    }

    // "mode type hash size<tab>path"; other repositories have no size.
    private static IEnumerable<Entry> Listed(string tree)
        => tree.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t', 2)).Where(p => p.Length == 2).Select(p => (Facts: p[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), Path: p[1]))
            .Where(f => f.Facts is [_, "blob", _, _]).Select(f => new Entry(f.Path, f.Facts[2], long.Parse(f.Facts[3], CultureInfo.InvariantCulture), f.Facts[0]));

    private string FolderOf(RemotePlace place) => MirrorOf(place)?.Path ?? server.PathOf(new(LocalGitServer.Host, place.Owner, place.Repo));

    private RepositoryMirror? MirrorOf(RemotePlace place)
    {
        var key = RepositoryName.KeyOf($"https://{place.Repository}");
        return key is null ? null : options.CurrentValue.Mirrors.FirstOrDefault(m => m.Path.Length > 0 && RepositoryName.KeyOf(m.Repository.Contains("://", StringComparison.Ordinal) ? m.Repository : "https://" + m.Repository) == key);
    }

    private sealed record Entry(string Path, string Sha, long Size, string Mode);

    [GeneratedRegex(@"^[0-9a-f]{40}\z", RegexOptions.None, 2000)]
    private static partial Regex CommitForm();
}
