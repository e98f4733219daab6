using System.Globalization;
using Octokit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.GitHub;

/// <summary>Proposed changes on GitHub: commit, branch and pull request, each found again when it is there already.</summary>
internal sealed class GitHubRepositoryChanges(GitHubClients clients, TimeProvider clock) : IRepositoryChanges
{
    private const int AtOnce = 4;

    public RepoUrl? Find(string address)
    {
        if (RepoUrl.TryParse(address, out var written) is null)
        {
            return IsOurs(written!) ? written : null;
        }

        var name = RepositoryName.Parse(address) ?? RepositoryName.Parse("https://" + address);
        return name is not null && RepoUrl.TryParse($"{name.Host}?owner={Uri.EscapeDataString(name.Owner)}&repo={Uri.EscapeDataString(name.Name)}", out var found) is null && IsOurs(found!) ? found : null;
    }

    public async Task<Result<RepositoryHead>> HeadAsync(RepoUrl repository, CancellationToken ct)
        => Refused(repository) is { } refused ? refused : await AskAsync(() => HeadAsync(clients.Create(), repository, ct), ct);

    public async Task<Result<OpenedChange>> OpenAsync(ChangeProposal proposal, CancellationToken ct)
        => Refused(proposal.Repository) is { } refused ? refused : await AskAsync(() => OpenAsync(clients.Create(), proposal, ct), ct);

    public async Task<Result<ChangeState>> StateAsync(RepoUrl repository, string branch, CancellationToken ct)
        => Refused(repository) is { } refused ? refused : await AskAsync(async () => Result<ChangeState>.Of((await StateAsync(clients.Create(), repository, branch, ct)).State), ct);

    public async Task<Result<ChangeState>> WithdrawAsync(RepoUrl repository, string branch, CancellationToken ct)
        => Refused(repository) is { } refused ? refused : await AskAsync(() => WithdrawAsync(clients.Create(), repository, branch, ct), ct);

    private static async Task<Result<RepositoryHead>> HeadAsync(IGitHubClient github, RepoUrl repository, CancellationToken ct)
    {
        var (owner, repo) = (repository.Owner, repository.Repo);
        string branch;
        try
        {
            branch = (await github.Repository.Get(owner, repo).WaitAsync(ct)).DefaultBranch ?? "main";
        }
        catch (NotFoundException)
        {
            return new NotFound("github.no_repository", $"GitHub has no {owner}/{repo}, or the portal's token may not read it.");
        }

        if (await TipAsync(github, repository, branch, ct) is not { } tip)
        {
            return new Conflict("github.empty", $"{owner}/{repo} has no commit on {branch} yet.");
        }

        var commit = await github.Repository.Commit.Get(owner, repo, tip).WaitAsync(ct);
        var tree = await github.Git.Tree.GetRecursive(owner, repo, commit.Commit.Tree.Sha).WaitAsync(ct);
        if (tree.Truncated)
        {
            return new Conflict("github.tree_cut", $"{owner}/{repo} has more files than GitHub lists at once. Make the change by hand.");
        }

        var files = tree.Tree.Where(i => i.Mode != "040000").ToDictionary(i => i.Path, i => new ListedFile(i.Sha, i.Mode), StringComparer.Ordinal);
        return new Head(github, repository, branch, tip, commit.Commit.Tree.Sha, files);
    }

    private async Task<Result<OpenedChange>> OpenAsync(IGitHubClient github, ChangeProposal proposal, CancellationToken ct)
    {
        var (owner, repo) = (proposal.Repository.Owner, proposal.Repository.Repo);
        var (state, request) = await StateAsync(github, proposal.Repository, proposal.Branch, ct);
        var tip = await TipAsync(github, proposal.Repository, proposal.Branch, ct);
        var isNew = false;
        if (tip is null || state.Standing is ChangeStanding.Merged or ChangeStanding.Closed)
        {
            // A branch of a request that has ended is begun anew; one that a crash left without a request is gone on with.
            (tip, isNew) = (await CommitAsync(github, proposal, tip is not null, ct), true);
        }

        if (state.Standing != ChangeStanding.Open || request is null)
        {
            request = await github.PullRequest.Create(owner, repo, new NewPullRequest(proposal.Title, proposal.Branch, proposal.Base.Branch) { Body = proposal.Body }).WaitAsync(ct);
            isNew = true;
        }

        return new OpenedChange(request.HtmlUrl, proposal.Branch, tip, $"Pull request #{request.Number.ToString(CultureInfo.InvariantCulture)} waits for a review.", isNew);
    }

