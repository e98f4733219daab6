using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments;

/// <summary>What a team's screen on the wall shows: its services, worst first, as many as fit.</summary>
/// <param name="Team">Ref or name of the owning group; every team where it is left out.</param>
/// <param name="Environment">production, staging, ...; every one where it is left out.</param>
public sealed record GetWall(string? Team = null, string? Environment = null) : IQuery<Wall>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="TeamName">For people; null for every team.</param>
/// <param name="Cards">Worst first; at most <see cref="Most"/>.</param>
/// <param name="Left">Services that do not fit, by health.</param>
/// <param name="ByHealth">Every service, those that do not fit included.</param>
/// <param name="Clusters">Of the environment, with their freshness.</param>
/// <param name="At">When this was read.</param>
public sealed record Wall(string? TeamName, IReadOnlyList<WallCard> Cards, IReadOnlyDictionary<Health, int> Left, IReadOnlyDictionary<Health, int> ByHealth, IReadOnlyList<ClusterStatus> Clusters, DateTimeOffset At)
{
    /// <summary>What 1920 by 1080 hold in letters that can be read from four metres.</summary>
    public const int Most = 40;
}

/// <param name="Old">A cluster it runs in is not live, so what is shown may be old.</param>
/// <param name="Problem">Code of the worst problem, or null.</param>
public sealed record WallCard(string Service, string Name, Health Health, string Versions, int Ready, int Desired, string? Problem, string? Where, DateTimeOffset? Since, bool Old)
{
    /// <summary>How the last run of the worst went, where all that runs is Jobs and CronJobs; null otherwise.</summary>
    public string? LastRun { get; init; }
}

internal sealed class GetWallHandler(IDeploymentPictures pictures, ICatalog catalog, TimeProvider clock) : IQueryHandler<GetWall, Wall>
{
    public Task<Result<Wall>> Handle(GetWall request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var filter = new DeploymentFilter(new(Team: request.Team, Environment: request.Environment), graph);
        var clusters = pictures.Clusters.Where(c => string.IsNullOrEmpty(request.Environment) || string.Equals(c.Environment, request.Environment, StringComparison.OrdinalIgnoreCase)).ToList();
        var live = clusters.Where(c => c.State == ClusterState.Live).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var cards = pictures.Deployments.Where(d => d.IsDeclared && filter.Accepts(d)).GroupBy(d => d.Service!, StringComparer.Ordinal).Select(g => CardOf(g.Key, [.. g], graph, live))
            .OrderByDescending(c => c.Health == Health.Idle ? -1 : (int)c.Health).ThenBy(c => c.Since ?? DateTimeOffset.MaxValue).ThenBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return Task.FromResult<Result<Wall>>(new Wall(TeamName(request.Team, graph), [.. cards.Take(Wall.Most)], Count(cards.Skip(Wall.Most)), Count(cards), clusters, clock.GetUtcNow()));
    }

    private static Dictionary<Health, int> Count(IEnumerable<WallCard> cards) => cards.GroupBy(c => c.Health).ToDictionary(g => g.Key, g => g.Count());

    private static WallCard CardOf(string service, List<Deployment> rows, CatalogGraph graph, HashSet<string> live)
    {
        var worst = rows.MaxBy(r => r.Health)!;
        var problem = worst.Problems.Count > 0 ? worst.Problems[0] : null;
        var entity = EntityRef.TryParse(service, out var reference) ? graph.Find(reference) : null;
        List<string> versions = [.. rows.OrderBy(r => EnvironmentOrder.Of(r.Environment)).Select(r => r.Version).Distinct(StringComparer.Ordinal)];
        return new(service, entity?.DisplayName ?? reference.Name, worst.Health, versions.Count <= 2 ? string.Join(" · ", versions) : $"{versions[0]} · {versions.Count - 1} others",
            rows.Sum(r => r.Ready), rows.Sum(r => r.Desired), problem?.Code, worst.Health is Health.Healthy or Health.Idle ? null : worst.Cluster, problem?.Since, rows.Exists(r => !live.Contains(r.Cluster)))
        {
            LastRun = rows.TrueForAll(r => r.Batch is not null) ? worst.Batch!.Words : null,
        };
    }

    private static string? TeamName(string? team, CatalogGraph graph)
        => string.IsNullOrEmpty(team) ? null : EntityRef.TryParse(team, "group", EntityRef.DefaultNamespace, out var reference) ? graph.Find(reference)?.DisplayName ?? reference.Name : team;
}
