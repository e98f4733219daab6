using System.Text.Json.Nodes;
using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Has pull requests opened that bring services to the newest version of their template. Each is a run of its own: a member of the service's team may, or a platform engineer.</summary>
/// <param name="Template">Ref of the template.</param>
/// <param name="Services">Refs; empty together with <paramref name="AllBehind"/>: every service that is behind.</param>
/// <param name="MarkConflicts">Writes conflict markers instead of leaving files in conflict as they are.</param>
/// <param name="Answers">To parameters that are new; the same for all.</param>
public sealed record UpgradeServices(string Template, IReadOnlyList<string> Services, bool AllBehind = false, bool MarkConflicts = false, JsonObject? Answers = null) : ICommand<UpgradeBatch>
{
    public const int Most = 1000;

    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => "lineage.upgrades.requested";

    public string AuditSubject => Template is { Length: <= ScaffoldRun.RefMaxLength } ? Template : "";
}

/// <param name="Id">Groups the runs.</param>
/// <param name="Started">Runs that were started now.</param>
/// <param name="Found">Upgrades that were under way already; nothing second is opened.</param>
/// <param name="Refused">Services that are left out, and why.</param>
public sealed record UpgradeBatch(string Id, IReadOnlyList<StartedUpgrade> Started, IReadOnlyList<StartedUpgrade> Found, IReadOnlyList<RefusedUpgrade> Refused);

public sealed record StartedUpgrade(string Service, string RunId);

public sealed record RefusedUpgrade(string Service, string Code, string Reason);

internal sealed class UpgradeServicesValidator : AbstractValidator<UpgradeServices>
{
    public UpgradeServicesValidator()
    {
        RuleFor(c => c.Template).NotEmpty().MaximumLength(ScaffoldRun.RefMaxLength).OverridePropertyName("template").WithMessage("Name the template: template:default/name.");
        RuleFor(c => c.Services).NotNull().Must((c, s) => c.AllBehind || s is { Count: > 0 }).OverridePropertyName("services").WithMessage("Choose at least one service, or all that are behind.");
        RuleFor(c => c.Services).Must(s => s is null || s.Count <= UpgradeServices.Most).OverridePropertyName("services").WithMessage($"Choose at most {UpgradeServices.Most} services at once.");
    }
}

