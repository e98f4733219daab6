using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>How far the upgrades that were asked for together are.</summary>
public sealed record GetUpgradeBatch(string Id) : IQuery<BatchProgress>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Opened">Pull requests that are open, merged or closed by now, and services that needed none.</param>
/// <param name="Failed">Runs that failed or were cancelled.</param>
/// <param name="Waiting">Runs that have not ended.</param>
public sealed record BatchProgress(string Id, string Template, string? ToVersion, int Total, int Opened, int Failed, int Waiting, int Conflicts, DateTimeOffset RequestedAt, string RequestedBy, IReadOnlyList<BatchRow> Upgrades)
{
    public bool IsOver => Waiting == 0;
}

public sealed record BatchRow(string Service, string DisplayName, UpgradeView Upgrade);

internal sealed class GetUpgradeBatchHandler(LineageStore store, ICatalog catalog) : IQueryHandler<GetUpgradeBatch, BatchProgress>
{
    public Task<Result<BatchProgress>> Handle(GetUpgradeBatch query, CancellationToken cancellationToken)
    {
        var all = store.Current.Upgrades.Where(u => u.Batch == query.Id).OrderBy(u => u.Entity, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
        {
            return Task.FromResult<Result<BatchProgress>>(new NotFound("lineage.no_batch", $"There is no bulk upgrade {query.Id}."));
        }

        var failed = all.Count(u => u.State == UpgradeState.Failed || (u.State == UpgradeState.Requested && u.RunStatus is RunStatus.Failed or RunStatus.Cancelled or RunStatus.Cleaned));
        var opened = all.Count(u => u.State is UpgradeState.Open or UpgradeState.Merged or UpgradeState.Closed or UpgradeState.Nothing);
        var first = all[0];
        return Task.FromResult<Result<BatchProgress>>(new BatchProgress(
            query.Id, first.Template, first.ToVersion, all.Count, opened, failed, all.Count - opened - failed, all.Count(u => u.Conflicts > 0), first.RequestedAt, first.RequestedBy,
            [.. all.Select(u => new BatchRow(u.Entity, EntityRef.TryParse(u.Entity, out var reference) ? catalog.Current.Find(reference)?.DisplayName ?? reference.Name : u.Entity, UpgradeView.Of(u)!))]));
    }
}
