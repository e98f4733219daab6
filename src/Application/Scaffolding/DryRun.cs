using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>What a dry run has shown.</summary>
internal sealed record DryRunOutcome(IReadOnlyList<StepView> Steps, IReadOnlyList<Effect> Effects, Workspace Workspace, JsonNode? Output, RunContext Context, IReadOnlyDictionary<string, string> Sources);

/// <summary>Goes through all steps without doing anything outside: files in memory, side effects in words.</summary>
internal sealed class DryRun(ITemplateEngine engine, ScaffoldActions actions, ICatalog catalog, TimeProvider clock)
{
    /// <summary>Stands where a run has its id.</summary>
    public const string RunId = "dry-run";

    public async Task<Result<DryRunOutcome>> RunAsync(ScaffoldTemplate template, JsonObject values, JsonObject secrets, Actor actor, CancellationToken ct)
    {
        RunContext context = new(values, secrets, new(RunId, template.Ref.ToString(), template.Version, template.Hash, clock.GetUtcNow()), RunContext.UserOf(actor.UserRef ?? actor.Ref, catalog.Current));
        StepExecution execution = new(engine, actions);
        Workspace workspace = new();
        List<StepView> steps = [];
        List<Effect> effects = [];
        SourcePins pins = new();
        foreach (var step in template.Steps)
        {
            ActionContext bare = new()
            {
                RunId = RunId,
                StepId = step.Id,
                Input = [],
                Workspace = workspace,
                TemplateFolder = template.Folder,
                TemplateRoot = template.Root,
                TemplateRef = template.Ref.ToString(),
                Pins = pins,
                DryRun = true,
                ActorName = actor.DisplayName,
                Log = (_, _) => Task.CompletedTask,
            };
            var outcome = await execution.RunAsync(step, context, bare, ct);
            effects.AddRange(bare.Effects.Select(e => new Effect(context.Redact(e.Title), context.Redact(e.Target), context.Redact(e.CleanUp))));
            if (outcome?.Failure is { } failure)
            {
                var message = $"{step.Name}: {context.Redact(failure.Message)}";
                return failure is Unavailable away ? away with { Message = message } : new Conflict("scaffold.preview_failed", message); // asked again, it may well go through
            }

            if (outcome?.Output is { } output)
            {
                context.Finished(step.Id, output);
            }

            steps.Add(new(step.Id, step.Name, step.Action, outcome is null ? "skipped" : "pending", null, null, null));
        }

        try
        {
            return new DryRunOutcome(steps, effects, workspace, context.Redact(engine.Evaluate(template.Output, context.Root, "output")), context, pins.Commits);
        }
        catch (TemplateRenderException ex)
        {
            return new Conflict("scaffold.preview_failed", $"output: {context.Redact(ex.Message)}");
        }
    }
}
