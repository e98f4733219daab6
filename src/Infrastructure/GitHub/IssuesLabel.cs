using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>github:issues:label: adds labels to an issue or pull request; cleaning up takes off those that it did not have before.</summary>
internal sealed class IssuesLabel(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    private const string Added = "added";

    public override string Id => "github:issues:label";

    public override ActionInfo Info { get; } = new(
        "Adds labels to an issue or a pull request.",
        [
            RepoUrlInput,
            new("number", "integer", "Number of the issue or pull request.", Required: true),
            new("labels", "list of strings", "Labels to add; GitHub makes those that the repository lacks.", Required: true),
            TokenInput,
        ],
        [],
        """
        - id: label
          action: github:issues:label
          input:
            repoUrl: ${{ parameters.repoUrl }}
            number: ${{ steps.pr.output.pullRequestNumber }}
            labels: [scaffolded]
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var labels = step.Context.List("labels");
        if (step.Context.DryRun)
        {
            // The number may be the output of a step that a dry run does not make.
            step.Plan("Add labels", $"{step.Name}#{step.Context.Text("number")}: {string.Join(", ", labels)}", "taken off, unless they were there before");
            return ActionOutcome.Of();
        }

        var number = step.Number("number", 1, int.MaxValue)!.Value;
        if (step.Note[Added] is null)
        {
            var there = (await step.Rest.ListAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/issues/{number}/labels")).Select(l => l["name"]?.ToString());
            await step.NoteAsync(Added, new JsonArray([.. labels.Except(there.OfType<string>(), StringComparer.OrdinalIgnoreCase).Select(l => JsonValue.Create(l))]), ct);
        }

        await step.Rest.PostAsync($"repos/{step.Place.Owner}/{step.Place.Repo}/issues/{number}/labels", new JsonObject { ["labels"] = new JsonArray([.. labels.Select(l => JsonValue.Create(l))]) });
        await step.Context.Log($"Labels of {step.Name}#{number}: {string.Join(", ", labels)}", ct);
        return ActionOutcome.Of();
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        foreach (var label in undo.Note[Added] as JsonArray ?? [])
        {
            await undo.Rest.DeleteAsync($"repos/{undo.Place.Owner}/{undo.Place.Repo}/issues/{undo.Text("number")}/labels/{label}");
            await undo.Context.Log($"Took label {label} off {undo.Name}#{undo.Text("number")}", ct);
        }
    }
}
