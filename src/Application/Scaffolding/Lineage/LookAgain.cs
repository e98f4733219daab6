using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Has the repositories of open upgrades looked at now instead of within a minute.</summary>
public sealed record LookAgain : ICommand<Done>
{
    public Demand Demand => new(Permissions.ScaffoldRead);

    public string AuditAction => "lineage.looked";

    public string AuditSubject => "fleet";
}

internal sealed class LookAgainHandler(LineageRefresh refresh, IAuditTrail audit, IPortalDb db) : ICommandHandler<LookAgain, Done>
{
    public async Task<Result<Done>> Handle(LookAgain command, CancellationToken cancellationToken)
    {
        await refresh.RunOnceAsync(cancellationToken);
        audit.Record(null, null);
        await db.SaveAsync(cancellationToken);
        return Done.Value;
    }
}
