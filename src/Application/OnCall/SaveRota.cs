using System.Text.Json;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Makes a rota of a team or service, or changes one.</summary>
/// <param name="Owner">Ref of a group or component; a bare name means a group.</param>
/// <param name="Rota">What it is to be.</param>
/// <param name="Name">Present name of the rota that is changed; null for a new one.</param>
/// <param name="Version">Of the rota that the form showed; null to overwrite what is there.</param>
public sealed record SaveRota(string Owner, RotaInput Rota, string? Name = null, int? Version = null) : ICommand<RotaView>
{
    public Demand Demand => OnCallAccess.DemandOf(OwnerRef ?? Owner);

    public string AuditAction => Name is null ? "oncall.rota.made" : "oncall.rota.changed";

    public string AuditSubject => $"rota:{Name ?? Rota?.Name}";

    internal string? OwnerRef => EntityRef.TryParse(Owner, "group", EntityRef.DefaultNamespace, out var owner) ? owner.ToString() : null;
}

internal sealed class SaveRotaValidator : AbstractValidator<SaveRota>
{
    public SaveRotaValidator()
    {
        RuleFor(c => c.Owner).Must(o => EntityRef.TryParse(o, "group", EntityRef.DefaultNamespace, out var owner) && owner.Kind is "group" or "component" && o.Length <= OnCallRota.RefMaxLength)
            .WithMessage("A rota belongs to a team or to a service. Write group:namespace/name or component:namespace/name.");
        RuleFor(c => c.Rota).NotNull().WithMessage("Send the rota: name, timeZone, layers.");
    }
}

internal sealed class SaveRotaHandler(IPortalDb db, ICurrentUser user, IAccess access, IAuditTrail audit, OnCallDirectory directory, OnCallStore store, TimeProvider clock) : ICommandHandler<SaveRota, RotaView>
{
    public async Task<Result<RotaView>> Handle(SaveRota command, CancellationToken cancellationToken)
    {
        var owner = command.OwnerRef!;
        var view = directory.Now();
        if (view.Graph.Find(EntityRef.Parse(owner)) is null)
        {
            return Invalid.Field("owner", $"{owner} is not in the catalog. Register its descriptor first, or choose another owner.");
        }

        var (rota, faults) = RotaReader.Read(command.Rota, owner);
        faults = [.. faults, .. RotaPeople.Unknown(view.Graph, command.Rota)];
        if (rota is null || faults.Count > 0)
        {
            return OnCallErrors.Of(faults);
        }

        var present = command.Name ?? rota.Name;
        if (view.Find(present) is { DeclaredIn: { } entity })
        {
            return OnCallErrors.InDescriptor(present, entity);
        }

        if (rota.Name != command.Name && view.Find(rota.Name) is { } taken)
        {
            return OnCallErrors.NameTaken(rota.Name, taken.Rota.Owner);
        }

        OnCallRota? row = null;
        if (command.Name is not null)
        {
            row = await db.Set<OnCallRota>().FirstOrDefaultAsync(r => r.Name == command.Name, cancellationToken);
            if (row is null)
            {
                return OnCallErrors.NoRota(command.Name);
            }

            // Who moves a rota away must be of the team that loses it, too.
            if (OnCallAccess.Refusal(access, user.Actor!, row.Owner) is { } refused)
            {
                return refused;
            }

            if (command.Version is { } seen && seen != row.Version)
            {
                return OnCallErrors.Changed(command.Name);
            }
        }

        var before = row is null ? null : new { row.Owner, rota = JsonSerializer.Deserialize<RotaInput>(row.InputJson, OnCallJson.Options) };
        var json = JsonSerializer.Serialize(command.Rota with { Name = rota.Name }, OnCallJson.Options);
        row ??= db.Set<OnCallRota>().Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), Name = rota.Name, Owner = owner, InputJson = json, ChangedBy = "" }).Entity;
        if (row.Name != rota.Name)
        {
            await RotaRename.MoveAsync(db, row.Name, rota.Name, cancellationToken);
        }

        (row.Name, row.Owner, row.InputJson, row.ChangedBy, row.ChangedAt, row.Version) = (rota.Name, owner, json, user.Actor!.Ref, clock.GetUtcNow(), row.Version + 1);
        audit.Record(before, new { row.Owner, rota = command.Rota }, $"rota:{rota.Name}");
        var outcome = await db.SaveAsync(cancellationToken);
        if (outcome != SaveOutcome.Saved)
        {
            return outcome == SaveOutcome.DuplicateKey ? OnCallErrors.NameTaken(rota.Name, "Another team") : OnCallErrors.Changed(rota.Name);
        }

        await store.ReloadAsync(cancellationToken);
        return RotaView.Of(directory.Now().Find(rota.Name)!);
    }
}

