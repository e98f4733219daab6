using System.Globalization;
using System.Text.Json.Nodes;
using Octokit;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Brings one repository to the state that a run wants, from whatever state it is in. It is ours when the run has noted its id, when its
/// description carries the run's mark (from its first second on, until the id is noted) or its newest commit the run's trailer; any other is left alone.
/// </summary>
internal sealed class RepositoryPublication(IGitHubClient github, RepoUrl place, string runId, long? knownId = null)
{
    /// <summary>What GitHub puts into a repository that it begins itself.</summary>
    private static readonly string[] BeginningFiles = ["README.md", "LICENSE", ".gitignore"];

    private string Mark => $"[portal-run:{runId}]";

    private string Trailer => $"Portal-Run: {runId}";

    /// <returns>The repository, and whether it was made now.</returns>
    /// <exception cref="NameTakenException">Somebody else's repository has the name.</exception>
    public async Task<(Repository Repository, bool New)> FindOrCreateAsync(string description, JsonObject settings, bool retried = false)
    {
        if (await FindAsync() is { } existing)
        {
            return await IsOursAsync(existing) ? (existing, false) : throw new NameTakenException(place);
        }

        try
        {
            // AutoInit: an empty repository takes no blobs. Its first commit is replaced by ours.
            var body = settings.DeepClone().AsObject();
            (body["name"], body["description"], body["auto_init"]) = (place.Repo, $"{description} {Mark}".Trim(), true);
            var address = new Uri($"orgs/{Uri.EscapeDataString(place.Owner)}/repos", UriKind.Relative);
            return ((await github.Connection.Post<Repository>(address, body.ToJsonString(), "application/vnd.github+json", "application/json", parameters: null, CancellationToken.None)).Body, true);
        }
        catch (ApiValidationException) when (!retried)
        {
            // Taken between the look and the order; by this run too, when the answer to an earlier order was lost.
            if (await FindAsync() is null)
            {
                throw;
            }

            return await FindOrCreateAsync(description, settings, retried: true);
        }
    }

    /// <summary>One commit without parents that holds all files becomes the default branch.</summary>
    /// <returns>The commit's hash; the existing one when the run has published already.</returns>
    public async Task<string> CommitAsync(Repository repository, Workspace files, string branch, string message, Committer author, string? knownCommit, CancellationToken ct)
    {
        if (await PublishedAsync(repository, knownCommit) is { } published)
        {
            return published;
        }

        var tree = new NewTree();
        foreach (var item in await TreeItems.OfAsync(github, place, files, "", ct))
        {
            tree.Tree.Add(item);
        }

        var root = await github.Git.Tree.Create(place.Owner, place.Repo, tree);
        var commit = await github.Git.Commit.Create(place.Owner, place.Repo, new NewCommit($"{message}\n\n{Trailer}\n", root.Sha) { Author = author, Committer = author });
        var first = repository.DefaultBranch ?? "main";
        if (first == branch)
        {
            await github.Git.Reference.Update(place.Owner, place.Repo, $"heads/{branch}", new ReferenceUpdate(commit.Sha, force: true));
            return commit.Sha;
        }

        await PutBranchAsync(branch, commit.Sha);
        await github.Repository.Edit(place.Owner, place.Repo, new RepositoryUpdate { Name = place.Repo, DefaultBranch = branch });
        await github.Git.Reference.Delete(place.Owner, place.Repo, $"heads/{first}");
        return commit.Sha;
    }

    /// <summary>Last: without the mark, people read only the description.</summary>
    public Task DescribeAsync(string description) => github.Repository.Edit(place.Owner, place.Repo, new RepositoryUpdate { Name = place.Repo, Description = description });

    /// <returns>The head of a default branch that nobody has worked on; null when somebody has.</returns>
    public async Task<string?> UntouchedHeadAsync(Repository repository)
    {
        var branch = repository.DefaultBranch ?? "main";
        if (await HeadAsync(branch) is not { } head)
        {
            // An empty repository takes no blobs: it begins as GitHub's own do.
            GitHubRest rest = new(github.Connection);
            await rest.PutAsync($"repos/{place.Owner}/{place.Repo}/contents/README.md", new JsonObject { ["message"] = "Initial commit", ["content"] = "", ["branch"] = branch });
            return await HeadAsync(branch);
        }

        var commit = await github.Repository.Commit.Get(place.Owner, place.Repo, head);
        if (commit.Parents is { Count: > 0 })
        {
            return null;
        }

        var tree = await github.Git.Tree.GetRecursive(place.Owner, place.Repo, commit.Commit.Tree.Sha);
        return tree.Tree.All(i => BeginningFiles.Contains(i.Path, StringComparer.Ordinal)) ? head : null;
    }

    public async Task<bool> IsPublishedAsync(Repository repository) => await PublishedAsync(repository) is not null;

    /// <summary>Takes a commit back: the branch that was there is at its head again and is the default.</summary>
    public async Task ResetAsync(string branch, string before, string head)
    {
        if (branch == before)
        {
            await github.Git.Reference.Update(place.Owner, place.Repo, $"heads/{branch}", new ReferenceUpdate(head, force: true));
            return;
        }

        await PutBranchAsync(before, head);
        await github.Repository.Edit(place.Owner, place.Repo, new RepositoryUpdate { Name = place.Repo, DefaultBranch = before });
        await github.Git.Reference.Delete(place.Owner, place.Repo, $"heads/{branch}");
    }

    /// <returns>False when there is none of this run.</returns>
    public async Task<bool> DeleteAsync()
    {
        if (await FindAsync() is not { } existing || !await IsOursAsync(existing))
        {
            return false;
        }

        await github.Repository.Delete(place.Owner, place.Repo);
        return true;
    }

    private async Task<Repository?> FindAsync()
    {
        try
        {
            return await github.Repository.Get(place.Owner, place.Repo);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private async Task<bool> IsOursAsync(Repository repository)
        => repository.Id == knownId || repository.Description?.Contains(Mark, StringComparison.Ordinal) == true || await PublishedAsync(repository) is not null;

    /// <returns>Hash of the default branch's newest commit if this run made it.</returns>
    private async Task<string?> PublishedAsync(Repository repository, string? knownCommit = null)
    {
        try
        {
            var head = await github.Repository.Branch.Get(place.Owner, place.Repo, repository.DefaultBranch ?? "main");
            if (head.Commit.Sha == knownCommit)
            {
                return knownCommit;
            }

            var commit = await github.Git.Commit.Get(place.Owner, place.Repo, head.Commit.Sha);
            return commit.Message?.Contains(Trailer, StringComparison.Ordinal) == true ? commit.Sha : null;
        }
        catch (NotFoundException)
        {
            return null; // no branch yet
        }
    }

    private async Task<string?> HeadAsync(string branch)
    {
        try
        {
            return (await github.Repository.Branch.Get(place.Owner, place.Repo, branch)).Commit.Sha;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private async Task PutBranchAsync(string branch, string sha)
    {
        try
        {
            await github.Git.Reference.Create(place.Owner, place.Repo, new NewReference($"refs/heads/{branch}", sha));
        }
        catch (ApiValidationException)
        {
            await github.Git.Reference.Update(place.Owner, place.Repo, $"heads/{branch}", new ReferenceUpdate(sha, force: true));
        }
    }
}

/// <summary>The name belongs to a repository that this run did not make.</summary>
internal sealed class NameTakenException(RepoUrl place) : Exception(string.Create(CultureInfo.InvariantCulture, $"{place.Owner}/{place.Repo} exists already and was not made by this run. Choose another name."));
