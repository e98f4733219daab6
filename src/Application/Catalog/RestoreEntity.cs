using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Takes the removal of an entity back: it is in the catalog again as it was last.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record RestoreEntity(string Ref) : ICommand<LocationStatus>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "catalog.entity.restored";

    public string AuditSubject => Ref;
}

internal sealed class RestoreEntityHandler(ICatalogDecisions decisions, IAuditTrail audit, ICurrentUser user) : ICommandHandler<RestoreEntity, LocationStatus>
{
    public async Task<Result<LocationStatus>> Handle(RestoreEntity command, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(command.Ref, out var reference))
        {
            return CatalogErrors.BadRef(command.Ref);
        }

        var restored = await decisions.RestoreAsync(reference.ToString(), user.Actor!.Ref, cancellationToken);
        if (restored.IsSuccess)
        {
            audit.Record(null, new { Entity = reference.ToString(), restored.Value.Target });
        }

        return restored;
    }
}

/// <summary>Lets a restored entity go again: its source does not hold it, and nobody needs it any more.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record ReleaseEntity(string Ref) : ICommand<LocationStatus>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "catalog.entity.released";

    public string AuditSubject => Ref;
}

internal sealed class ReleaseEntityHandler(ICatalogDecisions decisions, IAuditTrail audit, ICurrentUser user) : ICommandHandler<ReleaseEntity, LocationStatus>
{
    public async Task<Result<LocationStatus>> Handle(ReleaseEntity command, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(command.Ref, out var reference))
        {
            return CatalogErrors.BadRef(command.Ref);
        }

        var released = await decisions.ReleaseAsync(reference.ToString(), user.Actor!.Ref, cancellationToken);
        if (released.IsSuccess)
        {
            audit.Record(new { Entity = reference.ToString(), released.Value.Target }, null);
        }

        return released;
    }
}
