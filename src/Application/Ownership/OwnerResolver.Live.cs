using System.Globalization;
using System.Net;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <content>What the clusters know: pods, workloads, images, addresses, host names, namespaces.</content>
internal sealed partial class OwnerResolver
{
    private void ByPod(string text)
    {
        var name = text[(text.LastIndexOf('/') + 1)..];
        if (name.Length is < 3 or > 253 || !name.Contains('-', StringComparison.Ordinal))
        {
            return;
        }

        var found = false;
        foreach (var (cluster, pods, _) in estate.Clusters)
        {
            foreach (var (pod, entry) in pods.Named(name))
            {
                found = true;
                Pod(pod, entry, LivePod, $"pod {pod.Name} is in {cluster}, namespace {pod.Namespace}");
            }
        }

        if (!found && !ByGonePod(name))
        {
            ByPodName(name);
        }
    }

    private void Pod(PodSummary pod, WorkloadEntry? entry, double confidence, string why)
    {
        if (entry is null)
        {
            if (pod.Labels is { } labels && (labels.GetValueOrDefault("app.kubernetes.io/name") ?? labels.GetValueOrDefault("app")) is { } app)
            {
                foreach (var lead in index.Names[app].Where(l => l.Ref.Kind == "component"))
                {
                    Add(lead.Ref, confidence - 0.15, why, $"no workload controls it; its label names {app}, {lead.Why} of {lead.Ref}");
                }
            }
        }
        else if (EntityRef.TryParse(entry.Row.Service, out var reference))
        {
            Add(reference, confidence, why, $"it belongs to {entry.Row.Kind} {entry.Row.Name}", Tie(entry.Row));
        }
        else
        {
            NoteUnclaimed(entry, [why, $"it belongs to {entry.Row.Kind} {entry.Row.Name}"]);
        }
    }

    private bool ByGonePod(string name)
    {
        foreach (var gone in estate.Gone?.Named(name) ?? [])
        {
            var why = $"no pod {name} runs now; it was seen in {gone.Workload.Cluster}, namespace {gone.Workload.Namespace}, {Until(gone)}";
            if (EntityRef.TryParse(gone.Service, out var reference))
            {
                Add(reference, 0.92, why, $"it belonged to {gone.Workload.Kind} {gone.Workload.Name}, then of {gone.Service}");
                return true;
            }
        }

        return false;
    }

    // A pod that is gone still says whose it was: <deployment>-<template hash>-<suffix>.
    private void ByPodName(string name)
    {
        var made = name[..Math.Max(0, name.LastIndexOf('-'))];
        foreach (var (cluster, pods, _) in estate.Clusters)
        {
            if (pods.OfReplicaSet(made) is { } entry)
            {
                AddWorkloads([entry], 0.88, 0.88, e => [$"no pod {name} runs now; its name says that ReplicaSet {made} of {e.Row.Kind} {e.Row.Name} in {cluster} made it"]);
                return;
            }
        }

        foreach (var workload in GoneOwners(name))
        {
            var entries = estate.Structure.Named(workload);
            AddWorkloads(entries, GonePod, GonePod - 0.1, e => [$"no pod {name} runs now; its name was made by {e.Row.Kind} {workload}", $"{e.Row.Kind} {workload} runs in {e.Row.Cluster}, namespace {e.Row.Namespace}"]);
            if (entries.Count == 0)
            {
                foreach (var lead in index.Names[workload].Where(l => l.Ref.Kind == "component"))
                {
                    Add(lead.Ref, GonePod - 0.05, $"no pod {name} runs now; its name begins with {workload}, {lead.Why} of {lead.Ref}");
                }
            }
        }
    }

