using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Entities that a field of a template offers, found by a part of their name: for fields with more choices than a page should carry.</summary>
public sealed record FindChoices(string Namespace, string Name, string Path, string Text, IReadOnlyDictionary<string, IReadOnlyList<string>> Sent) : IQuery<FoundChoices>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Options">The first of them.</param>
/// <param name="Total">How many there are.</param>
public sealed record FoundChoices(IReadOnlyList<FieldOption> Options, int Total);

internal sealed class FindChoicesHandler(ITemplateSource templates, ICatalog catalog, ICurrentUser user) : IQueryHandler<FindChoices, FoundChoices>
{
    public Task<Result<FoundChoices>> Handle(FindChoices query, CancellationToken cancellationToken)
    {
        EntityRef reference = new("template", query.Namespace, query.Name);
        if (templates.Find(reference) is not { } template)
        {
            return Task.FromResult<Result<FoundChoices>>(ScaffoldingErrors.NoTemplate(reference.ToString()));
        }

        var field = FormAnswers.Read(template.Pages, query.Sent).Pages.SelectMany(p => p.Fields).SelectMany(f => f.Flat).FirstOrDefault(f => f.Path == query.Path && f.Kind is FieldKind.Owner or FieldKind.Entity);
        return Task.FromResult<Result<FoundChoices>>(field is null
            ? (Result<FoundChoices>)new NotFound("scaffold.field_not_found", $"{reference} has no field {query.Path} that asks for an entity.")
            : Found(EntityChoices.Of(field, catalog.Current, user.Actor, query.Text)));
    }

    private static FoundChoices Found((IReadOnlyList<FieldOption> Options, int Total) found) => new(found.Options, found.Total);
}
