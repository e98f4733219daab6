using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>portal:decommission:archive: makes the repository read-only; taking it back makes it writable, unless it was archived before.</summary>
internal sealed class ArchiveRepository(IRepositoryArchive archive, TimeProvider clock) : IScaffoldAction
{
    public const string ActionId = "portal:decommission:archive";

    private const int PatientAttempts = 6;

    public string Id => ActionId;

    public ActionInfo Info { get; } = new("Built in. Makes a repository read-only; taking it back makes it writable again.", [new("repository", "text", "The repository, as RepoUrlPicker writes it or by its address.", Required: true)], []);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (RepoUrl.TryParse(context.Text("repository"), out var repository) is { } problem)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", $"repository {problem}");
        }

        if (context.DryRun)
        {
            context.Effects.Add(new("Archive the repository", $"{repository!.Owner}/{repository.Repo}", "writable again"));
            return ActionOutcome.Of();
        }

        // What an earlier attempt has noted counts: after a crash its own effect must not look like somebody else's.
        var before = context.Checkpoint["wasArchived"] is JsonValue noted ? noted.GetValue<bool>() : (bool?)null;
        if (before is null)
        {
            var found = await archive.IsArchivedAsync(repository!, ct);
            if (found.Failure is { } unknown)
            {
                return Later(unknown, context);
            }

            before = found.Value;
            await context.SaveCheckpoint(new() { ["wasArchived"] = before }, ct);
        }

        var done = await archive.ArchiveAsync(repository!, context.Text("words") ?? "It was decommissioned.", ct);
        if (done.Failure is { } failure)
        {
            return Later(failure, context);
        }

        await context.Log(before == true ? $"{repository!.Owner}/{repository.Repo} was archived before." : $"Archived {repository!.Owner}/{repository.Repo}.", ct);
        return ActionOutcome.Of(new JsonObject { ["wasArchived"] = before });
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if (RepoUrl.TryParse(context.Input["repository"]?.ToString(), out var repository) is not null || context.Output["wasArchived"] is not JsonValue before || before.GetValue<bool>())
        {
            return Done.Value;
        }

        var restored = await archive.RestoreAsync(repository!, ct);
        if (restored.IsSuccess)
        {
            await context.Log($"{repository!.Owner}/{repository.Repo} is writable again", ct);
        }

        return restored;
    }

    private ActionOutcome Later(Failure failure, ActionContext context)
        => failure is Unavailable && context.Attempt < PatientAttempts ? new ActionOutcome(null, failure, clock.GetUtcNow().AddSeconds(5 * Math.Pow(3, context.Attempt - 1))) : failure;
}
