using System.Text.Json;
using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

/// <summary>What watches repeat or tell late must not turn back what is known.</summary>
public sealed class OutOfOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    [Fact]
    public void Changes_told_twice_and_in_any_order_end_in_the_picture_of_a_fresh_list()
    {
        var last = Enumerable.Range(0, 20).Select(i => Pod(i, 40 + i, ready: i % 3 != 0)).ToArray();
        var history = Enumerable.Range(0, 20).SelectMany(i => new[] { Pod(i, 1 + i, ready: false), Pod(i, 20 + i, ready: true), last[i], last[i] });
        var random = new Random(17);

        for (var round = 0; round < 50; round++)
        {
            var model = Model();
            foreach (var pod in history.OrderBy(_ => random.Next()))
            {
                model.Apply(new ObservedChange.Upserted(ObservedKind.Pod, pod));
            }

            var fresh = Model();
            fresh.Apply(new ObservedChange.Relisted(ObservedKind.Pod, last));
            Assert.Equal(Text(fresh), Text(model));
        }
    }

    [Fact]
    public void A_list_counts_even_when_its_versions_are_lower_as_after_a_restored_backup()
    {
        var model = Model();
        model.Apply(new ObservedChange.Upserted(ObservedKind.Pod, Pod(1, 900, ready: true)));

        model.Apply(new ObservedChange.Relisted(ObservedKind.Pod, [Pod(1, 5, ready: false)]));

        Assert.False(model.Build(Now)!.Workloads["d"].Pods.Single().Ready);
    }


    private static ClusterModel Model()
    {
        var model = new ClusterModel("c", "production", null);
        model.Apply(new ObservedChange.Upserted(ObservedKind.StatefulSet, new ObservedWorkload { Metadata = new() { Name = "w", Namespace = "n", Uid = "d", ResourceVersion = "1" } }));
        return model;
    }

    private static ObservedPod Pod(int number, int version, bool ready) => new()
    {
        Metadata = new() { Name = $"w-{number}", Namespace = "n", Uid = $"p{number}", ResourceVersion = $"{version}", OwnerReferences = [new("StatefulSet", "w", "d", true)] },
        Status = new() { Phase = "Running", PodIp = $"10.0.0.{version}", Conditions = [new("Ready", ready ? "True" : "False")] },
    };

    private static string Text(ClusterModel model) => JsonSerializer.Serialize(model.Build(Now)!.Workloads["d"].Pods);
}