    private async Task<string> CommitAsync(IGitHubClient github, ChangeProposal proposal, bool branchExists, CancellationToken ct)
    {
        var (owner, repo) = (proposal.Repository.Owner, proposal.Repository.Repo);
        var head = (Head)proposal.Base;
        List<NewTreeItem> written = [];
        foreach (var (path, file) in proposal.Files.Where(f => f.Value is not null))
        {
            var blob = await github.Git.Blob.Create(owner, repo, new NewBlob { Encoding = EncodingType.Base64, Content = Convert.ToBase64String(file!.Content) }).WaitAsync(ct);
            written.Add(new NewTreeItem { Path = path, Mode = file.Executable ? "100755" : "100644", Type = TreeType.Blob, Sha = blob.Sha });
        }

        var change = new NewTree();
        if (proposal.Files.Values.All(f => f is not null))
        {
            change.BaseTree = head.Tree;
        }
        else
        {
            // A tree upon another cannot leave anything out, so where files go the whole list is given.
            foreach (var (path, listed) in head.Files.Where(f => !proposal.Files.ContainsKey(f.Key)))
            {
                change.Tree.Add(new NewTreeItem { Path = path, Mode = listed.Mode, Type = listed.Mode == "160000" ? TreeType.Commit : TreeType.Blob, Sha = listed.Sha });
            }
        }

        written.ForEach(change.Tree.Add);
        var tree = await github.Git.Tree.Create(owner, repo, change).WaitAsync(ct);
        var author = new Committer(proposal.AuthorName, "portal@localhost", clock.GetUtcNow());
        var commit = await github.Git.Commit.Create(owner, repo, new NewCommit($"{proposal.Title}\n\n{proposal.Body}", tree.Sha, head.Commit) { Author = author, Committer = author }).WaitAsync(ct);
        if (branchExists)
        {
            await github.Git.Reference.Update(owner, repo, $"heads/{proposal.Branch}", new ReferenceUpdate(commit.Sha, force: true)).WaitAsync(ct);
        }
        else
        {
            await github.Git.Reference.Create(owner, repo, new NewReference($"refs/heads/{proposal.Branch}", commit.Sha)).WaitAsync(ct);
        }

        return commit.Sha;
    }

    private static async Task<Result<ChangeState>> WithdrawAsync(IGitHubClient github, RepoUrl repository, string branch, CancellationToken ct)
    {
        var (state, request) = await StateAsync(github, repository, branch, ct);
        if (state.Standing == ChangeStanding.Merged)
        {
            return state;
        }

        if (state.Standing == ChangeStanding.Open && request is not null)
        {
            await github.PullRequest.Update(repository.Owner, repository.Repo, request.Number, new PullRequestUpdate { State = ItemState.Closed }).WaitAsync(ct);
        }

        if (await TipAsync(github, repository, branch, ct) is not null)
        {
            await github.Git.Reference.Delete(repository.Owner, repository.Repo, $"heads/{branch}").WaitAsync(ct);
        }

        return new ChangeState(state.Standing == ChangeStanding.None ? ChangeStanding.None : ChangeStanding.Closed, state.Url);
    }

    private static async Task<(ChangeState State, PullRequest? Request)> StateAsync(IGitHubClient github, RepoUrl repository, string branch, CancellationToken ct)
    {
        var (owner, repo) = (repository.Owner, repository.Repo);
        var all = await github.PullRequest.GetAllForRepository(owner, repo, new PullRequestRequest { State = ItemStateFilter.All, Head = $"{owner}:{branch}" }).WaitAsync(ct);
        var last = all.Where(p => p.Head.Ref == branch).MaxBy(p => p.Number);
        return last is null ? (new(ChangeStanding.None, null), null)
            : (new(last.MergedAt is not null ? ChangeStanding.Merged : last.ClosedAt is not null ? ChangeStanding.Closed : ChangeStanding.Open, last.HtmlUrl), last);
    }

    private static async Task<string?> TipAsync(IGitHubClient github, RepoUrl repository, string branch, CancellationToken ct)
    {
        try
        {
            return (await github.Repository.Branch.Get(repository.Owner, repository.Repo, branch).WaitAsync(ct)).Commit.Sha;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static async Task<Result<T>> AskAsync<T>(Func<Task<Result<T>>> ask, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Failure(ex);
        }
    }

    private Failure? Refused(RepoUrl repository)
        => clients.Options.Problem is { } problem ? new Unavailable("github.not_configured", problem)
            : repository.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase) ? null
            : new Conflict("github.other_owner", $"The portal works in the organisation {clients.Options.Organization}, not in {repository.Owner}.");

    private bool IsOurs(RepoUrl repository)
        => repository.Host.Equals(clients.Options.Host, StringComparison.OrdinalIgnoreCase) && repository.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase);

    private sealed class Head(IGitHubClient github, RepoUrl repository, string branch, string commit, string tree, IReadOnlyDictionary<string, ListedFile> files) : RepositoryHead(branch, commit, files)
    {
        public string Tree => tree;

        public override async Task<Result<IReadOnlyDictionary<string, byte[]>>> ReadAsync(IReadOnlyCollection<string> paths, CancellationToken ct)
        {
            System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> found = new(StringComparer.Ordinal);
            return await AskAsync(
                async () =>
                {
                    await Parallel.ForEachAsync(paths.Where(Files.ContainsKey).Distinct(StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (path, token) =>
                    {
                        var blob = await github.Git.Blob.Get(repository.Owner, repository.Repo, Files[path].Sha).WaitAsync(token);
                        found[path] = blob.Encoding.Value == EncodingType.Base64 ? Convert.FromBase64String(blob.Content.ReplaceLineEndings("")) : System.Text.Encoding.UTF8.GetBytes(blob.Content);
                    });
                    return Result<IReadOnlyDictionary<string, byte[]>>.Of(found);
                },
                ct);
        }
    }
}
