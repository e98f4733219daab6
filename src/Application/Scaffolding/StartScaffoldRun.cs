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
    public Demand Demand => OwnerOf.Demand(Values);

    public string AuditAction => "scaffold.run.started";

    public string AuditSubject => Template;
}

internal sealed class StartScaffoldRunHandler(
    ITemplateSource templates, TemplateKeeper keeper, ValueCheck check, IPortalDb db, IAuditTrail audit, ISecretProtector protector, IScaffoldSignals signals, ILiveFeed feed, ICurrentUser user, TimeProvider clock)
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

        if (!await keeper.KeepAsync(template, cancellationToken))
        {
            return LineageErrors.Changing(command.Template);
        }

        var run = Intent(template, answers.Value, user.Actor!);
        var steps = template.Steps.Select((s, i) => new ScaffoldStep { RunId = run.Id, Position = i, StepId = s.Id, Name = s.Name, Action = s.Action }).ToList();
        db.Set<ScaffoldRun>().Add(run);
        db.Set<ScaffoldStep>().AddRange(steps);
        audit.Record(null, new { run.Template, run.TemplateHash, Values = answers.Value.Values }, $"run:{run.Id}");
        await db.SaveAsync(cancellationToken);
        feed.Publish(Topics.Runs);
        signals.Wake();
        return RunView.Of(run, steps);
    }

    private ScaffoldRun Intent(ScaffoldTemplate template, CheckedValues answers, Actor actor) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
        Template = template.Ref.ToString(),
        TemplateTitle = Shorten(template.Title),
        TemplateHash = template.Hash,
        Title = Shorten(FormReader.Text(answers.Values["name"]) ?? template.Title),
        ValuesJson = answers.Values.ToJsonString(),
        ProtectedSecrets = answers.Secrets.Count == 0 ? null : protector.Protect(answers.Secrets.ToJsonString()),
        DefinitionJson = RunDefinition.Of(template).ToJson(),
        Status = RunStatus.Queued,
        CreatedBy = actor.Ref,
        CreatedByName = Shorten(actor.DisplayName),
        OwnerGroup = answers.OwnerGroup,
        CreatedAt = clock.GetUtcNow(),
    };

    private static string Shorten(string text) => text.Length <= ScaffoldRun.RefMaxLength ? text : text[..ScaffoldRun.RefMaxLength];
}
