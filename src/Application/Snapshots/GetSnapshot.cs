using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Snapshots;

/// <summary>How the export of the estate stands.</summary>
public sealed record GetSnapshot : IQuery<SnapshotStatus>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetSnapshotHandler(ISnapshotFiles files) : IQueryHandler<GetSnapshot, SnapshotStatus>
{
    public Task<Result<SnapshotStatus>> Handle(GetSnapshot request, CancellationToken cancellationToken) => Task.FromResult<Result<SnapshotStatus>>(files.Status);
}

/// <summary>Where one of its files lies.</summary>
public sealed record GetSnapshotFile(SnapshotFile File) : IQuery<string>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetSnapshotFileHandler(ISnapshotFiles files) : IQueryHandler<GetSnapshotFile, string>
{
    public Task<Result<string>> Handle(GetSnapshotFile request, CancellationToken cancellationToken)
        => Task.FromResult<Result<string>>(files.PathOf(request.File) is { } path ? path : new NotFound("export.none", "No export was written yet. It is written every few minutes; /export says why not."));
}