internal sealed class UpgradeServicesHandler(
    LineageStore store, TemplateKeeper keeper, ITemplateSource templates, ICatalog catalog, IPortalDb db, IAuditTrail audit, IAccess access, ICurrentUser user, IScaffoldSignals signals, TimeProvider clock) : ICommandHandler<UpgradeServices, UpgradeBatch>
{
    private const int Tries = 5;

    public async Task<Result<UpgradeBatch>> Handle(UpgradeServices command, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(command.Template, "template", EntityRef.DefaultNamespace, out var reference) || templates.Find(reference) is not { } template)
        {
            return LineageErrors.NoTemplate(command.Template);
        }

        if (!await keeper.KeepAsync(template, cancellationToken))
        {
            return LineageErrors.Changing(command.Template);
        }

        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            await store.ReloadAsync(cancellationToken);
            var (batch, upgrades, runs) = Choose(id, command, template);
            foreach (var (run, steps) in runs)
            {
                db.Set<ScaffoldRun>().Add(run);
                db.Set<ScaffoldStep>().AddRange(steps);
            }

            db.Set<TemplateUpgrade>().AddRange(upgrades);
            audit.Record(null, new { batch.Id, template.Version, command.MarkConflicts, Started = batch.Started.Select(s => s.Service), Found = batch.Found.Count, Refused = batch.Refused.Select(r => r.Service) });
            if (await db.SaveAsync(cancellationToken) == SaveOutcome.Saved)
            {
                await store.ShowAsync(upgrades.Count == 1 ? upgrades[0].Entity : "", cancellationToken);
                signals.Wake();
                return batch is { Started.Count: 0, Found.Count: 0, Refused: [var only] } && command.Services.Count == 1 ? Refusal(only) : batch;
            }

            db.Forget(); // somebody else asked for one of them in the same moment
        }

        return new Conflict("lineage.busy", "Others ask for upgrades of the same services right now. Try again.");
    }

    private static Failure Refusal(RefusedUpgrade refused) => refused.Code == "access.denied" ? new Forbidden(refused.Code, refused.Reason) : new Conflict(refused.Code, refused.Reason);

    private (UpgradeBatch Batch, List<TemplateUpgrade> Upgrades, List<(ScaffoldRun Run, List<ScaffoldStep> Steps)> Runs) Choose(string id, UpgradeServices command, ScaffoldTemplate template)
    {
        var view = store.Current;
        var chosen = command.Services.Count > 0 ? command.Services.Select(s => EntityRef.TryParse(s, "component", EntityRef.DefaultNamespace, out var service) ? service.ToString() : s).Distinct(StringComparer.Ordinal)
            : view.Entries.Where(e => e.Template == template.Ref.ToString() && view.RetiredOf(e.Entity) is null && view.StandingOf(e, template).Word == StandingWord.Behind).Select(e => e.Entity).Take(UpgradeServices.Most);
        List<StartedUpgrade> started = [];
        List<StartedUpgrade> found = [];
        List<RefusedUpgrade> refused = [];
        List<TemplateUpgrade> upgrades = [];
        List<(ScaffoldRun, List<ScaffoldStep>)> runs = [];
        foreach (var service in chosen)
        {
            if (Refused(service, command, template, view) is { } why)
            {
                refused.Add(why);
            }
            else if (view.Upgrades.FirstOrDefault(u => u.Entity == service && u.ToHash == template.Hash && u.IsActive) is { } active)
            {
                found.Add(new(service, active.RunId));
            }
            else
            {
                var (run, steps) = RunOf(view.Of(service)!, template, command);
                runs.Add((run, steps));
                upgrades.Add(UpgradeOf(view.Of(service)!, template, run, id));
                started.Add(new(service, run.Id));
            }
        }

        return (new(id, started, found, refused), upgrades, runs);
    }

    private RefusedUpgrade? Refused(string service, UpgradeServices command, ScaffoldTemplate template, LineageView view)
    {
        if (view.Of(service) is not { } entry || entry.Template != template.Ref.ToString())
        {
            return new(service, "lineage.unknown", LineageErrors.NoLineage(service).Message);
        }

        if (view.RetiredOf(service) is not null)
        {
            return new(service, "lineage.decommissioned", $"{service} was decommissioned: its repository takes no changes. Restore it first.");
        }

        if (access.Decide(user.Actor!, new(Permissions.ScaffoldRun, Entity: service)) is { Allowed: false } denied)
        {
            return new(service, "access.denied", denied.Reason);
        }

        var standing = view.StandingOf(entry, template);
        if (standing.Word != StandingWord.Behind)
        {
            return new(service, $"lineage.{RunView.Word(standing.Word)}", standing.Word == StandingWord.Unknown ? LineageErrors.NotKept(entry).Message : standing.Why);
        }

        var recorded = RepoUrl.TryParse(entry.Repository, out var repository) is null ? UpgradePlanner.WithRepository(template, entry.Values(), repository!) : entry.Values();
        var answers = UpgradeAnswers.Of(template, recorded, command.Answers ?? []);
        return answers.Errors.Count == 0 ? null
            : new(service, "lineage.answers_needed", $"The new version asks what was not asked before: {string.Join(" ", answers.Errors.SelectMany(e => e.Value))} Upgrade it on its own page and answer there.");
    }

    private (ScaffoldRun Run, List<ScaffoldStep> Steps) RunOf(LineageEntry entry, ScaffoldTemplate template, UpgradeServices command)
    {
        var reference = EntityRef.Parse(entry.Entity);
        JsonObject values = new()
        {
            ["service"] = entry.Entity,
            ["template"] = entry.Template,
            ["from"] = entry.Version ?? entry.Hash,
            ["to"] = template.Version ?? template.Hash,
            ["hash"] = template.Hash,
            ["conflictMarkers"] = command.MarkConflicts,
            ["answers"] = command.Answers?.DeepClone() ?? new JsonObject(),
        };
        return BuiltInRuns.Of(OpenUpgrade.Template, $"Upgrade {reference.Name} to {template.Version ?? template.Hash[..8]}", values, catalog.Current.Find(reference)?.Owner?.ToString(), user.Actor!, clock.GetUtcNow(), template.Hash);
    }

    private TemplateUpgrade UpgradeOf(LineageEntry entry, ScaffoldTemplate template, ScaffoldRun run, string batch)
    {
        TemplateUpgrade upgrade = new()
        {
            RunId = run.Id,
            Batch = batch,
            Entity = entry.Entity,
            Repository = entry.Repository,
            Template = entry.Template,
            FromVersion = entry.Version,
            FromHash = entry.Hash,
            ToVersion = TemplateContent.Cut(template.Version),
            ToHash = template.Hash,
            Branch = UpgradePlanner.BranchOf(entry, template.Version, template.Hash),
            RequestedBy = user.Actor!.Ref,
            RequestedAt = clock.GetUtcNow(),
        };
        upgrade.Become(UpgradeState.Requested, clock.GetUtcNow());
        return upgrade;
    }
}
