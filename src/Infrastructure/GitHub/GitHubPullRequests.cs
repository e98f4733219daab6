using System.Text;
using Octokit;
using Portal.Application.Common;
using Portal.Application.Discovery;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>Pull requests on GitHub: branch, commit and request, each found again when it is there already.</summary>
internal sealed class GitHubPullRequests(GitHubClients clients, TimeProvider clock) : IPullRequests
{
    public async Task<Result<OpenedPullRequest>> OpenAsync(PullRequestProposal proposal, CancellationToken ct)
    {
        if (clients.Options.Problem is { } problem)
        {
            return new Unavailable("github.not_configured", problem);
        }

        var place = proposal.Repository;
        if (!place.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase))
        {
            return new Conflict("github.other_owner", $"The portal works in the organisation {clients.Options.Organization}, not in {place.Owner}. Choose a repository of it.");
        }

        try
        {
            return await OpenAsync(clients.Create(), proposal).WaitAsync(ct);
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Failure(ex);
        }
    }

    private async Task<Result<OpenedPullRequest>> OpenAsync(IGitHubClient github, PullRequestProposal proposal)
    {
        var (owner, repo) = (proposal.Repository.Owner, proposal.Repository.Repo);
        var main = await DefaultBranchAsync(github, owner, repo);
        if (main is null || await HeadAsync(github, owner, repo, main) is not { } head)
        {
            return DiscoveryErrors.NoRepository(proposal.Repository, "Check the name, and that the portal's token may read it; an empty repository needs a first commit.");
        }

        if (await BlobAsync(github, owner, repo, head, proposal.Path) is not null)
        {
            return DiscoveryErrors.FileExists(proposal.Repository, proposal.Path, main);
        }

        var commit = await CommitAsync(github, proposal, head);
        var request = await RequestAsync(github, proposal, main);
        return new OpenedPullRequest(request.HtmlUrl, proposal.Branch, main, commit, $"Pull request #{request.Number} waits for a review. When it is merged, the catalog shows the service as declared, provided that {owner}/{repo} is one of its locations.");
    }

    private async Task<string> CommitAsync(IGitHubClient github, PullRequestProposal proposal, GitHubCommit head)
    {
        var (owner, repo) = (proposal.Repository.Owner, proposal.Repository.Repo);
        var known = await HeadAsync(github, owner, repo, proposal.Branch);
        if (known is not null && await BlobAsync(github, owner, repo, known, proposal.Path) is { } present && await TextAsync(github, owner, repo, present) == proposal.Content)
        {
            return known.Sha; // asked twice: it is there
        }

        var blob = await github.Git.Blob.Create(owner, repo, new NewBlob { Encoding = EncodingType.Utf8, Content = proposal.Content });
        var parent = known ?? head;
        var change = new NewTree { BaseTree = parent.Commit.Tree.Sha };
        change.Tree.Add(new NewTreeItem { Path = proposal.Path, Mode = "100644", Type = TreeType.Blob, Sha = blob.Sha });
        var tree = await github.Git.Tree.Create(owner, repo, change);
        var author = new Committer(proposal.AuthorName, "portal@localhost", clock.GetUtcNow());
        var commit = await github.Git.Commit.Create(owner, repo, new NewCommit($"{proposal.Title}\n\n{proposal.Body}", tree.Sha, parent.Sha) { Author = author, Committer = author });
        if (known is null)
        {
            await github.Git.Reference.Create(owner, repo, new NewReference($"refs/heads/{proposal.Branch}", commit.Sha));
        }
        else
        {
            await github.Git.Reference.Update(owner, repo, $"heads/{proposal.Branch}", new ReferenceUpdate(commit.Sha));
        }

        return commit.Sha;
    }

    private static async Task<string> TextAsync(IGitHubClient github, string owner, string repo, string sha)
    {
        var blob = await github.Git.Blob.Get(owner, repo, sha);
        return blob.Encoding.Value == EncodingType.Base64 ? Encoding.UTF8.GetString(Convert.FromBase64String(blob.Content.ReplaceLineEndings(""))) : blob.Content;
    }

    private static async Task<PullRequest> RequestAsync(IGitHubClient github, PullRequestProposal proposal, string main)
    {
        var (owner, repo) = (proposal.Repository.Owner, proposal.Repository.Repo);
        var open = await github.PullRequest.GetAllForRepository(owner, repo, new PullRequestRequest { State = ItemStateFilter.Open, Head = $"{owner}:{proposal.Branch}", Base = main });
        return open.FirstOrDefault(p => p.Head.Ref == proposal.Branch) ?? await github.PullRequest.Create(owner, repo, new NewPullRequest(proposal.Title, proposal.Branch, main) { Body = proposal.Body });
    }

    private static async Task<string?> DefaultBranchAsync(IGitHubClient github, string owner, string repo)
    {
        try
        {
            return (await github.Repository.Get(owner, repo)).DefaultBranch ?? "main";
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static async Task<GitHubCommit?> HeadAsync(IGitHubClient github, string owner, string repo, string branch)
    {
        try
        {
            return await github.Repository.Commit.Get(owner, repo, (await github.Repository.Branch.Get(owner, repo, branch)).Commit.Sha);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    // A tree that GitHub cut short may lack the path; merging then shows the conflict.
    private static async Task<string?> BlobAsync(IGitHubClient github, string owner, string repo, GitHubCommit commit, string path)
        => (await github.Git.Tree.GetRecursive(owner, repo, commit.Commit.Tree.Sha)).Tree.FirstOrDefault(i => i.Path == path)?.Sha;
}
