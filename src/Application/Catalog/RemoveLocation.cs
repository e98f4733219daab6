using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Removes a source and the entities that only it brought; both can be restored for a while.</summary>
public sealed record RemoveLocation(string Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "catalog.location.removed";

    public string AuditSubject => Id;
}

internal sealed class RemoveLocationHandler(ICatalogIngest ingest, IAuditTrail audit, ICurrentUser user) : ICommandHandler<RemoveLocation, Done>
{
    public async Task<Result<Done>> Handle(RemoveLocation command, CancellationToken cancellationToken)
    {
        var removed = await ingest.RemoveAsync(command.Id, user.Actor!.Ref, cancellationToken);
        if (removed.Failure is { } failure)
        {
            return failure;
        }

        var location = removed.Value;
        audit.Record(new { location.Id, location.Type, location.Target, location.Entities }, null, location.Target);
        return Done.Value;
    }
}
