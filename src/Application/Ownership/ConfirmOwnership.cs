using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Ownership;

/// <summary>Says that an entity still belongs to the owner its descriptor names. A member of that owner may, or a platform engineer.</summary>
/// <param name="Entity">Full ref.</param>
public sealed record ConfirmOwnership(string Entity) : ICommand<Verification>
{
    public Demand Demand => new(Permissions.CatalogEdit, EntityRef.TryParse(Entity, out var reference) ? reference.ToString() : Entity);

    public string AuditAction => "ownership.confirmed";

    public string AuditSubject => Entity;
}

internal sealed class ConfirmOwnershipValidator : AbstractValidator<ConfirmOwnership>
{
    public ConfirmOwnershipValidator()
        => RuleFor(c => c.Entity).Must(e => EntityRef.TryParse(e, out _)).WithMessage("Write the ref of the entity, for instance component:default/orders.").MaximumLength(OwnershipAttestation.RefMaxLength);
}

internal sealed class ConfirmOwnershipHandler(IPortalDb db, ICatalog catalog, ICurrentUser user, IAuditTrail audit, OwnershipStore store, TimeProvider clock) : ICommandHandler<ConfirmOwnership, Verification>
{
    public async Task<Result<Verification>> Handle(ConfirmOwnership command, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var entity = EntityRef.Parse(command.Entity);
        if (graph.Find(entity) is null)
        {
            return CatalogErrors.NoEntity(entity.ToString());
        }

        var before = store.Of(graph, entity);
        if (before.Owner is not { } owner || !EntityRef.TryParse(owner, out var named) || graph.Find(named) is null)
        {
            return new Conflict("ownership.nobody", $"{entity} names {(before.Owner is null ? "no owner" : before.Owner + ", which is not in the catalog")}, so there is nothing to confirm. Set spec.owner in its descriptor.");
        }

        var key = entity.ToString();
        var row = await db.Set<OwnershipAttestation>().FirstOrDefaultAsync(a => a.Entity == key, cancellationToken)
            ?? db.Set<OwnershipAttestation>().Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), Entity = key, Owner = owner, ConfirmedBy = "" }).Entity;
        (row.Owner, row.ConfirmedBy, row.ConfirmedAt, row.ToldExpiredAt, row.Version) = (owner, user.Actor!.Ref, clock.GetUtcNow(), null, row.Version + 1);
        audit.Record(before, new { row.Owner, row.ConfirmedBy, row.ConfirmedAt });
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return new Conflict("ownership.confirmed_meanwhile", $"Somebody else confirmed {entity} at the same moment. Nothing more is to be done.");
        }

        await store.ReloadAsync(cancellationToken);
        return store.Of(graph, entity);
    }
}
