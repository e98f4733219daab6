using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Ends a calendar address at once.</summary>
public sealed record RevokeFeed(Guid Id) : ICommand<Done>
{
    public Demand Demand => new(Permissions.CatalogRead);

    public string AuditAction => "oncall.feed.revoked";

    public string AuditSubject => $"calendar:{Id}";
}

internal sealed class RevokeFeedHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, OnCallStore store, TimeProvider clock) : ICommandHandler<RevokeFeed, Done>
{
    public async Task<Result<Done>> Handle(RevokeFeed command, CancellationToken cancellationToken)
    {
        var row = await db.Set<OnCallFeed>().FirstOrDefaultAsync(f => f.Id == command.Id, cancellationToken);
        if (row is null || (row.UserRef != user.Actor!.UserRef && !access.Decide(user.Actor!, new(Permissions.TokensManage)).Allowed))
        {
            return OnCallErrors.NoFeed(command.Id); // whose they are is nobody else's business
        }

        if (row.RevokedAt is null)
        {
            (row.RevokedAt, row.Version) = (clock.GetUtcNow(), row.Version + 1);
            audit.Record(new { row.Subject, row.Hint }, new { row.RevokedAt }, $"calendar:{row.Subject}");
            await db.SaveAsync(cancellationToken);
            await store.ReloadAsync(cancellationToken);
        }

        return Done.Value;
    }
}
