using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Removes a saved view. The view decides who may: its person, or a member of its team.</summary>
public sealed record DeleteView(Guid Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.CatalogRead);

    public string AuditAction => "catalog.view.deleted";

    public string AuditSubject => $"view:{Id}";
}

internal sealed class DeleteViewHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, ISavedViews views) : ICommandHandler<DeleteView, Done>
{
    public async Task<Result<Done>> Handle(DeleteView command, CancellationToken cancellationToken)
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

        db.Set<SavedView>().Remove(view);
        audit.Record(SavedViewRow.Of(view), null, $"view:{view.Owner}/{view.Name}");
        if (await db.SaveAsync(cancellationToken) is not SaveOutcome.Saved)
        {
            return SavedViewErrors.Changed(view.Name);
        }

        await views.ReloadAsync(cancellationToken);
        return Done.Value;
    }
}
