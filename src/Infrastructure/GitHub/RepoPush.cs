using System.Text.Json.Nodes;
using Octokit;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>github:repo:push: the workspace as the first commit of a repository in which nobody has worked yet.</summary>
internal sealed class RepoPush(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    private const string CommitHash = "commitHash";
    private const string BranchBefore = "branchBefore";
    private const string HeadBefore = "headBefore";
    private const string Protects = "protects";
    private const string StayingBranch = "branch";

    public override string Id => "github:repo:push";

    public override ActionInfo Info { get; } = new(
        "Puts the workspace as first commit into a repository that is there and in which nobody has worked yet, and protects its default branch.",
        [RepoUrlInput, .. PushPlan.Inputs, TokenInput],
        PushPlan.Outputs,
        """
        - id: push
          action: github:repo:push
          input:
            repoUrl: ${{ parameters.repoUrl }}
            gitCommitMessage: First version
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var push = PushPlan.Of(step.Context);
        if (push.Empty is { } nothing)
        {
            return nothing;
        }

        if (step.Context.DryRun)
        {
            push.Preview(step, "the branch is as before");
            push.PreviewProtection(step, "not protected any more");
            var page = $"https://{step.Place.Host}/{step.Name}";
            return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = page + ".git", ["repoContentsUrl"] = $"{page}/blob/{push.Branch}", [CommitHash] = "0000000000000000000000000000000000000000" });
        }

        var repository = await step.Client.Repository.Get(step.Place.Owner, step.Place.Repo);
        RepositoryPublication publication = new(step.Client, step.Place, step.Context.RunId);
        if (step.Note[HeadBefore] is null)
        {
            if (await publication.UntouchedHeadAsync(repository) is not { } head)
            {
                return ActionOutcome.Fail("github.not_empty", $"{step.Name} has commits already. github:repo:push fills new repositories only; use publish:github:pull-request to change one.");
            }

            step.Note[BranchBefore] = repository.DefaultBranch ?? "main";
            step.Note[StayingBranch] = push.Branch;
            step.Note[Protects] = push.Protection is not null;
            await step.NoteAsync(HeadBefore, head, ct);
        }

        var commit = await publication.CommitAsync(repository, push.Files, push.Branch, push.Message, push.Author(Clock.GetUtcNow()), step.Note[CommitHash]?.ToString(), ct);
        await step.NoteAsync(CommitHash, commit, ct);
        await step.Context.Log($"{push.Files.Files.Count} files in commit {commit[..Math.Min(10, commit.Length)]} on {push.Branch} of {step.Name}", ct);
        if (push.Protection is { } protection)
        {
            await protection.ApplyAsync(step.Rest, step.Place, push.Branch);
            await step.Context.Log($"Protected {push.Branch}: {protection.Words}", ct);
        }

        return ActionOutcome.Of(new JsonObject { ["remoteUrl"] = repository.CloneUrl, ["repoContentsUrl"] = $"{repository.HtmlUrl}/blob/{push.Branch}", [CommitHash] = commit });
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        if (undo.Note[HeadBefore]?.ToString() is not { } head)
        {
            return;
        }

        var repository = await undo.Client.Repository.Get(undo.Place.Owner, undo.Place.Repo);
        RepositoryPublication publication = new(undo.Client, undo.Place, undo.Context.RunId);
        if (!await publication.IsPublishedAsync(repository))
        {
            await undo.Context.Log($"{undo.Name}: the newest commit is not of this run; nothing is taken back", ct);
            return;
        }

        var (branch, before) = (undo.Note[StayingBranch]!.ToString(), undo.Note[BranchBefore]!.ToString());
        if (undo.Note[Protects]?.GetValue<bool>() == true)
        {
            await undo.Rest.DeleteAsync($"repos/{undo.Place.Owner}/{undo.Place.Repo}/branches/{branch}/protection");
        }

        await publication.ResetAsync(branch, before, head);
        await undo.Context.Log($"{before} of {undo.Name} is as before", ct);
    }
}
