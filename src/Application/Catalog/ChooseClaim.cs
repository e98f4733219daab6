using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Shows one of several sources' claims to a name from now on.</summary>
/// <param name="Ref">kind:namespace/name.</param>
/// <param name="LocationId">The location whose claim it is.</param>
/// <param name="Key">The claim within it, as <see cref="GetConflict"/> names it.</param>
public sealed record ChooseClaim(string Ref, string LocationId, string Key) : ICommand<ConflictView>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "catalog.conflict.settled";

    public string AuditSubject => Ref;
}

internal sealed class ChooseClaimValidator : AbstractValidator<ChooseClaim>
{
    public ChooseClaimValidator()
    {
        RuleFor(c => c.Ref).Must(r => EntityRef.TryParse(r, out _)).OverridePropertyName("ref").WithMessage("Write the ref as kind:namespace/name.");
        RuleFor(c => c.LocationId).NotEmpty().OverridePropertyName("locationId").WithMessage("Name the location whose claim is to be shown.");
        RuleFor(c => c.Key).NotEmpty().OverridePropertyName("key").WithMessage("Name the claim: GET /api/v1/conflicts/{kind}/{namespace}/{name} lists the keys.");
    }
}

internal sealed class ChooseClaimHandler(ICatalogDecisions decisions, IAuditTrail audit, ICurrentUser user) : ICommandHandler<ChooseClaim, ConflictView>
{
    public async Task<Result<ConflictView>> Handle(ChooseClaim command, CancellationToken cancellationToken)
    {
        var reference = EntityRef.Parse(command.Ref);
        var before = decisions.ClaimsOf(reference) is [var shown, ..] ? shown : null;
        var chosen = await decisions.ChooseAsync(reference, command.LocationId, command.Key, user.Actor!.Ref, cancellationToken);
        if (chosen.Failure is { } failure)
        {
            return failure;
        }

        audit.Record(new { Shown = before?.Entity.Sources[0].Location }, new { Shown = chosen.Value.Entity.Sources[0].Location }, reference.ToString());
        return ConflictView.Of(reference, decisions.ClaimsOf(reference));
    }
}
