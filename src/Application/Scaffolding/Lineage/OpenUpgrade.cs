using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>portal:upgrade:open: merges the newer version of a service's template into its repository and opens the pull request.</summary>
internal sealed class OpenUpgrade(LineageStore store, TemplateKeeper keeper, UpgradePlanner planner, IRepositoryChanges repositories, TimeProvider clock) : IScaffoldAction
{
    public const string ActionId = "portal:upgrade:open";

    private const int PatientAttempts = 6;

    public string Id => ActionId;

    public ActionInfo Info { get; } = new("Built in. Merges a newer version of the template into the repository of a service and opens the pull request.", [new("entity", "text", "Ref of the service.", Required: true), new("hash", "text", "Content hash of the newer version.", Required: true)], []);

    /// <summary>The template of which each upgrade is a run.</summary>
    public static ScaffoldTemplate Template { get; } = new()
    {
        Ref = BuiltInRuns.Upgrade,
        Title = "Template upgrade",
        Steps =
        [
            BuiltInRuns.Step("open", "Merge and open the pull request", ActionId, new()
            {
                ["entity"] = "${{ parameters.service }}",
                ["hash"] = "${{ parameters.hash }}",
                ["markConflicts"] = "${{ parameters.conflictMarkers }}",
                ["answers"] = "${{ parameters.answers }}",
            }),
        ],
        Output = new()
        {
            ["links"] = new JsonArray(
                new JsonObject { ["title"] = "Pull request", ["url"] = "${{ steps.open.output.url }}" },
                new JsonObject { ["title"] = "Service in the catalog", ["entityRef"] = "${{ parameters.service }}" }),
            ["text"] = new JsonArray(new JsonObject { ["title"] = "What to do next", ["content"] = "${{ steps.open.output.words }}" }),
        },
    };

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var entity = context.Text("entity")!;
        if (store.Current.Of(entity) is not { } entry)
        {
            return LineageErrors.NoLineage(entity);
        }

        if (context.DryRun)
        {
            context.Effects.Add(new("Open a pull request", entry.Repository, "closed, its branch deleted"));
            return ActionOutcome.Of();
        }

        if (!await store.ChangeUpgradeAsync(context.RunId, u => u.Become(u.State == UpgradeState.Open ? UpgradeState.Open : UpgradeState.Requested, clock.GetUtcNow()), ct))
        {
            return ActionOutcome.Fail("lineage.upgrade_superseded", $"Another run upgrades {entity} to this version already.");
        }

        var target = await keeper.OpenAsync(context.Text("hash")!, ct);
        if (target.Failure is { } gone)
        {
            return gone;
        }

        var plan = await planner.PlanAsync(entry, target.Value, Values(target.Value, entry, context.Input["answers"] as JsonObject ?? []), ct);
        return plan.Failure is { } failure ? Later(failure, context) : await OpenAsync(plan.Value, context, ct);
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if (FormReader.Text(context.Output["branch"]) is not { } branch || RepoUrl.TryParse(FormReader.Text(context.Output["repository"]), out var repository) is not null)
        {
            return Done.Value;
        }

        var state = await repositories.WithdrawAsync(repository!, branch, ct);
        if (state.Failure is { } failure)
        {
            return failure;
        }

        await context.Log(state.Value.Standing == ChangeStanding.Merged ? $"{branch} is merged: it stays" : $"Withdrew {branch}", ct);
        await store.ChangeUpgradeAsync(context.RunId, u => u.Become(state.Value.Standing == ChangeStanding.Merged ? UpgradeState.Merged : UpgradeState.Closed, clock.GetUtcNow()), ct);
        return Done.Value;
    }

    private static JsonObject Values(ScaffoldTemplate template, LineageEntry entry, JsonObject given)
    {
        var recorded = entry.Values();
        recorded = RepoUrl.TryParse(entry.Repository, out var repository) is null ? UpgradePlanner.WithRepository(template, recorded, repository!) : recorded;
        return UpgradeAnswers.Of(template, recorded, given).Values;
    }

    private async Task<ActionOutcome> OpenAsync(UpgradePlan plan, ActionContext context, CancellationToken ct)
    {
        foreach (var file in plan.Files.Where(f => f.Outcome is not MergeOutcome.Unchanged))
        {
            await context.Log($"{RunView.Word(file.Outcome)}: {file.Path}. {file.Why}", ct);
        }

        // Noted before the effect: cleaning up after a crash finds the branch.
        RepoUrl.TryParse(plan.Service.Repository, out var repository);
        JsonObject output = new() { ["repository"] = plan.Service.Repository, ["branch"] = plan.Branch, ["conflicts"] = plan.Count(MergeOutcome.Conflict) };
        await context.SaveCheckpoint(output.DeepClone().AsObject(), ct);
        var mark = context.Flag("markConflicts");
        var changes = plan.Changes(mark);
        if (changes.Count == 0)
        {
            await context.Log("The repository is at the new version already: there is nothing to open.", ct);
            await store.ChangeUpgradeAsync(context.RunId, u => u.Become(UpgradeState.Nothing, clock.GetUtcNow()), ct);
            await store.MoveAsync(plan.Service.Entity, plan.Record, ct);
            (output["url"], output["words"]) = ("", "Nothing: the repository is at the new version already.");
            return ActionOutcome.Of(output);
        }

        var opened = await repositories.OpenAsync(new(repository!, plan.Branch, plan.Head, changes, UpgradeWords.Title(plan), UpgradeWords.Body(plan, mark, context.ActorName), context.ActorName), ct);
        if (opened.Failure is { } failure)
        {
            return Later(failure, context);
        }

        await context.Log($"{(opened.Value.IsNew ? "Opened" : "Found open:")} {opened.Value.Url ?? opened.Value.Branch}, {changes.Count.ToString(CultureInfo.InvariantCulture)} files, {plan.Count(MergeOutcome.Conflict)} conflicts", ct);
        await store.ChangeUpgradeAsync(
            context.RunId,
            u =>
            {
                u.Become(UpgradeState.Open, clock.GetUtcNow());
                (u.Url, u.Conflicts, u.Changes) = (opened.Value.Url, plan.Count(MergeOutcome.Conflict), changes.Count);
            },
            ct);
        (output["url"], output["words"], output["commit"]) = (opened.Value.Url ?? "", opened.Value.Words, opened.Value.Commit);
        return ActionOutcome.Of(output);
    }

    /// <summary>A server that does not answer is asked again, each time later.</summary>
    private ActionOutcome Later(Failure failure, ActionContext context)
        => failure is Unavailable && context.Attempt < PatientAttempts ? new ActionOutcome(null, failure, clock.GetUtcNow().AddSeconds(5 * Math.Pow(3, context.Attempt - 1))) : failure;
}
