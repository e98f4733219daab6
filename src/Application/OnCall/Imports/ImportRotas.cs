using System.Text.Json;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall.Imports;

/// <summary>What an export of another product would bring, without changing anything.</summary>
/// <param name="Owner">Ref of the team for schedules whose team is not found; may be null.</param>
public sealed record PreviewImport(string Json, string? Owner = null) : IQuery<ImportPlan>
{
    public Demand Demand => new(Permissions.OnCallManage);
}

internal sealed class PreviewImportHandler(IPortalDb db, IActorDirectory people, OnCallDirectory directory, TimeProvider clock) : IQueryHandler<PreviewImport, ImportPlan>
{
    public async Task<Result<ImportPlan>> Handle(PreviewImport query, CancellationToken cancellationToken)
        => new ImportPlanner(directory.Now(), people, query.Owner, await KnownOverrides.OfAsync(db, cancellationToken), clock.GetUtcNow()).Plan(query.Json);
}

/// <summary>Brings rotas and overrides of an export; the same export a second time changes nothing.</summary>
public sealed record ImportRotas(string Json, string? Owner = null) : ICommand<ImportPlan>
{
    public Demand Demand => new(Permissions.OnCallManage);

    public string AuditAction => "oncall.rotas.imported";

    public string AuditSubject => "rotas";
}

internal sealed class ImportRotasValidator : AbstractValidator<ImportRotas>
{
    internal const int Longest = 5_000_000;

    public ImportRotasValidator() => RuleFor(c => c.Json).NotEmpty().WithMessage("Paste the JSON of the export.").MaximumLength(Longest).WithMessage("The export is longer than 5 MB. Split it by schedule.");
}

internal sealed class ImportRotasHandler(IPortalDb db, ICurrentUser user, IActorDirectory people, IAuditTrail audit, OnCallDirectory directory, OnCallStore store, TimeProvider clock) : ICommandHandler<ImportRotas, ImportPlan>
{
    public async Task<Result<ImportPlan>> Handle(ImportRotas command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var plan = new ImportPlanner(directory.Now(), people, command.Owner, await KnownOverrides.OfAsync(db, cancellationToken), now).Plan(command.Json);
        if (plan.Fault is { } fault)
        {
            return Invalid.Field(nameof(command.Json), fault);
        }

        foreach (var item in plan.Items.Where(i => i.Rota is not null))
        {
            if (item.Action is "new" or "changed")
            {
                var json = JsonSerializer.Serialize(item.Rota, OnCallJson.Options);
                var row = await db.Set<OnCallRota>().FirstOrDefaultAsync(r => r.Origin == item.Origin, cancellationToken)
                    ?? db.Set<OnCallRota>().Add(new() { Id = Guid.CreateVersion7(now), Name = item.Name, Owner = item.Owner!, InputJson = json, Origin = item.Origin, ChangedBy = "" }).Entity;
                (row.InputJson, row.ChangedBy, row.ChangedAt, row.Version) = (json, user.Actor!.Ref, now, row.Version + 1);
            }

            db.Set<OnCallOverride>().AddRange(item.Overrides.Where(o => o.IsNew).Select(o => new OnCallOverride
            {
                Id = Guid.CreateVersion7(now),
                Rota = item.Name,
                Person = o.Person,
                FromAt = o.From.ToUniversalTime(),
                UntilAt = o.Until.ToUniversalTime(),
                Reason = $"imported from {plan.Product}",
                Origin = o.Origin,
                CreatedBy = user.Actor!.Ref,
                CreatedAt = now,
            }));
        }

        audit.Record(null, new { plan.Product, rotas = plan.Items.Select(i => new { i.Name, i.Owner, i.Action, overrides = i.Overrides.Count(o => o.IsNew) }) }, $"rotas of {plan.Product}");
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return OnCallErrors.Changed("a rota of the export");
        }

        await store.ReloadAsync(cancellationToken);
        return plan;
    }
}

internal static class KnownOverrides
{
    public static async Task<IReadOnlySet<string>> OfAsync(IPortalDb db, CancellationToken ct)
        => (await db.Set<OnCallOverride>().Where(o => o.Origin != null).Select(o => o.Origin!).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
}
