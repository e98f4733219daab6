using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Discovery;
using Portal.Infrastructure.Descriptors;
using Portal.Testing;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>When the clusters' location may say that something is gone, and when it may not.</summary>
public sealed class KubernetesSourceTests : IObservedEstate, ICatalog, ILiveFeed
{
    private static readonly LocationTarget Location = new("id", Discovered.LocationType, "all clusters", true);

    public CatalogGraph Current { get; private set; } = CatalogGraph.Empty;

    private readonly TestClock _clock = new();

    public ObservedEstate Estate { get; private set; } = Of([], []);

    [Fact]
    public void Before_the_other_sources_have_been_read_it_says_nothing_and_keeps_all()
    {
        Estate = Of([Cluster("prod")], [Entry("prod", "basket")]);
        var source = Source(open: false);

        AssertKeepsAll(source.Read(Location));
        source.Open();
        Assert.Single(source.Read(Location).Files);
    }

    [Fact]
    public void Before_claims_have_been_read_it_says_nothing_because_a_claimed_workload_would_look_undeclared()
    {
        Estate = Of([Cluster("prod")], [Entry("prod", "basket")]);
        var source = new KubernetesSource(this, new DeploymentPictures(this, this), this, new DiscoveryOptions(), new TestClock());
        source.Open();

        AssertKeepsAll(source.Read(Location));
    }

    [Theory]
    [InlineData(ClusterState.Syncing)]
    [InlineData(ClusterState.Unreachable)]
    public void A_cluster_never_heard_since_the_start_keeps_what_was_discovered_before(ClusterState state)
    {
        var source = Source();
        Estate = Of([Cluster("prod"), Cluster("away", state)], [Entry("prod", "basket")]);
        _clock.Advance(TimeSpan.FromSeconds(31));

        var reading = source.Read(Location);

        Assert.Equal(["kubernetes:shop/Deployment/basket"], reading.Files.Keys);
        Assert.Equal([Discovered.FilePrefix], reading.FailedPrefixes);
        Assert.Contains("away has not been heard", Assert.Single(reading.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void First_lists_are_waited_for_so_that_no_service_is_told_by_half()
    {
        var source = Source();
        Estate = Of([Cluster("prod"), Cluster("away", ClusterState.Syncing)], [Entry("prod", "basket")]);

        AssertKeepsAll(source.Read(Location));
    }

    [Fact]
    public void A_kind_that_may_not_be_listed_keeps_what_was_discovered_before()
    {
        var source = Source();
        Estate = Of([Cluster("prod", forbidden: "statefulsets")], [Entry("prod", "basket")]);

        Assert.Equal([Discovered.FilePrefix], source.Read(Location).FailedPrefixes);
    }

    [Fact]
    public void What_stands_is_not_rewritten_from_half_the_evidence_and_gives_way_all_the_same()
    {
        var source = Source();
        Estate = Of([Cluster("prod"), Cluster("away")], [Entry("prod", "basket"), Entry("away", "basket"), Entry("prod", "jobs")]);
        var before = source.Read(Location).Files.Values.Select(f => f.Documents[0].Entity!).ToList();
        Current = CatalogGraph.Build(before, 2, default);
        Estate = Of([Cluster("prod"), Cluster("away", ClusterState.Unreachable)], [Entry("prod", "basket"), Entry("prod", "jobs") is var jobs ? jobs with { Row = jobs.Row with { Service = "component:default/jobs2", Match = new("claim", "x") } } : jobs]);

        var reading = source.Read(Location);

        Assert.DoesNotContain("kubernetes:shop/Deployment/basket", reading.Files.Keys);
        Assert.Empty(reading.Files["kubernetes:shop/Deployment/jobs"].Documents);
    }

    [Fact]
    public void With_every_cluster_heard_what_is_not_there_is_gone()
    {
        var source = Source();
        Estate = Of([Cluster("prod")], []);

        var reading = source.Read(Location);

        Assert.True(reading.Reached);
        Assert.Empty(reading.FailedPrefixes);
    }

    void ILiveFeed.Publish(string topic)
    {
    }

    IAsyncEnumerable<string> ILiveFeed.SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    private static void AssertKeepsAll(SourceReading reading)
    {
        Assert.True(reading.Reached);
        Assert.Empty(reading.Files);
        Assert.Empty(reading.Errors);
        Assert.Equal([Discovered.FilePrefix], reading.FailedPrefixes);
    }

    private static ObservedEstate Of(ClusterStatus[] clusters, WorkloadEntry[] workloads)
        => new(1, clusters.ToDictionary(c => c.Name), workloads, clusters.ToDictionary(c => c.Name, _ => (IReadOnlyList<ObservedService>?)[]));

    private static ClusterStatus Cluster(string name, ClusterState state = ClusterState.Live, params string[] forbidden) => new(name, "production", null, state, default, null, null, null, forbidden, 0, 0);

    private static WorkloadEntry Entry(string cluster, string name)
        => new(new Deployment { Cluster = cluster, Environment = "production", Namespace = "shop", Kind = "Deployment", Name = name, Version = "1", Image = $"registry.test/{name}:1" }, [], new ObservedMeta { Name = name, Namespace = "shop" }, null);

    private KubernetesSource Source(bool open = true)
    {
        var pictures = new DeploymentPictures(this, this);
        pictures.Rematch([]);
        var source = new KubernetesSource(this, pictures, this, new DiscoveryOptions(), _clock);
        if (open)
        {
            source.Open();
        }

        return source;
    }
}
