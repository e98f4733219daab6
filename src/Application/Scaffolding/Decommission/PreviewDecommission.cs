using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>What taking a service out of service would do; nothing is changed.</summary>
public sealed record PreviewDecommission(string Namespace, string Name) : IQuery<DecommissionPlan>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

internal sealed class PreviewDecommissionHandler(DecommissionPlanner planner, ICurrentUser user) : IQueryHandler<PreviewDecommission, DecommissionPlan>
{
    public async Task<Result<DecommissionPlan>> Handle(PreviewDecommission query, CancellationToken cancellationToken)
    {
        EntityRef reference = new("component", query.Namespace, query.Name);
        return await planner.PlanAsync(reference, user.Actor!, cancellationToken) is { } plan ? plan : CatalogErrors.NoEntity(reference.ToString());
    }
}
