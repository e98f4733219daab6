using System.Text.Json.Nodes;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>Saves the intent; the worker does the rest.</summary>
public sealed record StartScaffoldRun(string Template, JsonObject Values) : ICommand<RunView>
{
    /// <summary>Commits that a preview has shown, by <see cref="RemotePlace.Key"/>: where a repository has moved on since, nothing is started. Null: nobody has looked.</summary>
    public IReadOnlyDictionary<string, string>? Sources { get; init; }

    public Demand Demand => OwnerOf.Demand(Values);

    public string AuditAction => "scaffold.run.started";

    public string AuditSubject => Template;
}

internal sealed class StartScaffoldRunHandler(
    ITemplateSource templates, TemplateKeeper keeper, ValueCheck check, RunChecks checks, DryRun dryRun, ApprovalRights rights, IPortalDb db, IAuditTrail audit, ISecretProtector protector, IScaffoldSignals signals, ILiveFeed feed, RunReservation reservation,
    ICurrentUser user, TimeProvider clock)
    : ICommandHandler<StartScaffoldRun, RunView>
{
    public async Task<Result<RunView>> Handle(StartScaffoldRun command, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(command.Template, "template", EntityRef.DefaultNamespace, out var reference) || templates.Find(reference) is not { } template)
        {
            return ScaffoldingErrors.NoTemplate(command.Template);
        }

        var answers = await check.CheckAsync(template, command.Values, cancellationToken);
        if (answers.Failure is { } failure)
        {
            return failure;
        }

        var actor = user.Actor!;
        Rendered? rendered = null;
        IReadOnlyDictionary<string, string>? sources = null;
        if (checks.NeedsDryRun(template) || SourcePins.MayBeNeeded(template))
        {
            var shown = await dryRun.RunAsync(template, answers.Value.Values, answers.Value.Secrets, actor, cancellationToken);
            if (shown.Failure is { } broken)
            {
                return broken;
            }

            if (SourcePins.Moved(command.Sources, shown.Value.Sources) is { } moved)
            {
                return ScaffoldingErrors.SourceMoved(moved);
            }

            (rendered, sources) = (new(shown.Value.Effects, shown.Value.Workspace), shown.Value.Sources);
        }

        var (found, hits) = await checks.CheckAsync(template, answers.Value, actor, rendered, cancellationToken);
        if (RunChecks.Refusal(found) is { } refusal)
        {
            return refusal;
        }

        return !await keeper.KeepAsync(template, cancellationToken) ? LineageErrors.Changing(command.Template) : await SaveAsync(template, RunDefinition.Of(template) with { Sources = sources }, answers.Value, hits, actor, cancellationToken);
    }

    private async Task<Result<RunView>> SaveAsync(ScaffoldTemplate template, RunDefinition definition, CheckedValues answers, IReadOnlyList<PolicyHit> hits, Actor actor, CancellationToken ct)
    {
        RunView? saved = null;
        var title = Title(template, answers);
        if (await reservation.SaveAsync(actor.Ref, answers.OwnerGroup, title, () => checks.CountedAsync(answers, actor, ct), () => saved = Add(template, definition, answers, hits, actor), ct) is { } refusal)
        {
            return refusal;
        }

        feed.Publish(Topics.Runs);
        signals.Wake();
        return saved!;
    }

    private RunView Add(ScaffoldTemplate template, RunDefinition definition, CheckedValues answers, IReadOnlyList<PolicyHit> hits, Actor actor)
    {
        var approvals = hits.Select(h => Question(h, actor)).ToList();
        var run = Intent(template, definition, answers, actor, approvals.Exists(a => a.Approved is null));
        var steps = template.Steps.Select((s, i) => new ScaffoldStep { RunId = run.Id, Position = i, StepId = s.Id, Name = s.Name, Action = s.Action }).ToList();
        db.Set<ScaffoldRun>().Add(run);
        db.Set<ScaffoldStep>().AddRange(steps);
        var rows = approvals.ConvertAll(a => a.Row(run.Id));
        db.Set<ScaffoldApproval>().AddRange(rows);
        audit.Record(null, new { run.Template, run.TemplateHash, run.TemplateVersion, answers.Values, Approvals = approvals.Select(a => a.Policy.Name) }, $"run:{run.Id}");
        return RunView.Of(run, steps) with { Approvals = [.. rows.Select(ApprovalView.Of)] };
    }

    /// <summary>An approver who starts a run has approved it, unless the policy asks for a second pair of eyes.</summary>
    private ApprovalQuestion Question(PolicyHit hit, Actor actor)
        => new(hit.Policy, hit.Message, !hit.Policy.FourEyes && rights.Decide(actor, hit.Policy.Approvers).Allowed ? actor : null, clock.GetUtcNow());

    private sealed record ApprovalQuestion(ScaffoldPolicy Policy, string Message, Actor? By, DateTimeOffset Now)
    {
        public bool? Approved => By is null ? null : true;

        public ScaffoldApproval Row(string runId) => new()
        {
            RunId = runId,
            Policy = Shorten(Policy.Name),
            Message = Message.Length <= ScaffoldRun.TextMaxLength ? Message : Message[..ScaffoldRun.TextMaxLength],
            Approvers = string.Join(',', Policy.Approvers),
            FourEyes = Policy.FourEyes,
            Approved = Approved,
            DecidedAt = By is null ? null : Now,
            DecidedBy = By?.Ref,
            DecidedByName = By is null ? null : Shorten(By.DisplayName),
            Reason = By is null ? null : "Started by an approver.",
        };
    }

    private ScaffoldRun Intent(ScaffoldTemplate template, RunDefinition definition, CheckedValues answers, Actor actor, bool waits) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
        Template = template.Ref.ToString(),
        TemplateTitle = Shorten(template.Title),
        TemplateHash = template.Hash,
        TemplateVersion = template.Version is { } version ? Shorten(version) : null,
        Title = Title(template, answers),
        ValuesJson = answers.Values.ToJsonString(),
        ProtectedSecrets = answers.Secrets.Count == 0 ? null : protector.Protect(answers.Secrets.ToJsonString()),
        DefinitionJson = definition.ToJson(),
        Status = waits ? RunStatus.Waiting : RunStatus.Queued,
        AwaitsApproval = waits,
        CreatedBy = actor.Ref,
        CreatedByUser = actor.UserRef,
        CreatedByName = Shorten(actor.DisplayName),
        OwnerGroup = answers.OwnerGroup,
        CreatedAt = clock.GetUtcNow(),
    };

    private static string Title(ScaffoldTemplate template, CheckedValues answers) => Shorten(FormReader.Text(answers.Values["name"]) ?? template.Title);

    private static string Shorten(string text) => text.Length <= ScaffoldRun.RefMaxLength ? text : text[..ScaffoldRun.RefMaxLength];
}
