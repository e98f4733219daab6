using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>One template with its form, choices filled in for the caller.</summary>
/// <param name="Namespace">Of the template.</param>
/// <param name="Name">Of the template.</param>
/// <param name="Sent">What a form has sent so far, by input name; null before the first time. The questions follow the answers.</param>
public sealed record GetTemplate(string Namespace, string Name, IReadOnlyDictionary<string, IReadOnlyList<string>>? Sent = null) : IQuery<TemplateForm>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Template">The card.</param>
/// <param name="Parameters">The JSON schema pages as written.</param>
/// <param name="Pages">The same as form fields.</param>
/// <param name="Steps">What a run does.</param>
/// <param name="Problems">Why it cannot be run; empty when it can.</param>
/// <param name="Answers">What was sent, as the template asks for it, defaults filled in.</param>
public sealed record TemplateForm(
    TemplateCard Template, IReadOnlyList<JsonObject> Parameters, IReadOnlyList<FormPage> Pages, IReadOnlyList<StepView> Steps, IReadOnlyList<string> Problems, JsonObject Answers)
{
    /// <summary>All questions, those within others included.</summary>
    public IEnumerable<FormField> Fields => Pages.SelectMany(p => p.Fields).SelectMany(f => f.Flat);
}

internal sealed class GetTemplateHandler(ITemplateSource templates, FormChoices choices, ScaffoldActions actions) : IQueryHandler<GetTemplate, TemplateForm>
{
    public Task<Result<TemplateForm>> Handle(GetTemplate query, CancellationToken cancellationToken)
    {
        EntityRef reference = new("template", query.Namespace, query.Name);
        if (templates.Find(reference) is not { } template)
        {
            return Task.FromResult<Result<TemplateForm>>(ScaffoldingErrors.NoTemplate(reference.ToString()));
        }

        var (answers, pages) = FormAnswers.Read(template.Pages, query.Sent ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
        return Task.FromResult<Result<TemplateForm>>(new TemplateForm(
            ListTemplatesHandler.Card(template, 0, null),
            [.. template.Pages.Select(p => p.Schema)],
            choices.Fill(pages),
            [.. template.Steps.Select(s => new StepView(s.Id, s.Name, s.Action, "pending", null, null, null))],
            actions.Unknown(template),
            answers));
    }
}

/// <summary>Fills in what a form offers to the caller: entities of the catalog, hosts of repositories.</summary>
internal sealed class FormChoices(ICatalog catalog, ISourceControl source, ICurrentUser user)
{
    public IReadOnlyList<FormPage> Fill(IReadOnlyList<FormPage> pages) => [.. pages.Select(p => p with { Fields = [.. p.Fields.Select(Filled)] })];

    private FormField Filled(FormField field) => field.Kind switch
    {
        FieldKind.Owner => Owners(field),
        FieldKind.Entity => Entities(field),
        FieldKind.RepoUrl => field with { Options = RepositoryChoices.Hosts(field, source), Placeholder = source.DefaultOwner },
        FieldKind.Text when field.UiField == "RepoOwnerPicker" => field with { Placeholder = field.Placeholder ?? source.DefaultOwner },
        FieldKind.Group or FieldKind.Rows => field with { Fields = [.. field.Fields.Select(Filled)] },
        _ => field,
    };

    /// <summary>Somebody with one team most likely means that one.</summary>
    private FormField Owners(FormField field)
    {
        var filled = Entities(field);
        var mine = filled.Options.Where(o => user.Actor?.Groups.Contains(o.Value, StringComparer.OrdinalIgnoreCase) == true).Take(2).ToList();
        return filled with { Default = field.Default ?? (mine.Count == 1 ? JsonValue.Create(mine[0].Value) : null) };
    }

    private FormField Entities(FormField field)
    {
        var (options, total) = EntityChoices.Of(field, catalog.Current, user.Actor);
        return field with { Options = options, MoreOptions = total - options.Count };
    }
}
