using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

/// <summary>What a cluster's page shows beside the workloads.</summary>
public sealed class ClusterPanelTests
{
    private static readonly ClusterStatus Live = new("prod", "production", null, ClusterState.Live, Observed.Now, null, null, "v1.20.2", [], 0, 0);

    [Fact]
    public void A_node_says_whether_it_is_well_and_what_is_requested_of_what_it_has()
    {
        var panel = Panels(null, Node("b"), Node("a") with { Spec = new(Unschedulable: true) }, Node("c", ready: "Unknown"), Node("d", pressure: "DiskPressure"),
            Pod("1", "b", "250m", "256Mi"), Pod("2", "b", "1", "1Gi"), Pod("3", "b", null, null), Pod("4", "b", "7", "7Gi", phase: "Succeeded")).Nodes!;

        Assert.Equal(["c", "a", "d", "b"], panel.Rows.Select(n => n.Name));
        Assert.Equal([false, false, false, true], panel.Rows.Select(n => n.IsWell));
        Assert.Equal("NodeStatusUnknown: Kubelet stopped posting node status.", panel.Rows[0].Why);
        Assert.True(panel.Rows[1].IsCordoned);
        Assert.Equal(["DiskPressure"], panel.Rows[2].Pressures);
        var well = panel.Rows[3];
        Assert.Equal((3, 1, "v1.20.2"), (well.Pods, well.Unsaid, well.Version));
        Assert.Equal((1250L, (1024L + 256) * 1024 * 1024), (well.Requested!.MilliCpu, well.Requested.Bytes));
        Assert.Equal((4000L, 8L * 1024 * 1024 * 1024), (well.Allocatable.MilliCpu, well.Allocatable.Bytes));
    }

    [Fact]
    public void What_may_not_be_listed_is_unknown_and_not_nothing()
    {
        Assert.Null(Panels(["nodes"]).Nodes);
        Assert.Null(Panels(["horizontalpodautoscalers"]).Autoscalers);
        Assert.Null(Panels(["poddisruptionbudgets"]).Budgets);
        Assert.Null(Panels(["persistentvolumeclaims"]).Claims);
        Assert.Null(Panels(["ingresses"]).Ingresses);
        Assert.Null(Panels(["deployments"]).Findings);
        Assert.Null(Panels(["services", "horizontalpodautoscalers"]).Findings);
        Assert.NotNull(Panels(["services"]).Findings);
        var node = Panels(["pods"], Node("a")).Nodes!.Rows[0];
        Assert.Equal((null, null), (node.Pods, node.Requested));
        Assert.Equal(ClusterPanels.Unknown, ClusterPanelReader.Of(Live with { State = ClusterState.Syncing, AsOf = null }, ClusterPicture.Empty, [], Observed.Now));
        Assert.Equal(0, Panels(null).Claims!.Total);
    }

    [Theory]
    [InlineData(3, 3, null, null, "at max")]
    [InlineData(2, 3, null, null, null)]
    [InlineData(2, 3, "ScalingLimited True TooManyReplicas", null, "at max")]
    [InlineData(2, 3, "ScalingActive False FailedGetResourceMetric", 10, "blind")]
    [InlineData(2, 3, "ScalingActive False FailedGetResourceMetric", 1, null)]
    [InlineData(0, 3, "ScalingActive False ScalingDisabled", 10, null)]
    [InlineData(2, 3, "AbleToScale False FailedGetScale", 10, "blind")]
    [InlineData(2, 3, "AbleToScale False BackoffBoth", 10, null)]
    public void An_autoscaler_is_told_when_it_is_at_its_maximum_or_blind(int current, int most, string? condition, int? minutes, string? told)
    {
        var parts = condition?.Split(' ');
        var scaler = new ObservedAutoscaler
        {
            Metadata = Meta("cart"),
            Spec = new(new("Deployment", "orders"), 1, most),
            Status = new(current, current, null, parts is null ? null : [new(parts[0], parts[1], parts[2], "in words", Observed.Now.AddMinutes(-minutes ?? 0))]),
        };

        var rows = Panels(null, scaler).Autoscalers!.Rows;

        Assert.Equal(told, rows is [var row] ? row.IsBlind ? "blind" : "at max" : null);
        Assert.All(rows, r => Assert.Equal("Deployment orders", r.Target));
    }

