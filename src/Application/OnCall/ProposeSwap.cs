using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>One of two people proposes that one takes the other's turns; the other one decides.</summary>
/// <param name="Giver">Whose turns they are.</param>
/// <param name="Taker">Who takes them.</param>
public sealed record ProposeSwap(string Rota, string Giver, string Taker, DateTimeOffset From, DateTimeOffset Until, string? Reason = null) : ICommand<RotaSwap>
{
    public Demand Demand => new(Permissions.OnCallSwap);

    public string AuditAction => "oncall.swap.proposed";

    public string AuditSubject => $"rota:{Rota}";
}

internal sealed class ProposeSwapValidator : AbstractValidator<ProposeSwap>
{
    public ProposeSwapValidator()
    {
        RuleFor(c => c.Giver).Must(p => OnCallPeople.RefOf(p) is not null).WithMessage("Write the ref of the user whose turn it is.");
        RuleFor(c => c.Taker).Must(p => OnCallPeople.RefOf(p) is not null).WithMessage("Write the ref of the user who takes the turn.");
        RuleFor(c => c.Reason).MaximumLength(OnCallOverride.ReasonMaxLength);
        RuleFor(c => c.Until).Must((c, until) => until > c.From).WithMessage("The end is not after the beginning. Choose a later end.")
            .Must((c, until) => until - c.From <= TimeSpan.FromDays(92)).WithMessage("A swap covers at most three months. Change the rota instead.");
    }
}

internal sealed class ProposeSwapHandler(IPortalDb db, ICurrentUser user, IAuditTrail audit, OnCallDirectory directory, OnCallStore store, TimeProvider clock) : ICommandHandler<ProposeSwap, RotaSwap>
{
    public async Task<Result<RotaSwap>> Handle(ProposeSwap command, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        if (view.Find(command.Rota) is not { } rota)
        {
            return OnCallErrors.NoRota(command.Rota);
        }

        var (giver, taker) = (OnCallPeople.RefOf(command.Giver)!, OnCallPeople.RefOf(command.Taker)!);
        var actor = user.Actor!;
        if (giver == taker)
        {
            return Invalid.Field(nameof(command.Taker), "It is the same person. Choose who takes the turn.");
        }

        if (actor.UserRef != giver && actor.UserRef != taker)
        {
            return new Forbidden("access.denied", $"A swap is proposed by one of the two; {actor.DisplayName} is neither {giver} nor {taker}. For others, make an override.");
        }

        if (OnCallPeople.WhyNot(view.Graph, taker) is { } why)
        {
            return Invalid.Field(nameof(command.Taker), $"{why}, so nobody could be called. Choose somebody else.");
        }

        if (command.Until <= clock.GetUtcNow() || !view.SlicesOf(rota, command.From, command.Until).Any(s => s.Person == giver))
        {
            return Invalid.Field(nameof(command.Giver), $"{giver} is not on call by {rota.Name} between then and then, or that time is over. Choose the stretch of one of {giver}'s turns.");
        }

        var row = new OnCallSwap
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Rota = rota.Name,
            Giver = giver,
            Taker = taker,
            FromAt = command.From.ToUniversalTime(),
            UntilAt = command.Until.ToUniversalTime(),
            Reason = command.Reason,
            ProposedBy = actor.UserRef!,
            ProposedAt = clock.GetUtcNow(),
            State = SwapState.Proposed,
            Version = 1,
        };
        db.Set<OnCallSwap>().Add(row);
        RotaSwap swap = new(row.Id, row.Rota, row.Giver, row.Taker, row.FromAt, row.UntilAt, row.Reason, row.ProposedBy, row.ProposedAt, row.State, null);
        audit.Record(null, swap, reason: row.Reason);
        await db.SaveAsync(cancellationToken);
        await store.ReloadAsync(cancellationToken);
        return swap;
    }
}
