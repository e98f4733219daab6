using System.Globalization;
using System.Text;
using Octokit;

namespace Portal.Infrastructure.GitHub;

/// <param name="Mode">Git's mode: 100644, 100755, 120000 for a link.</param>
internal sealed record TreeFile(string Sha, long Size, string Mode);

/// <summary>The files of a repository at one commit.</summary>
internal sealed class RepositoryTree(IReadOnlyDictionary<string, TreeFile> files)
{
    public IReadOnlyDictionary<string, TreeFile> Files => files;

    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        foreach (var (path, file) in files)
        {
            text.Append(file.Sha).Append(' ').Append(file.Size.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(file.Mode).Append(' ').Append(path).Append('\0');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <returns>Null when it is no tree.</returns>
    public static RepositoryTree? FromBytes(byte[] bytes)
    {
        var files = new Dictionary<string, TreeFile>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', 4);
            if (parts.Length < 4 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var size))
            {
                return null;
            }

            files[parts[3]] = new(parts[0], size, parts[2]);
        }

        return new(files);
    }
}

/// <summary>Reads trees and blobs. Both never change under their hash, so each is asked for once and kept on disk.</summary>
internal sealed class GitObjects(FileStore store)
{
    // A repository whose tree GitHub cuts off is walked folder by folder, up to here.
    private const int MostFolders = 500;

    /// <exception cref="ApiException">GitHub refuses.</exception>
    /// <exception cref="HttpRequestException">GitHub does not answer, or the repository has too many folders.</exception>
    public async Task<RepositoryTree> TreeAsync(IGitHubClient github, string owner, string name, string commit, CancellationToken ct)
    {
        var key = "tree-" + Hex($"{owner}/{name}@{commit}");
        if (await store.GetAsync(key, ct) is { } bytes && RepositoryTree.FromBytes(bytes) is { } known)
        {
            return known;
        }

        var files = new Dictionary<string, TreeFile>(StringComparer.Ordinal);
        var whole = await github.Git.Tree.GetRecursive(owner, name, commit).WaitAsync(ct); // git looks through the commit to its tree
        if (whole.Truncated)
        {
            await WalkAsync(github, owner, name, whole.Sha, files, ct);
        }
        else
        {
            Add(files, whole, "");
        }

        var tree = new RepositoryTree(files);
        await store.PutAsync(key, tree.ToBytes(), ct);
        return tree;
    }

    /// <exception cref="ApiException">GitHub refuses.</exception>
    /// <exception cref="HttpRequestException">GitHub does not answer, or its answer is cut short.</exception>
    public async Task<byte[]> BlobAsync(IGitHubClient github, string owner, string name, TreeFile file, CancellationToken ct)
    {
        var key = "blob-" + Hex(file.Sha);
        if (await store.GetAsync(key, ct) is { } bytes && (file.Size == 0 || bytes.LongLength == file.Size))
        {
            return bytes;
        }

        var blob = await github.Git.Blob.Get(owner, name, file.Sha).WaitAsync(ct);
        var content = blob.Encoding.StringValue == "base64" ? Convert.FromBase64String(blob.Content ?? "") : Encoding.UTF8.GetBytes(blob.Content ?? "");
        var size = file.Size > 0 ? file.Size : blob.Size;
        if (content.LongLength != size)
        {
            throw new HttpRequestException($"GitHub sent {content.LongLength} of {size} bytes");
        }

        await store.PutAsync(key, content, ct);
        return content;
    }

    private static string Hex(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task WalkAsync(IGitHubClient github, string owner, string name, string root, Dictionary<string, TreeFile> files, CancellationToken ct)
    {
        var folders = new Stack<(string Sha, string Path)>();
        folders.Push((root, ""));
        for (var asked = 0; folders.TryPop(out var folder);)
        {
            if ((asked += 2) > MostFolders)
            {
                throw new HttpRequestException($"the repository has more files than GitHub lists, in more than {MostFolders / 2} folders that have to be asked for one by one");
            }

            var own = await github.Git.Tree.Get(owner, name, folder.Sha).WaitAsync(ct);
            Add(files, own, folder.Path);
            foreach (var item in own.Tree.Where(i => i.Type.StringValue == "tree" && i.Path != "node_modules"))
            {
                var path = folder.Path + item.Path + "/";
                var below = await github.Git.Tree.GetRecursive(owner, name, item.Sha).WaitAsync(ct);
                asked++;
                if (below.Truncated)
                {
                    folders.Push((item.Sha, path));
                }
                else
                {
                    Add(files, below, path);
                }
            }
        }
    }

    private static void Add(Dictionary<string, TreeFile> files, TreeResponse tree, string folder)
    {
        foreach (var item in (tree.Tree ?? []).Where(i => i.Type.StringValue == "blob" && i.Path is { Length: > 0 } path && !path.Contains('\0', StringComparison.Ordinal)))
        {
            files[folder + item.Path] = new(item.Sha, item.Size, item.Mode ?? "100644");
        }
    }
}
