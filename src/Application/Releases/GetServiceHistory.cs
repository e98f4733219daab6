using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Releases;

/// <summary>The last releases and crashes of a service, from memory.</summary>
/// <param name="Service">Full ref.</param>
public sealed record GetServiceHistory(string Service) : IQuery<ServiceHistory>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

internal sealed class GetServiceHistoryHandler(RecentHistory recent) : IQueryHandler<GetServiceHistory, ServiceHistory>
{
    public Task<Result<ServiceHistory>> Handle(GetServiceHistory request, CancellationToken cancellationToken)
        => Task.FromResult<Result<ServiceHistory>>(recent.Of(request.Service) ?? new ServiceHistory(request.Service, [], []));
}
