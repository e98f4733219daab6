using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Looks at a template that is being written: what is wrong with it, its form, and what sample answers lead to. Changes nothing.</summary>
/// <param name="Text">template.yaml; null takes the basis' own.</param>
/// <param name="Basis">Ref of the template whose files stand beside it, or null.</param>
/// <param name="Files">Further files: YAML, a path and its content each.</param>
/// <param name="Sent">What the form drawn from it has sent; empty fills in samples.</param>
/// <param name="Sample">Fill in samples where there is no answer, even where somebody emptied it.</param>
public sealed record CheckTemplate(string? Text, string? Basis, string Files, IReadOnlyDictionary<string, IReadOnlyList<string>> Sent, bool Sample) : IQuery<TemplateCheck>
{
    /// <summary>Longer texts are no template.</summary>
    public const int MaxLength = 512 * 1024;

    public Demand Demand => new(Permissions.ScaffoldRun);
}

/// <param name="Text">As checked.</param>
/// <param name="Findings">By place.</param>
/// <param name="Form">Null when the text cannot be read.</param>
/// <param name="Refused">Why there is no dry run: answers that do not fit, a step that fails; null when there is one, or no form.</param>
/// <param name="Trial">What the answers lead to.</param>
/// <param name="Templates">Templates to start from.</param>
public sealed record TemplateCheck(string Text, IReadOnlyList<TemplateFinding> Findings, TemplateForm? Form, Failure? Refused, TemplateTrial? Trial, IReadOnlyList<FieldOption> Templates);

/// <summary>A dry run of a draft.</summary>
public sealed record TemplateTrial(IReadOnlyList<StepView> Steps, IReadOnlyList<PreviewFile> Files, IReadOnlyList<Effect> Effects, JsonObject Values, RunOutput Output);

internal sealed class CheckTemplateHandler(ITemplateSource templates, ITemplateLint lint, ITemplateDrafts drafts, ValueCheck check, DryRun dryRun, FormChoices choices, ScaffoldActions actions, ICurrentUser user)
    : IQueryHandler<CheckTemplate, TemplateCheck>
{
    private const string Start = """
        apiVersion: scaffolder.backstage.io/v1beta3
        kind: Template
        metadata:
          name: my-template
          title: My template
          description: What it makes and for whom.
        spec:
          owner: platform
          type: service
          parameters:
            - title: About
              required: [name]
              properties:
                name:
                  title: Name
                  type: string
                  pattern: '^[a-z][a-z0-9-]*$'
                  ui:help: Lower-case letters, digits and dashes.
          steps:
            - id: say
              name: Say hello
              action: debug:log
              input:
                message: Hello ${{ parameters.name }}

        """;

    public async Task<Result<TemplateCheck>> Handle(CheckTemplate query, CancellationToken cancellationToken)
    {
        var basis = EntityRef.TryParse(query.Basis, "template", EntityRef.DefaultNamespace, out var reference) ? templates.Find(reference) : null;
        if (query.Basis is { Length: > 0 } && basis is null)
        {
            return ScaffoldingErrors.NoTemplate(query.Basis);
        }

        var text = query.Text ?? (basis is null ? Start : drafts.TextOf(basis) ?? Start);
        if (text.Length > CheckTemplate.MaxLength)
        {
            return new Conflict("scaffold.template_too_long", $"The text has {text.Length / 1024} KB; a template may have {CheckTemplate.MaxLength / 1024}. Move what is long into files beside it.");
        }

        var opened = drafts.Open(basis, query.Files);
        if (opened.Failure is { } failure)
        {
            return new TemplateCheck(text, [], null, failure, null, Offered());
        }

        using var draft = opened.Value;
        var linted = lint.Check(text, draft.Folder, draft.Root);
        return linted.Template is { } template ? await TryAsync(text, linted.Findings, template, query, cancellationToken) : new TemplateCheck(text, linted.Findings, null, null, null, Offered());
    }

    private async Task<TemplateCheck> TryAsync(string text, IReadOnlyList<TemplateFinding> findings, ScaffoldTemplate template, CheckTemplate query, CancellationToken ct)
    {
        var given = FormAnswers.Read(template.Pages, query.Sent).Answers;
        var emptied = query.Sample ? FormValues.Settled(given) : given;
        var (answers, pages) = FormValues.Complete(template.Pages, SampleAnswers.Fill(template.Pages, emptied, choices.Fill), FormAnswers.Chosen(query.Sent));
        TemplateForm form = new(
            ListTemplatesHandler.Card(template, 0, null), [.. template.Pages.Select(p => p.Schema)], choices.Fill(pages), [.. template.Steps.Select(s => new StepView(s.Id, s.Name, s.Action, "pending", null, null, null))],
            actions.Unknown(template), answers);
        var complete = answers.DeepClone().AsObject();
        foreach (var secret in form.Fields.Where(f => f.IsSecret && !f.Path.Contains('[', StringComparison.Ordinal)))
        {
            FormValues.Reach(complete, secret.Path, JsonValue.Create(FormAnswers.SecretLater));
        }

        var (refused, trial) = await DryRunAsync(template, complete, ct);
        return new(text, findings, form, refused, trial, Offered());
    }

    private async Task<(Failure? Refused, TemplateTrial? Trial)> DryRunAsync(ScaffoldTemplate template, JsonObject answers, CancellationToken ct)
    {
        var fit = await check.CheckAsync(template, answers, ct);
        if (fit.Failure is { } wrong)
        {
            return (wrong, null);
        }

        var shown = await dryRun.RunAsync(template, fit.Value.Values, fit.Value.Secrets, user.Actor!, ct);
        return shown.Failure is { } failed ? (failed, null) : (null, new(
            shown.Value.Steps, [.. shown.Value.Workspace.Files.Select(f => new PreviewFile(f.Key, f.Value.Text is { } content ? shown.Value.Context.Redact(content) : null, f.Value.Content.Length))],
            shown.Value.Effects, fit.Value.Values, RunOutput.Of(shown.Value.Output)));
    }

    private IReadOnlyList<FieldOption> Offered() => [.. templates.All.Select(t => new FieldOption(t.Ref.ToString(), t.Title))];
}
