using System.Diagnostics;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Benchmarks;

/// <summary>How long a picture of 10,000 pods takes, whole and after one event:  dotnet run -c Release --project tests/Benchmarks -- live</summary>
internal sealed class LiveState : ICatalog, ILiveFeed
{
    private const int Workloads = 2_500;
    private const int PodsEach = 4;
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    private int _published;

    public CatalogGraph Current { get; } = CatalogGraph.Build(
        Enumerable.Range(0, Workloads).Select(i => new CatalogEntity { Ref = new("component", "default", $"service-{i}"), Kind = "Component", Name = $"service-{i}" }), 1, Now);

    public static int Run()
    {
        var bench = new LiveState();
        Report($"first picture of {Workloads * PodsEach} pods in {Workloads} workloads", 20, () => bench.Whole());
        var (model, pictures) = bench.Whole();
        var pod = 0;
        Report("one pod event until its topics are published", 2000, () =>
        {
            var i = pod++ % (Workloads * PodsEach);
            model.Apply(new ObservedChange.Upserted(ObservedKind.Pod, Pod(i / PodsEach, i % PodsEach, ready: pod / (Workloads * PodsEach) % 2 == 1)));
            pictures.Replace(Status, model.Build(Now));
        });
        Report("that, and a page that reads all rows", 500, () =>
        {
            var i = pod++ % (Workloads * PodsEach);
            model.Apply(new ObservedChange.Upserted(ObservedKind.Pod, Pod(i / PodsEach, i % PodsEach, ready: pod % 3 == 0)));
            pictures.Replace(Status, model.Build(Now));
            _ = pictures.Deployments.Count;
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = bench.Whole();
        Console.WriteLine($"memory of such a picture: {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / 1024.0:0.0} MiB; {bench._published} notices were published");
        GC.KeepAlive(kept);
        return 0;
    }

    public void Publish(string topic) => _published++;

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    private static ClusterStatus Status { get; } = new("bench", "production", null, ClusterState.Live, Now, null, null, null, [], 0, 0);

    private static void Report(string what, int times, Action run)
    {
        run();
        var took = new double[times];
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            run();
            took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(took);
        Console.WriteLine($"{what}: median {took[times / 2]:0.00} ms, p95 {took[(int)(times * 0.95)]:0.00} ms, worst {took[^1]:0.00} ms");
    }

    private (ClusterModel Model, DeploymentPictures Pictures) Whole()
    {
        var (model, pictures) = (new ClusterModel("bench", "production", null), new DeploymentPictures(this, this));
        model.Apply(new ObservedChange.Relisted(ObservedKind.Deployment, [.. Enumerable.Range(0, Workloads).Select(Workload)]));
        model.Apply(new ObservedChange.Relisted(ObservedKind.ReplicaSet, [.. Enumerable.Range(0, Workloads).Select(ReplicaSet)]));
        model.Apply(new ObservedChange.Relisted(ObservedKind.Pod, [.. Enumerable.Range(0, Workloads * PodsEach).Select(i => Pod(i / PodsEach, i % PodsEach))]));
        pictures.Replace(Status, model.Build(Now));
        return (model, pictures);
    }

    private static Dictionary<string, string> Labels(int i) => new(StringComparer.Ordinal) { ["app.kubernetes.io/name"] = $"service-{i}", ["pod-template-hash"] = "abc", ["app.kubernetes.io/version"] = "1.0.0" };

    private static PodTemplate Template(int i) => new() { Metadata = new() { Labels = Labels(i) }, Spec = new() { Containers = [new() { Name = "main", Image = $"registry.test/service-{i}:1.0.0" }] } };

    private static ObservedWorkload Workload(int i) => new()
    {
        Metadata = new() { Name = $"service-{i}", Namespace = $"ns-{i % 50}", Uid = $"d{i}", Labels = Labels(i), Generation = 1 },
        Spec = new() { Replicas = PodsEach, Template = Template(i) },
        Status = new() { ObservedGeneration = 1, Replicas = PodsEach, ReadyReplicas = PodsEach, UpdatedReplicas = PodsEach, AvailableReplicas = PodsEach },
    };

    private static ObservedWorkload ReplicaSet(int i) => new()
    {
        Metadata = new() { Name = $"service-{i}-abc", Namespace = $"ns-{i % 50}", Uid = $"r{i}", Labels = Labels(i), OwnerReferences = [new("Deployment", $"service-{i}", $"d{i}", true)] },
        Spec = new() { Template = Template(i) },
    };

    private static ObservedPod Pod(int i, int n, bool ready = true) => new()
    {
        Metadata = new() { Name = $"service-{i}-abc-{n}", Namespace = $"ns-{i % 50}", Uid = $"p{i}-{n}", Labels = Labels(i), CreationTimestamp = Now.AddHours(-3), OwnerReferences = [new("ReplicaSet", $"service-{i}-abc", $"r{i}", true)] },
        Spec = new() { NodeName = $"node-{n}", Containers = [new() { Name = "main", Image = $"registry.test/service-{i}:1.0.0" }] },
        Status = new()
        {
            Phase = "Running",
            StartTime = Now.AddHours(-3),
            Conditions = [new("Ready", ready ? "True" : "False", null, null, Now.AddHours(-1))],
            ContainerStatuses = [new() { Name = "main", Ready = ready, State = new(Running: new(Now.AddHours(-3))) }],
        },
    };
}
