using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using static Portal.ApplicationTests.Deployments.Observed;

namespace Portal.ApplicationTests.Deployments;

public sealed class PicturesTests : ICatalog, ILiveFeed
{
    private readonly List<string> _published = [];
    private readonly ClusterModel _model = new("prod-eu", "production", "eu");
    private readonly DeploymentPictures _pictures;

    public PicturesTests()
    {
        _pictures = new(this, this);
        Apply(new ObservedChange.Relisted(ObservedKind.Deployment, [Deployment(labels: new() { ["app.kubernetes.io/name"] = "orders" })]),
            new ObservedChange.Relisted(ObservedKind.ReplicaSet, [ReplicaSet("aaa", 1, "r:1", Now.AddDays(-1))]),
            new ObservedChange.Relisted(ObservedKind.Pod, [Pod("a"), Pod("b"), Pod("c")]));
        _published.Clear();
    }

    public CatalogGraph Current { get; private set; } = CatalogGraph.Build([new() { Ref = new("component", "default", "orders"), Kind = "Component", Name = "orders" }], 1, Now);

    [Fact]
    public void A_change_of_a_pod_tells_its_service_its_cluster_and_the_list()
    {
        Apply(new ObservedChange.Upserted(ObservedKind.Pod, Pod("a", ready: false)));

        Assert.Equal(["cluster:prod-eu", "deployments", "service:default/orders"], _published.Order(StringComparer.Ordinal));
        Assert.Equal(Health.Degraded, _pictures.OfService("component:default/orders")[0].Health);
    }

    [Fact]
    public void What_no_page_shows_tells_nobody()
    {
        Apply(new ObservedChange.Upserted(ObservedKind.Pod, Pod("a")));
        Apply(new ObservedChange.Upserted(ObservedKind.Pod, Pod("a") is var pod ? pod with { Metadata = pod.Metadata with { ResourceVersion = "77" } } : null!));

        Assert.Empty(_published);
    }

    [Fact]
    public void What_a_complete_list_lacks_is_gone()
    {
        Apply(new ObservedChange.Relisted(ObservedKind.Pod, [Pod("a")]));

        Assert.Equal("a", Assert.Single(_pictures.PodsOf("prod-eu", "shop", "Deployment", "orders")).Name);
        Assert.Empty(_pictures.PodsNamed("b"));
        Assert.Equal("component:default/orders", Assert.Single(_pictures.PodsNamed("A")).Service);
    }

    [Fact]
    public void A_refused_kind_makes_unknown_what_depends_on_it_and_comes_back_with_the_next_list()
    {
        Apply(new ObservedChange.Refused(ObservedKind.Pod));
        Assert.Equal((Health.Unknown, true), (_pictures.Deployments[0].Health, _pictures.Deployments[0].PodsUnknown));

        Apply(new ObservedChange.Relisted(ObservedKind.Pod, [Pod("a"), Pod("b"), Pod("c")]));
        Assert.Equal((Health.Healthy, false), (_pictures.Deployments[0].Health, _pictures.Deployments[0].PodsUnknown));
    }

    [Fact]
    public void The_order_in_which_kinds_arrive_does_not_matter()
    {
        var (other, pictures) = (new ClusterModel("prod-eu", "production", "eu"), new DeploymentPictures(this, this));
        foreach (var change in new ObservedChange[]
        {
            new ObservedChange.Relisted(ObservedKind.Event, [Warning("a", "Unhealthy", "x")]), new ObservedChange.Relisted(ObservedKind.Pod, [Pod("a"), Pod("b"), Pod("c")]),
            new ObservedChange.Relisted(ObservedKind.ReplicaSet, [ReplicaSet("aaa", 1, "r:1", Now.AddDays(-1))]), new ObservedChange.Relisted(ObservedKind.Deployment, [Deployment(labels: new() { ["app.kubernetes.io/name"] = "orders" })]),
        })
        {
            other.Apply(change);
            pictures.Replace(Status(), other.Build(Now));
        }

        Assert.Equal(3, pictures.PodsOf("prod-eu", "shop", "Deployment", "orders").Count);
        Assert.Equal((3, "1"), (pictures.Deployments[0].Revisions[0].Total, pictures.Deployments[0].Revisions[0].Version));
    }

    [Fact]
    public void A_new_generation_of_the_catalog_matches_again_and_tells_both_services()
    {
        Current = CatalogGraph.Build([new() { Ref = new("component", "team", "orders"), Kind = "Component", Name = "orders", Namespace = "team" }], 2, Now);

        _pictures.Rematch();
        _pictures.Rematch();

        Assert.Equal("component:team/orders", _pictures.Deployments[0].Service);
        Assert.Equal(["cluster:prod-eu", "deployments", "service:default/orders", "service:team/orders"], _published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_new_catalog_between_two_pictures_leaves_no_row_twice()
    {
        Apply(new ObservedChange.Upserted(ObservedKind.StatefulSet, Deployment(labels: new() { ["app.kubernetes.io/name"] = "orders" }) with { Metadata = new() { Name = "other", Namespace = "shop", Uid = "s1", Labels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = "orders" } } }));
        Current = CatalogGraph.Build([new() { Ref = new("component", "default", "orders"), Kind = "Component", Name = "orders" }], 2, Now);

        Apply(new ObservedChange.Upserted(ObservedKind.Pod, Pod("a", ready: false)));
        Apply(new ObservedChange.Deleted(ObservedKind.StatefulSet, Deployment() with { Metadata = new() { Name = "other", Namespace = "shop", Uid = "s1" } }));

        Assert.Equal("orders", Assert.Single(_pictures.OfService("component:default/orders")).Name);
        Assert.Single(_pictures.Deployments);
    }

    [Fact]
    public void A_cluster_that_becomes_unreachable_keeps_its_rows_and_tells_their_services()
    {
        _pictures.Replace(Status() with { State = ClusterState.Unreachable, UnreachableSince = Now, LastError = "gone" }, null);

        Assert.Single(_pictures.Deployments);
        Assert.Equal(Now.AddSeconds(-4), _pictures.Deployments[0].AsOf);
        Assert.Contains("clusters", _published);
        Assert.Contains("service:default/orders", _published);
    }

    void ILiveFeed.Publish(string topic) => _published.Add(topic);

    IAsyncEnumerable<string> ILiveFeed.SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    private static ClusterStatus Status() => new("prod-eu", "production", "eu", ClusterState.Live, Now.AddSeconds(-4), null, null, "v1.34.1", [], 0, 0);

    private void Apply(params ObservedChange[] changes)
    {
        foreach (var change in changes)
        {
            _model.Apply(change);
        }

        _pictures.Replace(Status(), _model.Build(Now));
    }
}
