using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>A dry run: every file and every side effect, and nothing is made.</summary>
public sealed record PreviewScaffold(string Template, JsonObject Values) : IQuery<RunView>
{
    public Demand Demand => OwnerOf.Demand(Values);
}

/// <summary>The team a request is made for, as far as the request itself tells; the template's own owner fields are asked later.</summary>
internal static class OwnerOf
{
    public static Demand Demand(JsonObject values)
        => new(Permissions.ScaffoldRun, Group: EntityRef.TryParse(FormReader.Text(values["owner"]), "group", EntityRef.DefaultNamespace, out var owner) ? owner.ToString() : null);
}

internal sealed class PreviewScaffoldHandler(ITemplateSource templates, ValueCheck check, ITemplateEngine engine, ScaffoldActions actions, ICurrentUser user, TimeProvider clock)
    : IQueryHandler<PreviewScaffold, RunView>
{
    public async Task<Result<RunView>> Handle(PreviewScaffold query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Template, "template", EntityRef.DefaultNamespace, out var reference) || templates.Find(reference) is not { } template)
        {
            return ScaffoldingErrors.NoTemplate(query.Template);
        }

        var checkedValues = await check.CheckAsync(template, query.Values, cancellationToken);
        return checkedValues.Failure is { } failure ? failure : await DryRunAsync(template, checkedValues.Value, cancellationToken);
    }

    private async Task<Result<RunView>> DryRunAsync(ScaffoldTemplate template, CheckedValues answers, CancellationToken ct)
    {
        var actor = user.Actor!;
        RunContext context = new(answers.Values, answers.Secrets, template.Ref.ToString(), actor.UserRef ?? actor.Ref, template.Version, template.Hash);
        StepExecution execution = new(engine, actions);
        Workspace workspace = new();
        List<StepView> steps = [];
        List<Effect> effects = [];
        foreach (var step in template.Steps)
        {
            ActionContext bare = new()
            {
                RunId = RunId,
                StepId = step.Id,
                Input = [],
                Workspace = workspace,
                TemplateFolder = template.Folder,
                TemplateRef = template.Ref.ToString(),
                DryRun = true,
                ActorName = actor.DisplayName,
                Log = (_, _) => Task.CompletedTask,
            };
            var outcome = await execution.RunAsync(step, context, bare, ct);
            effects.AddRange(bare.Effects);
            if (outcome?.Failure is { } failure)
            {
                return new Conflict("scaffold.preview_failed", $"{step.Name}: {context.Redact(failure.Message)}");
            }

            if (outcome?.Output is { } output)
            {
                context.Finished(step.Id, output);
            }

            steps.Add(new(step.Id, step.Name, step.Action, outcome is null ? "skipped" : "pending", null, null, null));
        }

        return View(template, answers, actor, steps, effects, workspace, context);
    }

    private const string RunId = "dry-run";

    private RunView View(ScaffoldTemplate template, CheckedValues answers, Actor actor, List<StepView> steps, List<Effect> effects, Workspace workspace, RunContext context) => new()
    {
        Id = RunId,
        Status = "succeeded",
        Template = template.Ref.ToString(),
        TemplateTitle = template.Title,
        TemplateVersion = template.Version,
        Title = FormReader.Text(answers.Values["name"]) ?? template.Title,
        Values = answers.Values,
        Steps = steps,
        CreatedBy = actor.Ref,
        CreatedByName = actor.DisplayName,
        Owner = answers.OwnerGroup,
        CreatedAt = clock.GetUtcNow(),
        Files = [.. workspace.Files.Select(f => new PreviewFile(f.Key, f.Value.Text is { } text ? context.Redact(text) : null, f.Value.Content.Length))],
        Effects = effects,
    };
}
