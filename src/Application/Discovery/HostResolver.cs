using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>Where a host leads: the entity, how sure that is, and the way it was found, in words.</summary>
internal sealed record ResolvedHost(EntityRef Target, double Confidence, string Way);

/// <summary>Leads the hosts of workloads to entities. Made once per estate and catalog.</summary>
/// <remarks>Source: Kubernetes documentation, "DNS for Services and Pods": name, name.namespace, name.namespace.svc and the cluster's domain after it; pod.name.namespace.svc for headless Services.</remarks>
internal sealed class HostResolver
{
    /// <summary>Hosts of an entity, comma-separated, in its descriptor.</summary>
    public const string HostAnnotation = "portal.dev/host";

    private const int ExternalNameDepth = 3;

    // Links of other types lead to pages about the entity, not to the entity.
    private static readonly string[] EndpointLinks = ["endpoint", "api", "service", "host", "server", "website"];

    private readonly CatalogGraph _catalog;
    private readonly Dictionary<(string Cluster, string Namespace, string Name), ObservedService> _services;
    private readonly ILookup<(string Cluster, string Namespace), WorkloadEntry> _workloads;
    private readonly HashSet<(string Cluster, string Namespace)> _namespaces;
    private readonly Dictionary<string, (EntityRef Entity, double Confidence, string Way)?> _hosts = new(StringComparer.OrdinalIgnoreCase);

    public HostResolver(ObservedEstate estate, CatalogGraph catalog)
    {
        _catalog = catalog;
        var services = estate.Services.SelectMany(c => (c.Value ?? []).Select(s => (Key: (c.Key, s.Metadata.Namespace, s.Metadata.Name), Service: s))).ToList();
        _services = services.GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.First().Service);
        _workloads = estate.Workloads.ToLookup(w => (w.Row.Cluster, w.Row.Namespace));
        _namespaces = [.. _workloads.Select(g => g.Key), .. services.Select(s => (s.Key.Key, s.Key.Namespace))];
        foreach (var entity in catalog.Entities.Where(e => e.Ref.Kind is "component" or "resource" or "api"))
        {
            foreach (var host in (entity.Annotations.GetValueOrDefault(HostAnnotation) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Claim(host, entity.Ref, 0.95, $"{HostAnnotation} of {entity.Ref}");
            }

            foreach (var link in entity.Links.Where(l => EndpointLinks.Contains(l.Type, StringComparer.OrdinalIgnoreCase)))
            {
                if (Uri.TryCreate(link.Url, UriKind.Absolute, out var url) && url.Host.Length > 0)
                {
                    Claim(url.Host, entity.Ref, 0.8, $"link {link.Title ?? link.Url} of {entity.Ref}");
                }
            }
        }
    }

    /// <param name="from">The workload that names the host.</param>
    /// <param name="host">Lower case.</param>
    public ResolvedHost? Resolve(WorkloadEntry from, string host) => Resolve(from.Row.Cluster, from.Row.Namespace, host, ExternalNameDepth);

    private ResolvedHost? Resolve(string cluster, string ownNamespace, string host, int depth)
    {
        var inside = InCluster(cluster, ownNamespace, host);
        if (inside is var (name, ns) && Inside(cluster, ns, name, depth) is { } found)
        {
            return found;
        }

        if (_hosts.TryGetValue(host, out var known))
        {
            return known is var (entity, confidence, way) ? new(entity, confidence, way) : null;
        }

        // A short name that no Service has: a resource of the catalog may be called so, such as a database that runs elsewhere.
        return inside is not null && _catalog.Find(new("resource", EntityRef.DefaultNamespace, inside.Value.Name)) is { } resource
            ? new(resource.Ref, 0.6, $"named as {resource.Ref}") : null;
    }

    private ResolvedHost? Inside(string cluster, string ns, string name, int depth)
    {
        if (_services.GetValueOrDefault((cluster, ns, name)) is { } service)
        {
            if (service.Spec.ExternalName is { Length: > 0 } external && depth > 0)
            {
                return Resolve(cluster, ns, external.ToLowerInvariant().TrimEnd('.'), depth - 1);
            }

            if (OneService(_workloads[(cluster, ns)].Where(w => WorkloadDiscovery.Selects(service, w.TemplateLabels))) is { } selected)
            {
                return new(selected, 0.95, $"Service {ns}/{name} leads to {selected}");
            }
        }

        return OneService(_workloads[(cluster, ns)].Where(w => w.Row.Name == name)) is { } named ? new(named, 0.85, $"workload {ns}/{name} belongs to {named}") : null;
    }

    /// <summary>Name and namespace, when the host can be one of the cluster's own.</summary>
    private (string Name, string Namespace)? InCluster(string cluster, string ownNamespace, string host)
    {
        var labels = host.Split('.');
        var svc = Array.IndexOf(labels, "svc");
        return (labels.Length, svc) switch
        {
            (1, _) => (labels[0], ownNamespace),
            (_, >= 2) => (labels[svc - 2], labels[svc - 1]),
            (2, _) when _namespaces.Contains((cluster, labels[1])) => (labels[0], labels[1]),
            _ => null,
        };
    }

    /// <summary>Several workloads behind one name count as one service only when they belong to one.</summary>
    private static EntityRef? OneService(IEnumerable<WorkloadEntry> workloads)
        => workloads.Select(w => w.Row.Service).OfType<string>().Distinct(StringComparer.Ordinal).Take(2).ToList() is [var only] && EntityRef.TryParse(only, out var reference) ? reference : null;

    // Two entities that claim one host: it tells neither from the other, unless one is the API and the other its provider.
    private void Claim(string host, EntityRef entity, double confidence, string way)
    {
        if (!_hosts.TryGetValue(host, out var known))
        {
            _hosts[host] = (entity, confidence, way);
        }
        else if (known is var (first, firstConfidence, _) && first != entity)
        {
            _hosts[host] = confidence > firstConfidence ? (entity, confidence, way) : confidence < firstConfidence ? known : null;
        }
    }
}
