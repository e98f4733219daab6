using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Portal.Demo.Simulator;

/// <summary>A resource that the simulated API serves.</summary>
public sealed record ApiResource(string Group, string Plural, string Singular, string Kind, bool Namespaced, params string[] ShortNames)
{
    /// <summary>The one version in which it is served.</summary>
    public string Version { get; init; } = "v1";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public static IReadOnlyList<ApiResource> All { get; } =
    [
        new("", "namespaces", "namespace", "Namespace", false, "ns"),
        new("", "nodes", "node", "Node", false, "no"),
        new("", "pods", "pod", "Pod", true, "po"),
        new("", "events", "event", "Event", true, "ev"),
        new("", "services", "service", "Service", true, "svc"),
        new("apps", "deployments", "deployment", "Deployment", true, "deploy"),
        new("apps", "replicasets", "replicaset", "ReplicaSet", true, "rs"),
        new("apps", "statefulsets", "statefulset", "StatefulSet", true, "sts"),
        new("apps", "daemonsets", "daemonset", "DaemonSet", true, "ds"),
        new("apps", "controllerrevisions", "controllerrevision", "ControllerRevision", true),
        new("", "persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim", true, "pvc"),
        new("batch", "jobs", "job", "Job", true),
        new("batch", "cronjobs", "cronjob", "CronJob", true, "cj"),
        new("networking.k8s.io", "ingresses", "ingress", "Ingress", true, "ing"),
        new("autoscaling", "horizontalpodautoscalers", "horizontalpodautoscaler", "HorizontalPodAutoscaler", true, "hpa") { Version = "v2" },
        new("policy", "poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget", true, "pdb"),
    ];

    public static ApiResource? Find(string group, string plural) => All.FirstOrDefault(r => r.Group == group && r.Plural == plural);
}

/// <summary>One object as stored: never changed, only replaced. Kept as text, which is a tenth of a tree of nodes.</summary>
public sealed record StoredObject(ApiResource Resource, string Namespace, string Name, byte[] Bytes, long Version)
{
    /// <summary>A tree of its own for each caller.</summary>
    public JsonObject Json => JsonNode.Parse(Bytes)!.AsObject();
}

/// <summary>What happened to an object.</summary>
public sealed record StoreEvent(string Type, StoredObject Item);

/// <summary>Objects with one growing version, as etcd has it, and the last changes for those who watch. Thread-safe.</summary>
public sealed class ObjectStore
{
    private const int ChangesKept = 1500;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly Queue<StoreEvent> _changes = new();
    private readonly HashSet<Channel<StoreEvent>> _watches = [];
    private long _version = 1000;
    private long _compacted = 1000;

    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>Stores the object; nothing happens when it is the same as before.</summary>
    public void Put(ApiResource resource, JsonObject json)
    {
        lock (_gate)
        {
            var meta = json["metadata"]!.AsObject();
            var (ns, name) = ((string?)meta["namespace"] ?? "", (string)meta["name"]!);
            var key = Key(resource, ns, name);
            var known = _objects.GetValueOrDefault(key);
            if (known is not null)
            {
                meta["resourceVersion"] = known.Version.ToString(CultureInfo.InvariantCulture);
                if (known.Bytes.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(json)))
                {
                    return;
                }
            }

            meta["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            var stored = new StoredObject(resource, ns, name, JsonSerializer.SerializeToUtf8Bytes(json), _version);
            _objects[key] = stored;
            Tell(new(known is null ? "ADDED" : "MODIFIED", stored));
        }
    }

    public bool Delete(ApiResource resource, string ns, string name)
    {
        lock (_gate)
        {
            if (!_objects.Remove(Key(resource, ns, name), out var gone))
            {
                return false;
            }

            var json = gone.Json;
            json["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            Tell(new("DELETED", gone with { Bytes = JsonSerializer.SerializeToUtf8Bytes(json), Version = _version }));
            return true;
        }
    }

    public StoredObject? Get(ApiResource resource, string ns, string name)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(Key(resource, ns, name));
        }
    }

    /// <summary>Objects in the order of their keys, and the version of the list.</summary>
    public (IReadOnlyList<StoredObject> Items, long Version) List(ApiResource resource, string? ns)
    {
        lock (_gate)
        {
            return ([.. _objects.Values.Where(o => o.Resource == resource && (ns is null || o.Namespace == ns))], _version);
        }
    }

    /// <summary>Changes after a version, and those to come. Null when the version is too old or was never given out.</summary>
    public Subscription? Watch(long after)
    {
        lock (_gate)
        {
            if (after < _compacted || after > _version)
            {
                return null;
            }

            var channel = Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true });
            foreach (var change in _changes.Where(c => c.Item.Version > after))
            {
                channel.Writer.TryWrite(change);
            }

            _watches.Add(channel);
            return new(channel.Reader, () =>
            {
                lock (_gate)
                {
                    _watches.Remove(channel);
                }
            });
        }
    }

    /// <summary>Forgets old changes: whoever watches from a version before now is told 410.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _changes.Clear();
            _compacted = ++_version;
        }
    }

    private static string Key(ApiResource resource, string ns, string name) => $"{resource.Plural}\0{ns}\0{name}";

    private void Tell(StoreEvent change)
    {
        _changes.Enqueue(change);
        if (_changes.Count > ChangesKept)
        {
            _compacted = _changes.Dequeue().Item.Version;
        }

        foreach (var watch in _watches)
        {
            watch.Writer.TryWrite(change);
        }
    }

    public sealed class Subscription(ChannelReader<StoreEvent> changes, Action close) : IDisposable
    {
        public ChannelReader<StoreEvent> Changes => changes;

        public void Dispose() => close();
    }
}
