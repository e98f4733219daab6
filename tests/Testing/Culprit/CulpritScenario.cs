using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Incidents;
using Portal.Demo.Simulator;

namespace Portal.Testing.Culprit;

/// <summary>What a run of one fault among innocent changes gave.</summary>
/// <param name="Rank">Place of the true cause, from 1; 0 when it is not in the answer.</param>
/// <param name="Newest">Its place if the newest change came first; 0 when it is not in the answer.</param>
/// <param name="Of">How many changes were ranked.</param>
public sealed record CulpritResult(string Kind, int Rank, int Newest, int Of, string Words);

/// <summary>
/// Twenty-four services in three clusters, two hours of innocent changes, one fault, and the question that somebody asks some minutes later. The same seed gives the same run.
/// </summary>
internal sealed class CulpritScenario : ICatalog, ILiveFeed, IObservedCalls, IDisposable
{
    public const string Namespace = "shop";
    public const string Production = "prod-eu";

    private const int Services = 24;
    private const int PerLayer = 6;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, WatchedSimulation> _clusters = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Action, DateTimeOffset> _script = new();
    private readonly RecentChanges _recent;
    private readonly ChangeRanking _ranking;

    public CulpritScenario(int seed)
    {
        Random = new Random(seed);
        Needs = Enumerable.Range(0, Services).ToDictionary(Name, i => (IReadOnlyList<string>)[.. (i / PerLayer < (Services / PerLayer) - 1 ? Enumerable.Range(((i / PerLayer) + 1) * PerLayer, PerLayer).OrderBy(_ => Random.Next()).Take(Random.Next(1, 4)) : []).Select(Name)], StringComparer.Ordinal);
        Current = CatalogGraph.Build(Needs.Select(n => new CatalogEntity { Ref = new("component", "default", n.Key), Kind = "Component", Name = n.Key, Declares = [.. n.Value.Select(d => new Relation(RelationTypes.DependsOn, new EntityRef("component", "default", d)))] }), 1, Clock.GetUtcNow());
        DeploymentPictures pictures = new(this, this);
        _recent = new(Clock, NullLogger<RecentChanges>.Instance);
        pictures.Listen((IWorkloadListener)_recent);
        pictures.Listen((ISurroundingsListener)_recent);
        _recent.CatalogChanged(Current);
        _ranking = new(_recent, pictures, new DependencyMaps(this, this), Clock);
        foreach (var (name, environment, nodes, replicas) in new[] { (Production, "production", 6, 3), ("prod-us", "production", 4, 2), ("staging-eu", "staging", 2, 1) })
        {
            SimulatedCluster cluster = new(name, nodes, Clock, seed);
            foreach (var service in Needs.Keys)
            {
                cluster.Add(new EstateWorkload { Service = service, Name = service, Namespace = Namespace, Image = $"registry.test/{service}", Match = "annotation", Port = 8080, CpuRequest = "250m", MemoryRequest = "256Mi", MemoryLimit = "512Mi", ConfigChecksum = "0", Env = ["LOG_LEVEL=info"] },
                    new EstatePlacement { Cluster = name, Version = "1.0.0", Replicas = replicas, AgeMinutes = 5000 });
            }

            _clusters[name] = new(cluster, environment, pictures, Clock);
        }
    }

    public TestClock Clock { get; } = new(new DateTimeOffset(2026, 11, 12, 1, 0, 0, TimeSpan.Zero));

    public Random Random { get; }

    /// <summary>What each service depends on.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Needs { get; }

    public CatalogGraph Current { get; private set; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Calls { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public SimulatedCluster Cluster(string name) => _clusters[name].Cluster;

    public void At(DateTimeOffset when, Action what) => _script.Enqueue(what, when);

    /// <summary>A descriptor says something else from now on.</summary>
    public void Describe(string service, string tier)
    {
        Current = CatalogGraph.Build(Current.Entities.Select(e => e.Name == service ? e with { Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["portal.dev/tier"] = tier } } : e), Current.Generation + 1, Clock.GetUtcNow());
        _recent.CatalogChanged(Current);
    }

    public void RunUntil(DateTimeOffset end)
    {
        while (Clock.GetUtcNow() < end)
        {
            Clock.Advance(Tick);
            while (_script.TryPeek(out _, out var due) && due <= Clock.GetUtcNow())
            {
                _script.Dequeue()();
            }

            foreach (var cluster in _clusters.Values)
            {
                cluster.Step();
            }
        }
    }

    public RankedChanges Ask(string service) => _ranking.Rank(new EntityRef("component", "default", service));

    public void Publish(string topic)
    {
    }

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    public void Dispose()
    {
        foreach (var cluster in _clusters.Values)
        {
            cluster.Dispose();
        }
    }

    private static string Name(int i) => $"service-{(char)('a' + i)}";
}
