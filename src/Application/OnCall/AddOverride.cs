using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Puts a person on call for a stretch of time, whoever's turn it is.</summary>
/// <param name="Rota">Name of the rota.</param>
/// <param name="Person">Ref of a user; a bare name is enough.</param>
/// <param name="Reason">Why, for those who read the schedule.</param>
public sealed record AddOverride(string Rota, string Person, DateTimeOffset From, DateTimeOffset Until, string Reason) : ICommand<RotaOverride>
{
    public Demand Demand => new(Permissions.OnCallEdit);

    public string AuditAction => "oncall.override.added";

    public string AuditSubject => $"rota:{Rota}";
}

internal sealed class AddOverrideValidator : AbstractValidator<AddOverride>
{
    public AddOverrideValidator()
    {
        RuleFor(c => c.Person).Must(p => OnCallPeople.RefOf(p) is not null).WithMessage("Write the ref of a user, for instance user:default/ines.rocha.");
        RuleFor(c => c.Reason).NotEmpty().WithMessage("Say why, for instance 'dentist'.").MaximumLength(OnCallOverride.ReasonMaxLength).WithMessage($"At most {OnCallOverride.ReasonMaxLength} characters.");
        RuleFor(c => c.Until).Must((c, until) => until > c.From).WithMessage("The end is not after the beginning. Choose a later end.")
            .Must((c, until) => until - c.From <= TimeSpan.FromDays(366)).WithMessage("An override lasts at most a year. Change the rota instead.");
    }
}

internal sealed class AddOverrideHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, OnCallDirectory directory, OnCallStore store, TimeProvider clock) : ICommandHandler<AddOverride, RotaOverride>
{
    public async Task<Result<RotaOverride>> Handle(AddOverride command, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        if (view.Find(command.Rota) is not { } rota)
        {
            return OnCallErrors.NoRota(command.Rota);
        }

        if (OnCallAccess.Refusal(access, user.Actor!, rota.Rota.Owner) is { } refused)
        {
            return refused;
        }

        var person = OnCallPeople.RefOf(command.Person)!;
        if (OnCallPeople.WhyNot(view.Graph, person) is { } why)
        {
            return Invalid.Field(nameof(command.Person), $"{why}, so an override would leave nobody to call. Choose somebody else.");
        }

        if (command.Until <= clock.GetUtcNow())
        {
            return Invalid.Field(nameof(command.Until), "That time is over. Choose an end in the future.");
        }

        var row = new OnCallOverride
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Rota = rota.Name,
            Person = person,
            FromAt = command.From.ToUniversalTime(),
            UntilAt = command.Until.ToUniversalTime(),
            Reason = command.Reason.Trim(),
            CreatedBy = user.Actor!.Ref,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Set<OnCallOverride>().Add(row);
        RotaOverride added = new(row.Id, row.Rota, row.Person, row.FromAt, row.UntilAt, row.Reason, row.CreatedBy, row.CreatedAt);
        audit.Record(null, added, reason: row.Reason);
        await db.SaveAsync(cancellationToken);
        await store.ReloadAsync(cancellationToken);
        return added;
    }
}
