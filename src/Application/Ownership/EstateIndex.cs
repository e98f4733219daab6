using System.Runtime.InteropServices;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <summary>Workloads of all clusters by what names them. It changes with the structure only, not with every pod.</summary>
internal sealed class EstateIndex
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly Dictionary<string, List<WorkloadEntry>> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<WorkloadEntry>> _images = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<WorkloadEntry>> _namespaces = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Key, string Value), List<WorkloadEntry>> _labels = [];
    private readonly Dictionary<(string Cluster, string Namespace, string Name), List<WorkloadEntry>> _services = [];
    private readonly Dictionary<string, List<(string Cluster, string Namespace, string Name)>> _serviceNames = new(StringComparer.OrdinalIgnoreCase);

    public EstateIndex(ObservedEstate estate)
    {
        foreach (var entry in estate.Workloads)
        {
            Put(_names, entry.Row.Name, entry);
            Put(_namespaces, entry.Row.Namespace, entry);
            foreach (var image in Images(entry))
            {
                Put(_images, image, entry);
            }

            foreach (var (key, value) in (entry.TemplateLabels ?? NoLabels).Union(entry.Workload.Labels ?? NoLabels))
            {
                Put(_labels, (key, value), entry);
            }

            foreach (var service in entry.Around.Services ?? [])
            {
                var key = (entry.Row.Cluster, service.Metadata.Namespace, service.Metadata.Name);
                if (!_services.ContainsKey(key))
                {
                    Put(_serviceNames, service.Metadata.Name, key);
                }

                Put(_services, key, entry);
            }
        }
    }

    public IReadOnlyList<WorkloadEntry> Named(string name) => _names.TryGetValue(name, out var found) ? found : [];

    public IReadOnlyList<WorkloadEntry> In(string @namespace) => _namespaces.TryGetValue(@namespace, out var found) ? found : [];

    /// <param name="repository">Registry and path, or the end of the path.</param>
    public IReadOnlyList<WorkloadEntry> OfImage(string repository) => _images.TryGetValue(repository, out var found) ? found : [];

    public IReadOnlyList<WorkloadEntry> Labelled(string key, string value) => _labels.TryGetValue((key, value), out var found) ? found : [];

    /// <summary>Workloads that a Service leads to.</summary>
    public IReadOnlyList<WorkloadEntry> Behind(string cluster, string @namespace, string service) => _services.TryGetValue((cluster, @namespace, service), out var found) ? found : [];

    /// <summary>Services of a name, in any cluster.</summary>
    /// <param name="namespace">Null for any.</param>
    public IEnumerable<(string Cluster, string Namespace, string Name)> ServicesNamed(string name, string? @namespace)
        => _serviceNames.TryGetValue(name, out var found) ? found.Where(s => @namespace is null || s.Namespace == @namespace) : [];

    // registry/team/name, team/name and name, of every container.
    private static HashSet<string> Images(WorkloadEntry entry)
    {
        HashSet<string> all = new(StringComparer.OrdinalIgnoreCase);
        foreach (var image in (entry.Observed.Template.Spec.Containers ?? []).Select(c => c.Image).Append(entry.Row.Image).Where(i => i.Length > 0))
        {
            var rest = ImageName.Parse(image).Repository;
            all.Add(rest);
            while (rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
            {
                rest = rest[(slash + 1)..];
                all.Add(rest);
            }
        }

        return all;
    }

    internal static void Put<TKey, TValue>(Dictionary<TKey, List<TValue>> index, TKey key, TValue value)
        where TKey : notnull
        => (CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _) ??= new(1)).Add(value);
}

/// <summary>Where an Ingress leads a path.</summary>
/// <param name="Path">As written; "/" where none is.</param>
/// <param name="Service">Name of the Service in the Ingress' namespace.</param>
internal sealed record IngressRoute(string Ingress, string Namespace, string Path, bool IsExact, string Service);

/// <summary>Addresses and host names of one cluster's Services, nodes and Ingresses.</summary>
internal sealed class AddressIndex
{
    private readonly Dictionary<string, List<(string Namespace, string Name)>> _services = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _nodes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<IngressRoute>> _hosts = new(StringComparer.OrdinalIgnoreCase);

    public AddressIndex(ClusterSurroundings around)
    {
        Around = around;
        foreach (var service in around.Services ?? [])
        {
            var points = service.Status?.LoadBalancer?.Ingress ?? [];
            foreach (var address in points.SelectMany(p => new[] { p.Ip, p.Hostname }).Concat(service.Spec.ExternalIps ?? []).Append(service.Spec.ClusterIp).OfType<string>().Where(a => a.Length > 0 && a != "None").Distinct(StringComparer.OrdinalIgnoreCase))
            {
                EstateIndex.Put(_services, address, (service.Metadata.Namespace, service.Metadata.Name));
            }
        }

        foreach (var node in around.Nodes ?? [])
        {
            _nodes[node.Metadata.Name] = node.Metadata.Name;
            foreach (var address in node.Status.Addresses ?? [])
            {
                _nodes.TryAdd(address.Address, node.Metadata.Name);
            }
        }

        foreach (var ingress in around.Ingresses ?? [])
        {
            Add(ingress);
        }
    }

    public ClusterSurroundings Around { get; }

    public IReadOnlyList<(string Namespace, string Name)> ServicesAt(string address) => _services.TryGetValue(address, out var found) ? found : [];

    public string? NodeAt(string address) => _nodes.GetValueOrDefault(address);

    /// <summary>Routes of a host: its own, or those of a wildcard for its first label.</summary>
    public IReadOnlyList<IngressRoute> Routes(string host)
        => _hosts.TryGetValue(host, out var found) ? found
            : host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && _hosts.TryGetValue("*" + host[dot..], out found) ? found : [];

    public bool Holds(ClusterSurroundings around)
        => ReferenceEquals(Around, around) || (ReferenceEquals(Around.Services, around.Services) && ReferenceEquals(Around.Nodes, around.Nodes) && ReferenceEquals(Around.Ingresses, around.Ingresses));

    private void Add(ObservedIngress ingress)
    {
        var (name, ns) = (ingress.Metadata.Name, ingress.Metadata.Namespace);
        foreach (var rule in ingress.Spec.Rules ?? [])
        {
            foreach (var path in rule.Http?.Paths ?? [])
            {
                if (rule.Host is { Length: > 0 } host && path.Backend?.Target is { } service)
                {
                    EstateIndex.Put(_hosts, host, new(name, ns, path.Path is { Length: > 0 } written ? written : "/", path.PathType == "Exact", service));
                }
            }
        }
    }
}
