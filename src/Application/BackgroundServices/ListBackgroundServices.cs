using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.BackgroundServices;

/// <summary>What this process does beside requests, what fails first.</summary>
public sealed record ListBackgroundServices : IQuery<BackgroundServiceList>
{
    public Demand Demand => new(Permissions.AuditRead);
}

/// <param name="Failing">How many stand still now.</param>
public sealed record BackgroundServiceList(int Failing, IReadOnlyList<BackgroundServiceStatus> Items);

internal sealed class ListBackgroundServicesHandler(IBackgroundServices services) : IQueryHandler<ListBackgroundServices, BackgroundServiceList>
{
    public Task<Result<BackgroundServiceList>> Handle(ListBackgroundServices query, CancellationToken cancellationToken)
    {
        var items = services.Current.OrderByDescending(s => s.State == BackgroundServiceState.Failing).ThenByDescending(s => s.FailedAt).ToList();
        return Task.FromResult<Result<BackgroundServiceList>>(new BackgroundServiceList(items.Count(s => s.State == BackgroundServiceState.Failing), items));
    }
}
