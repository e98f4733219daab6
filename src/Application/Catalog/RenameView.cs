using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Gives a saved view another name. The view decides who may: its person, or a member of its team.</summary>
public sealed record RenameView(Guid Id, string Name) : ICommand<SavedViewRow>
{
    public Demand Demand => new(Permissions.CatalogRead);

    public string AuditAction => "catalog.view.renamed";

    public string AuditSubject => $"view:{Id}";
}

internal sealed class RenameViewValidator : AbstractValidator<RenameView>
{
    public RenameViewValidator()
        => RuleFor(c => c.Name).NotEmpty().WithMessage("Give the view a name.").MaximumLength(SavedView.NameMaxLength).WithMessage($"A name has at most {SavedView.NameMaxLength} characters.")
            .Must(n => n is null || !n.Any(char.IsControl)).WithMessage("A name is one line of text.");
}

internal sealed class RenameViewHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, ISavedViews views) : ICommandHandler<RenameView, SavedViewRow>
{
    public async Task<Result<SavedViewRow>> Handle(RenameView command, CancellationToken cancellationToken)
    {
        var view = await db.Set<SavedView>().FirstOrDefaultAsync(v => v.Id == command.Id, cancellationToken);
        if (view is null)
        {
            return SavedViewErrors.Unknown(command.Id);
        }

        if (SavedViewAccess.Refusal(access, user.Actor!, view) is { } refusal)
        {
            return refusal;
        }

        var before = SavedViewRow.Of(view);
        (view.Name, view.Version) = (command.Name.Trim(), view.Version + 1);
        var after = SavedViewRow.Of(view);
        audit.Record(before, after, $"view:{view.Owner}/{before.Name}");
        switch (await db.SaveAsync(cancellationToken))
        {
            case SaveOutcome.DuplicateKey:
                return SavedViewErrors.NameTaken(after.Name, view.Owner);
            case SaveOutcome.StaleVersion:
                return SavedViewErrors.Changed(before.Name);
            default:
                await views.ReloadAsync(cancellationToken);
                return after;
        }
    }
}
