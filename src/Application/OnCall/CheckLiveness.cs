using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Runs the nightly check now.</summary>
public sealed record CheckLiveness : ICommand<LivenessReport>
{
    public Demand Demand => new(Permissions.OnCallManage);

    public string AuditAction => "oncall.liveness.checked";

    public string AuditSubject => "oncall";
}

internal sealed class CheckLivenessHandler(LivenessCheck check, ICurrentUser user, IAuditTrail audit, IPortalDb db) : ICommandHandler<CheckLiveness, LivenessReport>
{
    public async Task<Result<LivenessReport>> Handle(CheckLiveness request, CancellationToken cancellationToken)
    {
        var report = await check.RunAsync(user.Actor!.Ref, cancellationToken);
        audit.Record(null, new { report.Services, unreachable = report.Unreachable.Count, gaps = report.Gaps.Count });
        await db.SaveAsync(cancellationToken);
        return report;
    }
}
