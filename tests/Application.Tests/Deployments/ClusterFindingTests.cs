using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

public sealed class ClusterFindingTests
{
    [Fact]
    public void A_service_that_selects_nothing_names_what_comes_near()
    {
        var found = Assert.Single(Findings(Service("orders", ("app", "orders"), ("tier", "wbe"))));

        Assert.Equal(("SelectsNothing", "orders"), (found.Code, found.Name));
        Assert.Contains("selects app=orders,tier=wbe", found.Summary, StringComparison.Ordinal);
        Assert.Contains("Deployment orders comes near: its pods have app=orders,tier=web", found.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_selects_a_workload_or_a_loose_pod_or_has_no_selector_is_well()
    {
        Assert.Empty(Findings(Service("orders", ("app", "orders"))));
        Assert.Empty(Findings(Service("outside")));
        Assert.Empty(Findings(Service("lonely", ("app", "alone")), new ObservedPod { Metadata = new() { Name = "alone", Namespace = "shop", Uid = "p9", Labels = new Dictionary<string, string> { ["app"] = "alone" } } }));
    }

    [Fact]
    public void An_autoscaler_without_its_target_is_told()
    {
        var scaler = new ObservedAutoscaler { Metadata = new() { Name = "cart", Namespace = "shop", Uid = "h1" }, Spec = new(new("Deployment", "cart"), 1, 3) };

        Assert.Equal("FailedGetScale", Assert.Single(Findings(scaler)).Code);
        Assert.Empty(Findings(scaler with { Spec = new(new("Deployment", "orders"), 1, 3) }));
    }

    private static ObservedService Service(string name, params (string, string)[] selector) => new()
    {
        Metadata = new() { Name = name, Namespace = "shop", Uid = $"s-{name}" },
        Spec = new(selector.Length == 0 ? null : selector.ToDictionary(s => s.Item1, s => s.Item2)),
    };

    private static List<ClusterFinding> Findings(params IObserved[] objects)
    {
        var model = new ClusterModel("prod", "production", null);
        model.Apply(new ObservedChange.Upserted(ObservedKind.Deployment, Observed.Deployment(labels: new() { ["app"] = "orders", ["tier"] = "web" })));
        foreach (var item in objects)
        {
            model.Apply(new ObservedChange.Upserted(item switch { ObservedService => ObservedKind.Service, ObservedPod => ObservedKind.Pod, _ => ObservedKind.Autoscaler }, item));
        }

        return [.. ClusterFindings.Of("prod", model.Build(Observed.Now)!)];
    }
}
