using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A repository on this machine, or why there is none.</summary>
internal sealed record Checkout(string? Folder, string? Commit, string? Problem)
{
    /// <summary>Who made the commit: "Name &lt;address&gt;".</summary>
    public string? Author { get; init; }
}

/// <summary>Shallow copies of repositories under the cache folder, one per repository and branch, moved on when the remote has a new commit.</summary>
internal sealed class GitCheckouts(CatalogOptions options)
{
    private readonly GitCommand _git = new(options.GitTimeout);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);

    /// <summary>Asks the remote for its newest commit and fetches it when it is not here yet.</summary>
    public async Task<Checkout> UpdateAsync(GitTarget target, CancellationToken ct)
    {
        var folder = FolderOf(target);
        var gate = _locks.GetOrAdd(folder, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(ct);
        try
        {
            var remote = await _git.RunAsync(null, ["ls-remote", "--", target.Repository, target.Reference ?? "HEAD"], ct);
            if (!remote.Ok)
            {
                return new(null, null, remote.Complaint);
            }

            // A branch wins over a tag of the same name, as git itself has it.
            var lines = remote.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).Where(p => p.Length == 2).ToList();
            var newest = (target.Reference is null
                ? lines.FirstOrDefault(p => p[1] == "HEAD")
                : lines.FirstOrDefault(p => p[1] == "refs/heads/" + target.Reference) ?? lines.FirstOrDefault(p => p[1] == $"refs/tags/{target.Reference}^{{}}") ?? lines.FirstOrDefault(p => p[1] == "refs/tags/" + target.Reference))?[0];
            if (newest is null)
            {
                return new(null, null, target.Reference is null ? "The repository is empty: it has no commit yet." : $"The repository has no branch or tag '{target.Reference}'.");
            }

            if (await HereAsync(folder, ct) == newest)
            {
                return new(folder, newest, null) { Author = await AuthorAsync(folder, ct) };
            }

            return await FetchAsync(target, folder, ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The folder of the copy that is here, without asking the remote; null when there is none.</summary>
    public string? Existing(GitTarget target) => FolderOf(target) is var folder && File.Exists(folder + ".commit") ? folder : null;

    private static async Task<string?> HereAsync(string folder, CancellationToken ct)
    {
        var done = folder + ".commit";
        return Directory.Exists(folder) && File.Exists(done) ? (await File.ReadAllTextAsync(done, ct)).Trim() : null;
    }

    private async Task<Checkout> FetchAsync(GitTarget target, string folder, CancellationToken ct)
    {
        // Written last: a copy that was cut short is fetched again.
        File.Delete(folder + ".commit");
        if (!Directory.Exists(Path.Combine(folder, ".git")))
        {
            Directory.CreateDirectory(folder);
            var init = await _git.RunAsync(folder, ["init", "-q"], ct);
            if (!init.Ok)
            {
                return new(null, null, init.Complaint);
            }
        }

        foreach (string[] step in new string[][]
        {
            ["fetch", "-q", "--depth", "1", "--no-tags", "--no-recurse-submodules", "--update-head-ok", "--force", "--", target.Repository, target.Reference ?? "HEAD"],
            ["checkout", "-q", "--force", "--detach", "FETCH_HEAD"],
            ["clean", "-q", "-f", "-d", "-x"],
        })
        {
            var result = await _git.RunAsync(folder, step, ct);
            if (!result.Ok)
            {
                return new(null, null, result.Complaint);
            }
        }

        var head = await _git.RunAsync(folder, ["rev-parse", "HEAD"], ct);
        var commit = head.Output.Trim();
        var author = await _git.RunAsync(folder, ["log", "-1", "--format=%an <%ae>"], ct);
        await File.WriteAllTextAsync(folder + ".author", author.Ok ? author.Output.Trim() : "", ct);
        await File.WriteAllTextAsync(folder + ".commit", commit, ct);
        return new(folder, commit, null) { Author = await AuthorAsync(folder, ct) };
    }

    private static async Task<string?> AuthorAsync(string folder, CancellationToken ct)
        => File.Exists(folder + ".author") && (await File.ReadAllTextAsync(folder + ".author", ct)).Trim() is { Length: > 0 } author ? author : null;

    private string FolderOf(GitTarget target)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target.Repository}\n{target.Reference}")))[..24];
        var folder = Path.GetFullPath(Path.Combine(options.GitCache, hash));
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        return folder;
    }
}
