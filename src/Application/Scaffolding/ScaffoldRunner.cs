using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding;

/// <summary>
/// Takes one run from where it stands to its end. Each step: intent saved, effect, outcome saved together with the files. A process that dies
/// in between leaves a running step behind, which the next one begins again; actions recognise their own effects by the run's id.
/// </summary>
public sealed partial class ScaffoldRunner(RunStore store, ITemplateEngine engine, ScaffoldActions actions, ISecretProtector secrets, ICatalog catalog, LineageRecorder lineage, TimeProvider clock, ILogger<ScaffoldRunner> logger)
{
    private readonly StepExecution _execution = new(engine, actions);

    /// <param name="runId">The run; this process must hold its lease.</param>
    /// <param name="interrupted">Cancelled when a user cancels the run.</param>
    /// <param name="stopping">Cancelled when the process ends: the run is left as it is, for the next process.</param>
    public async Task RunAsync(string runId, CancellationToken interrupted, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupted, stopping);
        if (await store.FindAsync(runId, stopping) is not { } found || (found.Run.IsOver && !found.Run.CleanupRequested) || found.Run.AwaitsApproval)
        {
            return;
        }

        try
        {
            if (found.Run.CleanupRequested)
            {
                await CleanUpAsync(found.Run, found.Steps, either.Token);
                return;
            }

            var context = Context(found.Run, found.Steps);
            if (context is null)
            {
                await EndAsync(runId, RunStatus.Failed, "The secret answers of this run cannot be read any more. Start a new one.", null, stopping);
                return;
            }

            await ForwardAsync(found.Run, found.Steps, context, either.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            await CancelAsync(runId, stopping);
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            // A bug in an action, or a lost database, must end as a failed run that can be retried, not as a dead worker.
            Log.StepThrew(logger, ex, runId);
            await EndAsync(runId, RunStatus.Failed, $"An unexpected error stopped the run: {ex.GetType().Name}. Its details are in the portal's own log under run {runId}. Retry it, or tell a platform engineer.", null, stopping);
        }
    }

    private async Task ForwardAsync(ScaffoldRun run, List<ScaffoldStep> steps, RunContext context, CancellationToken ct)
    {
        var definition = RunDefinition.Parse(run.DefinitionJson);
        var workspace = await store.FilesAsync(run.Id, ct);
        SourcePins pins = new(definition.Sources, (key, commit, t) => PinAsync(run.Id, key, commit, t));
        foreach (var row in steps.Where(s => s.Status is not (StepStatus.Succeeded or StepStatus.Skipped)))
        {
            var begun = await store.ChangeAsync(run.Id, (r, all) => Begin(r, all[row.Position]), ct);
            if (begun is null)
            {
                await CancelAsync(run.Id, ct);
                return;
            }

            var again = row.Attempts > 0 ? " (again)" : "";
            await store.LogAsync(run.Id, row.StepId, $"Begins: {row.Name}{again}", ct);
            var step = definition.Steps[row.Position];
            var saved = workspace.Revision;
            var bare = Bare(run, step, definition, workspace, context) with
            {
                Pins = pins,
                Attempt = row.Attempts + 1,
                Checkpoint = Json(row.OutputJson),
                SaveCheckpoint = async (note, t) => await NoteAsync(run.Id, row.Position, note, Changed(), t),
            };
            var outcome = await _execution.RunAsync(step, context, bare, ct);
            if (!await SaveAsync(run.Id, row, outcome, Changed(), context, ct))
            {
                return;
            }

            byte[]? Changed()
            {
                if (workspace.Revision == saved)
                {
                    return null;
                }

                saved = workspace.Revision;
                return workspace.Pack();
            }
        }

        var output = await OutputAsync(run.Id, definition, context, ct);
        if (await store.FindAsync(run.Id, ct) is { } ended)
        {
            await lineage.RecordAsync(ended.Run, definition, ended.Steps, context, ct);
        }

        await store.LogAsync(run.Id, null, "Finished.", ct);
        await EndAsync(run.Id, RunStatus.Succeeded, null, output?.ToJsonString(), ct);
    }

