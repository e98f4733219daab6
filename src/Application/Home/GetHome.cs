using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Onboarding;

namespace Portal.Application.Home;

/// <summary>What needs me, what my teams run, how the estate is.</summary>
public sealed record GetHome : IQuery<HomePage>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="TeamNames">Display names of the caller's own teams; empty for strangers and tokens.</param>
/// <param name="Needs">Trouble in services of mine, worst first.</param>
/// <param name="Mine">Services of my teams.</param>
/// <param name="Changed">Newest versions seen in the clusters, newest first.</param>
public sealed record HomePage(IReadOnlyList<string> TeamNames, IReadOnlyList<Need> Needs, IReadOnlyList<StartService> Mine, IReadOnlyList<Change> Changed, Estate Estate);

public sealed record Need(string Service, string Name, string Health, string Summary, string Where, DateTimeOffset? Since);

public sealed record Change(string? Service, string Name, string Cluster, string Version, DateTimeOffset At, string Health);

/// <param name="ByHealth">Services in the watched clusters by their worst state.</param>
/// <param name="DanglingOwners">Entities whose owner is not in the catalog.</param>
public sealed record Estate(int Services, IReadOnlyDictionary<string, int> ByHealth, int ClustersLive, int Clusters, int DanglingOwners, int Entities, DateTimeOffset CatalogAt);

internal sealed class GetHomeHandler(ICatalog catalog, IDeploymentPictures pictures, ICurrentUser user, EstateCounts counts) : IQueryHandler<GetHome, HomePage>
{
    private const int MostChanges = 12;

    public Task<Result<HomePage>> Handle(GetHome request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var teams = user.Actor!.UserRef is { } me && EntityRef.TryParse(me, out var reference) ? graph.Related(reference, RelationTypes.MemberOf).ToArray() : [];
        var mine = teams.SelectMany(t => graph.Related(t, RelationTypes.OwnerOf)).Where(r => r.Kind == "component").Distinct().Select(graph.Find).OfType<CatalogEntity>().ToArray();
        var needs = mine.SelectMany(e => pictures.OfService(e.Ref.ToString()).Where(d => d.Health >= Health.Degraded).Select(d => NeedOf(e, d)))
            .OrderByDescending(n => n.Health == "failing").ThenByDescending(n => n.Since);
        var changed = pictures.Deployments.Where(d => d.VersionSince is not null).OrderByDescending(d => d.VersionSince).Take(MostChanges)
            .Select(d => new Change(d.Service, NameOf(graph, d), d.Cluster, d.Version, d.VersionSince!.Value, d.Health.ToString().ToLowerInvariant()));
        return Task.FromResult<Result<HomePage>>(new HomePage(
            [.. teams.Select(t => graph.Find(t) is { } g ? People.NameOf(g) : t.Name)], [.. needs], [.. mine.Select(Row)], [.. changed], counts.Of(graph, pictures)));
    }

    private static Need NeedOf(CatalogEntity entity, Deployment deployment)
    {
        var problem = deployment.Problems.Count > 0 ? deployment.Problems[0] : null;
        return new(entity.Ref.ToString(), entity.DisplayName, deployment.Health.ToString().ToLowerInvariant(),
            problem?.Summary ?? $"{deployment.Ready} of {deployment.Desired} ready", deployment.Cluster, problem?.Since);
    }

    private static string NameOf(CatalogGraph graph, Deployment deployment)
        => EntityRef.TryParse(deployment.Service, out var reference) ? graph.Find(reference)?.DisplayName ?? reference.Name : deployment.Name;

    private StartService Row(CatalogEntity entity)
    {
        var places = pictures.OfService(entity.Ref.ToString());
        var version = places.Where(p => p.Environment == "production").OrderByDescending(p => p.VersionSince).Select(p => p.Version).FirstOrDefault();
        return new(entity.Ref.ToString(), entity.DisplayName, entity.Description, entity.Type, entity.Annotations.GetValueOrDefault("portal.dev/tier"),
            places.Count == 0 ? "unknown" : places.Max(p => p.Health).ToString().ToLowerInvariant(), version, null, null);
    }
}

/// <summary>Counts that need the whole catalog; the part that only the catalog decides is kept per snapshot.</summary>
internal sealed class EstateCounts
{
    private (long Generation, int Dangling) _kept = (-1, 0);

    public Estate Of(CatalogGraph graph, IDeploymentPictures pictures)
    {
        var byHealth = pictures.Deployments.Where(d => d.Service is not null).GroupBy(d => d.Service, StringComparer.Ordinal)
            .GroupBy(s => s.Max(d => d.Health)).ToDictionary(g => g.Key.ToString().ToLowerInvariant(), g => g.Count(), StringComparer.Ordinal);
        if (_kept.Generation != graph.Generation)
        {
            _kept = (graph.Generation, graph.Entities.Count(e => e.Owner is { } owner && graph.Find(owner) is null));
        }

        return new(byHealth.Values.Sum(), byHealth, pictures.Clusters.Count(c => c.State == ClusterState.Live), pictures.Clusters.Count, _kept.Dangling, graph.Entities.Count, graph.BuiltAt);
    }
}