    private static IEnumerable<string> GoneOwners(string pod)
    {
        var parts = pod.Split('-');
        if (parts.Length >= 3 && parts[^1].Length == 5 && parts[^2].Length is >= 6 and <= 10 && parts[^2].Any(char.IsAsciiDigit))
        {
            yield return string.Join('-', parts[..^2]); // Deployment; CronJob, by its minute
        }

        if (parts.Length >= 2 && ((parts[^1].Length == 5 && parts[^1].Any(char.IsAsciiDigit)) || (parts[^1].Length <= 3 && parts[^1].All(char.IsAsciiDigit))))
        {
            yield return string.Join('-', parts[..^1]); // DaemonSet, Job; StatefulSet
        }
    }

    private void ByWorkload(string text, double confidence)
    {
        var slash = text.LastIndexOf('/');
        var name = text[(slash + 1)..];
        var before = slash > 0 ? text[(text.LastIndexOf('/', slash - 1) + 1)..slash] : null; // namespace, or the kind as kubectl writes it
        var entries = estate.Structure.Named(name);
        var inside = before is null ? entries : [.. entries.Where(e => e.Row.Namespace == before || e.Row.Kind.StartsWith(before.TrimEnd('s'), StringComparison.OrdinalIgnoreCase))];
        AddWorkloads(inside, confidence, confidence - 0.15, e => [$"{e.Row.Kind} {e.Row.Name} runs in {Places(inside, e)}"]);
    }

    private static string Places(IEnumerable<WorkloadEntry> entries, WorkloadEntry of)
        => string.Join(", ", entries.Where(e => e.Row.Service == of.Row.Service).Select(e => $"{e.Row.Cluster}/{e.Row.Namespace}").Distinct(StringComparer.Ordinal).Take(4));

    private void ByNamespace(string text)
    {
        var name = text.StartsWith("namespace/", StringComparison.Ordinal) ? text[10..] : text.StartsWith("ns/", StringComparison.Ordinal) ? text[3..] : text;
        var services = estate.Structure.In(name).Where(e => e.Row.Service is not null && (_clusters.Count == 0 || _clusters.Contains(e.Row.Cluster))).GroupBy(e => e.Row.Service!, StringComparer.Ordinal).ToArray();
        var owners = services.Length is > 1 and <= 50 ? services.Select(s => graph.Find(EntityRef.Parse(s.Key))?.Owner).Distinct().Count() : 2;
        foreach (var service in services.Take(50))
        {
            if (EntityRef.TryParse(service.Key, out var reference))
            {
                Add(reference, services.Length == 1 ? WholeNamespace + 0.15 : owners == 1 ? WholeNamespace : WholeNamespace - 0.15,
                    $"namespace {name} holds {service.First().Row.Kind} {service.First().Row.Name}" + (services.Length == 1 ? "" : $", one of {services.Length} services there" + (owners == 1 ? ", all of one owner" : "")));
            }
        }
    }

    private void ByImage(string text)
    {
        if (text.IndexOfAny([' ', '=']) >= 0 || text.Length < 3)
        {
            return;
        }

        var image = ImageName.Parse(text);
        if (image.Digest is { } digest && Digest(digest, text))
        {
            return;
        }

        if (image is { Tag: null, Digest: null } && !image.Repository.Contains('/', StringComparison.Ordinal))
        {
            return; // a bare word is a name
        }

        var entries = estate.Structure.OfImage(image.Repository);
        var sameTag = image.Tag is { } tag ? entries.Where(e => ImageName.Parse(e.Row.Image).Tag == tag).ToList() : [];
        AddWorkloads(sameTag.Count > 0 ? sameTag : entries, Image, Image - 0.2, e =>
            [$"image {ImageName.Parse(e.Row.Image).Repository} runs as {e.Row.Kind} {e.Row.Name} in {Places(entries, e)}" + (image.Tag is { } asked && sameTag.Count == 0 ? $", as {e.Row.Version} and not as {asked}" : "")]);
        if (entries.Count == 0 && image.Repository.IndexOf('/', StringComparison.Ordinal) > 0 && (image.Tag ?? image.Digest) is not null)
        {
            var last = image.Repository[(image.Repository.LastIndexOf('/') + 1)..];
            foreach (var lead in index.Names[last].Where(l => l.Ref.Kind is "component" or "resource"))
            {
                Add(lead.Ref, 0.7, $"no watched cluster runs {image.Repository}; its last part is {lead.Why} of {lead.Ref}");
            }
        }
    }

