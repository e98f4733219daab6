using System.Globalization;
using System.Text;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.LocalGit;

/// <summary>Proposed changes where there is no server with pull requests: a branch with one commit in the bare repository, and the words how to merge it.</summary>
internal sealed class LocalRepositoryChanges(LocalGitServer server, TimeProvider clock) : IRepositoryChanges
{
    public RepoUrl? Find(string address)
    {
        var path = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : address;
        if (!Path.IsPathRooted(path) || path.Split('/', '\\') is not [.., var owner, var name] || !name.EndsWith(".git", StringComparison.Ordinal))
        {
            return RepoUrl.TryParse(address, out var written) is null && written!.Host == LocalGitServer.Host ? written : null;
        }

        return RepoUrl.TryParse($"{LocalGitServer.Host}?owner={Uri.EscapeDataString(owner)}&repo={Uri.EscapeDataString(name[..^4])}", out var found) is null && Path.GetFullPath(path) == server.PathOf(found!) ? found : null;
    }

    public async Task<Result<RepositoryHead>> HeadAsync(RepoUrl repository, CancellationToken ct)
    {
        var place = server.PathOf(repository);
        if (!Directory.Exists(place))
        {
            return NoRepository(repository);
        }

        try
        {
            var branch = (await GitCommand.RunAsync(place, ["symbolic-ref", "--short", "HEAD"], ct)).Trim();
            if (await TipAsync(place, branch, ct) is not { } commit)
            {
                return new Conflict("git.empty", $"{repository.Owner}/{repository.Repo} has no commit on {branch} yet.");
            }

            return new Head(place, branch, commit, Listed(await GitCommand.RunAsync(place, ["ls-tree", "-r", "-z", "--full-tree", commit], ct)));
        }
        catch (GitException ex)
        {
            return Failed(repository, ex);
        }
    }

    public async Task<Result<OpenedChange>> OpenAsync(ChangeProposal proposal, CancellationToken ct)
    {
        var place = server.PathOf(proposal.Repository);
        if (!Directory.Exists(place))
        {
            return NoRepository(proposal.Repository);
        }

        try
        {
            if (await LocalArchive.IsArchivedAsync(place, ct))
            {
                return new Conflict("git.archived", $"{proposal.Repository.Owner}/{proposal.Repository.Repo} is archived. Restore it first.");
            }

            var words = $"The branch {proposal.Branch} waits in {proposal.Repository.Owner}/{proposal.Repository.Repo} on the local git server. To merge it: git clone \"{place}\" work && cd work && git merge origin/{proposal.Branch} && git push origin {proposal.Base.Branch}";
            if (await TipAsync(place, proposal.Branch, ct) is { } open && !await IsMergedAsync(place, open, proposal.Base.Commit, ct))
            {
                return new OpenedChange(null, proposal.Branch, open, words, IsNew: false);
            }

            await GitCommand.RunAsync(place, ["fast-import", "--quiet", "--force"], ct, Stream(proposal));
            return new OpenedChange(null, proposal.Branch, (await TipAsync(place, proposal.Branch, ct))!, words, IsNew: true);
        }
        catch (GitException ex)
        {
            return Failed(proposal.Repository, ex);
        }
    }

    public async Task<Result<ChangeState>> StateAsync(RepoUrl repository, string branch, CancellationToken ct)
    {
        var place = server.PathOf(repository);
        if (!Directory.Exists(place))
        {
            return NoRepository(repository);
        }

        try
        {
            return await TipAsync(place, branch, ct) is not { } tip ? new ChangeState(ChangeStanding.None, null)
                : new ChangeState(await IsMergedAsync(place, tip, "HEAD", ct) ? ChangeStanding.Merged : ChangeStanding.Open, null);
        }
        catch (GitException ex)
        {
            return Failed(repository, ex);
        }
    }

    public async Task<Result<ChangeState>> WithdrawAsync(RepoUrl repository, string branch, CancellationToken ct)
    {
        var state = await StateAsync(repository, branch, ct);
        if (state.Failure is NotFound)
        {
            return new ChangeState(ChangeStanding.None, null);
        }

        if (state.Failure is not null || state.Value.Standing != ChangeStanding.Open)
        {
            return state;
        }

        try
        {
            await GitCommand.RunAsync(server.PathOf(repository), ["update-ref", "-d", $"refs/heads/{branch}"], ct);
            return new ChangeState(ChangeStanding.Closed, null);
        }
        catch (GitException ex)
        {
            return Failed(repository, ex);
        }
    }

