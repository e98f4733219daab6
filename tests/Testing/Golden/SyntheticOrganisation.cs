using System.Globalization;
using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Ownership;

namespace Portal.Testing.Golden;

/// <summary>A made-up organisation of any size, the same for the same numbers.</summary>
public static class SyntheticOrganisation
{
    private const int PodsEach = 4;
    private const int Described = 400;
    private static readonly string[] Clusters = ["prod-north", "prod-south", "staging-north"];

    private static readonly string[] First =
    [
        "amber", "basalt", "cedar", "delta", "ember", "falcon", "garnet", "harbor", "indigo", "juniper", "kestrel", "lumen", "marble", "nimbus", "onyx", "prairie", "quartz", "raven", "saffron", "tundra", "umber", "velvet", "willow", "xenon",
        "yarrow", "zephyr", "anchor", "breeze", "copper", "dune", "echo", "fjord", "granite", "heron", "ivory", "jasper", "koala", "lagoon", "meadow", "nectar",
    ];

    private static readonly string[] Second =
    [
        "account", "basket", "catalogue", "dispatch", "export", "forecast", "gateway", "history", "invoice", "journal", "kiosk", "ledger", "manifest", "notice", "order", "parcel", "quota", "refund", "shipment", "tariff", "upload", "voucher",
        "warehouse", "yield", "zone", "audit", "billing", "customs", "delivery", "events", "fleet", "geo", "handover", "identity", "jobs", "keys", "labels", "metrics", "network", "offers",
    ];

    private static readonly string[] Third = ["api", "worker", "web", "sync", "relay", "store"];

    /// <param name="entities">About how many entities; two of three are components.</param>
    /// <param name="pods">How many pods, in three clusters.</param>
    public static GoldenOrganisation Make(int entities, int pods)
    {
        var teams = Math.Max(20, entities / 100);
        var components = entities * 2 / 3;
        List<CatalogEntity> all = [];
        for (var t = 0; t < teams; t++)
        {
            all.Add(Entity("Group", TeamOf(t), null, new() { ["portal.dev/chat"] = $"https://chat.synthetic.example/channels/{TeamOf(t)}" }, "team"));
        }

        for (var c = 0; c < components; c++)
        {
            all.Add(Component(c, teams));
            if (c % 6 == 0)
            {
                all.Add(Api(c, teams));
            }

            if (c % 8 == 0)
            {
                all.Add(Entity("Resource", $"{NameOf(c)}-topic", Team(c, teams), [], "topic"));
            }
        }

        foreach (var cluster in Clusters)
        {
            all.Add(Entity("Resource", cluster, "group:default/" + TeamOf(0), [], "kubernetes-cluster"));
        }

        for (var u = 0; all.Count < entities; u++)
        {
            all.Add(Entity("User", $"person{u.ToString("000000", CultureInfo.InvariantCulture)}", null, [], null));
        }

        var made = new GoldenOrganisation(all);
        for (var c = 0; c < components; c += 3)
        {
            var key = $"github.com/synthetic/{NameOf(c)}";
            made.CodeOwners.Put(new(key, "CODEOWNERS", "c0ffee", CodeOwners.Parse($"* @synthetic/{TeamOf(c % teams)}\n/docs/ @synthetic/{TeamOf((c + 1) % teams)}\n*.sql @synthetic/{TeamOf((c + 2) % teams)}\n/vendor/\n"), GoldenOrganisation.Now));
        }

        Run(made, components, pods);
        return made;
    }

    /// <summary>Every number has a name of its own.</summary>
    internal static string NameOf(int n) => $"{First[n % First.Length]}-{Second[n / First.Length % Second.Length]}-{Third[((n / (First.Length * Second.Length)) + n) % Third.Length]}{(n < First.Length * Second.Length * Third.Length ? "" : (n / (First.Length * Second.Length * Third.Length)).ToString(CultureInfo.InvariantCulture))}";

    private static string TeamOf(int t) => $"team-{First[t % First.Length]}{(t < First.Length ? "" : $"-{Second[t / First.Length]}")}";

