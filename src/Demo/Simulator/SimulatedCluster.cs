using System.Globalization;

namespace Portal.Demo.Simulator;

/// <summary>
/// A cluster without machines: workloads, their controllers and their pods, moved by the given clock. The same seed and the same calls give the
/// same pods. Thread-safe.
/// </summary>
public sealed partial class SimulatedCluster
{
    private static readonly TimeSpan ComplaintEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly string _uids;
    private readonly List<string> _nodes = [];
    private readonly Dictionary<string, SimulatedWorkload> _workloads = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Action, DateTimeOffset> _script = new();
    private readonly Dictionary<(string Pod, string Reason), (DateTimeOffset First, DateTimeOffset Last, int Count)> _complaints = [];

    /// <param name="incarnation">Makes the uids differ from those of an earlier cluster of this name, as they do when a real one is built anew.</param>
    public SimulatedCluster(string name, int nodes, TimeProvider clock, int seed = 1, string? incarnation = null)
    {
        (Name, _uids) = (name, incarnation is null ? name : $"{name}@{incarnation}");
        _clock = clock;
        _random = new Random(seed);
        StartedAt = clock.GetUtcNow();
        var created = StartedAt.AddDays(-120);
        foreach (var ns in new[] { "default", "kube-system" })
        {
            Store.Put(Find("namespaces"), KubeObjects.Namespace(ns, created));
        }

        for (var i = 0; i < nodes; i++)
        {
            var node = $"{name}-node-{(i + 1).ToString("00", CultureInfo.InvariantCulture)}";
            _nodes.Add(node);
            Store.Put(Find("nodes"), KubeObjects.ClusterNode(node, $"zone-{"abc"[i % 3]}", created));
        }
    }

    public string Name { get; }

    public DateTimeOffset StartedAt { get; }

    public ObjectStore Store { get; } = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Adds a workload as if it had been running since its age, troubles included.</summary>
    public void Add(EstateWorkload spec, EstatePlacement placement)
    {
        lock (_gate)
        {
            var earlier = spec.Kind == "Deployment" ? placement.EarlierVersions : 0;
            var created = Now.AddMinutes(-Math.Max(placement.AgeMinutes, 1) * (placement.PreviousVersion is null ? 1 : 10)) - (EarlierEvery(spec) * earlier);
            var versionSince = Now.AddMinutes(-placement.AgeMinutes);
            EnsureNamespace(spec.Namespace, created);
            var selector = SelectorOf(spec);
            var uid = Uid($"{spec.Kind}/{spec.Namespace}/{spec.Name}");
            var revision = MakeRevision(spec, uid, placement.Version, versionSince, 1);
            var workload = new SimulatedWorkload { Spec = spec, Uid = uid, CreatedAt = created, Labels = revision.Labels, Selector = selector, Replicas = placement.Replicas, Current = revision, ProgressedAt = versionSince };
            workload.Revisions.Add(revision);
            if (placement.PreviousVersion is { } previous)
            {
                workload.Revisions.Insert(0, MakeRevision(spec, uid, previous, created, 1));
                revision.Number = 2;
            }

            AddEarlier(workload, placement.EarlierVersions);

            _workloads[workload.Key] = workload;
            if (spec.Port is { } port)
            {
                Store.Put(Find("services"), KubeObjects.Service(spec, selector, port, created));
            }

            Populate(workload, placement, versionSince);
            Write(workload, workload.Pods);
        }
    }

