using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Lines of a run's log after a given one, oldest first.</summary>
/// <param name="Id">The run.</param>
/// <param name="After">Id of the last line seen; 0 from the start.</param>
/// <param name="Limit">At most so many lines.</param>
public sealed record GetRunLog(string Id, long After = 0, int Limit = 1000) : IQuery<RunLog>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Status">Of the run, read before the lines: when it is over, no line is missing.</param>
/// <param name="Lines">In order.</param>
public sealed record RunLog(string Status, IReadOnlyList<LogLine> Lines);

public sealed record LogLine(long Id, DateTimeOffset At, string? Step, string Text);

internal sealed class GetRunLogHandler(IPortalDb db) : IQueryHandler<GetRunLog, RunLog>
{
    public async Task<Result<RunLog>> Handle(GetRunLog query, CancellationToken cancellationToken)
    {
        var status = await db.Set<ScaffoldRun>().AsNoTracking().Where(r => r.Id == query.Id).Select(r => (RunStatus?)r.Status).FirstOrDefaultAsync(cancellationToken);
        if (status is null)
        {
            return ScaffoldingErrors.NoRun(query.Id);
        }

        var lines = await db.Set<ScaffoldLogLine>().AsNoTracking().Where(l => l.RunId == query.Id && l.Id > query.After)
            .OrderBy(l => l.Id).Take(Math.Clamp(query.Limit, 1, 5000)).Select(l => new LogLine(l.Id, l.At, l.StepId, l.Text)).ToListAsync(cancellationToken);
        return new RunLog(RunView.Word(status.Value), lines);
    }
}
