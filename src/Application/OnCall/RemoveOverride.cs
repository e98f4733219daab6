using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Takes an override back: the rota counts again.</summary>
public sealed record RemoveOverride(Guid Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.OnCallEdit);

    public string AuditAction => "oncall.override.removed";

    public string AuditSubject => $"override:{Id}";
}

internal sealed class RemoveOverrideHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, OnCallDirectory directory, OnCallStore store) : ICommandHandler<RemoveOverride, Done>
{
    public async Task<Result<Done>> Handle(RemoveOverride command, CancellationToken cancellationToken)
    {
        if (await db.Set<OnCallOverride>().FirstOrDefaultAsync(o => o.Id == command.Id, cancellationToken) is not { } row)
        {
            return OnCallErrors.NoOverride(command.Id);
        }

        if (directory.Now().Find(row.Rota) is { } rota && OnCallAccess.Refusal(access, user.Actor!, rota.Rota.Owner) is { } refused)
        {
            return refused;
        }

        db.Set<OnCallOverride>().Remove(row);
        audit.Record(new { row.Rota, row.Person, row.FromAt, row.UntilAt, row.Reason }, null, $"rota:{row.Rota}");
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return OnCallErrors.NoOverride(command.Id);
        }

        await store.ReloadAsync(cancellationToken);
        return Done.Value;
    }
}
