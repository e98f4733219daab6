using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Every source and how it fares.</summary>
public sealed record ListLocations : IQuery<LocationList>
{
    public Demand Demand => new(Permissions.CatalogManage);
}

public sealed record LocationList(IReadOnlyList<LocationStatus> Items);

internal sealed class ListLocationsHandler(ICatalogIngest ingest) : IQueryHandler<ListLocations, LocationList>
{
    public Task<Result<LocationList>> Handle(ListLocations query, CancellationToken cancellationToken)
        => Task.FromResult<Result<LocationList>>(new LocationList(ingest.Locations));
}
