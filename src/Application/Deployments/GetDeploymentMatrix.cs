using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>Services by clusters: what runs where, worst first. Filters as in <see cref="ListDeployments"/>; state may also be "skewed".</summary>
public sealed record GetDeploymentMatrix(
    string? Service = null,
    string? Cluster = null,
    string? Environment = null,
    string? Problem = null,
    string? Team = null,
    string? System = null,
    string? Q = null,
    string? State = null,
    int Page = 1) : IQuery<DeploymentMatrix>
{
    public const string Skewed = "skewed";

    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Clusters">Columns: production first.</param>
/// <param name="Rows">The rows of this page.</param>
/// <param name="Services">Number of services that pass the filters, on all pages.</param>
/// <param name="Deployments">Number of deployments that pass the filters, on all pages.</param>
/// <param name="All">Number of rows before state and problem are asked for.</param>
/// <param name="ByHealth">Rows by their worst deployment, before state and problem are asked for.</param>
/// <param name="SkewedRows">Rows with a lagging deployment, before state and problem are asked for.</param>
/// <param name="Problems">Codes of problems with the number of deployments that have them.</param>
/// <param name="Unmatched">Workloads that belong to no service.</param>
public sealed record DeploymentMatrix(
    IReadOnlyList<ClusterStatus> Clusters,
    IReadOnlyList<MatrixRow> Rows,
    int Services,
    int Deployments,
    int All,
    IReadOnlyDictionary<Health, int> ByHealth,
    int SkewedRows,
    IReadOnlyList<KeyValuePair<string, int>> Problems,
    IReadOnlyList<MatrixChoice> Teams,
    IReadOnlyList<MatrixChoice> Systems,
    int Unmatched,
    int Page,
    bool HasMore);

/// <summary>A choice of a filter.</summary>
public sealed record MatrixChoice(string Ref, string Name);

/// <summary>One workload of one service over all clusters.</summary>
/// <param name="Workload">Set when the service has several workloads, to tell them apart.</param>
/// <param name="Health">Of the worst cell.</param>
/// <param name="Cells">By cluster name; a cluster that is missing does not run it, or is not known to.</param>
/// <param name="Note">What to look at, in a few words; empty when all is well.</param>
public sealed record MatrixRow(string Service, string Name, string? Workload, string? Owner, string? OwnerName, Health Health, IReadOnlyDictionary<string, MatrixCell> Cells, string Note, string SkewNote);

/// <param name="Behind">Name of the cluster that runs a newer version, when that counts as lagging.</param>
public sealed record MatrixCell(Deployment Deployment, string? Behind);

internal sealed class GetDeploymentMatrixHandler(IDeploymentPictures pictures, ICatalog catalog, MatrixCache cache, TimeProvider clock) : IQueryHandler<GetDeploymentMatrix, DeploymentMatrix>
{
    // Five clusters wide this is a page of some 130 KB.
    private const int PageSize = 50;

    public Task<Result<DeploymentMatrix>> Handle(GetDeploymentMatrix request, CancellationToken cancellationToken)
        => Task.FromResult<Result<DeploymentMatrix>>(cache.Get(request, () => Make(request)));

    private DeploymentMatrix Make(GetDeploymentMatrix request)
    {
        var graph = catalog.Current;
        var filter = new DeploymentFilter(new ListDeployments(request.Service, request.Cluster, request.Environment, request.Problem, request.Team, request.System, request.Q), graph);
        var clusters = pictures.Clusters.Where(c => Same(request.Cluster, c.Name) && Same(request.Environment, c.Environment))
            .OrderBy(c => EnvironmentOrder.Of(c.Environment)).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
        var columns = clusters.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var mine = pictures.Deployments.Where(d => d.IsDeclared).ToList();
        var all = mine.Where(filter.OfService).GroupBy(d => d.Service!, StringComparer.Ordinal)
            .SelectMany(s => Rows(s.Key, [.. s], columns, graph, clock.GetUtcNow())).ToList();
        var chosen = all.Where(r => Has(r, request) && r.Cells.Values.Any(c => filter.Cell(c.Deployment)))
            .OrderByDescending(r => r.Health).ThenByDescending(r => r.Cells.Values.Max(c => Loss(c.Deployment))).ThenByDescending(r => r.SkewNote.Length > 0)
            .ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var page = Math.Clamp(request.Page, 1, Math.Max(1, (chosen.Count + PageSize - 1) / PageSize));
        return new(clusters, [.. chosen.Skip((page - 1) * PageSize).Take(PageSize)],
            chosen.Select(r => r.Service).Distinct(StringComparer.Ordinal).Count(), chosen.Sum(r => r.Cells.Count), all.Count,
            all.GroupBy(r => r.Health).ToDictionary(g => g.Key, g => g.Count()), all.Count(r => r.SkewNote.Length > 0),
            [.. all.SelectMany(r => r.Cells.Values).SelectMany(c => c.Deployment.Problems.Select(p => p.Code).Distinct(StringComparer.Ordinal)).GroupBy(c => c, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key, g.Count())).OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)],
            Choices(mine, graph, e => e.Owner), Choices(mine, graph, e => e.System), pictures.Deployments.Count(d => !d.IsDeclared), page, chosen.Count > page * PageSize);
    }

    private static IEnumerable<MatrixRow> Rows(string service, List<Deployment> rows, HashSet<string> columns, CatalogGraph graph, DateTimeOffset now)
    {
        var entity = EntityRef.TryParse(service, out var reference) ? graph.Find(reference) : null;
        var skew = VersionSkew.Of(rows, now);
        var workloads = rows.Where(d => columns.Contains(d.Cluster)).GroupBy(d => (d.Kind, d.Name)).ToList();
        foreach (var workload in workloads)
        {
            var cells = workload.GroupBy(d => d.Cluster, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.MaxBy(d => d.Health)! is var worst ? new MatrixCell(worst, skew.GetValueOrDefault(worst)?.Cluster) : null!, StringComparer.Ordinal);
            var troubled = cells.Values.Where(c => c.Deployment.Problems.Count > 0).MaxBy(c => c.Deployment.Health)?.Deployment;
            var lagging = cells.Where(c => c.Value.Behind is not null).Select(c => c.Key).Order(StringComparer.Ordinal).ToList();
            yield return new(service, entity?.DisplayName ?? reference.Name, workloads.Count > 1 || workload.Key.Name != reference.Name ? workload.Key.Name : null, entity?.Owner?.ToString(),
                entity?.Owner is { } owner ? graph.Find(owner)?.DisplayName ?? owner.Name : null, cells.Values.Max(c => c.Deployment.Health), cells,
                troubled is null ? cells.Values.Any(c => c.Deployment.PodsUnknown) ? "pods not readable" : "" : troubled.Problems[0].Code, lagging.Count == 0 ? "" : $"{string.Join(", ", lagging)} behind");
        }
    }

    private static bool Has(MatrixRow row, GetDeploymentMatrix request) => string.IsNullOrEmpty(request.State)
        || (request.State == GetDeploymentMatrix.Skewed ? row.SkewNote.Length > 0 : string.Equals(request.State, row.Health.ToString(), StringComparison.OrdinalIgnoreCase));

    private static bool Same(string? wanted, string value) => string.IsNullOrEmpty(wanted) || string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);

    private static double Loss(Deployment row) => row.Desired == 0 ? 0 : 1 - ((double)row.Ready / row.Desired);

    private static List<MatrixChoice> Choices(List<Deployment> rows, CatalogGraph graph, Func<CatalogEntity, EntityRef?> of)
        => [.. rows.Select(d => d.Service!).Distinct(StringComparer.Ordinal).Select(s => EntityRef.TryParse(s, out var r) && graph.Find(r) is { } e ? of(e) : null).OfType<EntityRef>().Distinct()
            .Select(r => new MatrixChoice(r.ToString(), graph.Find(r)?.DisplayName ?? r.Name)).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)];
}
