using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// github:actions:dispatch: starts a workflow once. GitHub names no run in its answer, so the newest run before is noted: a step that died after asking looks for a newer one
/// and asks again only when there is none after a while.
/// </summary>
internal sealed class ActionsDispatch(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    private const string Newest = "newestRunBefore";
    private const string AskedAt = "askedAt";
    private const string Dispatched = "dispatched";
    private const int MostInputs = 25;

    /// <summary>In this time a dispatch that GitHub took shows among the runs.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public override string Id => "github:actions:dispatch";

    public override ActionInfo Info { get; } = new(
        "Starts a workflow of GitHub Actions that has a workflow_dispatch trigger.",
        [
            RepoUrlInput,
            new("workflowId", "string", "File name of the workflow, for instance deploy.yml, or its number.", Required: true),
            new("branchOrTagName", "string", "Branch or tag to run it on.", Required: true),
            new("workflowInputs", "object", "Inputs of the workflow by name; at most 25."),
            TokenInput,
        ],
        [],
        """
        - id: first-build
          action: github:actions:dispatch
          input:
            repoUrl: ${{ parameters.repoUrl }}
            workflowId: build.yml
            branchOrTagName: main
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var (workflow, reference) = (step.Context.Text("workflowId")!, step.Context.Text("branchOrTagName")!);
        var inputs = step.Map("workflowInputs");
        if (inputs.Count > MostInputs)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", $"workflowInputs has {inputs.Count} inputs. GitHub takes {MostInputs} at most.");
        }

        if (step.Context.DryRun)
        {
            step.Plan("Start workflow", $"{workflow} of {step.Name} on {reference}{(inputs.Count > 0 ? $", with {string.Join(", ", inputs.Select(i => i.Key))}" : "")}", "stays: what a workflow did cannot be taken back");
            return ActionOutcome.Of();
        }

        if (step.Note[Dispatched] is not null)
        {
            return ActionOutcome.Of();
        }

        var now = Clock.GetUtcNow();
        if (step.Note[AskedAt] is JsonValue noted && DateTimeOffset.Parse(noted.ToString(), CultureInfo.InvariantCulture) is var askedAt)
        {
            if (await NewestAsync(step, workflow) is var newest && newest > step.Note[Newest]!.GetValue<long>())
            {
                await step.NoteAsync(Dispatched, newest, ct);
                await step.Context.Log($"Workflow {workflow} of {step.Name} was started before this run was interrupted", ct);
                return ActionOutcome.Of();
            }

            if (now - askedAt < Settling)
            {
                return ActionOutcome.Later(askedAt + Settling, $"Looks whether GitHub has started {workflow} already.");
            }
        }
        else
        {
            step.Note[Newest] = await NewestAsync(step, workflow);
        }

        await step.NoteAsync(AskedAt, now.ToString("O", CultureInfo.InvariantCulture), ct);
        await step.Rest.PostAsync(
            $"repos/{step.Place.Owner}/{step.Place.Repo}/actions/workflows/{workflow}/dispatches",
            new JsonObject { ["ref"] = reference, ["inputs"] = new JsonObject(inputs.Select(i => KeyValuePair.Create(i.Key, (JsonNode?)i.Value))) });
        await step.NoteAsync(Dispatched, true, ct);
        await step.Context.Log($"Started workflow {workflow} of {step.Name} on {reference}", ct);
        return ActionOutcome.Of();
    }

    protected override Task UndoAsync(GitHubUndo undo, CancellationToken ct)
        => undo.Note[Dispatched] is null ? Task.CompletedTask : undo.Context.Log($"Workflow {undo.Text("workflowId")} of {undo.Name} was started: what it did stays", ct);

    /// <returns>Number of the newest run; 0 when there is none.</returns>
    private static async Task<long> NewestAsync(GitHubStep step, string workflow)
    {
        var runs = await step.Rest.GetAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/actions/workflows/{workflow}/runs?event=workflow_dispatch&per_page=1");
        return (runs?["workflow_runs"] as JsonArray ?? []).Select(r => r!["id"]!.GetValue<long>()).DefaultIfEmpty(0).Max();
    }
}
