using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>What was typed into a template's form, by the id that <see cref="SaveDraft"/> has answered.</summary>
/// <param name="Template">Ref of the template.</param>
public sealed record GetDraft(string Template, string Id) : IQuery<IReadOnlyDictionary<string, IReadOnlyList<string>>>
{
    public Demand Demand => new(Permissions.ScaffoldRun);
}

internal sealed class GetDraftHandler(IPortalDb db) : IQueryHandler<GetDraft, IReadOnlyDictionary<string, IReadOnlyList<string>>>
{
    public async Task<Result<IReadOnlyDictionary<string, IReadOnlyList<string>>>> Handle(GetDraft query, CancellationToken cancellationToken)
    {
        var json = await db.Set<ScaffoldDraft>().AsNoTracking().Where(d => d.Id == query.Id && d.Template == query.Template).Select(d => d.InputsJson).FirstOrDefaultAsync(cancellationToken);
        return json is null
            ? new NotFound("scaffold.no_draft", $"There is no draft {query.Id} of {query.Template}. Drafts are kept for {ScaffoldDraft.KeptFor.Days} days; fill in the form again at /create.")
            : Result<IReadOnlyDictionary<string, IReadOnlyList<string>>>.Of(JsonSerializer.Deserialize<Dictionary<string, List<string>>>(json)!.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)p.Value, StringComparer.Ordinal));
    }
}
