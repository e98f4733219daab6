using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>The other one of the two accepts or declines a swap; the one who proposed it may withdraw it.</summary>
/// <param name="Accept">True to accept; false to decline or withdraw.</param>
public sealed record DecideSwap(Guid Id, bool Accept) : ICommand<RotaSwap>
{
    public Demand Demand => new(Permissions.OnCallSwap);

    public string AuditAction => Accept ? "oncall.swap.accepted" : "oncall.swap.declined";

    public string AuditSubject => $"swap:{Id}";
}

internal sealed class DecideSwapHandler(IPortalDb db, ICurrentUser user, IAuditTrail audit, OnCallStore store, TimeProvider clock) : ICommandHandler<DecideSwap, RotaSwap>
{
    public async Task<Result<RotaSwap>> Handle(DecideSwap command, CancellationToken cancellationToken)
    {
        if (await db.Set<OnCallSwap>().FirstOrDefaultAsync(s => s.Id == command.Id, cancellationToken) is not { } row)
        {
            return OnCallErrors.NoSwap(command.Id);
        }

        var before = Of(row);
        var actor = user.Actor!;
        var withdraws = !command.Accept && actor.UserRef == row.ProposedBy;
        if (!withdraws && actor.UserRef != before.Decider)
        {
            return new Forbidden("access.denied", $"{before.Decider} decides about this swap; {actor.DisplayName} is somebody else. Ask {before.Decider}.");
        }

        if (row.State != SwapState.Proposed)
        {
            return OnCallErrors.SwapDecided(row.State);
        }

        (row.State, row.DecidedAt, row.Version) = (command.Accept ? SwapState.Accepted : withdraws ? SwapState.Withdrawn : SwapState.Declined, clock.GetUtcNow(), row.Version + 1);
        var after = Of(row);
        audit.Record(before, after, $"rota:{row.Rota}");
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return OnCallErrors.Changed("the swap");
        }

        await store.ReloadAsync(cancellationToken);
        return after;
    }

    private static RotaSwap Of(OnCallSwap row) => new(row.Id, row.Rota, row.Giver, row.Taker, row.FromAt, row.UntilAt, row.Reason, row.ProposedBy, row.ProposedAt, row.State, row.DecidedAt);
}
