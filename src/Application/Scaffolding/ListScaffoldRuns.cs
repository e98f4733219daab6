using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Runs, newest first.</summary>
/// <param name="Status">Only these: queued, running, waiting, succeeded, failed, cancelled, cleaned; null for all.</param>
/// <param name="Owner">Only runs for this team (full ref).</param>
/// <param name="Template">Only runs of this template (ref).</param>
/// <param name="Approval">Only runs that wait for somebody's approval.</param>
/// <param name="Mine">Only runs that the caller started.</param>
/// <param name="Cursor">Id of the last run seen.</param>
/// <param name="Limit">1 to 200.</param>
public sealed record ListScaffoldRuns(string? Status = null, string? Owner = null, string? Template = null, bool Approval = false, bool Mine = false, string? Cursor = null, int Limit = 50) : IQuery<RunPage>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

public sealed record RunPage(IReadOnlyList<RunRow> Items, int Total, string? NextCursor);

public sealed record RunRow(
    string Id, string Status, bool AwaitsApproval, string Template, string TemplateTitle, string? TemplateVersion, string Title, string? Owner, string CreatedBy, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, string? Error);

internal sealed class ListScaffoldRunsHandler(IPortalDb db, ICurrentUser user) : IQueryHandler<ListScaffoldRuns, RunPage>
{
    public async Task<Result<RunPage>> Handle(ListScaffoldRuns query, CancellationToken cancellationToken)
    {
        var runs = db.Set<ScaffoldRun>().AsNoTracking();
        if (query.Status is { Length: > 0 } word)
        {
            if (!Enum.TryParse<RunStatus>(word, ignoreCase: true, out var status) || !Enum.IsDefined(status) || char.IsAsciiDigit(word[0]))
            {
                return Invalid.Field("status", $"'{word}' is no status. Write {string.Join(", ", Enum.GetValues<RunStatus>().Select(RunView.Word))}.");
            }

            runs = runs.Where(r => r.Status == status);
        }

        if (query.Owner is { Length: > 0 } owner)
        {
            runs = runs.Where(r => r.OwnerGroup == owner);
        }

        if (query.Template is { Length: > 0 } given)
        {
            var template = EntityRef.TryParse(given, "template", EntityRef.DefaultNamespace, out var reference) ? reference.ToString() : given;
            runs = runs.Where(r => r.Template == template);
        }

        if (query.Approval)
        {
            runs = runs.Where(r => r.AwaitsApproval);
        }

        if (query.Mine)
        {
            var me = user.Actor!.Ref;
            runs = runs.Where(r => r.CreatedBy == me);
        }

        var total = await runs.CountAsync(cancellationToken);
        if (query.Cursor is { Length: > 0 } cursor)
        {
#pragma warning disable CA1309 // it is SQL that compares; the overload with a comparison has no translation
            runs = runs.Where(r => string.Compare(r.Id, cursor) < 0); // version 7 ids sort by time
#pragma warning restore CA1309
        }

        var limit = Math.Clamp(query.Limit, 1, 200);
        var rows = await runs.OrderByDescending(r => r.Id).Take(limit + 1)
            .Select(r => new { r.Id, r.Status, r.AwaitsApproval, r.Template, r.TemplateTitle, r.TemplateVersion, r.Title, r.OwnerGroup, r.CreatedBy, r.CreatedByName, r.CreatedAt, r.FinishedAt, r.Error })
            .ToListAsync(cancellationToken);
        return new RunPage(
            [.. rows.Take(limit).Select(r => new RunRow(r.Id, RunView.Word(r.Status), r.AwaitsApproval, r.Template, r.TemplateTitle, r.TemplateVersion, r.Title, r.OwnerGroup, r.CreatedBy, r.CreatedByName, r.CreatedAt, r.FinishedAt, r.Error))],
            total,
            rows.Count > limit ? rows[limit - 1].Id : null);
    }
}
