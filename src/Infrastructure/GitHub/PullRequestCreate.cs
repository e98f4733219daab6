using System.Globalization;
using System.Text.Json.Nodes;
using Octokit;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// publish:github:pull-request: one commit on a branch and one pull request. What the branch was before is noted first; the commit carries the run's trailer, so a step that died
/// knows its own commit again.
/// </summary>
internal sealed class PullRequestCreate(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    private const string Before = "headBefore";
    private const string BaseName = "base";
    private const string PullBefore = "pullBefore";
    private const string Number = "number";

    public override string Id => "publish:github:pull-request";

    public override ActionInfo Info { get; } = new(
        "Proposes the workspace as a pull request of a repository that is there.",
        [RepoUrlInput, .. PullRequestPlan.Inputs, TokenInput],
        [
            new("remoteUrl", "string", "Address of the pull request."),
            new("pullRequestNumber", "integer", "Its number."),
            new("targetBranchName", "string", "Branch that it goes into."),
        ],
        """
        - id: pr
          action: publish:github:pull-request
          input:
            repoUrl: ${{ parameters.repoUrl }}
            branchName: add-${{ parameters.name }}
            title: Add ${{ parameters.name }}
            description: Made by a template.
            targetPath: services/${{ parameters.name }}
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var plan = PullRequestPlan.Of(step.Context, Clock.GetUtcNow());
        if (step.Context.DryRun)
        {
            return await PreviewAsync(step, plan);
        }

        var current = await HeadAsync(step, plan.Branch);
        if (step.Note[Before] is null)
        {
            if (current is not null && !plan.Update)
            {
                return Taken(step, plan);
            }

            var target = plan.Target ?? (await step.Client.Repository.Get(step.Place.Owner, step.Place.Repo)).DefaultBranch ?? "main";
            step.Note[BaseName] = target;
            step.Note[PullBefore] = (await PullAsync(step.Rest, step.Place, plan.Branch, target))?["number"]?.DeepClone();
            await step.NoteAsync(Before, current ?? "", ct);
        }

        var into = step.Note[BaseName]!.ToString();
        if (current is null || !await IsMineAsync(step.Client, step.Place, step.Context.RunId, current))
        {
            if (current is not null && !plan.Update)
            {
                return Taken(step, plan);
            }

            var parent = current ?? await HeadAsync(step, into);
            if (parent is null)
            {
                return ActionOutcome.Fail("github.no_branch", $"{step.Name} has no branch {into}. An empty repository needs a first commit; else check targetBranchName.");
            }

            if (!await CommitAsync(step, plan, parent, isNew: current is null, ct))
            {
                await step.Context.Log($"Nothing changes in {step.Name}: no pull request", ct);
                return ActionOutcome.Of(new JsonObject { ["targetBranchName"] = into });
            }
        }

        var pull = await PullAsync(step.Rest, step.Place, plan.Branch, into) ?? await step.Rest.PostAsync(
            $"repos/{step.Place.Owner}/{step.Place.Repo}/pulls", new JsonObject { ["title"] = plan.Title, ["head"] = plan.Branch, ["base"] = into, ["body"] = plan.Body, ["draft"] = plan.Draft });
        var number = pull!["number"]!.GetValue<int>();
        await step.NoteAsync(Number, number, ct);
        await step.Context.Log($"Pull request {step.Name}#{number} into {into}", ct);
        await AskAsync(step, plan, number, ct);
        return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = pull["html_url"]?.DeepClone(), ["pullRequestNumber"] = number, ["targetBranchName"] = into });
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        if (undo.Note[Before]?.ToString() is not { } before)
        {
            return;
        }

        var (owner, repo, branch) = (undo.Place.Owner, undo.Place.Repo, undo.Text("branchName")!);
        if (undo.Note[PullBefore] is null && await PullAsync(undo.Rest, undo.Place, branch, undo.Note[BaseName]!.ToString()) is { } pull)
        {
            await undo.Rest.PatchAsync($"repos/{owner}/{repo}/pulls/{pull["number"]}", new JsonObject { ["state"] = "closed" });
            await undo.Context.Log($"Closed pull request {undo.Name}#{pull["number"]}", ct);
        }
        else if (undo.Note[Number] is { } number)
        {
            await undo.Context.Log($"Pull request {undo.Name}#{number} {(undo.Note[PullBefore] is null ? "is not open any more: what was merged stays" : "was there before this run and stays")}", ct);
        }

        var head = await BranchHeadAsync(undo.Client, undo.Place, branch);
        if (head is null || !await IsMineAsync(undo.Client, undo.Place, undo.Context.RunId, head))
        {
            await undo.Context.Log($"Branch {branch} of {undo.Name}: its newest commit is not of this run", ct);
            return;
        }

        if (before.Length == 0)
        {
            await undo.Client.Git.Reference.Delete(owner, repo, $"heads/{branch}");
            await undo.Context.Log($"Deleted branch {branch} of {undo.Name}", ct);
        }
        else
        {
            await undo.Client.Git.Reference.Update(owner, repo, $"heads/{branch}", new ReferenceUpdate(before, force: true));
            await undo.Context.Log($"Branch {branch} of {undo.Name} is as before", ct);
        }
    }

    private static ActionOutcome Taken(GitHubStep step, PullRequestPlan plan)
        => ActionOutcome.Fail("github.branch_exists", $"{step.Name} has a branch {plan.Branch} already. Choose another branchName, or set update: true to add a commit to it.");

    private static string Trailer(string runId) => $"Portal-Run: {runId}";

    private static async Task<ActionOutcome> PreviewAsync(GitHubStep step, PullRequestPlan plan)
    {
        // An earlier step may make the repository, so that it is not there is no trouble yet.
        var repository = await step.Rest.FindAsync($"repos/{step.Place.Owner}/{step.Place.Repo}");
        if (repository is not null && !plan.Update && await HeadAsync(step, plan.Branch) is not null)
        {
            return Taken(step, plan);
        }

        var target = plan.Target ?? repository?["default_branch"]?.ToString() ?? "main";
        plan.Preview(step, target);
        return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = $"https://{step.Place.Host}/{step.Name}/pulls", ["pullRequestNumber"] = 0, ["targetBranchName"] = target });
    }

    /// <returns>False when nothing changes and the step wants no pull request then.</returns>
    private static async Task<bool> CommitAsync(GitHubStep step, PullRequestPlan plan, string parent, bool isNew, CancellationToken ct)
    {
        var (owner, repo) = (step.Place.Owner, step.Place.Repo);
        var baseTree = (await step.Client.Repository.Commit.Get(owner, repo, parent)).Commit.Tree.Sha;
        var tree = (await step.Rest.PostAsync($"repos/{owner}/{repo}/git/trees", await plan.TreeAsync(step, baseTree, ct)))!["sha"]!.ToString();
        if (tree == baseTree && !plan.EvenWhenEmpty)
        {
            return false;
        }

        var commit = await step.Client.Git.Commit.Create(owner, repo, new NewCommit($"{plan.Message}\n\n{Trailer(step.Context.RunId)}\n", tree, parent) { Author = plan.Author, Committer = plan.Author });
        await (isNew
            ? step.Client.Git.Reference.Create(owner, repo, new NewReference($"refs/heads/{plan.Branch}", commit.Sha))
            : step.Client.Git.Reference.Update(owner, repo, $"heads/{plan.Branch}", new ReferenceUpdate(commit.Sha)));
        await step.Context.Log(string.Create(CultureInfo.InvariantCulture, $"{plan.Files.Files.Count} files in commit {commit.Sha[..Math.Min(10, commit.Sha.Length)]} on {plan.Branch} of {step.Name}"), ct);
        return true;
    }

    /// <summary>A reviewer whom GitHub refuses (the author, somebody without access) is said and does not undo the pull request.</summary>
    private static async Task AskAsync(GitHubStep step, PullRequestPlan plan, int number, CancellationToken ct)
    {
        var (owner, repo) = (step.Place.Owner, step.Place.Repo);
        if (plan.Reviewers.Count + plan.Teams.Count > 0)
        {
            await TryAsync(() => step.Rest.PostAsync($"repos/{owner}/{repo}/pulls/{number}/requested_reviewers", new JsonObject { ["reviewers"] = Names(plan.Reviewers), ["team_reviewers"] = Names(plan.Teams) }), "reviewers");
        }

        if (plan.Assignees.Count > 0)
        {
            await TryAsync(() => step.Rest.PostAsync($"repos/{owner}/{repo}/issues/{number}/assignees", new JsonObject { ["assignees"] = Names(plan.Assignees) }), "assignees");
        }

        async Task TryAsync(Func<Task> ask, string what)
        {
            try
            {
                await ask();
            }
            catch (Exception ex) when (ex is ApiValidationException or NotFoundException)
            {
                await step.Context.Log($"GitHub does not take the {what} of {step.Name}#{number}: {ex.Message}", ct);
            }
        }

        static JsonArray Names(IReadOnlyList<string> names) => [.. names.Select(n => JsonValue.Create(n))];
    }

    private static async Task<JsonNode?> PullAsync(GitHubRest rest, RepoUrl place, string branch, string into)
        => (await rest.ListAsync($"repos/{place.Owner}/{place.Repo}/pulls", query: $"state=open&head={Uri.EscapeDataString($"{place.Owner}:{branch}")}&base={Uri.EscapeDataString(into)}")).FirstOrDefault(p => p["head"]?["ref"]?.ToString() == branch);

    private static Task<string?> HeadAsync(GitHubStep step, string branch) => BranchHeadAsync(step.Client, step.Place, branch);

    private static async Task<string?> BranchHeadAsync(IGitHubClient github, RepoUrl place, string branch)
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

    private static async Task<bool> IsMineAsync(IGitHubClient github, RepoUrl place, string runId, string sha)
        => (await github.Git.Commit.Get(place.Owner, place.Repo, sha)).Message?.Contains(Trailer(runId), StringComparison.Ordinal) == true;
}