    private static string Team(int component, int teams) => $"group:default/{TeamOf(component % teams)}";

    private static string Pascal(string name) => string.Concat(name.Split('-').Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    private static CatalogEntity Component(int c, int teams)
    {
        var name = NameOf(c);
        Dictionary<string, string> annotations = new(StringComparer.Ordinal)
        {
            ["github.com/project-slug"] = $"synthetic/{name}",
            ["portal.dev/dashboard"] = $"https://grafana.synthetic.example/d/{c:x6}/{name}",
            ["portal.dev/runbook"] = $"https://wiki.synthetic.example/runbooks/{name}",
            ["portal.dev/packages"] = $"Synthetic.{Pascal(name)}, example.synthetic.{name.Replace('-', '.')}, {name.Replace('-', '_')}, @synthetic/{name}",
            ["portal.dev/aliases"] = $"svc{c.ToString("00000", CultureInfo.InvariantCulture)}",
            ["pagerduty.com/service-id"] = $"P{c:X6}",
            ["pagerduty.com/integration-key"] = $"{c:x32}",
        };
        var entity = Entity("Component", name, Team(c, teams), annotations, "service") with { Title = $"{Pascal(name)} of {TeamOf(c % teams)}" };
        return c % 6 == 0 ? entity with { Declares = [.. entity.Declares, new(RelationTypes.ProvidesApi, EntityRef.Parse($"api:default/{name}-contract"))] } : entity;
    }

    private static CatalogEntity Api(int c, int teams)
    {
        var name = NameOf(c);
        var isAsync = c % 12 == 6;
        var definition = c / 6 >= Described ? null
            : isAsync ? """{"asyncapi":"2.6.0","info":{"title":"x","version":"1"},"channels":{"NAME.created":{"subscribe":{"operationId":"c"}}}}""".Replace("NAME", name.Replace('-', '.'), StringComparison.Ordinal)
            : """{"openapi":"3.0.3","info":{"title":"x","version":"1"},"servers":[{"url":"https://api.synthetic.example/NAME"}],"paths":{"/v1/NAME":{"get":{"operationId":"l"}},"/v1/NAME/{id}":{"get":{"operationId":"r"}}}}""".Replace("NAME", name, StringComparison.Ordinal);
        var type = isAsync ? "asyncapi" : "openapi";
        var entity = Entity("API", $"{name}-contract", Team(c, teams), [], type);
        return definition is null ? entity : entity with { Spec = JsonSerializer.SerializeToElement(new { type, definition }) };
    }

    private static CatalogEntity Entity(string kind, string name, string? owner, Dictionary<string, string> annotations, string? type)
    {
        EntityRef? reference = owner is null ? null : EntityRef.Parse(owner);
        return new() { Ref = new(kind, "default", name), Kind = kind, Name = name, Type = type, Owner = reference, Annotations = annotations, Declares = reference is { } o ? [new(RelationTypes.OwnedBy, o)] : [] };
    }

    private static void Run(GoldenOrganisation made, int components, int pods)
    {
        var workloads = Math.Min(components, pods / PodsEach);
        var models = Clusters.Select(c => new ClusterModel(c, c.StartsWith("prod", StringComparison.Ordinal) ? "production" : "staging", null)).ToArray();
        for (var k = 0; k < models.Length; k++)
        {
            for (var n = 0; n < 40; n++)
            {
                var address = $"10.{k}.255.{n + 1}";
                models[k].Apply(new ObservedChange.Upserted(ObservedKind.Node, new ObservedNode { Metadata = Meta($"{Clusters[k]}-node-{n}", "", "n", null), Status = new(Addresses: [new("InternalIP", address)]) }));
                made.Nodes.Add((address, $"resource:default/{Clusters[k]}"));
            }
        }

        for (var w = 0; w < workloads; w++)
        {
            One(made, models[w % models.Length], Clusters[w % models.Length], w, w % models.Length);
        }

        for (var k = 0; k < models.Length; k++)
        {
            made.Show(Clusters[k], models[k]);
        }
    }

    private static void One(GoldenOrganisation made, ClusterModel model, string cluster, int w, int k)
    {
        var (name, ns) = (NameOf(w), $"ns-{w / 7 % 200}");
        var component = $"component:default/{name}";
        Dictionary<string, string> labels = new(StringComparer.Ordinal) { ["app.kubernetes.io/name"] = name, ["app"] = name, ["shard"] = $"s{w % 10}" };
        var image = $"registry.synthetic.example/{ns}/{name}:1.{w % 40}.{w % 7}";
        PodTemplate template = new() { Metadata = new() { Labels = labels }, Spec = new() { Containers = [new() { Name = name, Image = image }] } };
        var hash = $"{(w * 7919L % 0x7FFFFFFF) + 0x10000000:x9}"[..9];
        Tell(ObservedKind.Deployment, new ObservedWorkload { Metadata = Meta(name, ns, "d", labels), Spec = new() { Replicas = PodsEach, Template = template, Selector = new(labels) }, Status = new() { ReadyReplicas = PodsEach, Replicas = PodsEach } });
        Tell(ObservedKind.ReplicaSet, new ObservedWorkload { Metadata = Meta($"{name}-{hash}", ns, "r", labels) with { OwnerReferences = [new("Deployment", name, $"d/{ns}/{name}", true)] }, Spec = new() { Template = template } });
        for (var p = 0; p < PodsEach; p++)
        {
            var pod = new ObservedPod
            {
                Metadata = Meta($"{name}-{hash}-{Suffix((w * PodsEach) + p)}", ns, "p", labels) with { OwnerReferences = [new("ReplicaSet", $"{name}-{hash}", $"r/{ns}/{name}-{hash}", true)] },
                Spec = new() { NodeName = $"{cluster}-node-{(w + p) % 40}", Containers = template.Spec.Containers },
                Status = new() { Phase = "Running", PodIp = $"10.{k}.{((w * PodsEach) + p) / 250}.{((w * PodsEach) + p) % 250}", ContainerStatuses = [new() { Name = name, Ready = true, Image = image, ImageId = $"{image.Split(':')[0]}@sha256:{w:x64}" }] },
            };
            Tell(ObservedKind.Pod, pod);
            made.Pods.Add((pod, cluster, component));
        }

        made.Ended.Add(($"{name}-{hash}-{Suffix(900_000 + w)}", component));
        var service = new ObservedService { Metadata = Meta(name, ns, "s", null), Spec = new(new Dictionary<string, string> { ["app"] = name }, ClusterIp: $"172.{20 + k}.{w / 250}.{w % 250}") };
        Tell(ObservedKind.Service, service);
        made.Services.Add((service, cluster, component));
        if (w % 5 == 0)
        {
            // Two services share each host, by path.
            var (host, path) = ($"{NameOf(w - (w % 10))}.synthetic.example", w % 10 == 0 ? "/" : "/" + name);
            Tell(ObservedKind.Ingress, new ObservedIngress { Metadata = Meta(name, ns, "i", null), Spec = new(Rules: [new(host, new([new(path, new(new(name)), "Prefix")]))]) });
            made.Hosts.Add((host, path, component));
        }

        void Tell(ObservedKind kind, IObserved item) => model.Apply(new ObservedChange.Upserted(kind, item));
    }

    // As Kubernetes makes them: letters and digits that spell no word.
    private static string Suffix(int n)
    {
        const string Letters = "bcdfghjklmnpqrstvwxz2456789";
        Span<char> text = stackalloc char[5];
        var rest = (n * 48_271L) + 12_345;
        for (var i = 0; i < text.Length; i++)
        {
            (text[i], rest) = (Letters[(int)(rest % Letters.Length)], rest / Letters.Length);
        }

        return new(text);
    }

    private static ObservedMeta Meta(string name, string @namespace, string prefix, IReadOnlyDictionary<string, string>? labels)
        => new() { Name = name, Namespace = @namespace, Uid = $"{prefix}/{@namespace}/{name}", Labels = labels, CreationTimestamp = GoldenOrganisation.Now.AddDays(-1) };
}