    [Fact]
    public void Budgets_that_allow_none_and_claims_without_a_volume_are_told()
    {
        var panels = Panels(null,
            Budget("never", new(0, 3, 3, 3)), Budget("now", new(0, 2, 2, 3)), Budget("well", new(1, 3, 2, 3)), Budget("empty", new(0, 0, 0, 0)),
            Claim("bound", "Bound"), Claim("pending", "Pending"), Claim("lost", "Lost"));

        Assert.Equal([("never", true), ("now", false)], panels.Budgets!.Rows.Select(b => (b.Name, b.IsNever)));
        Assert.Equal([("lost", "Lost"), ("pending", "Pending")], panels.Claims!.Rows.Select(c => (c.Name, c.Phase)));
        Assert.Equal(("fast", "10Gi"), (panels.Claims.Rows[0].StorageClass, panels.Claims.Rows[0].Asked));
    }

    [Fact]
    public void A_host_leads_to_the_service_whose_workload_its_Service_selects_or_nowhere()
    {
        var rows = Panels(null, Ingress("shop.example.test", "front"), Ingress("old.example.test", "gone"), new ObservedService { Metadata = Meta("front"), Spec = new(new Dictionary<string, string> { ["app"] = "orders" }) }).Ingresses!.Rows;

        Assert.Equal([("old.example.test", true), ("shop.example.test", false)], rows.Select(r => (r.Host, r.IsBroken)));
        Assert.Equal(["component:default/orders"], rows[1].Leads);
        Assert.Equal(["/", "/api"], rows[1].Paths);
        Assert.DoesNotContain(Panels(["services"], Ingress("old.example.test", "gone")).Ingresses!.Rows, r => r.IsBroken);
    }

    [Fact]
    public void At_most_fifty_rows_are_shown_and_the_rest_is_counted()
    {
        var panel = Panels(null, [.. Enumerable.Range(0, 73).Select(i => Node($"n-{i:00}", ready: i == 72 ? "False" : "True"))]).Nodes!;

        Assert.Equal((50, 73, 23), (panel.Rows.Count, panel.Total, panel.More));
        Assert.Equal("n-72", panel.Rows[0].Name);
    }

    private static ObservedMeta Meta(string name) => new() { Name = name, Namespace = "shop", Uid = $"u-{name}", CreationTimestamp = Observed.Now.AddHours(-1) };

    private static ObservedNode Node(string name, string ready = "True", string? pressure = null) => new()
    {
        Metadata = new() { Name = name, Uid = $"n-{name}" },
        Status = new([new("Ready", ready, "NodeStatusUnknown", "Kubelet stopped posting node status."), .. pressure is null ? Array.Empty<ObservedCondition>() : [new(pressure, "True")]],
            new Dictionary<string, string> { ["cpu"] = "4", ["memory"] = "8Gi" }, null, new("v1.20.2")),
    };

    private static ObservedPod Pod(string name, string node, string? cpu, string? memory, string phase = "Running") => new()
    {
        Metadata = Meta($"pod-{name}"),
        Spec = new() { NodeName = node, Containers = [new() { Name = "c", Resources = cpu is null ? null : new(new Dictionary<string, string> { ["cpu"] = cpu, ["memory"] = memory! }) }] },
        Status = new() { Phase = phase },
    };

    private static ObservedDisruptionBudget Budget(string name, DisruptionBudgetStatus status) => new() { Metadata = Meta(name), Spec = new("2"), Status = status };

    private static ObservedVolumeClaim Claim(string name, string phase)
        => new() { Metadata = Meta(name), Spec = new("fast", null, new(new Dictionary<string, string> { ["storage"] = "10Gi" })), Status = new(phase) };

    private static ObservedIngress Ingress(string host, string service) => new()
    {
        Metadata = Meta(host),
        Spec = new(null, [new(host, new([new("/", new(new(service))), new("/api", new(null, service))]))]),
    };

    private static ClusterPanels Panels(string[]? forbidden, params IObserved[] objects)
    {
        var model = new ClusterModel("prod", "production", null);
        model.Apply(new ObservedChange.Upserted(ObservedKind.Deployment, Observed.Deployment(labels: new() { ["app"] = "orders" })));
        foreach (var item in objects)
        {
            model.Apply(new ObservedChange.Upserted(Enum.Parse<ObservedKind>(item.GetType().Name["Observed".Length..]), item));
        }

        var picture = model.Build(Observed.Now)!;
        var around = forbidden?.Aggregate(picture.Around, (a, kind) => kind switch
        {
            "nodes" => a with { Nodes = null },
            "services" => a with { Services = null },
            "horizontalpodautoscalers" => a with { Autoscalers = null },
            "poddisruptionbudgets" => a with { Budgets = null },
            "persistentvolumeclaims" => a with { Claims = null },
            "ingresses" => a with { Ingresses = null },
            _ => a,
        });
        picture = picture with { Around = around ?? picture.Around };
        return ClusterPanelReader.Of(Live with { Forbidden = forbidden ?? [] }, picture, [.. picture.Workloads.Values.Select(w => w with { Row = w.Row with { Service = "component:default/orders" } })], Observed.Now);
    }
}
