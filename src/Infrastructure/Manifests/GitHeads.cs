using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Portal.Application.Common;
using Portal.Application.Manifests;
using Portal.Infrastructure.Descriptors;

namespace Portal.Infrastructure.Manifests;

/// <summary>Opens repositories by the git command: one on this machine in its place, any other in a bare copy without old files beside the catalog's checkouts.</summary>
internal sealed class GitHeads(CatalogOptions options)
{
    private const string Head = "refs/heads/portal-head";

    private readonly GitCommand _git = new(options.GitTimeout);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>Commit of the default branch, or what git complains about.</summary>
    public async Task<(string? Commit, string? Complaint)> HeadAsync(string address, CancellationToken ct)
    {
        if (PathOf(address) is { } own)
        {
            if (!Directory.Exists(own))
            {
                return (null, $"{own} does not exist on this machine.");
            }

            var head = await _git.RunAsync(own, ["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"], ct);
            return head.Ok ? (head.Output.Trim(), null) : (null, head.Complaint);
        }

        var remote = await _git.RunAsync(null, ["ls-remote", "--", address, "HEAD"], ct);
        return !remote.Ok ? (null, remote.Complaint)
            : remote.Output.Split('\t') is [{ Length: > 0 } commit, _, ..] ? (commit.Trim(), null) : (null, "The repository is empty: it has no commit yet.");
    }

    /// <param name="shown">The repository as people know it.</param>
    public async Task<Result<RepositoryFiles>> OpenAsync(string address, string shown, string home, CancellationToken ct)
    {
        var (commit, complaint) = await HeadAsync(address, ct);
        if (commit is null)
        {
            return new Unavailable("manifests.repository_unread", $"{shown} cannot be read: {complaint}");
        }

        var folder = PathOf(address) ?? CopyOf(address);
        if (PathOf(address) is null && await FetchAsync(address, folder, commit, ct) is { } failed)
        {
            return new Unavailable("manifests.repository_unread", $"{shown} cannot be read: {failed}");
        }

        var tree = await _git.RunAsync(folder, ["ls-tree", "-r", "-z", "--full-tree", commit], ct);
        return tree.Ok ? new GitRepositoryFiles(_git, folder, shown, commit, PathsOf(tree.Output)) { Home = home }
            : new Unavailable("manifests.repository_unread", $"{shown} cannot be read: {tree.Complaint}");
    }

    // "100644 blob HASH<tab>path"; links (120000) and submodules (160000) are not followed.
    private static HashSet<string> PathsOf(string tree)
        => [.. tree.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimStart('\n')).Where(l => l.StartsWith("100", StringComparison.Ordinal)).Select(l => l.Split('\t', 2)).Where(p => p.Length == 2).Select(p => p[1])];

    private static string? PathOf(string address)
        => Path.IsPathRooted(address) ? address : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : null;

    private string CopyOf(string address)
        => Path.GetFullPath(Path.Combine(options.GitCache, "manifests-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..24]));

    private async Task<string?> FetchAsync(string address, string folder, string commit, CancellationToken ct)
    {
        var gate = _locks.GetOrAdd(folder, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(ct);
        try
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

            if ((await _git.RunAsync(folder, ["rev-parse", "--verify", "--quiet", Head], ct)).Output.Trim() == commit)
            {
                return null;
            }

            // Commits and folders, so that git can tell when a path was last changed; a file is fetched when it is read.
            var fetched = await _git.RunAsync(folder, ["fetch", "-q", "--filter=blob:none", "--force", "--no-tags", "--no-recurse-submodules", "--", address, $"+HEAD:{Head}"], ct);
            return fetched.Ok ? null : fetched.Complaint;
        }
        finally
        {
            gate.Release();
        }
    }
}
