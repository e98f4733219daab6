using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>The caller's saved views and those of the caller's teams.</summary>
public sealed record ListSavedViews : IQuery<SavedViewList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Items">Own first, then by team, then by name.</param>
/// <param name="Teams">Refs of the groups the caller may share with.</param>
public sealed record SavedViewList(IReadOnlyList<SavedViewRow> Items, IReadOnlyList<string> Teams);

internal sealed class ListSavedViewsHandler(ISavedViews views, ICurrentUser user, IAccess access) : IQueryHandler<ListSavedViews, SavedViewList>
{
    public Task<Result<SavedViewList>> Handle(ListSavedViews query, CancellationToken cancellationToken)
    {
        var actor = user.Actor!;
        List<SavedViewRow> own = [.. views.All.Where(v => v.IsFor(actor)).OrderBy(v => v.IsTeams).ThenBy(v => v.Owner, StringComparer.Ordinal)];
        List<string> teams = [.. actor.Groups.Where(g => access.Decide(actor, new(Permissions.CatalogEdit, Group: g)).Allowed)];
        return Task.FromResult<Result<SavedViewList>>(new SavedViewList(own, teams));
    }
}
