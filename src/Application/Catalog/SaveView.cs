using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Keeps a filtered list under a name, for oneself or for a team one belongs to. Saving under a name that is there replaces its filter.</summary>
/// <param name="Query">Query string of the list, without the question mark.</param>
/// <param name="Team">Ref of the group that shares it; null: it is the caller's own.</param>
public sealed record SaveView(string Name, string Query, string? Team = null) : ICommand<SavedViewRow>
{
    // A personal view concerns nobody else, so whoever may read the catalog may have some.
    public Demand Demand => Team is null ? new(Permissions.CatalogRead) : new(Permissions.CatalogEdit, Group: Team);

    public string AuditAction => "catalog.view.saved";

    public string AuditSubject => $"view:{(Team is null ? "" : Team + "/")}{Name}";
}

internal sealed class SaveViewValidator : AbstractValidator<SaveView>
{
    public SaveViewValidator()
    {
        RuleFor(c => c.Name).NotEmpty().WithMessage("Give the view a name, for instance Our services.").MaximumLength(SavedView.NameMaxLength).WithMessage($"A name has at most {SavedView.NameMaxLength} characters.")
            .Must(n => n is null || !n.Any(char.IsControl)).WithMessage("A name is one line of text.");
        RuleFor(c => c.Query).NotNull().MaximumLength(SavedView.QueryMaxLength).WithMessage($"The filter is too long to be saved: at most {SavedView.QueryMaxLength} characters. Choose fewer values.")
            .Must(q => q is null || q.All(c => c is > ' ' and < '\u007f' && c is not ('"' or '<' or '>' or '#' or '?'))).WithMessage("Send the query string of the list, percent-encoded and without its question mark, for instance kind=api&owner=team-a.");
        RuleFor(c => c.Team).Must(t => t is null || (t.Length <= SavedView.OwnerMaxLength && EntityRef.TryParse(t, out var team) && team.Kind == "group")).WithMessage("Name the team as group:namespace/name.");
    }
}

internal sealed class SaveViewHandler(IPortalDb db, ICurrentUser user, ICatalog catalog, IAuditTrail audit, ISavedViews views, TimeProvider clock) : ICommandHandler<SaveView, SavedViewRow>
{
    private const int MaxPerOwner = 100;

    public async Task<Result<SavedViewRow>> Handle(SaveView command, CancellationToken cancellationToken)
    {
        var actor = user.Actor!;
        var owner = command.Team is { } team ? EntityRef.Parse(team).ToString() : actor.Ref;
        if (command.Team is not null && catalog.Current.Find(EntityRef.Parse(owner)) is null)
        {
            return CatalogErrors.NoEntity(owner);
        }

        var name = command.Name.Trim();
        var known = await db.Set<SavedView>().FirstOrDefaultAsync(v => v.Owner == owner && v.Name == name, cancellationToken);
        if (known is null && await db.Set<SavedView>().CountAsync(v => v.Owner == owner, cancellationToken) >= MaxPerOwner)
        {
            return new Conflict("catalog.too_many_views", $"{owner} has {MaxPerOwner} saved views, the most there may be. Delete one that is not used.");
        }

        var before = known is null ? null : SavedViewRow.Of(known);
        var view = known ?? new SavedView { Id = Guid.CreateVersion7(clock.GetUtcNow()), Name = name, Query = "", Owner = owner, CreatedBy = actor.Ref, CreatedAt = clock.GetUtcNow() };
        (view.Query, view.Version) = (command.Query, view.Version + 1);
        if (known is null)
        {
            db.Set<SavedView>().Add(view);
        }

        var after = SavedViewRow.Of(view);
        audit.Record(before, after, $"view:{owner}/{name}");
        if (await db.SaveAsync(cancellationToken) is not SaveOutcome.Saved)
        {
            return SavedViewErrors.Changed(name);
        }

        await views.ReloadAsync(cancellationToken);
        return after;
    }
}