    private static async Task<string?> TipAsync(string place, string branch, CancellationToken ct)
        => (await GitCommand.RunAsync(place, ["for-each-ref", "--format=%(objectname)", $"refs/heads/{branch}"], ct)).Trim() is { Length: > 0 } hash && !hash.Contains('\n', StringComparison.Ordinal) ? hash : null;

    private static async Task<bool> IsMergedAsync(string place, string tip, string into, CancellationToken ct)
        => (await GitCommand.EndAsync(place, ["merge-base", "--is-ancestor", tip, into], ct)).Code == 0;

    // "mode type hash<tab>path"
    private static Dictionary<string, ListedFile> Listed(string tree)
        => tree.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t', 2)).Where(p => p.Length == 2).Select(p => (Facts: p[0].Split(' '), Path: p[1])).Where(f => f.Facts.Length == 3)
            .ToDictionary(f => f.Path, f => new ListedFile(f.Facts[2], f.Facts[0]), StringComparer.Ordinal);

    private static NotFound NoRepository(RepoUrl repository) => new("git.no_repository", $"The local git server has no {repository.Owner}/{repository.Repo}.");

    private static Conflict Failed(RepoUrl repository, GitException ex) => new("git.failed", $"{repository.Owner}/{repository.Repo}: {ex.Message}");

    private byte[] Stream(ChangeProposal proposal)
    {
        using MemoryStream stream = new();
        var name = new string([.. proposal.AuthorName.Where(c => c is not ('<' or '>') && !char.IsControl(c))]).Trim();
        var who = $"{(name.Length == 0 ? "Portal" : name)} <portal@localhost> {clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} +0000";
        Line($"commit refs/heads/{proposal.Branch}");
        Line($"author {who}");
        Line($"committer {who}");
        Data(Encoding.UTF8.GetBytes($"{proposal.Title}\n\n{proposal.Body}\n"));
        Line($"from {proposal.Base.Commit}");
        foreach (var path in proposal.Files.Where(f => f.Value is null).Select(f => f.Key))
        {
            Line($"D {Quote(path)}"); // before the additions: a file may stand where a folder was
        }

        foreach (var (path, file) in proposal.Files.Where(f => f.Value is not null))
        {
            Line($"M {(file!.Executable ? "100755" : "100644")} inline {Quote(path)}");
            Data(file.Content);
        }

        Line("done");
        return stream.ToArray();

        void Line(string text) => stream.Write(Encoding.UTF8.GetBytes(text + "\n"));

        void Data(byte[] content)
        {
            Line($"data {content.Length.ToString(CultureInfo.InvariantCulture)}");
            stream.Write(content);
            Line("");
        }
    }

    private static string Quote(string path)
        => "\"" + path.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private sealed class Head(string place, string branch, string commit, IReadOnlyDictionary<string, ListedFile> files) : RepositoryHead(branch, commit, files)
    {
        public override async Task<Result<IReadOnlyDictionary<string, byte[]>>> ReadAsync(IReadOnlyCollection<string> paths, CancellationToken ct)
        {
            var wanted = paths.Where(Files.ContainsKey).Distinct(StringComparer.Ordinal).ToList();
            Dictionary<string, byte[]> found = new(StringComparer.Ordinal);
            if (wanted.Count == 0)
            {
                return Result<IReadOnlyDictionary<string, byte[]>>.Of(found);
            }

            var ended = await GitCommand.EndAsync(place, ["cat-file", "--batch"], ct, Encoding.ASCII.GetBytes(string.Concat(wanted.Select(p => Files[p].Sha + "\n"))));
            if (ended.Code != 0)
            {
                return new Conflict("git.failed", $"git cat-file failed: {ended.Error.Trim()}");
            }

            // "hash type size", a line end, the content, a line end; in the order that was asked.
            var at = 0;
            foreach (var path in wanted)
            {
                var end = Array.IndexOf(ended.Output, (byte)'\n', at);
                if (end < 0 || Encoding.ASCII.GetString(ended.Output, at, end - at).Split(' ') is not [_, "blob", var size] || !int.TryParse(size, CultureInfo.InvariantCulture, out var length))
                {
                    return new Conflict("git.failed", $"git cannot read {path}.");
                }

                found[path] = ended.Output[(end + 1)..(end + 1 + length)];
                at = end + length + 2;
            }

            return Result<IReadOnlyDictionary<string, byte[]>>.Of(found);
        }
    }
}
