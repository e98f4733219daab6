using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Reads a source now instead of on schedule.</summary>
public sealed record RefreshLocation(string Id) : ICommand<LocationStatus>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "catalog.location.refreshed";

    public string AuditSubject => Id;
}

internal sealed class RefreshLocationHandler(ICatalogIngest ingest, ICurrentUser user) : ICommandHandler<RefreshLocation, LocationStatus>
{
    public Task<Result<LocationStatus>> Handle(RefreshLocation command, CancellationToken cancellationToken)
        => ingest.RefreshAsync(command.Id, user.Actor!.Ref, cancellationToken);
}