/// <summary>People of a rota that the catalog does not know.</summary>
internal static class RotaPeople
{
    public static IEnumerable<RotaFault> Unknown(CatalogGraph graph, RotaInput input)
    {
        foreach (var (layer, n) in (input.Layers ?? []).Select((l, n) => (l, n)))
        {
            foreach (var text in layer.People ?? [])
            {
                if (EntityRef.TryParse(text, "user", EntityRef.DefaultNamespace, out var person) && person.Kind == "user" && graph.Find(person) is null)
                {
                    yield return new($"layers[{n}].people", $"{person} is not in the catalog. Check the spelling, or register the person first.");
                }
            }
        }

        foreach (var (step, n) in (input.Escalation ?? []).Select((s, n) => (s, n)))
        {
            if (RotaText.Target(step.Target) is { Kind: EscalationTarget.Person or EscalationTarget.Team, Name: { } name } && graph.Find(EntityRef.Parse(name)) is null)
            {
                yield return new($"escalation[{n}].target", $"{name} is not in the catalog. Check the spelling.");
            }
        }
    }
}

/// <summary>Overrides and swaps are kept by the name of their rota: they go with it.</summary>
internal static class RotaRename
{
    public static async Task MoveAsync(IPortalDb db, string from, string to, CancellationToken ct)
    {
        foreach (var old in await db.Set<OnCallOverride>().Where(o => o.Rota == from).ToListAsync(ct))
        {
            db.Set<OnCallOverride>().Remove(old);
            db.Set<OnCallOverride>().Add(new() { Id = Guid.CreateVersion7(old.CreatedAt), Rota = to, Person = old.Person, FromAt = old.FromAt, UntilAt = old.UntilAt, Reason = old.Reason, Origin = old.Origin, CreatedBy = old.CreatedBy, CreatedAt = old.CreatedAt });
        }

        foreach (var old in await db.Set<OnCallSwap>().Where(s => s.Rota == from).ToListAsync(ct))
        {
            db.Set<OnCallSwap>().Remove(old);
            db.Set<OnCallSwap>().Add(new()
            {
                Id = Guid.CreateVersion7(old.ProposedAt),
                Rota = to,
                Giver = old.Giver,
                Taker = old.Taker,
                FromAt = old.FromAt,
                UntilAt = old.UntilAt,
                Reason = old.Reason,
                ProposedBy = old.ProposedBy,
                ProposedAt = old.ProposedAt,
                State = old.State,
                DecidedAt = old.DecidedAt,
                Version = 1,
            });
        }
    }
}

/// <summary>A rota as the API shows it.</summary>
/// <param name="DeclaredIn">Ref of the entity whose descriptor declares it; null when it is kept here.</param>
/// <param name="Version">To send along with a change; 0 for one of a descriptor.</param>
public sealed record RotaView(string Name, string Title, string Owner, RotaInput Rota, string? DeclaredIn, string? Origin, string? ChangedBy, DateTimeOffset? ChangedAt, int Version)
{
    internal static RotaView Of(RotaEntry entry) => new(entry.Name, entry.Rota.Title, entry.Rota.Owner, entry.Input, entry.DeclaredIn, entry.Stored?.Origin, entry.Stored?.ChangedBy, entry.Stored?.ChangedAt, entry.Stored?.Version ?? 0);
}
