using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>Runs one step: renders its input, finds its action, turns every expected trouble into an outcome. Used by runs and previews alike.</summary>
internal sealed class StepExecution(ITemplateEngine engine, ScaffoldActions actions)
{
    /// <returns>Null when its <c>if</c> says no. The output of a step with <c>each</c> is for <see cref="StepIterations"/> to read.</returns>
    public async Task<ActionOutcome?> RunAsync(TemplateStep step, RunContext run, ActionContext bare, CancellationToken ct)
    {
        try
        {
            if (step.If is not null && !RunContext.IsTrue(engine.Evaluate(step.If, run.Root, $"{step.Id}.if")))
            {
                return null;
            }

            if (actions.Find(step.Action) is not { } action)
            {
                return ActionOutcome.Fail("scaffold.action_unknown", ScaffoldActions.Unknown(step));
            }

            return step.Each is null ? await OnceAsync(step, action, run, bare, ct) : await EachAsync(step, action, run, bare, ct);
        }
        catch (TemplateRenderException ex)
        {
            return ActionOutcome.Fail("scaffold.render_failed", run.Redact(ex.Message));
        }
        catch (ArgumentException ex)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", run.Redact($"Step {step.Id} ({step.Action}): {Words(ex)}"));
        }
    }

    /// <summary>Undoes what a step did, its last iteration first.</summary>
    public async Task<Result<Done>> UndoAsync(TemplateStep step, JsonObject kept, RunContext run, string runId, Func<string, CancellationToken, Task> log, CancellationToken ct)
    {
        if (actions.Find(step.Action) is not { } action)
        {
            return Done.Value;
        }

        try
        {
            return step.Each is null ? await action.UndoAsync(new(runId, step.Id, Input(step, run), kept, log), ct) : await UndoEachAsync(step, action, kept, run, runId, log, ct);
        }
        catch (TemplateRenderException ex)
        {
            return new Conflict("scaffold.render_failed", ex.Message);
        }
    }

    private async Task<Result<Done>> UndoEachAsync(TemplateStep step, IScaffoldAction action, JsonObject kept, RunContext run, string runId, Func<string, CancellationToken, Task> log, CancellationToken ct)
    {
        var entries = Entries(step, run) ?? [];
        var finished = StepIterations.Finished(kept);
        for (var i = Math.Min(finished.Count, entries.Count - 1); i >= 0; i--)
        {
            using var _ = run.With(entries[i].Key, entries[i].Value);
            var output = i < finished.Count ? finished[i] : StepIterations.Checkpoint(kept);
            if (await action.UndoAsync(new(runId, StepIterations.IdOf(step.Id, i), Input(step, run), output, log), ct) is { Failure: not null } failed)
            {
                return failed;
            }
        }

        return Done.Value;
    }

    private async Task<ActionOutcome> OnceAsync(TemplateStep step, IScaffoldAction action, RunContext run, ActionContext bare, CancellationToken ct)
    {
        var input = Input(step, run);
        return action.RequiredInputs.FirstOrDefault(name => input[name] is null || input[name]!.ToString().Length == 0) is { } missing
            ? ActionOutcome.Fail("scaffold.input_missing", $"Step {step.Id} ({step.Action}) lacks its input '{missing}'.")
            : await PublishedAsync(step, action, run, bare with { Input = input, StartedAt = run.StartedAt }, ct);
    }

    /// <summary>What is published says which template it comes from.</summary>
    private static Task<ActionOutcome> PublishedAsync(TemplateStep step, IScaffoldAction action, RunContext run, ActionContext context, CancellationToken ct)
    {
        if (RepositoryRecord.IsPublishedBy(step.Action))
        {
            (run.Record with { Sources = context.Pins.Commits }).Stamp(context.Workspace, context.Input);
        }

        return action.RunAsync(context, ct);
    }

    private async Task<ActionOutcome> EachAsync(TemplateStep step, IScaffoldAction action, RunContext run, ActionContext bare, CancellationToken ct)
    {
        if (Entries(step, run) is not { } entries)
        {
            return ActionOutcome.Fail("scaffold.each_invalid", $"Step {step.Id} ({step.Action}): each is neither a list nor an object. Give it one, or an expression that answers one.");
        }

        List<JsonObject> finished = [.. StepIterations.Finished(bare.Checkpoint)];
        var note = StepIterations.Checkpoint(bare.Checkpoint);
        for (var i = finished.Count; i < entries.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            using var _ = run.With(entries[i].Key, entries[i].Value);
            if (!bare.DryRun)
            {
                await bare.Log($"{i + 1} of {entries.Count}: {entries[i].Key}", ct);
            }

            var one = bare with { StepId = StepIterations.IdOf(step.Id, i), Checkpoint = note, SaveCheckpoint = (n, t) => bare.SaveCheckpoint(StepIterations.Keep(finished, n), t) };
            var outcome = await OnceAsync(step, action, run, one, ct);
            if (outcome.Failure is not null)
            {
                return outcome; // the iterations before it are kept
            }

            finished.Add(outcome.Output ?? []);
            note = [];
            await bare.SaveCheckpoint(StepIterations.Keep(finished), ct);
        }

        return ActionOutcome.Of(StepIterations.Keep(finished));
    }

    private IReadOnlyList<(string Key, JsonNode? Value)>? Entries(TemplateStep step, RunContext run) => StepIterations.Of(engine.Evaluate(step.Each, run.Root, $"{step.Id}.each"));

    /// <summary>Its words without the name of our own parameter, which .NET puts behind them.</summary>
    private static string Words(ArgumentException exception)
        => exception.ParamName is { } name ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : exception.Message;

    private JsonObject Input(TemplateStep step, RunContext run) => engine.Evaluate(step.Input, run.Root, $"{step.Id}.input") as JsonObject ?? [];
}

/// <summary>The actions at hand, by id.</summary>
public sealed class ScaffoldActions(IEnumerable<IScaffoldAction> actions)
{
    private readonly Dictionary<string, IScaffoldAction> _byId = actions.ToDictionary(a => a.Id, StringComparer.Ordinal);

    /// <summary>Those that templates may use.</summary>
    public IReadOnlyCollection<string> Ids => [.. _byId.Keys.Where(id => !IsOwn(id))];

    public IScaffoldAction? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Steps whose action nobody here can do; asked before any side effect.</summary>
    public IReadOnlyList<string> Unknown(ScaffoldTemplate template) => [.. template.Steps.Where(s => !_byId.ContainsKey(s.Action) || IsOwn(s.Action)).Select(Unknown)];

    /// <summary>Actions of the portal's own runs are none of a template's business: who may start those runs is asked elsewhere.</summary>
    private static bool IsOwn(string id) => id.StartsWith("portal:", StringComparison.Ordinal);

    internal static string Unknown(TemplateStep step)
        => $"Step {step.Id}{(step.Line > 0 ? $" (line {step.Line})" : "")} asks for the action {step.Action}, which this portal does not have.";
}
