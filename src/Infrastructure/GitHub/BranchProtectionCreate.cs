using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>github:branch-protection:create: the rules of one branch; cleaning up brings the earlier ones back.</summary>
internal sealed class BranchProtectionCreate(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    private const string Branch = "branch";
    private const string Before = "before";

    public override string Id => "github:branch-protection:create";

    public override ActionInfo Info { get; } = new(
        "Protects a branch.",
        [
            RepoUrlInput,
            new(Branch, "string", "The branch; the repository's default branch unless set."),
            .. ProtectionPlan.Inputs("enforceAdmins"),
            new("blockCreations", "boolean", "With restrictions: nobody else may push a new branch of a name that the rules match."),
            TokenInput,
        ],
        [],
        """
        - id: protect
          action: github:branch-protection:create
          input:
            repoUrl: ${{ parameters.repoUrl }}
            requireCodeOwnerReviews: true
            requiredStatusCheckContexts: [build]
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var plan = ProtectionPlan.Of(step.Context, "enforceAdmins");
        var named = step.Context.Text(Branch);
        if (step.Context.DryRun)
        {
            step.Plan($"Protect {(string.IsNullOrEmpty(named) ? "the default branch" : named)}", $"{step.Name}: {plan.Words}", "its protection before is brought back");
            return ActionOutcome.Of();
        }

        if (step.Note[Branch] is null)
        {
            var branch = string.IsNullOrEmpty(named) ? (await step.Client.Repository.Get(step.Place.Owner, step.Place.Repo)).DefaultBranch ?? "main" : named;
            step.Note[Before] = await step.Rest.FindAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/branches/{branch}/protection");
            await step.NoteAsync(Branch, branch, ct);
        }

        var protectedBranch = step.Note[Branch]!.ToString();
        await plan.ApplyAsync(step.Rest, step.Place, protectedBranch);
        await step.Context.Log($"Protected {protectedBranch} of {step.Name}: {plan.Words}", ct);
        return ActionOutcome.Of();
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        if (undo.Note[Branch]?.ToString() is not { Length: > 0 } branch)
        {
            return;
        }

        var (owner, repo) = (undo.Place.Owner, undo.Place.Repo);
        if (undo.Note[Before] is not JsonObject before)
        {
            await undo.Rest.DeleteAsync($"repos/{owner}/{repo}/branches/{branch}/protection");
            await undo.Context.Log($"{branch} of {undo.Name} is not protected any more", ct);
            return;
        }

        await undo.Rest.PutAsync($"repos/{owner}/{repo}/branches/{branch}/protection", ProtectionPlan.Again(before));
        if (!ProtectionPlan.On(before, "required_signatures"))
        {
            await undo.Rest.DeleteAsync($"repos/{owner}/{repo}/branches/{branch}/protection/required_signatures");
        }

        await undo.Context.Log($"{branch} of {undo.Name} is protected as before", ct);
    }
}
