using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Says what becomes of entities that a source no longer holds, where there were too many to let them go unasked.</summary>
/// <param name="Id">The location.</param>
/// <param name="Remove">True: they go, and can be restored for a while. False: they stay although their source does not hold them.</param>
public sealed record DecideRemoval(string Id, bool Remove) : ICommand<LocationStatus>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => Remove ? "catalog.removal.approved" : "catalog.removal.rejected";

    public string AuditSubject => Id;
}

internal sealed class DecideRemovalHandler(ICatalogIngest ingest, ICatalogDecisions decisions, IAuditTrail audit, ICurrentUser user) : ICommandHandler<DecideRemoval, LocationStatus>
{
    public async Task<Result<LocationStatus>> Handle(DecideRemoval command, CancellationToken cancellationToken)
    {
        var pending = ingest.Locations.FirstOrDefault(l => l.Id == command.Id)?.Pending;
        var decided = await decisions.DecideRemovalAsync(command.Id, command.Remove, user.Actor!.Ref, cancellationToken);
        if (decided.IsSuccess)
        {
            audit.Record(new { pending?.Refs }, new { decided.Value.Entities }, decided.Value.Target);
        }

        return decided;
    }
}