    /// <summary>Everything is made by now: an output that cannot be rendered costs its links, not the run.</summary>
    private async Task<JsonNode?> OutputAsync(string runId, RunDefinition definition, RunContext context, CancellationToken ct)
    {
        try
        {
            return context.Redact(engine.Evaluate(definition.Output, context.Root, "output"));
        }
        catch (TemplateRenderException ex)
        {
            await store.LogAsync(runId, null, context.Redact($"The template's output cannot be rendered, so its links are missing: {ex.Message} Tell the template's owner."), ct);
            return null;
        }
    }

    /// <summary>A checkpoint and the files it speaks of are saved together, or a resumed iteration would miss the files of those before it.</summary>
    private Task<ScaffoldRun?> NoteAsync(string runId, int position, JsonObject note, byte[]? files, CancellationToken ct) => store.ChangeAsync(
        runId,
        (_, steps) =>
        {
            steps[position].OutputJson = note.ToJsonString();
            return true;
        },
        ct,
        files);

    /// <summary>Saved before anything is read: an attempt after a crash reads the same commit.</summary>
    private async Task PinAsync(string runId, string key, string commit, CancellationToken ct)
    {
        await store.LogAsync(runId, null, $"Reads {key} at commit {commit}", ct);
        await store.ChangeAsync(
            runId,
            (run, _) =>
            {
                var definition = RunDefinition.Parse(run.DefinitionJson);
                run.DefinitionJson = (definition with { Sources = new Dictionary<string, string>(definition.Sources ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal) { [key] = commit } }).ToJson();
                return true;
            },
            ct);
    }

    private static JsonObject Json(string? text) => text is null ? [] : JsonNode.Parse(text)!.AsObject();

    private bool Begin(ScaffoldRun run, ScaffoldStep step)
    {
        if (run.CancelRequested)
        {
            return false;
        }

        run.Status = RunStatus.Running;
        run.StartedAt ??= clock.GetUtcNow();
        step.Status = StepStatus.Running;
        step.StartedAt ??= clock.GetUtcNow(); // what it waited for is part of what it took
        (step.FinishedAt, step.Error) = (null, null);
        step.Attempts++;
        return true;
    }

    /// <returns>False when the run ends or waits here.</returns>
    private async Task<bool> SaveAsync(string runId, ScaffoldStep row, ActionOutcome? outcome, byte[]? files, RunContext context, CancellationToken ct)
    {
        if (outcome is { Failure: { } failure })
        {
            var message = context.Redact(failure.Message);
            await store.LogAsync(runId, row.StepId, outcome.RetryAt is { } at ? $"Waits until {at.UtcDateTime:HH:mm:ss} UTC: {message}" : $"Failed: {message}", ct);
            await store.ChangeAsync(runId, (run, steps) => Fail(run, steps[row.Position], outcome.IsPlanned ? null : message, outcome.RetryAt), ct, files);
            return false;
        }

        if (outcome?.Output is { } output)
        {
            context.Finished(row.StepId, output);
        }

        await store.ChangeAsync(
            runId,
            (_, steps) =>
            {
                var step = steps[row.Position];
                step.Status = outcome is null ? StepStatus.Skipped : StepStatus.Succeeded;
                step.FinishedAt = clock.GetUtcNow();
                step.OutputJson = outcome?.Output?.ToJsonString();
                return true;
            },
            ct,
            files);
        await store.LogAsync(runId, row.StepId, outcome is null ? "Skipped: its condition says no." : "Done.", ct);
        return true;
    }

    private bool Fail(ScaffoldRun run, ScaffoldStep step, string? message, DateTimeOffset? retryAt)
    {
        step.Error = message is null ? null : Shorten(message);
        step.Status = retryAt is null ? StepStatus.Failed : StepStatus.Pending;
        step.FinishedAt = retryAt is null ? clock.GetUtcNow() : null;
        run.Status = retryAt is null ? RunStatus.Failed : RunStatus.Waiting;
        run.NotBefore = retryAt;
        run.Error = retryAt is null ? Shorten($"{step.Name}: {message}") : null;
        run.FinishedAt = step.FinishedAt;
        (run.LeaseOwner, run.LeaseUntil) = (null, null);
        return true;
    }

    private async Task CancelAsync(string runId, CancellationToken ct)
    {
        await store.LogAsync(runId, null, "Cancelled.", ct);
        await store.ChangeAsync(
            runId,
            (run, steps) =>
            {
                foreach (var step in steps.Where(s => s.Status == StepStatus.Running))
                {
                    (step.Status, step.FinishedAt) = (StepStatus.Cancelled, clock.GetUtcNow());
                }

                run.CancelRequested = false;
                return End(run, RunStatus.Cancelled, null, null);
            },
            ct);
    }