    /// <summary>Rolls out another version, one pod at a time.</summary>
    /// <param name="fault">What the new pods get from the start.</param>
    public void SetVersion(string @namespace, string name, string version, PodFault fault = PodFault.None, string? message = null, TimeSpan? podSeconds = null)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            workload.PodSeconds = podSeconds ?? workload.PodSeconds;
            Roll(workload, r => r.Version == version && r.RestartedAt is null, () => MakeRevision(workload.Spec, workload.Uid, version, Now, 0));
            (workload.Current.Fault, workload.Current.FaultMessage) = (fault, message);
            Write(workload, []);
        }
    }

    /// <summary>Replaces all pods by new ones of the same version.</summary>
    public void Restart(string @namespace, string name)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            Roll(workload, _ => false, () => MakeRevision(workload.Spec, workload.Uid, workload.Current.Version, Now, 0, Now));
            Write(workload, []);
        }
    }

    public void Scale(string @namespace, string name, int replicas)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            (workload.Replicas, workload.Generation) = (replicas, workload.Generation + 1);
            Write(workload, []);
        }
    }

    /// <summary>Gives a fault to the first pods of a workload, or takes it away.</summary>
    public void SetFault(string @namespace, string name, PodFault fault, int pods = 1, string? message = null)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            var hit = workload.Alive.Where(p => p.Of == workload.Current).Take(pods).ToList();
            hit.ForEach(p => p.SetFault(fault, message, Now));
            Write(workload, hit);
        }
    }

    public void DeletePod(string @namespace, string pod)
    {
        lock (_gate)
        {
            foreach (var workload in _workloads.Values.Where(w => w.Spec.Namespace == @namespace))
            {
                foreach (var hit in workload.Alive.Where(p => p.Name == pod).ToList())
                {
                    hit.Delete(Now);
                    Write(workload, [hit]);
                }
            }
        }
    }

    /// <summary>Deletes a workload with all its pods.</summary>
    public void Delete(string @namespace, string name)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            _workloads.Remove(workload.Key);
            Store.Delete(KindOf(workload), @namespace, name);
            workload.Pods.ForEach(p => Store.Delete(Find("pods"), @namespace, p.Name));
            workload.Revisions.ForEach(r => Store.Delete(RevisionsOf(workload), @namespace, $"{name}-{r.Hash}"));
            Store.Delete(Find("services"), @namespace, name);
        }
    }

    /// <summary>Does something when the clock reaches the moment.</summary>
    public void At(DateTimeOffset when, Action what)
    {
        lock (_gate)
        {
            _script.Enqueue(what, when);
        }
    }

    /// <summary>Moves everything to the present. Call often; calling more often changes nothing.</summary>
    public void Step()
    {
        lock (_gate)
        {
            var now = Now;
            while (_script.TryPeek(out _, out var due) && due <= now)
            {
                _script.Dequeue()();
            }

            foreach (var workload in _workloads.Values.ToList())
            {
                Step(workload, now);
            }
        }
    }

    /// <summary>A workload that is complete and well, for whoever looks for something to restart.</summary>
    public (string Namespace, string Name)? AnyHealthy()
    {
        lock (_gate)
        {
            var healthy = _workloads.Values.Where(w => w.Spec.Kind == "Deployment" && w.RolledOut && w.Replicas > 1 && w.Alive.All(p => p.IsReady)).OrderBy(w => w.Key, StringComparer.Ordinal).ToList();
            return healthy.Count == 0 ? null : (healthy[_random.Next(healthy.Count)].Spec is var spec ? (spec.Namespace, spec.Name) : null);
        }
    }

    internal static ApiResource Find(string plural) => ApiResource.All.First(r => r.Plural == plural);

    private static ApiResource KindOf(SimulatedWorkload workload) => ApiResource.All.First(r => r.Kind == workload.Spec.Kind);

    private static Dictionary<string, string> SelectorOf(EstateWorkload spec)
        => spec.Labels.Count > 0 && spec.Match == "selector" ? new(spec.Labels, StringComparer.Ordinal) : new(StringComparer.Ordinal) { ["app"] = spec.Name };

    private static PodFault FaultOf(string? trouble) => trouble switch
    {
        "oom" => PodFault.OutOfMemory,
        "crashloop" => PodFault.CrashLoop,
        "imagepull" => PodFault.ImagePull,
        "notready" => PodFault.NotReady,
        "pending" => PodFault.Unschedulable,
        _ => PodFault.None,
    };

    internal static PodFault Parse(string? trouble) => FaultOf(trouble);

    private void EnsureNamespace(string ns, DateTimeOffset created)
    {
        if (Store.Get(Find("namespaces"), "", ns) is null)
        {
            Store.Put(Find("namespaces"), KubeObjects.Namespace(ns, created));
        }
    }

    private SimulatedWorkload Get(string @namespace, string name)
        => _workloads.GetValueOrDefault($"{@namespace}/{name}") ?? throw new ArgumentException($"{Name} has no workload {@namespace}/{name}.", nameof(name));

    private string Uid(string text) => KubeObjects.UidOf($"{_uids}/{text}");
}
