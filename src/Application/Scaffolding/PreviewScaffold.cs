using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>A dry run: every file, every side effect and every check, and nothing is made.</summary>
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

internal sealed class PreviewScaffoldHandler(ITemplateSource templates, ValueCheck check, RunChecks checks, DryRun dryRun, ICurrentUser user, TimeProvider clock)
    : IQueryHandler<PreviewScaffold, RunView>
{
    public async Task<Result<RunView>> Handle(PreviewScaffold query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Template, "template", EntityRef.DefaultNamespace, out var reference) || templates.Find(reference) is not { } template)
        {
            return ScaffoldingErrors.NoTemplate(query.Template);
        }

        var checkedValues = await check.CheckAsync(template, query.Values, cancellationToken);
        if (checkedValues.Failure is { } wrong)
        {
            return wrong;
        }

        var answers = checkedValues.Value;
        var actor = user.Actor!;
        var shown = await dryRun.RunAsync(template, answers.Values, answers.Secrets, actor, cancellationToken);
        if (shown.Failure is { } failure)
        {
            return failure;
        }

        var (found, _) = await checks.CheckAsync(template, answers, actor, new(shown.Value.Effects, shown.Value.Workspace), cancellationToken);
        return View(template, answers, actor, shown.Value, found);
    }

    private RunView View(ScaffoldTemplate template, CheckedValues answers, Actor actor, DryRunOutcome shown, IReadOnlyList<RunCheck> found) => new()
    {
        Id = DryRun.RunId,
        Status = "succeeded",
        Template = template.Ref.ToString(),
        TemplateTitle = template.Title,
        TemplateVersion = template.Version,
        Title = FormReader.Text(answers.Values["name"]) ?? template.Title,
        Values = answers.Values,
        Steps = shown.Steps,
        Output = RunOutput.Of(shown.Output),
        CreatedBy = actor.Ref,
        CreatedByName = actor.DisplayName,
        Owner = answers.OwnerGroup,
        CreatedAt = clock.GetUtcNow(),
        Files = [.. shown.Workspace.Files.Select(f => new PreviewFile(f.Key, f.Value.Text is { } text ? shown.Context.Redact(text) : null, f.Value.Content.Length))],
        Effects = shown.Effects,
        Checks = found,
        Sources = shown.Sources,
    };
}
