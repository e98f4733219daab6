using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Ownership;
using Portal.Application.Packages;
using Portal.Demo.Simulator;
using Portal.Infrastructure.Descriptors;

namespace Portal.Testing.Golden;

/// <summary>A whole organisation in memory, with what runs: its catalog, its clusters, and what was read of its repositories.</summary>
public sealed class GoldenOrganisation : ICatalog, ILiveFeed
{
    /// <summary>The moment at which it stands still.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Dictionary<string, ClusterModel> _models = new(StringComparer.Ordinal);

    internal GoldenOrganisation(IEnumerable<CatalogEntity> entities)
    {
        Current = CatalogGraph.Build(entities, 1, Now);
        Pictures = new(this, this);
        Gone = new(new TestClock(Now));
        Pictures.Listen(Gone);
    }

    public CatalogGraph Current { get; }

    public DeploymentPictures Pictures { get; }

    public GonePods Gone { get; }

    public CodeOwnersStore CodeOwners { get; } = new();

    public OwnPackages Packages { get; } = new();

    /// <summary>Pods with the ref of their service as whoever made the organisation knows it.</summary>
    public List<(ObservedPod Pod, string Cluster, string Service)> Pods { get; } = [];

    public List<(ObservedService Service, string Cluster, string Component)> Services { get; } = [];

    public List<(string Host, string Path, string Component)> Hosts { get; } = [];

    /// <summary>Nodes and the entity that stands for their cluster.</summary>
    public List<(string Address, string Entity)> Nodes { get; } = [];

    /// <summary>Pods that ended before now.</summary>
    public List<(string Pod, string Component)> Ended { get; } = [];

    /// <summary>The demo organisation, as its files and the simulator tell it.</summary>
    /// <param name="folder">src/Demo/organisation.</param>
    public static GoldenOrganisation Demo(string folder)
    {
        var reader = new YamlDescriptorReader();
        List<CatalogEntity> entities = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "catalog"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            entities.AddRange(reader.Read(File.ReadAllText(file), file).Where(d => d.Root is not null && DescriptorValidator.Validate(d.Root, d.File).IsValid).Select(d => EntityFactory.Create(d.Root!, new EntitySource(file, d.Line, null, Now), d.Raw)));
        }

        var made = new GoldenOrganisation(entities);
        var estate = Estate.Load(Path.Combine(folder, "estate", "estate.yaml"));
        foreach (var (cluster, index) in estate.Clusters.Select((c, i) => (c, i)))
        {
            made.Simulate(estate, cluster, 17 + index);
        }

        return made;
    }

    public void Publish(string topic)
    {
        // nobody listens
    }

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    internal void Show(string cluster, ClusterModel model)
    {
        _models[cluster] = model;
        Pictures.Replace(new(cluster, cluster.StartsWith("prod", StringComparison.Ordinal) ? "production" : "staging", null, ClusterState.Live, Now, null, null, "v1.31.0", [], 0, 0), model.Build(Now));
    }

    /// <summary>A picture in which one pod of the cluster has restarted.</summary>
    /// <param name="n">Which pod, and how often.</param>
    public ClusterPicture? Restart(string cluster, int n)
    {
        var here = Pods.FindAll(p => p.Cluster == cluster);
        var pod = here[n % here.Count].Pod;
        var model = _models[cluster];
        model.Apply(new ObservedChange.Upserted(ObservedKind.Pod, pod with { Status = pod.Status with { ContainerStatuses = [pod.Status.ContainerStatuses![0] with { RestartCount = n + 1 }] } }));
        return model.Build(Now);
    }

    private void Simulate(Estate estate, EstateCluster cluster, int seed)
    {
        var simulated = new SimulatedCluster(cluster.Name, cluster.Nodes, new TestClock(Now), seed);
        foreach (var workload in estate.Workloads)
        {
            foreach (var placement in workload.Placements.Where(p => p.Cluster == cluster.Name))
            {
                placement.EarlierVersions = Math.Max(placement.EarlierVersions, estate.EarlierVersions);
                simulated.Add(workload, placement);
            }
        }

        simulated.AddSurroundings(estate);
        var services = estate.Workloads.Where(w => w.Service is not null).DistinctBy(w => (w.Namespace, w.Name)).ToDictionary(w => (w.Namespace, w.Name), w => $"component:default/{w.Service}");
        var model = new ClusterModel(cluster.Name, cluster.Environment, cluster.Region);
        foreach (var resource in ApiResource.All)
        {
            foreach (var item in simulated.Store.List(resource, null).Items)
            {
                Tell(model, cluster.Name, resource.Kind, item.Json, services);
            }
        }

        foreach (var ingress in estate.Ingresses.Where(_ => cluster.Environment == "production"))
        {
            if (estate.Workloads.Find(w => w.Name == ingress.Workload) is { Service: { } service } workload && workload.Placements.Exists(p => p.Cluster == cluster.Name))
            {
                Hosts.Add((ingress.Host.Replace("{cluster}", cluster.Name, StringComparison.Ordinal), "/", $"component:default/{service}"));
            }
        }

        Show(cluster.Name, model);
    }

    private void Tell(ClusterModel model, string cluster, string kind, JsonObject json, Dictionary<(string, string), string> services)
    {
        switch (kind)
        {
            case "Pod":
                var pod = json.Deserialize<ObservedPod>(Json)!;
                model.Apply(new ObservedChange.Upserted(ObservedKind.Pod, pod));
                var workload = pod.Metadata.Controller?.Kind == "ReplicaSet" ? pod.Metadata.Controller.Name[..pod.Metadata.Controller.Name.LastIndexOf('-')] : pod.Metadata.Controller?.Name ?? "";
                if (services.TryGetValue((pod.Metadata.Namespace, workload), out var service))
                {
                    Pods.Add((pod, cluster, service));
                }

                break;
            case "Service":
                var observed = json.Deserialize<ObservedService>(Json)!;
                model.Apply(new ObservedChange.Upserted(ObservedKind.Service, observed));
                if (services.TryGetValue((observed.Metadata.Namespace, observed.Metadata.Name), out var component))
                {
                    Services.Add((observed, cluster, component));
                }

                break;
            case "Node":
                model.Apply(new ObservedChange.Upserted(ObservedKind.Node, json.Deserialize<ObservedNode>(Json)!));
                break;
            case "Ingress":
                model.Apply(new ObservedChange.Upserted(ObservedKind.Ingress, json.Deserialize<ObservedIngress>(Json)!));
                break;
            case "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" or "CronJob":
                model.Apply(new ObservedChange.Upserted(Enum.Parse<ObservedKind>(kind), json.Deserialize<ObservedWorkload>(Json)!));
                break;
        }
    }
}
