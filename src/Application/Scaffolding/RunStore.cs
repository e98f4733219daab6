using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>Short units of work on a run's rows. A lost race is tried again on fresh rows: every change here is a small, absolute statement.</summary>
public sealed class RunStore(IPortalDbFactory databases, ILiveFeed feed, TimeProvider clock)
{
    private const int Tries = 8;

    /// <returns>The run after the change, or null when it is gone or <paramref name="change"/> declined.</returns>
    public async Task<ScaffoldRun?> ChangeAsync(string runId, Func<ScaffoldRun, List<ScaffoldStep>, bool> change, CancellationToken ct, byte[]? files = null)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            await using var db = databases.Create();
            if (await db.Set<ScaffoldRun>().FirstOrDefaultAsync(r => r.Id == runId, ct) is not { } run)
            {
                return null;
            }

            var steps = await db.Set<ScaffoldStep>().Where(s => s.RunId == runId).OrderBy(s => s.Position).ToListAsync(ct);
            if (!change(run, steps))
            {
                return null;
            }

            if (files is not null)
            {
                await PutFilesAsync(db, runId, files, ct);
            }

            run.Version++;
            if (await db.SaveAsync(ct) == SaveOutcome.Saved)
            {
                feed.Publish(Topics.Run(runId));
                feed.Publish(Topics.Runs);
                return run;
            }
        }

        throw new InvalidOperationException($"Run {runId} could not be saved: {Tries} other writers came first.");
    }

    public async Task<(ScaffoldRun Run, List<ScaffoldStep> Steps)?> FindAsync(string runId, CancellationToken ct)
    {
        await using var db = databases.Create();
        return await db.Set<ScaffoldRun>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == runId, ct) is { } run
            ? (run, await db.Set<ScaffoldStep>().AsNoTracking().Where(s => s.RunId == runId).OrderBy(s => s.Position).ToListAsync(ct))
            : null;
    }

    public async Task<Workspace> FilesAsync(string runId, CancellationToken ct)
    {
        await using var db = databases.Create();
        return await db.Set<ScaffoldFiles>().AsNoTracking().FirstOrDefaultAsync(f => f.RunId == runId, ct) is { } files ? Workspace.Unpack(files.Content) : new();
    }

    public async Task LogAsync(string runId, string? stepId, string text, CancellationToken ct)
    {
        await using var db = databases.Create();
        db.Set<ScaffoldLogLine>().Add(new()
        {
            RunId = runId,
            StepId = stepId,
            At = clock.GetUtcNow(),
            Text = text.Length <= ScaffoldLogLine.TextMaxLength ? text : text[..ScaffoldLogLine.TextMaxLength],
        });
        await db.SaveAsync(ct);
        feed.Publish(Topics.Run(runId));
    }

    private static async Task PutFilesAsync(IPortalDb db, string runId, byte[] content, CancellationToken ct)
    {
        if (await db.Set<ScaffoldFiles>().FirstOrDefaultAsync(f => f.RunId == runId, ct) is { } existing)
        {
            existing.Content = content;
        }
        else
        {
            db.Set<ScaffoldFiles>().Add(new() { RunId = runId, Content = content });
        }
    }
}
