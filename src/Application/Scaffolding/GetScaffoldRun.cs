using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>One run, its steps and its links.</summary>
public sealed record GetScaffoldRun(string Id) : IQuery<RunView>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

internal sealed class GetScaffoldRunHandler(RunStore store) : IQueryHandler<GetScaffoldRun, RunView>
{
    public async Task<Result<RunView>> Handle(GetScaffoldRun query, CancellationToken cancellationToken)
        => await store.FindAsync(query.Id, cancellationToken) is { } found ? RunView.Of(found.Run, found.Steps) : ScaffoldingErrors.NoRun(query.Id);
}