    private async Task CleanUpAsync(ScaffoldRun run, List<ScaffoldStep> steps, CancellationToken ct)
    {
        await store.ChangeAsync(run.Id, (r, _) => (r.Status = RunStatus.Running) == RunStatus.Running, ct);
        await store.LogAsync(run.Id, null, "Cleans up, last step first.", ct);
        var context = Context(run, steps) ?? Context(run, steps, "{}"); // what was made can be undone without the secrets that made it
        var definition = RunDefinition.Parse(run.DefinitionJson);
        foreach (var row in steps.Where(s => s.Attempts > 0 && s.Status is not (StepStatus.Undone or StepStatus.Skipped)).OrderByDescending(s => s.Position))
        {
            var step = definition.Steps[row.Position];
            if ((await _execution.UndoAsync(step, Json(row.OutputJson), context, run.Id, (text, t) => store.LogAsync(run.Id, row.StepId, context.Redact(text), t), ct)).Failure is { } failure)
            {
                var why = context.Redact(failure.Message);
                await store.LogAsync(run.Id, row.StepId, $"Clean-up failed: {why}", ct);
                await EndAsync(run.Id, RunStatus.Failed, $"Clean-up of {row.Name} failed: {why}", run.OutputJson, ct);
                return;
            }

            await store.ChangeAsync(run.Id, (_, all) => { all[row.Position].Status = StepStatus.Undone; return true; }, ct);
        }

        await store.LogAsync(run.Id, null, "Cleaned up: nothing of this run is left.", ct);
        await EndAsync(run.Id, RunStatus.Cleaned, run.Error, null, ct);
    }

    private Task<ScaffoldRun?> EndAsync(string runId, RunStatus status, string? error, string? output, CancellationToken ct)
        => store.ChangeAsync(runId, (run, _) => End(run, status, error, output), ct);

    private bool End(ScaffoldRun run, RunStatus status, string? error, string? output)
    {
        (run.Status, run.Error, run.OutputJson, run.FinishedAt) = (status, error is null ? null : Shorten(error), output, clock.GetUtcNow());
        (run.LeaseOwner, run.LeaseUntil, run.CleanupRequested) = (null, null, false);
        if (status is RunStatus.Succeeded or RunStatus.Cleaned)
        {
            run.ProtectedSecrets = null;
        }

        return true;
    }

    private RunContext? Context(ScaffoldRun run, List<ScaffoldStep> steps)
        => (run.ProtectedSecrets is null ? "{}" : secrets.Unprotect(run.ProtectedSecrets)) is { } plain ? Context(run, steps, plain) : null;

    private RunContext Context(ScaffoldRun run, List<ScaffoldStep> steps, string plain)
    {

        RunIdentity identity = new(run.Id, run.Template, run.TemplateVersion, run.TemplateHash, run.CreatedAt);
        RunContext context = new(JsonNode.Parse(run.ValuesJson)!.AsObject(), JsonNode.Parse(plain)!.AsObject(), identity, RunContext.UserOf(run.CreatedByUser, catalog.Current));
        foreach (var step in steps.Where(s => s.Status == StepStatus.Succeeded))
        {
            context.Finished(step.StepId, Json(step.OutputJson));
        }

        return context;
    }

    private ActionContext Bare(ScaffoldRun run, TemplateStep step, RunDefinition definition, Workspace workspace, RunContext context) => new()
    {
        RunId = run.Id,
        StepId = step.Id,
        Input = [],
        Workspace = workspace,
        TemplateFolder = definition.Folder,
        TemplateRoot = definition.Root,
        TemplateRef = run.Template,
        ActorName = run.CreatedByName,
        Log = (text, t) => store.LogAsync(run.Id, step.Id, context.Redact(text), t),
    };

    internal static string Shorten(string text) => text.Length <= ScaffoldRun.TextMaxLength ? text : text[..ScaffoldRun.TextMaxLength];

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Error, "Scaffold run {RunId} stopped on an unexpected error")]
        public static partial void StepThrew(ILogger logger, Exception ex, string runId);
    }
}
