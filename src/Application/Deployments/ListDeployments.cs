using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Deployments that belong to services, worst first. Every filter may be left out; several must all hold.</summary>
/// <param name="Service">Ref or name of the service.</param>
/// <param name="Problem">Code of a problem; any (or *) for any problem.</param>
/// <param name="Team">Ref or name of the owning group.</param>
/// <param name="System">Ref or name of the system.</param>
/// <param name="Q">Part of the name of the service, workload, namespace, image or version.</param>
/// <param name="State">healthy, idle, progressing, unknown, degraded, failing.</param>
public sealed record ListDeployments(
    string? Service = null,
    string? Cluster = null,
    string? Environment = null,
    string? Problem = null,
    string? Team = null,
    string? System = null,
    string? Q = null,
    string? State = null) : IQuery<DeploymentList>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

internal sealed class ListDeploymentsHandler(IDeploymentPictures pictures, ICatalog catalog) : IQueryHandler<ListDeployments, DeploymentList>
{
    public Task<Result<DeploymentList>> Handle(ListDeployments request, CancellationToken cancellationToken)
    {
        var filter = new DeploymentFilter(request, catalog.Current);
        return Task.FromResult<Result<DeploymentList>>(new DeploymentList([.. pictures.Deployments.Where(d => d.Service is not null && filter.Accepts(d))
            .OrderByDescending(d => d.Health).ThenBy(d => d.Service, StringComparer.Ordinal).ThenBy(d => d.Cluster, StringComparer.Ordinal)]));
    }
}

/// <summary>The filters of the deployment list and of the matrix.</summary>
internal sealed class DeploymentFilter(ListDeployments query, CatalogGraph catalog)
{
    public bool Accepts(Deployment row) => OfService(row) && Cell(row);

    /// <summary>What decides about a service as a whole: its name, team and system.</summary>
    public bool OfService(Deployment row)
    {
        var entity = EntityRef.TryParse(row.Service, out var reference) ? catalog.Find(reference) : null;
        return Names(query.Service, row.Service, "component") && Names(query.Team, entity?.Owner?.ToString(), "group") && Names(query.System, entity?.System?.ToString(), "system")
            && (string.IsNullOrWhiteSpace(query.Q) || new[] { row.Service, entity?.Title, row.Name, row.Namespace, row.Image, row.Version }.Any(t => t?.Contains(query.Q.Trim(), StringComparison.OrdinalIgnoreCase) == true));
    }

    /// <summary>What decides about one deployment.</summary>
    public bool Cell(Deployment row)
        => Same(query.Cluster, row.Cluster) && Same(query.Environment, row.Environment) && Same(query.State, row.Health.ToString())
            && (string.IsNullOrEmpty(query.Problem) || row.Problems.Any(p => query.Problem is "any" or "*" || Same(query.Problem, p.Code)));

    private static bool Same(string? wanted, string value) => string.IsNullOrEmpty(wanted) || string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);

    private static bool Names(string? wanted, string? reference, string kind)
        => string.IsNullOrEmpty(wanted) || (EntityRef.TryParse(wanted, kind, EntityRef.DefaultNamespace, out var asked) && asked.ToString() == reference);
}
