using Octokit;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>Files as entries of a git tree: text travels in the tree's own request, what is binary or large as a blob before it.</summary>
internal static class TreeItems
{
    private const int BlobsAtATime = 6;
    private const int LargestText = 100 * 1024;
    private const int LargestRequest = 4 * 1024 * 1024;

    /// <param name="folder">Where in the repository they go; empty: its root.</param>
    public static async Task<NewTreeItem[]> OfAsync(IGitHubClient github, RepoUrl place, Workspace files, string folder, CancellationToken ct)
    {
        var prefix = folder.Length == 0 ? "" : folder.TrimEnd('/') + "/";
        using SemaphoreSlim places = new(BlobsAtATime);
        List<Task<NewTreeItem>> items = [];
        var inline = 0;
        foreach (var (path, file) in files.Files)
        {
            var text = file.Content.Length <= LargestText && inline + file.Content.Length <= LargestRequest ? file.Text : null;
            if (text is not null)
            {
                inline += file.Content.Length;
                items.Add(Task.FromResult(Item(prefix + path, file, content: text)));
            }
            else
            {
                items.Add(BlobAsync(prefix + path, file));
            }
        }

        return await Task.WhenAll(items);

        async Task<NewTreeItem> BlobAsync(string path, WorkspaceFile file)
        {
            await places.WaitAsync(ct);
            try
            {
                var blob = await github.Git.Blob.Create(place.Owner, place.Repo, new NewBlob { Encoding = EncodingType.Base64, Content = Convert.ToBase64String(file.Content) });
                return Item(path, file, blob.Sha);
            }
            finally
            {
                places.Release();
            }
        }
    }

    private static NewTreeItem Item(string path, WorkspaceFile file, string? sha = null, string? content = null)
        => new() { Path = path, Mode = file.Executable ? "100755" : "100644", Type = TreeType.Blob, Sha = sha, Content = content };
}