    private bool ByDigest(string text)
    {
        var digest = text.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) ? text : text.Length == 64 && text.All(char.IsAsciiHexDigit) ? "sha256:" + text : null;
        return digest is not null && Digest(digest, text);
    }

    private bool Digest(string digest, string text)
    {
        var entries = estate.Clusters.SelectMany(c => c.Pods.OfDigest(digest)).ToList();
        AddWorkloads(entries, 0.98, 0.9, e => [$"{(text.Length > 60 ? "the digest" : text)} is what {e.Row.Kind} {e.Row.Name} runs in {Places(entries, e)}"]);
        return entries.Count > 0;
    }

    private bool ByIp(string text)
    {
        var host = text.StartsWith('[') ? text[1..Math.Max(1, text.IndexOf(']', StringComparison.Ordinal))] : text.Count(c => c == ':') == 1 ? text[..text.IndexOf(':', StringComparison.Ordinal)] : text;
        host = host.EndsWith("/32", StringComparison.Ordinal) ? host[..^3] : host;
        if (host.Length < 3 || !(char.IsAsciiHexDigit(host[0]) || host[0] == ':') || host.AsSpan().IndexOfAny(".:") < 0 || !IPAddress.TryParse(host, out var address) || (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && host.Count(c => c == '.') != 3))
        {
            return false;
        }

        var wanted = address.ToString();
        var isThere = false;
        foreach (var (cluster, pods, addresses) in estate.Clusters.Where(c => _clusters.Count == 0 || _clusters.Contains(c.Cluster)))
        {
            if (addresses.NodeAt(wanted) is { } node)
            {
                isThere = true;
                Node(cluster, node, pods, $"{wanted} is an address of node {node} in {cluster}");
                continue; // pods on the node's own network have its address
            }

            var at = pods.At(wanted);
            foreach (var (pod, entry) in at)
            {
                Pod(pod, entry, at.Count == 1 ? Address : Address - 0.2, $"{wanted} is the address of pod {pod.Name} in {cluster}, namespace {pod.Namespace}");
            }

            var services = addresses.ServicesAt(wanted);
            foreach (var (ns, name) in services)
            {
                Service(cluster, ns, name, services.Count == 1 ? Address : Address - 0.3, $"{wanted} is the address of Service {ns}/{name} in {cluster}");
            }

            isThere |= at.Count + services.Count > 0;
        }

        if (!isThere)
        {
            ByGoneAddress(wanted);
        }

        return true;
    }

    // The address was given back: whoever had it last is likelier than those before.
    private void ByGoneAddress(string address)
    {
        var confidence = GoneAddress;
        foreach (var gone in estate.Gone?.At(address).Where(g => _clusters.Count == 0 || _clusters.Contains(g.Workload.Cluster)).Take(3) ?? [])
        {
            if (EntityRef.TryParse(gone.Service, out var reference))
            {
                Add(reference, confidence, $"nothing has {address} now; pod {gone.Name} in {gone.Workload.Cluster}, namespace {gone.Workload.Namespace}, had it {Until(gone)}", $"it belonged to {gone.Workload.Kind} {gone.Workload.Name}, then of {gone.Service}");
            }

            confidence -= 0.2;
        }
    }

    private static string Until(GonePod gone) => string.Create(CultureInfo.InvariantCulture, $"until {gone.LastSeen.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    private void Service(string cluster, string @namespace, string name, double confidence, params IReadOnlyList<string> why)
        => AddWorkloads(estate.Structure.Behind(cluster, @namespace, name), confidence, confidence - 0.1, e => [.. why, $"Service {@namespace}/{name} selects {e.Row.Kind} {e.Row.Name}"]);

    private void Node(string cluster, string node, PodIndex pods, string why)
    {
        var services = pods.On(node).Where(e => e.Row.Service is not null).GroupBy(e => e.Row.Service!, StringComparer.Ordinal).ToList();
        foreach (var lead in index.Names[cluster].Where(l => l.Ref.Kind is "resource" or "component" or "system"))
        {
            Add(lead.Ref, 0.9, why, $"the cluster {cluster} is {lead.Why} of {lead.Ref}");
        }

        foreach (var group in services.Take(50))
        {
            var first = group.First();
            Add(EntityRef.Parse(group.Key), services.Count == 1 ? 0.85 : 0.5, why, $"{first.Row.Kind} {first.Row.Name} has pods on it" + (services.Count == 1 ? "" : $", one of {services.Count} services there"));
        }
    }

    /// <summary>Names of Services as callers inside a cluster write them: orders, orders:8080, orders.checkout, orders.checkout.svc.cluster.local.</summary>
    private void ByServiceName(string text, double confidence)
    {
        var host = text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? text[..colon] : text;
        var parts = host.Split('.');
        if (parts.Length > 2 && parts[2] != "svc")
        {
            return;
        }

        var inNamespace = parts.Length > 1 ? parts[1] : null;
        foreach (var (cluster, ns, name) in estate.Structure.ServicesNamed(parts[0], inNamespace).Where(s => _namespaces.Count == 0 || inNamespace is not null || _namespaces.Contains(s.Namespace)))
        {
            Service(cluster, ns, name, inNamespace is null ? confidence : Address, $"{host} is Service {ns}/{name} in {cluster}");
        }
    }

    /// <param name="path">With a leading slash; null when only the host is known.</param>
    private bool ByHost(string text, string? path)
    {
        var host = text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? text[..colon] : text;
        if (path is null && host.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            (host, path) = (host[..slash], host[slash..]);
        }

        var before = _hits.Count;
        var most = path is null ? 0 : estate.Clusters.SelectMany(c => c.Addresses.Routes(host)).Where(r => Covers(r, path)).Select(r => r.Path.TrimEnd('/').Length).DefaultIfEmpty(0).Max();
        foreach (var (cluster, pods, addresses) in estate.Clusters)
        {
            if (!host.Contains('.', StringComparison.Ordinal))
            {
                if (addresses.NodeAt(host) is { } node)
                {
                    Node(cluster, node, pods, $"{node} is a node of {cluster}");
                }

                continue;
            }

            var routes = addresses.Routes(host);
            foreach (var route in path is null ? routes : routes.Where(r => Covers(r, path)))
            {
                // The longest path takes the request; a shorter one is what is there when that is not meant.
                var isIt = path is null ? route.Path == "/" || routes.Count == 1 : route.Path.TrimEnd('/').Length == most;
                Service(cluster, route.Namespace, route.Service, isIt ? 0.96 : 0.6, $"Ingress {route.Namespace}/{route.Ingress} in {cluster} leads {host}{(route.Path == "/" && path is null ? "" : route.Path)} to Service {route.Service}");
            }

            foreach (var (ns, name) in addresses.ServicesAt(host))
            {
                Service(cluster, ns, name, Address - 0.02, $"{host} is the load balancer of Service {ns}/{name} in {cluster}");
            }
        }

        if (host.Contains('.', StringComparison.Ordinal))
        {
            foreach (var (reference, why) in index.Urls[host])
            {
                Add(reference, path is null or "/" ? Link : 0.7, $"{host} is {why} of {reference}");
            }
        }

        return _hits.Count > before;
    }

    // Kubernetes' Prefix: element by element.
    private static bool Covers(IngressRoute route, string path)
    {
        var prefix = route.Path.TrimEnd('/');
        return route.IsExact ? path == route.Path : prefix.Length == 0 || path == prefix || (path.StartsWith(prefix, StringComparison.Ordinal) && path[prefix.Length] == '/');
    }
}
