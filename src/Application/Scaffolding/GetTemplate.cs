using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>One template with its form, choices filled in for the caller.</summary>
public sealed record GetTemplate(string Namespace, string Name) : IQuery<TemplateForm>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Template">The card.</param>
/// <param name="Parameters">The JSON schema pages as written.</param>
/// <param name="Pages">The same as form fields.</param>
/// <param name="Steps">What a run does.</param>
/// <param name="Problems">Why it cannot be run; empty when it can.</param>
public sealed record TemplateForm(TemplateCard Template, IReadOnlyList<JsonObject> Parameters, IReadOnlyList<FormPage> Pages, IReadOnlyList<StepView> Steps, IReadOnlyList<string> Problems);

internal sealed class GetTemplateHandler(ITemplateSource templates, ICatalog catalog, ISourceControl source, ScaffoldActions actions, ICurrentUser user) : IQueryHandler<GetTemplate, TemplateForm>
{
    public Task<Result<TemplateForm>> Handle(GetTemplate query, CancellationToken cancellationToken)
    {
        EntityRef reference = new("template", query.Namespace, query.Name);
        if (templates.Find(reference) is not { } template)
        {
            return Task.FromResult<Result<TemplateForm>>(ScaffoldingErrors.NoTemplate(reference.ToString()));
        }

        return Task.FromResult<Result<TemplateForm>>(new TemplateForm(
            ListTemplatesHandler.Card(template, 0, null),
            [.. template.Pages.Select(p => p.Schema)],
            [.. template.Pages.Select(p => p with { Fields = [.. p.Fields.Select(Filled)] })],
            [.. template.Steps.Select(s => new StepView(s.Id, s.Name, s.Action, "pending", null, null, null))],
            actions.Unknown(template)));
    }

    /// <summary>Somebody with one team most likely means that one.</summary>
    private FormField Owners(FormField field)
    {
        var options = EntityChoices.Of(field, catalog.Current, user.Actor);
        var mine = options.Where(o => user.Actor?.Groups.Contains(o.Value, StringComparer.OrdinalIgnoreCase) == true).Take(2).ToList();
        return field with { Options = options, Default = field.Default ?? (mine.Count == 1 ? JsonValue.Create(mine[0].Value) : null) };
    }

    private FormField Filled(FormField field) => field.Kind switch
    {
        FieldKind.Owner => Owners(field),
        FieldKind.Entity => field with { Options = EntityChoices.Of(field, catalog.Current, user.Actor) },
        FieldKind.RepoUrl => field with { Options = [.. source.Hosts.Select(h => new FieldOption(h, h))], Placeholder = source.DefaultOwner },
        _ => field,
    };
}
