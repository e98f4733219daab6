using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Ends a rota with its overrides; the audit trail keeps what it was.</summary>
public sealed record DeleteRota(string Name) : ICommand<Done>
{
    // The handler asks again with the owner, which only the row knows.
    public Demand Demand => new(Permissions.OnCallEdit);

    public string AuditAction => "oncall.rota.deleted";

    public string AuditSubject => $"rota:{Name}";
}

internal sealed class DeleteRotaHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, OnCallDirectory directory, OnCallStore store) : ICommandHandler<DeleteRota, Done>
{
    public async Task<Result<Done>> Handle(DeleteRota command, CancellationToken cancellationToken)
    {
        if (directory.Now().Find(command.Name) is { DeclaredIn: { } entity })
        {
            return OnCallErrors.InDescriptor(command.Name, entity);
        }

        if (await db.Set<OnCallRota>().FirstOrDefaultAsync(r => r.Name == command.Name, cancellationToken) is not { } row)
        {
            return OnCallErrors.NoRota(command.Name);
        }

        if (OnCallAccess.Refusal(access, user.Actor!, row.Owner) is { } refused)
        {
            return refused;
        }

        db.Set<OnCallRota>().Remove(row);
        db.Set<OnCallOverride>().RemoveRange(await db.Set<OnCallOverride>().Where(o => o.Rota == command.Name).ToListAsync(cancellationToken));
        db.Set<OnCallSwap>().RemoveRange(await db.Set<OnCallSwap>().Where(s => s.Rota == command.Name).ToListAsync(cancellationToken));
        audit.Record(new { row.Owner, row.InputJson }, null);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return OnCallErrors.Changed(command.Name);
        }

        await store.ReloadAsync(cancellationToken);
        return Done.Value;
    }
}
