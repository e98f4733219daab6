using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Ownership;

namespace Portal.ApplicationTests.Ownership;

/// <summary>A small organisation with one cluster, from the objects that the cluster would tell.</summary>
internal sealed class Estate : ICatalog, ILiveFeed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    private readonly ClusterModel _model = new("prod-eu", "production", "eu-west");
    private readonly List<IObserved> _told = [];

    public Estate(params IEnumerable<CatalogEntity> entities)
    {
        Current = CatalogGraph.Build(entities, 1, Now);
        Pictures = new(this, this);
        Gone = new(Clock);
        Pictures.Listen(Gone);
    }

    public CatalogGraph Current { get; }

    public DeploymentPictures Pictures { get; }

    public Testing.TestClock Clock { get; } = new(Now);

    public GonePods Gone { get; }

    public CodeOwnersStore CodeOwners { get; } = new();

    public ApiOffers? Offers { get; init; }

    public Application.Packages.OwnPackages Packages { get; } = new();

    public static CatalogEntity Entity(string kind, string name, string? owner = null, Dictionary<string, string>? annotations = null, string? title = null, string? type = null, IReadOnlyList<Relation>? relations = null, IReadOnlyList<EntityLink>? links = null)
    {
        EntityRef? ownerRef = owner is null ? null : EntityRef.Parse(owner);
        return new()
        {
            Ref = new EntityRef(kind, "default", name),
            Kind = kind,
            Name = name,
            Title = title,
            Type = type,
            Owner = ownerRef,
            Annotations = annotations ?? [],
            Links = links ?? [],
            Declares = [.. ownerRef is { } o ? [new Relation(RelationTypes.OwnedBy, o)] : Array.Empty<Relation>(), .. relations ?? []],
        };
    }

    /// <summary>A Deployment with its ReplicaSet, a pod for each name, and a Service over them.</summary>
    public Estate Run(string name, string @namespace, string image, Dictionary<string, string>? labels, string clusterIp, params (string Pod, string Ip, string Node)[] pods)
    {
        Dictionary<string, string> all = labels ?? new() { ["app"] = name };
        PodTemplate template = new() { Metadata = new() { Labels = all }, Spec = new() { Containers = [new() { Name = name, Image = image }] } };
        Tell(ObservedKind.Deployment, new ObservedWorkload { Metadata = Meta(name, @namespace, "d", all), Spec = new() { Replicas = pods.Length, Template = template, Selector = new(all) } });
        foreach (var hash in pods.Select(p => p.Pod.Split('-')[^2]).Distinct())
        {
            Tell(ObservedKind.ReplicaSet, new ObservedWorkload { Metadata = Meta($"{name}-{hash}", @namespace, "r", all) with { OwnerReferences = [new("Deployment", name, $"d/{@namespace}/{name}", true)] }, Spec = new() { Template = template } });
        }

        foreach (var (pod, ip, node) in pods)
        {
            Tell(ObservedKind.Pod, new ObservedPod
            {
                Metadata = Meta(pod, @namespace, "p", all) with { OwnerReferences = [new("ReplicaSet", pod[..pod.LastIndexOf('-')], $"r/{@namespace}/{pod[..pod.LastIndexOf('-')]}", true)] },
                Spec = new() { NodeName = node, Containers = template.Spec.Containers },
                Status = new() { Phase = "Running", PodIp = ip, ContainerStatuses = [new() { Name = name, Ready = true, Image = image, ImageId = $"{image.Split(':')[0]}@sha256:{new string('0', 56)}{Math.Abs(name.Length):x8}" }] },
            });
        }

        Tell(ObservedKind.Service, new ObservedService { Metadata = Meta(name, @namespace, "s", null), Spec = new(all, ClusterIp: clusterIp) });
        return this;
    }

    public Estate Tell(ObservedKind kind, IObserved item)
    {
        _told.Add(item);
        _model.Apply(new ObservedChange.Upserted(kind, item));
        return this;
    }

    public Estate Delete(ObservedKind kind, string name)
    {
        _model.Apply(new ObservedChange.Deleted(kind, _told.First(t => t.Metadata.Name == name)));
        return Show();
    }

    /// <summary>Readers see what was told.</summary>
    public Estate Show()
    {
        Pictures.Replace(new("prod-eu", "production", "eu-west", ClusterState.Live, Now, null, null, "v1.31.0", [], 0, 0), _model.Build(Now));
        return this;
    }

    public static ObservedMeta Meta(string name, string @namespace, string prefix, IReadOnlyDictionary<string, string>? labels)
        => new() { Name = name, Namespace = @namespace, Uid = $"{prefix}/{@namespace}/{name}", Labels = labels, CreationTimestamp = Now.AddDays(-1) };

    public Resolution Resolve(string text)
        => new OwnerResolver(Current, ClueIndex.Of(Current, Offers, Packages), new EstateIndexes(Pictures, Pictures, Gone).Now(), CodeOwners).Resolve(Clues.In(text));

    public void Publish(string topic)
    {
        // nobody listens
    }

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();
}
