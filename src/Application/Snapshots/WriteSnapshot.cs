using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Snapshots;

/// <summary>Writes the export now.</summary>
public sealed record WriteSnapshot : ICommand<SnapshotStatus>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "export.written";

    public string AuditSubject => "export";
}

internal sealed class WriteSnapshotHandler(ISnapshotFiles files) : ICommandHandler<WriteSnapshot, SnapshotStatus>
{
    public async Task<Result<SnapshotStatus>> Handle(WriteSnapshot request, CancellationToken cancellationToken)
    {
        await files.WriteAsync(cancellationToken);
        return files.Status.Failure is { } failure ? new Unavailable("export.failed", failure) : files.Status;
    }
}
