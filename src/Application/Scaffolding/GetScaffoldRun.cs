using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>One run, its steps and its links.</summary>
public sealed record GetScaffoldRun(string Id) : IQuery<RunView>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

internal sealed class GetScaffoldRunHandler(RunStore store, RunTurns turns, ApprovalRights rights, IPortalDb db, ICurrentUser user, ITemplateSource templates, FormChoices choices) : IQueryHandler<GetScaffoldRun, RunView>
{
    public async Task<Result<RunView>> Handle(GetScaffoldRun query, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(query.Id, cancellationToken) is not { } found)
        {
            return ScaffoldingErrors.NoRun(query.Id);
        }

        var approvals = await db.Set<ScaffoldApproval>().AsNoTracking().Where(a => a.RunId == query.Id).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        var view = RunView.Of(found.Run, found.Steps);
        return view with
        {
            Form = EntityRef.TryParse(view.Template, out var reference) && templates.Find(reference) is { } template ? choices.Fill(FormReader.Read(template.Pages, view.Values)) : [],
            Queue = found.Run.Status == RunStatus.Queued ? await turns.PlaceOfAsync(query.Id, cancellationToken) : null,
            Approvals = [.. approvals.Select(ApprovalView.Of)],
            MayDecide = user.Actor is { } actor && approvals.Exists(a => a.Approved is null && rights.Refusal(found.Run, a, actor) is null),
        };
    }
}
