using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Application.Common;
using Portal.Application.Releases;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Releases;

/// <summary>
/// The history of repositories by the git command: of one on this machine in its place, of any other in a copy without files beside the catalog's checkouts. A copy is fetched
/// again only when a version is not in it.
/// </summary>
internal sealed class GitHistory(CatalogOptions options)
{
    /// <summary>More are counted and not listed.</summary>
    public const int MostCommits = 100;

    private const char Separator = '\u001f';

    private readonly GitCommand _git = new(options.GitTimeout);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    public static NotFound NoTag(string version, string repository)
        => new("releases.no_tag", $"{repository} has no tag for version {version} (tried {version}, v{version} and names with the service before it), and the workload names no commit. Set the label or annotation org.opencontainers.image.revision to the commit.");

    public async Task<Result<CommitRange>> BetweenAsync(string address, string name, SourcePoint from, SourcePoint to, CancellationToken ct)
    {
        var shown = GitTarget.WithoutSecret(address);
        var own = PathOf(address);
        var folder = own ?? CopyOf(address);
        var gate = _locks.GetOrAdd(folder, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(ct);
        try
        {
            if (own is null && !Directory.Exists(Path.Combine(folder, "objects")) && await FetchAsync(address, folder, ct) is { } complaint)
            {
                return new Unavailable("releases.git", $"{shown} cannot be read: {complaint}");
            }

            var (start, end) = (await FindAsync(folder, name, from, ct), await FindAsync(folder, name, to, ct));
            if (own is null && (start is null || end is null))
            {
                // A newer version than the copy.
                if (await FetchAsync(address, folder, ct) is { } failed)
                {
                    return new Unavailable("releases.git", $"{shown} cannot be read: {failed}");
                }

                (start, end) = (await FindAsync(folder, name, from, ct), await FindAsync(folder, name, to, ct));
            }

            if (start is null || end is null)
            {
                return NoTag((start is null ? from : to).Version, shown);
            }

            var forwards = await ReadAsync(folder, shown, from, to, start, end, isBackwards: false, ct);
            return forwards is { IsSuccess: true, Value.Total: 0 } && start != end ? await ReadAsync(folder, shown, from, to, end, start, isBackwards: true, ct) : forwards;
        }
        finally
        {
            gate.Release();
        }
    }

    private static string? PathOf(string address)
        => Path.IsPathRooted(address) ? address : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : null;

    private string CopyOf(string address)
        => Path.GetFullPath(Path.Combine(options.GitCache, "history-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..24]));

    private async Task<string?> FetchAsync(string address, string folder, CancellationToken ct)
    {
        if (!Directory.Exists(Path.Combine(folder, "objects")))
        {
            Directory.CreateDirectory(folder);
            var init = await _git.RunAsync(folder, ["init", "-q", "--bare"], ct);
            if (!init.Ok)
            {
                return init.Complaint;
            }
        }

        // Commits and nothing else: neither folders nor files are asked for.
        var fetched = await _git.RunAsync(folder, ["fetch", "-q", "--filter=tree:0", "--force", "--prune", "--no-recurse-submodules", "--", address, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], ct);
        return fetched.Ok ? null : fetched.Complaint;
    }

    private async Task<string?> FindAsync(string folder, string name, SourcePoint point, CancellationToken ct)
    {
        var names = (point.Commit is { Length: >= 7 and <= 64 } commit && commit.All(char.IsAsciiHexDigit) ? new[] { commit } : []).Concat(CommitRanges.TagsOf(point.Version, name).Select(t => "refs/tags/" + t));
        foreach (var candidate in names)
        {
            var found = await _git.RunAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", candidate + "^{commit}"], ct);
            if (found.Ok)
            {
                return found.Output.Trim();
            }
        }

        return null;
    }

    private async Task<Result<CommitRange>> ReadAsync(string folder, string shown, SourcePoint from, SourcePoint to, string start, string end, bool isBackwards, CancellationToken ct)
    {
        var range = $"{start}..{end}";
        var count = await _git.RunAsync(folder, ["rev-list", "--count", range], ct);
        var log = await _git.RunAsync(folder, ["log", $"--max-count={MostCommits}", "--no-show-signature", $"--format=%H{Separator}%an{Separator}%aI{Separator}%s", range], ct);
        if (!count.Ok || !log.Ok)
        {
            return new Unavailable("releases.git", $"{shown} cannot be read: {(count.Ok ? log : count).Complaint}");
        }

        List<CommitLine> commits = [.. log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(Separator, 4)).Where(p => p.Length == 4)
            .Select(p => new CommitLine(p[0], p[3], p[1], DateTimeOffset.TryParse(p[2], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at.ToUniversalTime() : null, null))];
        return new CommitRange(shown, from.Version, to.Version, commits, int.TryParse(count.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : commits.Count, isBackwards, null);
    }
}
