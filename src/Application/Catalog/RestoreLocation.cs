using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Registers a removed source again, with the entities that went with it.</summary>
public sealed record RestoreLocation(string Id) : ICommand<LocationStatus>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "catalog.location.restored";

    public string AuditSubject => Id;
}

internal sealed class RestoreLocationHandler(ICatalogDecisions decisions, IAuditTrail audit, ICurrentUser user) : ICommandHandler<RestoreLocation, LocationStatus>
{
    public async Task<Result<LocationStatus>> Handle(RestoreLocation command, CancellationToken cancellationToken)
    {
        var restored = await decisions.RestoreLocationAsync(command.Id, user.Actor!.Ref, cancellationToken);
        if (restored.IsSuccess)
        {
            audit.Record(null, new { restored.Value.Id, restored.Value.Target, restored.Value.Entities }, restored.Value.Target);
        }

        return restored;
    }
}

/// <summary>What was removed and can still be restored.</summary>
public sealed record ListRemovals : IQuery<Removals>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class ListRemovalsHandler(ICatalogDecisions decisions) : IQueryHandler<ListRemovals, Removals>
{
    public async Task<Result<Removals>> Handle(ListRemovals query, CancellationToken cancellationToken) => await decisions.RemovalsAsync(cancellationToken);
}
