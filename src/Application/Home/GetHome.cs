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
public sealed record HomePage(IReadOnlyList<string> TeamNames, IReadOnlyList<Need> Needs, IReadOnlyList<StartService> Mine, IReadOnlyList<Change> Changed, Estate Estate)
{
    /// <summary>Clusters that are not heard: what runs there is not in the page.</summary>
    public IReadOnlyList<string> Unheard { get; init; } = [];

    /// <summary>No cluster has told anything yet, so that "no trouble" would be a guess.</summary>
    public bool IsSilent { get; init; }
}

public sealed record Need(string Service, string Name, string Health, string Summary, string Where, DateTimeOffset? Since);

public sealed record Change(string? Service, string Name, string Cluster, string Version, DateTimeOffset At, string Health);

/// <param name="ByHealth">Services in the watched clusters by their worst state.</param>
/// <param name="Care">What in the catalog needs somebody.</param>
public sealed record Estate(int Services, IReadOnlyDictionary<string, int> ByHealth, int ClustersLive, int Clusters, CatalogCare Care, int Entities, DateTimeOffset CatalogAt);

/// <summary>What in the catalog needs somebody, counted.</summary>
/// <param name="DanglingOwners">Entities whose owner is not in the catalog.</param>
/// <param name="DanglingRelations">Relations, owners aside, to something that is not in the catalog.</param>
/// <param name="Conflicts">Names that more than one source claims and nobody has settled.</param>
/// <param name="Broken">Entities with errors: shown in their last good version.</param>
/// <param name="SourcesWithErrors">Sources that cannot be read or hold errors.</param>
/// <param name="PendingRemovals">Sources whose entities wait for a decision before they go.</param>
public sealed record CatalogCare(int DanglingOwners, int DanglingRelations, int Conflicts, int Broken, int SourcesWithErrors, int PendingRemovals);

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
            [.. teams.Select(t => graph.Find(t) is { } g ? People.NameOf(g) : t.Name)], [.. needs], [.. mine.Select(e => StartService.Of(e, pictures))], [.. changed], counts.Of(graph, pictures))
        {
            Unheard = HeardClusters.Unheard(pictures),
            IsSilent = HeardClusters.IsSilent(pictures),
        });
    }

    private static Need NeedOf(CatalogEntity entity, Deployment deployment)
    {
        var problem = deployment.Problems.Count > 0 ? deployment.Problems[0] : null;
        return new(entity.Ref.ToString(), entity.DisplayName, deployment.Health.ToString().ToLowerInvariant(),
            problem?.Summary ?? $"{deployment.Ready} of {deployment.Desired} ready", deployment.Cluster, problem?.Since);
    }

    private static string NameOf(CatalogGraph graph, Deployment deployment)
        => EntityRef.TryParse(deployment.Service, out var reference) ? graph.Find(reference)?.DisplayName ?? reference.Name : deployment.Name;
}

/// <summary>Counts that need the whole catalog; the part that only the catalog decides is kept per snapshot.</summary>
internal sealed class EstateCounts(ICatalogIngest ingest)
{
    private (long Generation, CatalogCare Care) _kept = (-1, new(0, 0, 0, 0, 0, 0));

    public Estate Of(CatalogGraph graph, IDeploymentPictures pictures)
    {
        var byHealth = pictures.Deployments.Where(d => d.Service is not null).GroupBy(d => d.Service, StringComparer.Ordinal)
            .GroupBy(s => HealthRules.OfService([.. s])).ToDictionary(g => g.Key.ToString().ToLowerInvariant(), g => g.Count(), StringComparer.Ordinal);
        if (_kept.Generation != graph.Generation)
        {
            _kept = (graph.Generation, CareOf(graph));
        }

        var sources = ingest.Locations;
        var care = _kept.Care with { SourcesWithErrors = sources.Count(s => s.Errors.Count > 0), PendingRemovals = sources.Count(s => s.Pending is not null) };
        return new(byHealth.Values.Sum(), byHealth, pictures.Clusters.Count(c => c.State == ClusterState.Live), pictures.Clusters.Count, care, graph.Entities.Count, graph.BuiltAt);
    }

    private static CatalogCare CareOf(CatalogGraph graph)
    {
        int owners = 0, conflicts = 0, broken = 0;
        var relations = graph.Dangling.Count(d => d.Type != RelationTypes.OwnedBy);
        foreach (var entity in graph.Entities)
        {
            owners += entity.Owner is { } owner && graph.Find(owner) is null ? 1 : 0;
            broken += entity.Errors.Count > 0 ? 1 : 0;
            conflicts += entity.Sources.Count > 1 && entity.Errors.Any(e => entity.Sources.Skip(1).Any(s => s.Location == e.Location && s.Line == e.Line)) ? 1 : 0;
        }

        return new(owners, relations, conflicts, broken, 0, 0);
    }
}
