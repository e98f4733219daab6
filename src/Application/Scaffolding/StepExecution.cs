using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>Runs one step: renders its input, finds its action, turns every expected trouble into an outcome. Used by runs and previews alike.</summary>
internal sealed class StepExecution(ITemplateEngine engine, ScaffoldActions actions)
{
    /// <returns>Null when its <c>if</c> says no.</returns>
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

            var input = engine.Evaluate(step.Input, run.Root, $"{step.Id}.input") as JsonObject ?? [];
            if (action.RequiredInputs.FirstOrDefault(name => input[name] is null || input[name]!.ToString().Length == 0) is { } missing)
            {
                return ActionOutcome.Fail("scaffold.input_missing", $"Step {step.Id} ({step.Action}) lacks its input '{missing}'.");
            }

            if (RepositoryRecord.IsPublishedBy(step.Action))
            {
                run.Record.Stamp(bare.Workspace, input);
            }

            return await action.RunAsync(bare with { Input = input }, ct);
        }
        catch (TemplateRenderException ex)
        {
            return ActionOutcome.Fail("scaffold.render_failed", run.Redact(ex.Message));
        }
        catch (ArgumentException ex)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", run.Redact($"Step {step.Id} ({step.Action}): {ex.Message}"));
        }
    }
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
